"""How are API keys found? By their hash, by their id, or all of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.users.tables import ApiKeyRow


async def by_hash(session: AsyncSession, digest: str) -> ApiKeyRow | None:
    query = select(ApiKeyRow).where(ApiKeyRow.hash == digest)
    return (await session.scalars(query)).one_or_none()


async def by_id(session: AsyncSession, id: str) -> ApiKeyRow | None:
    return await session.get(ApiKeyRow, id)


async def lock(session: AsyncSession) -> None:
    """Let nobody else add a key until the end of the transaction (on SQLite nobody else writes)."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE api_keys IN SHARE ROW EXCLUSIVE MODE"))


async def count(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(ApiKeyRow)) or 0)


async def everything(session: AsyncSession) -> Sequence[ApiKeyRow]:
    return (await session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id))).all()


async def add(session: AsyncSession, row: ApiKeyRow) -> None:
    session.add(row)
    await session.flush()
