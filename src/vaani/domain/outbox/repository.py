"""How are rows of the outbox read and marked?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.outbox.tables import LeaseRow, OutboxRow


async def add(session: AsyncSession, row: OutboxRow) -> None:
    session.add(row)
    await session.flush()


async def waiting(session: AsyncSession, now: datetime, limit: int) -> Sequence[OutboxRow]:
    """What is to be handed on; streams that wait to be tried again are left out whole."""
    later = select(OutboxRow.stream).where(
        OutboxRow.delivered_at.is_(None), OutboxRow.next_at > now
    )
    query = select(OutboxRow).where(
        OutboxRow.delivered_at.is_(None), OutboxRow.stream.not_in(later)
    )
    return (await session.scalars(query.order_by(OutboxRow.seq).limit(limit))).all()


async def after(session: AsyncSession, seq: int, limit: int) -> Sequence[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.seq > seq).order_by(OutboxRow.seq).limit(limit)
    return (await session.scalars(query)).all()


async def position(session: AsyncSession, event_id: str) -> int | None:
    return await session.scalar(select(OutboxRow.seq).where(OutboxRow.id == event_id))


async def delivered(session: AsyncSession, seq: int, at: datetime) -> None:
    await session.execute(update(OutboxRow).where(OutboxRow.seq == seq).values(delivered_at=at))


async def postpone(session: AsyncSession, seq: int, until: datetime, error: str) -> None:
    values = {"next_at": until, "last_error": error, "attempts": OutboxRow.attempts + 1}
    await session.execute(update(OutboxRow).where(OutboxRow.seq == seq).values(values))


async def take_lease(
    session: AsyncSession, name: str, holder: str, now: datetime, until: datetime
) -> bool:
    """Whether `holder` has the lease now; it is his until `until`."""
    lease = await session.get(LeaseRow, name, with_for_update=True)
    if lease is None:
        try:
            async with session.begin_nested():
                session.add(LeaseRow(name=name, holder=holder, until=until))
        except IntegrityError:
            return False  # another one was first
        return True
    if lease.holder != holder and lease.until > now:
        return False
    lease.holder, lease.until = holder, until
    return True
