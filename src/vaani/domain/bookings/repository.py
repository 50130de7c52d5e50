"""How are bookings and takings read and written? Every query of the room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, false, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.bookings.schemas import BookingSort, Wanted
from vaani.domain.bookings.tables import BookingRow, DayRow, TakingRow, WriteRow
from vaani.storage.engine import insert_missing
from vaani.storage.ordering import Order
from vaani.storage.paging import PageWish


async def lock_days(session: AsyncSession, business_id: str, start: datetime, days: int) -> None:
    """Let nobody else book on these days until the end of the transaction.

    On PostgreSQL one row a day is locked, in order; on SQLite the transaction, begun IMMEDIATE, is
    the only one that writes.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    first = start.astimezone(UTC).date()
    names = [(first + timedelta(days=number)).isoformat() for number in range(days)]
    for name in names:
        new = insert_missing(session, DayRow).values(business_id=business_id, day=name)
        await session.execute(new)
    query = select(DayRow).where(DayRow.business_id == business_id, DayRow.day.in_(names))
    await session.execute(query.order_by(DayRow.day).with_for_update())


async def taken(
    session: AsyncSession,
    business_id: str,
    first: datetime,
    last: datetime,
    now: datetime,
    but_owner: str | None,
    but_call: str | None,
) -> Sequence[TakingRow]:
    """What counts as taken from `first` to `last`, but for what belongs to the asker himself."""
    query = select(TakingRow).where(
        TakingRow.business_id == business_id,
        TakingRow.start_at < last,
        TakingRow.end_at > first,
        or_(TakingRow.expires_at.is_(None), TakingRow.expires_at > now),
    )
    if but_owner is not None:
        query = query.where(TakingRow.owner != but_owner)
    if but_call is not None:
        query = query.where(or_(TakingRow.kind != "hold", TakingRow.call_id != but_call))
    return (await session.scalars(query)).all()


async def holds_of(
    session: AsyncSession, business_id: str, call_id: str, now: datetime
) -> Sequence[TakingRow]:
    query = select(TakingRow).where(
        TakingRow.business_id == business_id,
        TakingRow.kind == "hold",
        TakingRow.call_id == call_id,
        TakingRow.expires_at > now,
    )
    return (await session.scalars(query)).all()


async def drop_holds(
    session: AsyncSession, business_id: str, call_id: str | None, now: datetime
) -> None:
    """Remove what the call holds, and what others held too long."""
    expired = TakingRow.expires_at <= now
    if call_id is not None:
        expired = or_(expired, TakingRow.call_id == call_id)
    await session.execute(
        delete(TakingRow).where(
            TakingRow.business_id == business_id, TakingRow.kind == "hold", expired
        )
    )


async def drop_takings(session: AsyncSession, owner: str) -> None:
    await session.execute(delete(TakingRow).where(TakingRow.owner == owner))


async def add(session: AsyncSession, rows: Iterable[BookingRow | TakingRow | WriteRow]) -> None:
    session.add_all(rows)
    await session.flush()


async def written(session: AsyncSession, business_id: str, key: str) -> BookingRow | None:
    """The booking that this key wrote already."""
    query = (
        select(BookingRow)
        .join(WriteRow, WriteRow.booking_id == BookingRow.id)
        .where(WriteRow.business_id == business_id, WriteRow.key == key)
    )
    return (await session.scalars(query)).one_or_none()


async def by_ref(
    session: AsyncSession, business_id: str, ref: str, lock: bool = False
) -> BookingRow | None:
    query = select(BookingRow).where(BookingRow.business_id == business_id, BookingRow.ref == ref)
    if lock:
        query = query.with_for_update()
    return (await session.scalars(query)).one_or_none()


async def by_id(session: AsyncSession, business_id: str, id: str) -> BookingRow | None:
    query = select(BookingRow).where(BookingRow.business_id == business_id, BookingRow.id == id)
    return (await session.scalars(query)).one_or_none()


