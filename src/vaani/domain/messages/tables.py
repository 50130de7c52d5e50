"""Which rows hold messages to staff?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Blind, Id, Sealed, Word


class MessageRow(Base):
    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("business_id", "ref"),
        UniqueConstraint("business_id", "key"),
    )

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Word]
    status: Mapped[Word]
    text_sealed: Mapped[str] = mapped_column(Text)
    name_sealed: Mapped[Sealed]
    phone_sealed: Mapped[Sealed]
    phone_blind: Mapped[Blind]
    call_id: Mapped[str | None] = mapped_column(String(80), index=True)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
