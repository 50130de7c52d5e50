"""How are audit rows read?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.audit.tables import AuditRow


async def add(session: AsyncSession, row: AuditRow) -> None:
    session.add(row)
    await session.flush()


async def latest(
    session: AsyncSession, business_id: str | None, before: str | None, limit: int
) -> Sequence[AuditRow]:
    query = select(AuditRow)
    if business_id is not None:
        query = query.where(AuditRow.business_id == business_id)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return (await session.scalars(query.order_by(AuditRow.id.desc()).limit(limit))).all()
