"""Which rows hold the numbers that must not be called?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id


class DoNotCallRow(Base):
    __tablename__ = "do_not_call"
    __table_args__ = (UniqueConstraint("business_id", "phone_blind"),)

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    phone_blind: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str]
    call_id: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime]
