"""Which rows hold the people who call a business?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id, Sealed


class CustomerRow(Base):
    """One number of one business's callers. `greeting_consent_at` None: not greeted by name."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("business_id", "phone_blind"),)

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    phone_sealed: Mapped[str]
    phone_blind: Mapped[str] = mapped_column(String(64))
    name_sealed: Mapped[Sealed]
    greeting_consent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
