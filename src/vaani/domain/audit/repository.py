"""How are audit rows read, and who adds the next one?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.audit.tables import AuditRow

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


async def latest(
    session: AsyncSession, businesses: Sequence[str] | None, before: str | None, limit: int
) -> Sequence[AuditRow]:
    """Of these businesses; None: of all, and what belongs to none."""
    query = select(AuditRow)
    if businesses is not None:
        query = query.where(AuditRow.business_id.in_(businesses))
    if before is not None:
        query = query.where(AuditRow.id < before)
    return (await session.scalars(query.order_by(AuditRow.id.desc()).limit(limit))).all()


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
