"""Which row proves the keys, and which columns of which tables are sealed under them?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base


class KeyCheckRow(Base):
    """A text that only the right keys open and index."""

    __tablename__ = "key_checks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    blind: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of a table; `place` is authenticated with its texts, `blind` finds them."""

    table: str
    column: str
    place: str
    blind: str | None = None


COLUMNS = (
    SealedColumn("customers", "phone_sealed", "customers.phone", "phone_blind"),
    SealedColumn("customers", "name_sealed", "customers.name"),
    SealedColumn("bookings", "phone_sealed", "bookings.phone", "phone_blind"),
    SealedColumn("bookings", "name_sealed", "bookings.name"),
    SealedColumn("bookings", "notes_sealed", "bookings.notes"),
    SealedColumn("bookings", "reason_sealed", "bookings.reason"),
    SealedColumn("messages", "phone_sealed", "messages.phone", "phone_blind"),
    SealedColumn("messages", "name_sealed", "messages.name"),
    SealedColumn("messages", "text_sealed", "messages.text"),
    SealedColumn("do_not_call", "phone_sealed", "do_not_call.phone", "phone_blind"),
    SealedColumn("calls", "caller_sealed", "calls.caller", "caller_blind"),
    SealedColumn("calls", "summary_sealed", "calls.text"),
    SealedColumn("calls", "note_sealed", "calls.text"),
    SealedColumn("call_turns", "text_sealed", "calls.text"),
    SealedColumn("call_turns", "unheard_sealed", "calls.text"),
    SealedColumn("requests", "answer_sealed", "requests.answer"),
    SealedColumn("users", "second_sealed", "users.second"),
)
