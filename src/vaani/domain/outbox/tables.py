"""Which rows hold what happened and has not been handed on yet?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Word

_COUNTER = BigInteger().with_variant(Integer, "sqlite")


class OutboxRow(Base):
    """`stream` is `booking:ID`, `call:ID` ...; rows of one stream leave in the order of `seq`."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "delivered_at", "seq"),)

    seq: Mapped[int] = mapped_column(_COUNTER, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    stream: Mapped[str] = mapped_column(String(120), index=True)
    type: Mapped[Word]
    business_id: Mapped[str | None] = mapped_column(String(36), index=True)
    call_id: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int]
    next_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class LeaseRow(Base):
    """Who does what only one may do, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]
