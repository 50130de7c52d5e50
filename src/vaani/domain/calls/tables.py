"""Which rows hold calls, what was said in them and what else happened?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Blind, Id, Sealed, Word


class CallRow(Base):
    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("carrier", "carrier_call_id"),
        Index("ix_calls_business_started", "business_id", "started_at"),
        Index("ix_calls_business_caller", "business_id", "caller_blind", "started_at"),
        Index("ix_calls_business_status", "business_id", "status", "started_at"),
        Index("ix_calls_business_outcome", "business_id", "outcome", "started_at"),
        Index("ix_calls_business_duration", "business_id", "duration_ms"),
    )

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    carrier: Mapped[Word]
    carrier_call_id: Mapped[str] = mapped_column(String(120))
    direction: Mapped[Word]
    status: Mapped[Word]
    outcome: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    caller_sealed: Mapped[Sealed]
    caller_blind: Mapped[Blind]
    customer_id: Mapped[str | None] = mapped_column(String(36), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    ended_by: Mapped[str | None] = mapped_column(String(20))
    transfer_to: Mapped[str | None] = mapped_column(String(20))
    transcript_kept: Mapped[bool]
    test: Mapped[bool]
    summary_sealed: Mapped[Sealed]
    rating: Mapped[int | None]
    note_sealed: Mapped[Sealed]
    extra: Mapped[dict[str, Any]]


class TurnRow(Base):
    __tablename__ = "call_turns"
    __table_args__ = (Index("ix_call_turns_call_start", "call_id", "start_ms"),)

    id: Mapped[Id]
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    speaker: Mapped[Word]
    text_sealed: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    interrupted: Mapped[bool]
    acts: Mapped[list[str]] = mapped_column(JSON)
    confidence: Mapped[float | None]
    times: Mapped[dict[str, Any]]
    unheard_sealed: Mapped[Sealed]


class EventRow(Base):
    __tablename__ = "call_events"

    id: Mapped[Id]
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(80))
    at_ms: Mapped[int]
    data: Mapped[dict[str, Any]]
