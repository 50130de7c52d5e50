"""What may this call do to the business? The `Toolbox` of one call over the nouns' services.

Rights come from the plan: who calls and which business was called. Whatever was said, or whatever a
model believes, cannot reach past them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from vaani.call.plan import CallPlan
from vaani.call.ports.toolbox import (
    BookedRow,
    FreeSlot,
    Guest,
    Hit,
    MessageKind,
    Refusal,
    Wish,
)
from vaani.domain.bookings import offers
from vaani.domain.bookings.availability import Availability
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.bookings.records import booked_row
from vaani.domain.bookings.schemas import Booking
from vaani.domain.bookings.service import Bookings
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.messages.service import Messages
from vaani.kit.clock import Clock
from vaani.kit.crypto import UNREADABLE
from vaani.language.found import Language
from vaani.language.names import same_name
from vaani.storage.errors import StorageError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Nouns:
    """The services that a call may use."""

    bookings: Bookings
    availability: Availability
    calendar: Calendar
    messages: Messages
    do_not_call: DoNotCall
    clock: Clock
    knowledge: Knowledge
    customers: Customers | None = None


class CallToolbox:
    """The `Toolbox` of one call."""

    def __init__(
        self,
        plan: CallPlan,
        nouns: Nouns,
        forget: Callable[[], None] | None = None,
    ) -> None:
        """`forget` is told when the caller refuses storage."""
        self._plan = plan
        self._nouns = nouns
        self._forget = forget
        self._zone = ZoneInfo(plan.business.timezone)
        self._replaces: str | None = None

    def now(self) -> datetime:
        return self._nouns.clock.now().astimezone(self._zone)

    def readings(self, day: date, times: tuple[time, ...], wish: Wish) -> tuple[datetime, ...]:
        return offers.readings(self._plan.business, wish, day, times, self._nouns.clock.now())

    async def check(self, wish: Wish) -> FreeSlot | Refusal:
        self._replaces = wish.replaces
        return await self._nouns.availability.check(self._plan.business, wish, self._plan.call_id)

    async def free_near(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        return await self._nouns.availability.near(
            self._plan.business, wish, limit, self._plan.call_id
        )

    async def free_between(
        self,
        wish: Wish,
        earliest: datetime,
        latest: datetime,
        limit: int = 3,
        last_first: bool = False,
    ) -> tuple[FreeSlot, ...]:
        return await self._nouns.availability.between(
            self._plan.business, wish, earliest, latest, limit, last_first, self._plan.call_id
        )

    async def free_other_days(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        return await self._nouns.availability.other_days(
            self._plan.business, wish, limit, self._plan.call_id
        )

    async def hold(self, slot: FreeSlot) -> bool:
        try:
            return await self._nouns.bookings.hold(
                self._plan.business, slot, self._plan.call_id, self._replaces
            )
        except StorageError as error:
            # Nothing was promised by it: whether the slot is free is asked again at the booking.
            log.warning("hold.failed: %s", error.message, extra={"call_id": self._plan.call_id})
            return False

    async def release(self) -> None:
        await self._nouns.bookings.release(self._plan.business.id, self._plan.call_id)

    async def book(self, slot: FreeSlot, guest: Guest, key: str) -> BookedRow | Refusal:
        return self._row(
            await self._nouns.bookings.book(
                self._plan.business, slot, guest, key, self._plan.call_id
            )
        )

    async def change(
        self, ref: str, slot: FreeSlot, guest: Guest | None, key: str
    ) -> BookedRow | Refusal:
        return self._row(
            await self._nouns.bookings.change(
                self._plan.business, ref, slot, guest, key, self._plan.call_id
            )
        )

    async def cancel(self, ref: str, key: str) -> BookedRow | Refusal:
        return self._row(
            await self._nouns.bookings.cancel(self._plan.business, ref, key, self._plan.call_id)
        )

    async def bookings(
        self, phone: str | None = None, name: str | None = None
    ) -> tuple[BookedRow, ...]:
        own = self._plan.caller.number
        if phone is None or phone == own:
            found = await self._coming(own)
            return found if name is None or phone is None else _named(found, name)
        return _named(await self._coming(phone), name) if name is not None else ()

    async def recent(self) -> tuple[BookedRow, ...]:
        own = self._plan.caller.number
        if own is None:
            return ()
        past = await self._nouns.calendar.past(self._plan.business, own)
        return tuple(_readable(booked_row(one, self._plan.call_id)) for one in past)

    async def leave_message(
        self, kind: MessageKind, text: str, name: str | None, phone: str | None, key: str
    ) -> str:
        left = await self._nouns.messages.leave(
            self._plan.business.id, kind, text, name, phone, key, self._plan.call_id
        )
        return left.ref

    async def know(self, question: str, language: Language) -> tuple[Hit, ...]:
        return await self._nouns.knowledge.answers(
            self._plan.business, question, language, self.now().date()
        )

    async def stop_calling(self, phone: str | None) -> None:
        number = self._plan.caller.number or phone
        if number is not None:
            await self._nouns.do_not_call.stop_calling(
                self._plan.business.id, number, self._plan.call_id
            )

    async def recognise(self, allowed: bool, name: str | None) -> None:
        number, customers = self._plan.caller.number, self._nouns.customers
        if number is not None and customers is not None:
            await customers.allow_greeting(self._plan.business.id, number, allowed, name)

    async def keep_no_transcript(self) -> None:
        if self._forget is not None:
            self._forget()

    async def _coming(self, phone: str | None) -> tuple[BookedRow, ...]:
        if phone is None:
            return ()
        found = await self._nouns.calendar.coming(self._plan.business, phone)
        return tuple(_readable(booked_row(one, self._plan.call_id)) for one in found)

    def _row(self, done: Booking | Refusal) -> BookedRow | Refusal:
        if isinstance(done, Refusal):
            return done
        return _readable(booked_row(done, self._plan.call_id))


def _readable(row: BookedRow) -> BookedRow:
    """A call speaks of what can be read; the rest is as if it was never said."""
    name, phone, notes = (
        None if UNREADABLE in (text or "").split("; ") else text
        for text in (row.name, row.phone, row.notes)
    )
    return replace(row, name=name, phone=phone, notes=notes)


def _named(rows: tuple[BookedRow, ...], name: str) -> tuple[BookedRow, ...]:
    return tuple(row for row in rows if row.name is not None and same_name(row.name, name))
