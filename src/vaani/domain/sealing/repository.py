"""How are sealed texts of any table read and written anew?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnClause, TableClause, column, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.sealing.tables import KeyCheckRow, SealedColumn

CHECK = "check"
Texts = Sequence[tuple[str, str]]
"""Ids with their sealed texts."""


def _parts(of: SealedColumn) -> tuple[TableClause, ColumnClause[str], ColumnClause[str]]:
    id: ColumnClause[str] = column("id")
    sealed: ColumnClause[str] = column(of.column)
    blind: list[ColumnClause[str]] = [column(of.blind)] if of.blind else []
    return table(of.table, id, sealed, *blind), id, sealed


async def check(session: AsyncSession) -> KeyCheckRow | None:
    return await session.get(KeyCheckRow, CHECK)


async def keep_check(session: AsyncSession, sealed: str, blind: str) -> None:
    await session.merge(KeyCheckRow(name=CHECK, sealed=sealed, blind=blind))
    await session.flush()


async def some(session: AsyncSession, of: SealedColumn, limit: int) -> Sequence[str]:
    """A few sealed texts, the oldest first (ids grow with time)."""
    rows, id, sealed = _parts(of)
    query = select(sealed).select_from(rows).where(sealed.is_not(None)).order_by(id).limit(limit)
    return (await session.scalars(query)).all()


async def under_others(
    session: AsyncSession, of: SealedColumn, key: str, after: str, limit: int
) -> Texts:
    """Ids and texts that are sealed with another key than `key`, in the order of their ids."""
    rows, id, sealed = _parts(of)
    query = (
        select(id, sealed)
        .select_from(rows)
        .where(sealed.is_not(None), sealed.not_like(f"{key}.%"), id > after)
        .order_by(id)
        .limit(limit)
        .with_for_update()
    )
    return [(found[0], found[1]) for found in (await session.execute(query)).all()]


async def all_after(session: AsyncSession, of: SealedColumn, after: str, limit: int) -> Texts:
    """Ids and texts in the order of their ids."""
    rows, id, sealed = _parts(of)
    query = select(id, sealed).select_from(rows).where(sealed.is_not(None), id > after)
    found = (await session.execute(query.order_by(id).limit(limit))).all()
    return [(one[0], one[1]) for one in found]


async def put(
    session: AsyncSession, of: SealedColumn, name: str, values: Mapping[str, str]
) -> None:
    """Write column `name` of the rows with these ids."""
    rows, id, _ = _parts(of)
    for row, value in values.items():
        await session.execute(update(rows).where(id == row).values({name: value}))
