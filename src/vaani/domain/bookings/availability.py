"""Which slots are free right now? Loads what is taken and asks the pure rules; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import Business
from vaani.call.ports.toolbox import FreeSlot, Refusal, Wish
from vaani.domain.bookings import offers, opening, repository, rules
from vaani.domain.bookings.policy import CALLER, Policy
from vaani.domain.bookings.rules import Busy
from vaani.domain.bookings.tables import TakingRow
from vaani.kit.clock import Clock
from vaani.storage.session import Database

_AROUND = timedelta(days=2)


class Availability:
    """`call_id`: the call that asks; what it holds itself does not stand in its way."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def check(
        self,
        business: Business,
        wish: Wish,
        call_id: str | None = None,
        binding: Policy = CALLER,
    ) -> FreeSlot | Refusal:
        """Is exactly this free? Raises DomainError without a day and a time."""
        day = wish.day or opening.today(business, self._clock.now())
        busy = await self._busy(business, wish, day, day, call_id)
        return rules.check(business, wish, busy, self._clock.now(), binding=binding)

    async def near(
        self,
        business: Business,
        wish: Wish,
        limit: int = 3,
        call_id: str | None = None,
        binding: Policy = CALLER,
    ) -> tuple[FreeSlot, ...]:
        """The nearest free slots of that day, in the order of the day."""
        now = self._clock.now()
        night = offers.night_of_wish(business, wish, now)
        busy = await self._busy(business, wish, night, night, call_id)
        return offers.near(business, wish, busy, now, limit, binding)

    async def between(
        self,
        business: Business,
        wish: Wish,
        earliest: datetime,
        latest: datetime,
        limit: int = 3,
        last_first: bool = False,
        call_id: str | None = None,
    ) -> tuple[FreeSlot, ...]:
        """The first (or last) free slots that start between the moments, ends included."""
        now = self._clock.now()
        first, last = opening.local(business, earliest), opening.local(business, latest)
        busy = await self._busy(business, wish, first.date(), last.date(), call_id)
        return offers.between(business, wish, busy, now, earliest, latest, limit, last_first)

    async def other_days(
        self, business: Business, wish: Wish, limit: int = 3, call_id: str | None = None
    ) -> tuple[FreeSlot, ...]:
        """The same time, else the nearest, on the days after the wish's; one slot a day."""
        now = self._clock.now()
        night = offers.night_of_wish(business, wish, now)
        horizon = timedelta(days=rules.terms_of(business).max_days_ahead)
        last = opening.today(business, now) + horizon
        busy = await self._busy(business, wish, night, last, call_id)
        return offers.other_days(business, wish, busy, now, limit)

    async def of_day(
        self, business: Business, wish: Wish, day: date, binding: Policy = CALLER
    ) -> tuple[FreeSlot, ...]:
        """Every free slot of one day and its night."""
        busy = await self._busy(business, wish, day, day, None)
        return tuple(rules.free_starts(business, wish, day, busy, self._clock.now(), binding))

    async def _busy(
        self, business: Business, wish: Wish, first: date, last: date, call_id: str | None
    ) -> list[Busy]:
        begin = datetime.combine(first, time(), tzinfo=UTC) - _AROUND
        end = datetime.combine(last, time(), tzinfo=UTC) + _AROUND + timedelta(days=1)
        async with self._database.reading() as session:
            owner = await owner_of(session, business.id, wish.replaces)
            return await busy_times(
                session, business, begin, end, self._clock.now(), owner, call_id
            )


async def owner_of(session: AsyncSession, business_id: str, ref: str | None) -> str | None:
    """The owner name under which the booking `ref` takes its time."""
    if ref is None:
        return None
    row = await repository.by_ref(session, business_id, ref)
    return row.id if row else None


async def busy_times(
    session: AsyncSession,
    business: Business,
    first: datetime,
    last: datetime,
    now: datetime,
    but_owner: str | None,
    but_call: str | None,
) -> list[Busy]:
    """What is taken from `first` to `last`, but for the owner's and the call's own."""
    rows: Sequence[TakingRow] = await repository.taken(
        session, business.id, first, last, now, but_owner, but_call
    )
    return [Busy(row.start_at, row.end_at, row.resource_id, row.seats) for row in rows]
