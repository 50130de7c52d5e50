"""Which rows hold calls that go out, beside their call, and what has each day taken?"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Word


class OutboundRow(Base):
    """`state`: reserved, placed, unsure, refused. `digest` is of what was asked under `key`."""

    __tablename__ = "outbound_calls"
    __table_args__ = (UniqueConstraint("business_id", "key"),)

    call_id: Mapped[str] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True
    )
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    key: Mapped[str | None] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[Word]
    day: Mapped[date]
    minutes: Mapped[int]
    settled: Mapped[bool]
    at: Mapped[datetime]


class OutboundDayRow(Base):
    """What one day (UTC) has taken: calls placed, minutes reserved or talked."""

    __tablename__ = "outbound_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int]
    minutes: Mapped[int]
