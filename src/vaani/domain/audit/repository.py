"""How are audit rows read, and who adds the next one?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.audit.tables import AuditRow
from vaani.storage.ordering import Order
from vaani.storage.paging import PageWish

AuditSort = Literal["newest", "oldest"]

_LOCK = 0x56414144
"""Of PostgreSQL's advisory locks: who adds to the audit."""


async def head(session: AsyncSession) -> tuple[int, str] | None:
    """Number and digest of the last entry; nobody else adds one until the end of the transaction
    (on SQLite nobody else writes)."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    query = select(AuditRow.number, AuditRow.digest).where(AuditRow.number.is_not(None))
    row = (await session.execute(query.order_by(AuditRow.number.desc()).limit(1))).one_or_none()
    return None if row is None else (int(row[0] or 0), str(row[1]))


async def add(session: AsyncSession, row: AuditRow) -> None:
    session.add(row)
    await session.flush()


@dataclass(frozen=True, slots=True)
class WantedEntries:
    """Entries of these businesses (None: of all, and what belongs to none), of that actor and
    action, from `first` on and before `last`."""

    businesses: Sequence[str] | None = None
    actor: str | None = None
    action: str | None = None
    first: datetime | None = None
    last: datetime | None = None
    sort: AuditSort = "newest"


ORDERS: Mapping[AuditSort, Order] = {
    "newest": Order(AuditRow.at, AuditRow.id, down=True),
    "oldest": Order(AuditRow.at, AuditRow.id),
}


async def listing(
    session: AsyncSession, wanted: WantedEntries, wish: PageWish
) -> Sequence[AuditRow]:
    """In the order that is wanted, and one more than that."""
    query = select(AuditRow)
    if wanted.businesses is not None:
        query = query.where(AuditRow.business_id.in_(wanted.businesses))
    for column, value in ((AuditRow.actor, wanted.actor), (AuditRow.action, wanted.action)):
        if value is not None:
            query = query.where(column == value)
    if wanted.first is not None:
        query = query.where(AuditRow.at >= wanted.first)
    if wanted.last is not None:
        query = query.where(AuditRow.at < wanted.last)
    return (await session.scalars(ORDERS[wanted.sort].behind(query, wanted.sort, wish))).all()


async def chained(session: AsyncSession, after: int, limit: int) -> Sequence[AuditRow]:
    """Entries of the chain with a number above `after`, in their order."""
    query = select(AuditRow).where(AuditRow.number > after).order_by(AuditRow.number).limit(limit)
    return (await session.scalars(query)).all()


async def of_digest(session: AsyncSession, digest: str) -> bool:
    query = select(func.count()).select_from(AuditRow).where(AuditRow.digest == digest)
    return bool(await session.scalar(query))


async def unchained(session: AsyncSession) -> int:
    query = select(func.count()).select_from(AuditRow).where(AuditRow.number.is_(None))
    return int(await session.scalar(query) or 0)
