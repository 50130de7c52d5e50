"""How is a slot taken, moved and given back, so that two callers can never get the same one?

Each write is one transaction: lock the days, look whether the key wrote before, ask the rules again
with what is taken now, write. Nothing is committed unless the rules still allow it. What happened
goes to the outbox in the same transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import count

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import Business
from vaani.call.ports.toolbox import FreeSlot, Guest, Refusal, Wish
from vaani.domain.bookings import opening, policy, refs, repository, rules
from vaani.domain.bookings.availability import busy_times
from vaani.domain.bookings.policy import CALLER, SAME_TIME, STAFF, Policy
from vaani.domain.bookings.records import BookingRecords, row_of, takings_of
from vaani.domain.bookings.schemas import TRANSITIONS, Booking, BookingStatus, Source
from vaani.domain.bookings.tables import BookingRow, WriteRow
from vaani.domain.customers.service import Customers
from vaani.domain.outbox import service as outbox
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.kit.revision import must_be_fresh
from vaani.storage.session import Database

_HOLD_FOR = timedelta(minutes=10)
_LOCKED_DAYS = 2
_GONE = Refusal("gone")
_KEY_OF_ANOTHER = "This Idempotency-Key was used for another booking or other values."
_Work = Callable[[AsyncSession], Awaitable[Booking | Refusal]]


class Bookings:
    """Writes of the calendar. Refusals are values; `DomainError` is a misuse."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        customers: Customers,
        hold_for: timedelta = _HOLD_FOR,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._customers = customers
        self._hold_for = hold_for
        self._records = BookingRecords(vault)

    async def hold(
        self, business: Business, slot: FreeSlot, call_id: str, replaces: str | None = None
    ) -> bool:
        """Keep the slot for the call until the hold expires; drops what it held before."""

        async def work(session: AsyncSession) -> bool:
            now = self._clock.now()
            await repository.lock_days(session, business.id, slot.start, _LOCKED_DAYS)
            owner = await self._owner(session, business, replaces)
            await repository.drop_holds(session, business.id, call_id, now)
            found = await self._still_free(session, business, slot, call_id, owner, False)
            if isinstance(found, Refusal):
                return False
            rows = takings_of(business, found, "hold", owner or f"call:{call_id}", call_id)
            for row in rows:
                row.expires_at = now + self._hold_for
            await repository.add(session, rows)
            return True

        try:
            return await self._database.write(work)
        except IntegrityError:
            return False

    async def release(self, business_id: str, call_id: str) -> None:
        """Give back what the call holds. Idempotent."""
        async with self._database.transaction() as session:
            await repository.drop_holds(session, business_id, call_id, self._clock.now())

    async def book(
        self,
        business: Business,
        slot: FreeSlot,
        guest: Guest,
        key: str,
        call_id: str | None = None,
        source: Source = "phone",
        asked: str | None = None,
        binding: Policy | None = None,
    ) -> Booking | Refusal:
        """Write the booking; committed when this returns. The same key gives the same booking.

        `asked`, here and below: all that a program asked for under the key. The key with anything
        else raises DomainError CONFLICT, and nothing is written. `binding`: which limits are
        asked; None: a caller's by phone, else the staff's.
        """

        by = binding or (CALLER if source == "phone" else STAFF)

        async def work(session: AsyncSession) -> Booking | Refusal:
            await repository.lock_days(session, business.id, slot.start, _LOCKED_DAYS)
            earlier, mark = await self._earlier(session, business, key, slot, call_id)
            if earlier is not None:
                await self._be_the_same(session, business, mark, asked)
                return self._records.booking(business, earlier)
            held = await self._is_held(session, business, slot, call_id)
            found = await self._still_free(session, business, slot, call_id, None, held, by)
            if isinstance(found, FreeSlot) and by.caller:
                found = await self._of_evening(session, business, found, guest.phone, call_id)
            if isinstance(found, Refusal):
                return found
            await repository.drop_holds(session, business.id, call_id, self._clock.now())
            row = await self._insert(session, business, found, guest, key, call_id, source)
            await self._note_write(session, row, mark, "created", asked)
            await self._tell(session, "booking.created", row)
            return self._records.booking(business, row)

        return await self._guarded(work)

    async def change(
        self,
        business: Business,
        ref: str,
        slot: FreeSlot,
        guest: Guest | None,
        key: str,
        call_id: str | None = None,
        by_phone: bool = True,
        asked: str | None = None,
        binding: Policy | None = None,
        seen: str | None = None,
    ) -> Booking | Refusal:
        """Move the booking: the same row with new values, or nothing changes. Not by phone, only
        what is different is checked. `seen`: its `revision` when it was read; raises StaleError
        when somebody has changed it since."""

        async def work(session: AsyncSession) -> Booking | Refusal:
            row = await repository.by_ref(session, business.id, ref, lock=True)
            await repository.lock_days(session, business.id, slot.start, _LOCKED_DAYS)
            earlier, mark = await self._earlier(session, business, key, slot, call_id, row)
            if earlier is not None:
                await self._be_the_same(session, business, mark, asked)
                return self._records.booking(business, earlier)
            if row is not None:
                must_be_fresh("booking", self._records.booking(business, row).revision, seen)
            refusal = self._may_change(business, row, by_phone)
            if row is None or refusal is not None:
                return refusal or _GONE
            held = await self._is_held(session, business, slot, call_id)
            wished = slot if slot.party is not None else replace(slot, party=row.party)
            by = CALLER if by_phone else _staff_binding(row, wished, binding or STAFF)
            if by is not None:
                found = await self._still_free(session, business, wished, call_id, row.id, held, by)
                if isinstance(found, FreeSlot) and by.caller:
                    phone = self._records.booking(business, row).phone
                    found = await self._of_evening(session, business, found, phone, call_id, row.id)
                if isinstance(found, Refusal):
                    return found
                await repository.drop_holds(session, business.id, call_id, self._clock.now())
                await self._move(session, business, row, found)
            self._note_guest(row, guest)
            await self._note_write(session, row, mark, "changed", asked)
            await self._tell(session, "booking.changed", row, call_id)
            return self._records.booking(business, row)

        return await self._guarded(work)

    async def cancel(
        self,
        business: Business,
        ref: str,
        key: str,
        call_id: str | None = None,
        by_phone: bool = True,
    ) -> Booking | Refusal:
        """Set the status to cancelled and give the time back."""

        async def work(session: AsyncSession) -> Booking | Refusal:
            row = await repository.by_ref(session, business.id, ref, lock=True)
            mark = self._vault.index(key)
            earlier = await repository.written(session, business.id, mark)
            if earlier is not None and (row is None or row.id == earlier.id):
                return self._records.booking(business, earlier)
            if earlier is not None:
                raise DomainError("CONFLICT", _KEY_OF_ANOTHER)
            refusal = self._may_change(business, row, by_phone)
            if row is None or refusal is not None:
                return refusal or _GONE
            await self._set_status(session, row, "cancelled")
            await self._note_write(session, row, mark, "cancelled")
            await self._tell(session, "booking.cancelled", row, call_id)
            return self._records.booking(business, row)

        return await self._guarded(work)

    async def mark(
        self,
        business: Business,
        ref: str,
        status: BookingStatus,
        key: str | None = None,
        asked: str | None = None,
        seen: str | None = None,
    ) -> Booking:
        """Set a status by hand; one that it has already changes nothing. `seen`: as for `change`.
        Raises DomainError NOT_FOUND, CONFLICT (it may not follow), StaleError."""

        async def work(session: AsyncSession) -> Booking:
            row = await repository.by_ref(session, business.id, ref, lock=True)
            if row is None:
                raise DomainError("NOT_FOUND", f"there is no booking {ref}")
            booking = self._records.booking(business, row)
            mark = self._vault.index(key) if key is not None else None
            if mark is not None and await repository.written(session, business.id, mark):
                await self._be_the_same(session, business, mark, asked)
                return booking
            if status != booking.status:
                must_be_fresh("booking", booking.revision, seen)
                if status not in TRANSITIONS[booking.status]:
                    raise DomainError(
                        "CONFLICT", f"a {booking.status} booking cannot become {status}"
                    )
                await self._set_status(session, row, status)
                told = "booking.cancelled" if status == "cancelled" else "booking.changed"
                await self._tell(session, told, row)
            if mark is not None:
                await self._note_write(session, row, mark, status, asked)
            return self._records.booking(business, row)

        try:
            return await self._database.write(work)
        except IntegrityError:
            return await self._database.write(work)

    async def plant(self, business: Business, ref: str, slot: FreeSlot, guest: Guest) -> Booking:
        """A row that is there before anything else, whatever the rules say: for text calls."""
        async with self._database.transaction() as session:
            row = row_of(business, slot, new_id(), ref, self._clock.now())
            row.source = "seed"
            self._records.seal_guest(row, guest)
            await repository.add(session, [row])
            await repository.add(session, takings_of(business, slot, "booking", row.id, None))
            return self._records.booking(business, row)

    # What the writes above have in common.

    async def _guarded(self, work: _Work) -> Booking | Refusal:
        """Run a write. When the database itself refuses (a second owner, or the same key at the
        same moment) it is asked again: then the other's row is seen, or the slot is full."""
        try:
            return await self._database.write(work)
        except IntegrityError:
            pass
        try:
            return await self._database.write(work)
        except IntegrityError:
            return Refusal("full")

    async def _earlier(
        self,
        session: AsyncSession,
        business: Business,
        key: str,
        slot: FreeSlot,
        call_id: str | None,
        of: BookingRow | None = None,
    ) -> tuple[BookingRow | None, str]:
        """What this key wrote already, and the mark under which to write. Keys hold values that
        were said, so only their blind index is stored.

        Within a call the same words may come again after a change of mind: what no longer stands
        as the key left it (cancelled or moved since), or is another booking than the one that is
        to be changed, is written anew.
        """
        for number in count():
            mark = self._vault.index(f"{key}|{number}" if number else key)
            row = await repository.written(session, business.id, mark)
            if row is None or call_id is None:
                break
            if (of is None or of.id == row.id) and _stands(business, row, slot):
                break
        return row, mark

    async def _be_the_same(
        self, session: AsyncSession, business: Business, mark: str, asked: str | None
    ) -> None:
        """Raises DomainError CONFLICT when something else was asked for under this key."""
        if asked is None:
            return
        same = self._vault.index(f"{mark}|{asked}")
        if await repository.written(session, business.id, same) is None:
            raise DomainError("CONFLICT", _KEY_OF_ANOTHER)

    async def _still_free(
        self,
        session: AsyncSession,
        business: Business,
        slot: FreeSlot,
        call_id: str | None,
        owner: str | None,
        held: bool,
        by: Policy = CALLER,
    ) -> FreeSlot | Refusal:
        now = self._clock.now()
        around = timedelta(days=_LOCKED_DAYS)
        start = slot.start.astimezone(UTC)
        busy = await busy_times(
            session, business, start - around, start + around, now, owner, call_id
        )
        found = rules.check(business, wish_of(business, slot), busy, now, held=held, binding=by)
        if isinstance(found, Refusal) and found.reason == "full" and _is_table(business, slot):
            terms = rules.terms_of(business)
            others = terms.in_area(terms.area_of(slot.resource_id))
            any_table = replace(wish_of(business, slot), resource_ids=others)
            return rules.check(business, any_table, busy, now, held=held, binding=by)
        return found

    async def _is_held(
        self, session: AsyncSession, business: Business, slot: FreeSlot, call_id: str | None
    ) -> bool:
        if call_id is None:
            return False
        rows = await repository.holds_of(session, business.id, call_id, self._clock.now())
        return any(row.start_at == slot.start.astimezone(UTC) for row in rows)

    async def _owner(
        self, session: AsyncSession, business: Business, ref: str | None
    ) -> str | None:
        row = await repository.by_ref(session, business.id, ref) if ref is not None else None
        return row.id if row is not None else None

    async def _insert(
        self,
        session: AsyncSession,
        business: Business,
        slot: FreeSlot,
        guest: Guest,
        key: str,
        call_id: str | None,
        source: Source,
    ) -> BookingRow:
        now = self._clock.now()
        row = row_of(business, slot, new_id(), await self._free_ref(session, business, key), now)
        row.call_id, row.source = call_id, source
        self._records.seal_guest(row, guest)
        if guest.phone is not None:
            row.customer_id = await self._customers.remember(
                session, business.id, guest.phone, guest.name
            )
        await repository.add(session, [row])
        await repository.add(session, takings_of(business, slot, "booking", row.id, call_id))
        return row

    async def _move(
        self,
        session: AsyncSession,
        business: Business,
        row: BookingRow,
        slot: FreeSlot,
    ) -> None:
        await repository.drop_takings(session, row.id)
        row.start_at = slot.start
        row.end_at = slot.start.astimezone(UTC) + timedelta(minutes=slot.minutes)
        row.resource_id, row.party = slot.resource_id, slot.party
        row.service_id = slot.service_id or row.service_id
        await repository.add(session, takings_of(business, slot, "booking", row.id, row.call_id))

    def _note_guest(self, row: BookingRow, guest: Guest | None) -> None:
        row.updated_at = self._clock.now()
        if guest is not None:
            self._records.seal_guest(row, guest)

    async def _of_evening(
        self,
        session: AsyncSession,
        business: Business,
        slot: FreeSlot,
        phone: str | None,
        call_id: str | None,
        but_id: str | None = None,
    ) -> FreeSlot | Refusal:
        """The slot, unless this caller's evening becomes larger than is booked by phone."""
        terms = rules.terms_of(business)
        if terms.party_max_by_phone is None:
            return slot
        blind = self._vault.index(phone) if phone is not None else None
        rows = await repository.of_caller_around(session, business.id, blind, call_id, slot.start)
        own = [(row.start_at, row.party) for row in rows if row.id != but_id]
        return policy.evening_refusal(business, terms, slot.start, slot.party, own) or slot

    async def _set_status(
        self, session: AsyncSession, row: BookingRow, status: BookingStatus
    ) -> None:
        row.status, row.updated_at = status, self._clock.now()
        if status == "cancelled":
            await repository.drop_takings(session, row.id)

    def _may_change(
        self, business: Business, row: BookingRow | None, by_phone: bool
    ) -> Refusal | None:
        if row is None or row.status != "confirmed":
            return _GONE
        terms = rules.terms_of(business)
        return (
            policy.too_late_to_change(terms, row.start_at, self._clock.now()) if by_phone else None
        )

    async def _free_ref(self, session: AsyncSession, business: Business, key: str) -> str:
        for ref in refs.candidates(f"{business.slug}|{key}"):
            if not await repository.ref_exists(session, business.id, ref):
                return ref
        raise DomainError("EXHAUSTED", "no booking reference is left for this business")

    async def _note_write(
        self,
        session: AsyncSession,
        row: BookingRow,
        mark: str,
        action: str,
        asked: str | None = None,
    ) -> None:
        """One row for the key; with `asked` a second one, for the key with what was asked."""
        marks = [mark] if asked is None else [mark, self._vault.index(f"{mark}|{asked}")]
        writes = [
            WriteRow(
                business_id=row.business_id,
                key=each,
                booking_id=row.id,
                action=action,
                at=self._clock.now(),
            )
            for each in marks
        ]
        await repository.add(session, writes)

    async def _tell(
        self, session: AsyncSession, type: str, row: BookingRow, call_id: str | None = None
    ) -> None:
        await outbox.append(
            session,
            type=type,
            stream=f"booking:{row.id}",
            at=self._clock.now(),
            business_id=row.business_id,
            call_id=call_id or row.call_id,
            payload={"booking_id": row.id, "ref": row.ref, "status": row.status},
        )