async def ref_exists(session: AsyncSession, business_id: str, ref: str) -> bool:
    query = select(BookingRow.id).where(
        BookingRow.business_id == business_id, BookingRow.ref == ref
    )
    return await session.scalar(query) is not None


def _of_phone(business_id: str, blind: str) -> Select[BookingRow]:
    return select(BookingRow).where(
        BookingRow.business_id == business_id, BookingRow.phone_blind == blind
    )


async def coming(
    session: AsyncSession, business_id: str, blind: str, now: datetime
) -> Sequence[BookingRow]:
    query = _of_phone(business_id, blind).where(
        BookingRow.status == "confirmed", BookingRow.start_at >= now
    )
    return (await session.scalars(query.order_by(BookingRow.start_at))).all()


async def of_caller_around(
    session: AsyncSession,
    business_id: str,
    blind: str | None,
    call_id: str | None,
    start: datetime,
) -> Sequence[BookingRow]:
    """Confirmed bookings of a number, or made in this call, within a day of `start`."""
    day = timedelta(days=1)
    his = [BookingRow.phone_blind == blind] if blind is not None else []
    his += [BookingRow.call_id == call_id] if call_id is not None else []
    query = select(BookingRow).where(
        BookingRow.business_id == business_id,
        BookingRow.status == "confirmed",
        BookingRow.start_at > start - day,
        BookingRow.start_at < start + day,
        or_(false(), *his),
    )
    return (await session.scalars(query)).all()


async def past(
    session: AsyncSession, business_id: str, blind: str, now: datetime, limit: int
) -> Sequence[BookingRow]:
    query = _of_phone(business_id, blind).where(BookingRow.start_at < now)
    return (await session.scalars(query.order_by(BookingRow.start_at.desc()).limit(limit))).all()


async def listing(
    session: AsyncSession,
    business_id: str,
    filters: Wanted,
    wish: PageWish,
) -> Sequence[BookingRow]:
    """In the order that is wanted, and one more than that."""
    wanted = [BookingRow.business_id == business_id]
    if filters.first is not None:
        wanted.append(BookingRow.start_at >= filters.first)
    if filters.last is not None:
        wanted.append(BookingRow.start_at < filters.last)
    if filters.status is not None:
        wanted.append(BookingRow.status == filters.status)
    if filters.customer_id is not None:
        wanted.append(BookingRow.customer_id == filters.customer_id)
    if filters.resource_id is not None:
        joined = literal("+") + BookingRow.resource_id + "+"
        wanted.append(joined.contains(f"+{filters.resource_id}+", autoescape=True))
    query = select(BookingRow).where(*wanted)
    return (await session.scalars(ORDERS[filters.sort].behind(query, filters.sort, wish))).all()


ORDERS: Mapping[BookingSort, Order] = {
    "soonest": Order(BookingRow.start_at, BookingRow.id),
    "latest": Order(BookingRow.start_at, BookingRow.id, down=True),
    "newest": Order(BookingRow.created_at, BookingRow.id, down=True),
    "changed": Order(BookingRow.updated_at, BookingRow.id, down=True),
}


async def everything(session: AsyncSession, business_id: str) -> Sequence[BookingRow]:
    """Every booking there is, oldest row first."""
    query = select(BookingRow).where(BookingRow.business_id == business_id)
    return (await session.scalars(query.order_by(BookingRow.id))).all()


async def blocks(
    session: AsyncSession, business_id: str, first: datetime, last: datetime
) -> Sequence[TakingRow]:
    query = select(TakingRow).where(
        TakingRow.business_id == business_id,
        TakingRow.kind == "block",
        TakingRow.start_at < last,
        TakingRow.end_at > first,
    )
    return (await session.scalars(query.order_by(TakingRow.start_at))).all()


async def drop_block(session: AsyncSession, business_id: str, id: str) -> bool:
    query = select(TakingRow).where(
        TakingRow.business_id == business_id, TakingRow.kind == "block", TakingRow.id == id
    )
    row = (await session.scalars(query)).one_or_none()
    if row is not None:
        await session.delete(row)
    return row is not None
