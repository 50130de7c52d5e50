"""How are calls that go out found, counted and written?"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select as select_
from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.outbound.tables import OutboundDayRow, OutboundRow


async def by_key(session: AsyncSession, business_id: str, key: str) -> OutboundRow | None:
    query = select_(OutboundRow).where(
        OutboundRow.business_id == business_id, OutboundRow.key == key
    )
    return (await session.scalars(query)).one_or_none()


async def by_id(session: AsyncSession, call_id: str, lock: bool = False) -> OutboundRow | None:
    return await session.get(OutboundRow, call_id, with_for_update=lock or None)


async def add(session: AsyncSession, row: OutboundRow) -> None:
    session.add(row)
    await session.flush()


async def open_day(session: AsyncSession, day: date) -> None:
    """The row of a day, made when it is missing. Raises IntegrityError when another made it."""
    if await session.get(OutboundDayRow, day) is None:
        session.add(OutboundDayRow(day=day, calls=0, minutes=0))
        await session.flush()


async def take(
    session: AsyncSession, day: date, minutes: int, most_calls: int, most_minutes: int
) -> bool:
    """One call and its minutes off the day's limits, in one statement; False: they do not hold
    it."""
    statement = (
        update(OutboundDayRow)
        .where(
            OutboundDayRow.day == day,
            OutboundDayRow.calls + 1 <= most_calls,
            OutboundDayRow.minutes + minutes <= most_minutes,
        )
        .values(calls=OutboundDayRow.calls + 1, minutes=OutboundDayRow.minutes + minutes)
        .execution_options(synchronize_session=False)
    )
    done = await session.execute(statement)
    return isinstance(done, CursorResult) and done.rowcount == 1


async def give_back(session: AsyncSession, day: date, calls: int, minutes: int) -> None:
    """What was reserved and not used."""
    statement = (
        update(OutboundDayRow)
        .where(OutboundDayRow.day == day)
        .values(calls=OutboundDayRow.calls - calls, minutes=OutboundDayRow.minutes - minutes)
        .execution_options(synchronize_session=False)
    )
    await session.execute(statement)
