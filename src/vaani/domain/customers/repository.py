"""How are customers found?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.customers.tables import CustomerRow


async def by_blind(session: AsyncSession, business_id: str, blind: str) -> CustomerRow | None:
    query = select(CustomerRow).where(
        CustomerRow.business_id == business_id, CustomerRow.phone_blind == blind
    )
    return (await session.scalars(query)).one_or_none()


async def by_id(
    session: AsyncSession, business_id: str, id: str, *, lock: bool = False
) -> CustomerRow | None:
    row = await session.get(CustomerRow, id, with_for_update=lock or None)
    return row if row is not None and row.business_id == business_id else None


async def latest(
    session: AsyncSession, business_id: str, limit: int, before: str | None
) -> Sequence[CustomerRow]:
    query = select(CustomerRow).where(CustomerRow.business_id == business_id)
    if before is not None:
        query = query.where(CustomerRow.id < before)
    return (await session.scalars(query.order_by(CustomerRow.id.desc()).limit(limit))).all()


async def add(session: AsyncSession, row: CustomerRow) -> None:
    session.add(row)
    await session.flush()
