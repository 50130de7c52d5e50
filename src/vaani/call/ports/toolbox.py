"""What may a call do to the business?

The only door from a conversation to bookings, messages and knowledge. One `Toolbox` belongs to one
call: it knows the business and who calls (`CallPlan`), so rights never come from what was said or
from a model. Dates and times are local to the business; every write takes an idempotency `key`
made of (call, intent, values), and the same key writes once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, Protocol

from vaani.language.found import Language

RefusalReason = Literal[
    "too_far", "closed_date", "closed_weekday", "leave", "outside_hours", "not_sitting",
    "past", "too_soon", "not_a_start", "full", "party_too_small", "party_too_large", "notice",
    "gone",
]  # fmt: skip
"""In the order of precedence (RULES 2.9); `notice`: too late to change by phone; `gone`: the
booking to change is no longer there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `resource_ids` empty means anybody or anything that fits.

    `replaces` is the reference of the booking that the new slot would take the place of: its own
    seats or its own resource count as free. `night`: a start in the small hours was said of the
    night before (`day` stays its calendar day).
    """

    day: date | None = None
    at: time | None = None
    party: int | None = None
    resource_ids: tuple[str, ...] = ()
    service_id: str | None = None
    replaces: str | None = None
    night: bool = False


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot that was free when it was asked about. `start` is aware, in the business's zone."""

    start: datetime
    minutes: int
    resource_id: str | None = None
    party: int | None = None
    service_id: str | None = None
    night_of: date | None = None
    """The evening to which a start after midnight belongs; None otherwise."""

    @property
    def day(self) -> date:
        return self.start.date()

    @property
    def at(self) -> time:
        return self.start.time()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, truly. `details` by reason: closed_date: `reason` (Text); too_far: `last` (date) and
    `days`; too_soon: `minutes`; outside_hours and not_sitting: `periods` ((open, close), ...) and
    `last`; leave: `until` (date); not_a_start: `grid` (minutes); party_*: `limit`; notice:
    `minutes`."""

    reason: RefusalReason
    details: Mapping[str, Any] = field(default_factory=dict)
    resource_id: str | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """For whom a booking is written. `phone` E.164."""

    name: str | None
    phone: str | None
    notes: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BookedRow:
    """A committed row of the calendar, as it stands."""

    ref: str
    status: Literal["confirmed", "cancelled", "completed", "no_show"]
    start: datetime
    minutes: int
    resource_id: str | None
    service_id: str | None
    party: int | None
    name: str | None
    phone: str | None
    notes: str | None
    created_in_call: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One piece of knowledge that answers. `score` 0..1, calibrated: below 0.5 is not an answer."""

    topic: str
    text: str
    score: float


MessageKind = Literal["callback", "large_party", "note"]


class Toolbox(Protocol):
    """Errors: `DomainError` (a rule), `ProviderError(stage="toolbox")` (it cannot be reached)."""

    def now(self) -> datetime:
        """The moment, aware, in the business's zone."""
        ...

    def readings(self, day: date, times: tuple[time, ...], wish: Wish) -> tuple[datetime, ...]:
        """Which of the readings of a clock time are possible starts in the opening hours (or the
        sessions of `wish.resource_ids`) of `day`, its night included, and have not passed. A
        reading after midnight of an evening that runs on is given on its calendar day."""
        ...

    async def check(self, wish: Wish) -> FreeSlot | Refusal:
        """Is exactly this (day and time set) free, for the first fitting resource of the file?"""
        ...

    async def free_near(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        """The nearest free slots on the day of the wish, before and after its time, in the order of
        the day; without a time the first ones of the day."""
        ...

    async def free_between(
        self,
        wish: Wish,
        earliest: datetime,
        latest: datetime,
        limit: int = 3,
        last_first: bool = False,
    ) -> tuple[FreeSlot, ...]:
        """The first (or last) free slots that start between the two moments, ends included."""
        ...

    async def free_other_days(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        """The same time (else the nearest) on the near days after the wish's, one slot a day."""
        ...

    async def hold(self, slot: FreeSlot) -> bool:
        """Keep the slot while details are taken; replaces the call's earlier hold. False: taken."""
        ...

    async def release(self) -> None:
        """Give back what this call holds. Idempotent."""
        ...

    async def book(self, slot: FreeSlot, guest: Guest, key: str) -> BookedRow | Refusal:
        """Write the booking and drop the hold. The row is committed when this returns."""
        ...

    async def change(
        self, ref: str, slot: FreeSlot, guest: Guest | None, key: str
    ) -> BookedRow | Refusal:
        """Move a booking: the same row with new values, or nothing changes."""
        ...

    async def cancel(self, ref: str, key: str) -> BookedRow | Refusal:
        """Set the booking's status to cancelled."""
        ...

    async def bookings(
        self, phone: str | None = None, name: str | None = None
    ) -> tuple[BookedRow, ...]:
        """The coming confirmed bookings that this caller may know of, soonest first: those of his
        own number; or, when both are given, those on that number and that name. Empty otherwise,
        whatever exists."""
        ...

    async def recent(self) -> tuple[BookedRow, ...]:
        """Past bookings of the caller's own number, latest first, at most five."""
        ...

    async def leave_message(
        self, kind: MessageKind, text: str, name: str | None, phone: str | None, key: str
    ) -> str:
        """Store a message to staff; returns its reference. Committed when this returns."""
        ...

    async def know(self, question: str, language: Language) -> tuple[Hit, ...]:
        """What the business file says to a question, best first. Empty: it is unknown."""
        ...

    async def stop_calling(self, phone: str | None) -> None:
        """Put the number on the do-not-call list."""
        ...

    async def recognise(self, allowed: bool, name: str | None) -> None:
        """Store that the caller agreed to be greeted by name next time, or took it back. Nothing
        happens for a withheld number."""
        ...

    async def keep_no_transcript(self) -> None:
        """The caller refused storage: nothing said in this call is kept."""
        ...
