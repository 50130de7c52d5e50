"""What stands in the calendar? Reading bookings, and blocks of time without a guest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from vaani.call.plan import Business
from vaani.domain.bookings import repository, rules
from vaani.domain.bookings.records import BookingRecords
from vaani.domain.bookings.schemas import Block, Booking, Wanted
from vaani.domain.bookings.tables import TakingRow
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.storage.paging import Page, PageWish
from vaani.storage.session import Database


class Calendar:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._records = BookingRecords(vault)

    async def coming(self, business: Business, phone: str) -> tuple[Booking, ...]:
        """The confirmed bookings of a number that have not begun, soonest first."""
        async with self._database.reading() as session:
            rows = await repository.coming(
                session, business.id, self._vault.index(phone), self._clock.now()
            )
        return tuple(self._records.booking(business, row) for row in rows)

    async def past(self, business: Business, phone: str, limit: int = 5) -> tuple[Booking, ...]:
        """Bookings of a number that have begun, latest first."""
        async with self._database.reading() as session:
            rows = await repository.past(
                session, business.id, self._vault.index(phone), self._clock.now(), limit
            )
        return tuple(self._records.booking(business, row) for row in rows)

    async def get(self, business: Business, name: str) -> Booking:
        """The booking with this id or reference. Raises DomainError NOT_FOUND."""
        async with self._database.reading() as session:
            row = await repository.by_id(session, business.id, name)
            row = row or await repository.by_ref(session, business.id, name)
        if row is None:
            raise DomainError("NOT_FOUND", "there is no such booking")
        return self._records.booking(business, row)

    async def listing(
        self,
        business: Business,
        wish: PageWish,
        wanted: Wanted | None = None,
    ) -> Page[Booking]:
        """The bookings that are wanted (all), in the order that is wanted. Raises DomainError
        INVALID for the cursor of another list or order."""
        wanted = wanted or Wanted()
        async with self._database.reading() as session:
            rows = await repository.listing(session, business.id, wanted, wish)
        order = repository.ORDERS[wanted.sort]
        return order.page(rows, wanted.sort, wish, partial(self._records.booking, business))

    async def everything(self, business: Business) -> tuple[Booking, ...]:
        """Every booking there is, in the order in which they were written."""
        async with self._database.reading() as session:
            rows = await repository.everything(session, business.id)
        return tuple(self._records.booking(business, row) for row in rows)

    async def block(
        self,
        business: Business,
        start: datetime,
        end: datetime,
        resource_ids: Sequence[str] | None = None,
    ) -> tuple[Block, ...]:
        """Take time without a guest, on these resources or on everything. What is booked already
        stays. Raises DomainError INVALID."""
        terms = rules.terms_of(business)
        known = [one.id for one in terms.resources] or [rules.POOL]
        ids = list(known if resource_ids is None else resource_ids)
        unknown = [id_ for id_ in ids if id_ not in known]
        if unknown or not ids:
            raise DomainError("INVALID", f"there is no resource {', '.join(unknown) or 'named'}")
        if end <= start:
            raise DomainError("INVALID", "a block must end after it begins")
        rows = [
            TakingRow(
                id=new_id(),
                business_id=business.id,
                kind="block",
                resource_id=id_,
                seats=terms.capacity or 1,
                owner=f"block:{new_id()}",
                start_at=start,
                end_at=end,
            )
            for id_ in ids
        ]
        days = (end - start).days + 2
        async with self._database.transaction() as session:
            await repository.lock_days(session, business.id, start, days)
            await repository.add(session, rows)
        return tuple(_block(row) for row in rows)

    async def blocks(
        self, business: Business, first: datetime, last: datetime
    ) -> tuple[Block, ...]:
        async with self._database.reading() as session:
            rows = await repository.blocks(session, business.id, first, last)
        return tuple(_block(row) for row in rows)

    async def unblock(self, business: Business, id: str) -> None:
        """Raises DomainError NOT_FOUND."""
        async with self._database.transaction() as session:
            if not await repository.drop_block(session, business.id, id):
                raise DomainError("NOT_FOUND", "there is no such block")


def _block(row: TakingRow) -> Block:
    return Block(row.id, row.resource_id, row.start_at, row.end_at)
