"""Which rows hold bookings, what they take, and what was written under which key?

A *taking* is time taken on one resource (or seats of the pool): by a booking, by a hold until it
expires, or by a block. On PostgreSQL an exclusion constraint over takings keeps two owners off one
resource (migration 0001); pooled seats are counted under the lock of their `booking_days` rows.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Blind, Id, Sealed, Word


class BookingRow(Base):
    __tablename__ = "bookings"
    __table_args__ = (
        UniqueConstraint("business_id", "ref"),
        Index("ix_bookings_business_start", "business_id", "start_at"),
        Index("ix_bookings_business_phone", "business_id", "phone_blind"),
    )

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(40))
    status: Mapped[Word]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    resource_id: Mapped[str | None] = mapped_column(String(130))
    service_id: Mapped[str | None] = mapped_column(String(200))
    party: Mapped[int | None]
    name_sealed: Mapped[Sealed]
    phone_sealed: Mapped[Sealed]
    phone_blind: Mapped[Blind]
    notes_sealed: Mapped[Sealed]
    reason_sealed: Mapped[Sealed]
    customer_id: Mapped[str | None] = mapped_column(String(36), index=True)
    call_id: Mapped[str | None] = mapped_column(String(80), index=True)
    source: Mapped[Word]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TakingRow(Base):
    """`owner`: the booking's id, or `call:ID` for a hold, so that a booking never stands in its
    own way. `end_at` includes the buffer. `expires_at` is set for holds only."""

    __tablename__ = "takings"
    __table_args__ = (Index("ix_takings_business_start", "business_id", "start_at"),)

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    kind: Mapped[Word]
    resource_id: Mapped[str] = mapped_column(String(40))
    seats: Mapped[int]
    owner: Mapped[str] = mapped_column(String(90), index=True)
    call_id: Mapped[str | None] = mapped_column(String(80), index=True)
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class DayRow(Base):
    """Something to lock: one row for each business and day (UTC) on which anything is taken."""

    __tablename__ = "booking_days"

    business_id: Mapped[str] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[str] = mapped_column(String(10), primary_key=True)


class WriteRow(Base):
    """What was already written: the same key never writes twice. A program's key stands twice:
    alone, and together with all that was asked for under it."""

    __tablename__ = "booking_writes"

    business_id: Mapped[str] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    booking_id: Mapped[str] = mapped_column(ForeignKey("bookings.id", ondelete="CASCADE"))
    action: Mapped[Word]
    at: Mapped[datetime]
