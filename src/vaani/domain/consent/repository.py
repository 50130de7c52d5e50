"""How are refused numbers found?"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.consent.tables import DoNotCallRow


async def by_blind(session: AsyncSession, business_id: str, blind: str) -> DoNotCallRow | None:
    query = select(DoNotCallRow).where(
        DoNotCallRow.business_id == business_id, DoNotCallRow.phone_blind == blind
    )
    return (await session.scalars(query)).one_or_none()


async def among(session: AsyncSession, business_id: str, blinds: Collection[str]) -> frozenset[str]:
    """Those of them that are on the list."""
    query = select(DoNotCallRow.phone_blind).where(
        DoNotCallRow.business_id == business_id, DoNotCallRow.phone_blind.in_(blinds)
    )
    return frozenset((await session.scalars(query)).all())


async def listing(
    session: AsyncSession, business_id: str, before: str | None, limit: int
) -> Sequence[DoNotCallRow]:
    query = select(DoNotCallRow).where(DoNotCallRow.business_id == business_id)
    if before is not None:
        query = query.where(DoNotCallRow.id < before)
    return (await session.scalars(query.order_by(DoNotCallRow.id.desc()).limit(limit))).all()


async def add(session: AsyncSession, row: DoNotCallRow) -> None:
    session.add(row)
    await session.flush()


async def remove(session: AsyncSession, business_id: str, blind: str) -> None:
    await session.execute(
        delete(DoNotCallRow).where(
            DoNotCallRow.business_id == business_id, DoNotCallRow.phone_blind == blind
        )
    )
