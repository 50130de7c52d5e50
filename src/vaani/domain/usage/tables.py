"""Which rows hold what calls used? One for each unit of each engine of a call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id, Word


class UsageRow(Base):
    """`cost_micros`: millionths of the currency at the price of that day; None: unknown. A call
    that is erased leaves its figures to the business."""

    __tablename__ = "call_usage"
    __table_args__ = (Index("ix_call_usage_business_at", "business_id", "at"),)

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    call_id: Mapped[str | None] = mapped_column(
        ForeignKey("calls.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime]
    role: Mapped[Word]
    engine: Mapped[Word]
    model: Mapped[str] = mapped_column(String(120))
    unit: Mapped[Word]
    amount: Mapped[float]
    attempts: Mapped[int]
    broken: Mapped[int]
    estimated: Mapped[bool]
    cost_micros: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    prices: Mapped[str] = mapped_column(String(60))