def wish_of(business: Business, slot: FreeSlot) -> Wish:
    """The wish that asks for exactly this slot."""
    wall = opening.local(business, slot.start)
    ids = () if slot.resource_id is None else (slot.resource_id,)
    at = wall.time().replace(fold=slot.start.astimezone(opening.zone(business)).fold)
    return Wish(wall.date(), at, slot.party, ids, slot.service_id)


def _staff_binding(row: BookingRow, slot: FreeSlot, binding: Policy) -> Policy | None:
    """What is asked of a change by staff: nothing when time, party and place stay; no hours when
    the time stays."""
    same_start = row.start_at == slot.start.astimezone(UTC)
    same_place = slot.resource_id in (None, row.resource_id)
    same_service = slot.service_id in (None, row.service_id)
    if not (same_start and same_place and same_service):
        return binding
    return None if slot.party == row.party else SAME_TIME


def _stands(business: Business, row: BookingRow, slot: FreeSlot) -> bool:
    """Whether the booking is still what was written for the slot (another table is the same)."""
    same = slot.resource_id in (None, row.resource_id) or _is_table(business, slot)
    start = row.start_at == slot.start.astimezone(UTC)
    return row.status != "cancelled" and start and same and slot.party in (None, row.party)


def _is_table(business: Business, slot: FreeSlot) -> bool:
    terms = rules.terms_of(business)
    first = (slot.resource_id or "").split(rules.JOIN)[0]
    resource = rules.resource_of(terms, first)
    return resource is not None and resource.kind == "table"
