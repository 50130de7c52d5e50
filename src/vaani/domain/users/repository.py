"""How are API keys and sessions found? By hash, by id, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.users.tables import ApiKeyRow, SessionRow


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


async def open_session(session: AsyncSession, id: str, now: datetime) -> SessionRow | None:
    row = await session.get(SessionRow, id)
    return row if row is not None and row.ended_at is None and row.expires_at > now else None


async def open_sessions(session: AsyncSession, now: datetime) -> Sequence[SessionRow]:
    query = select(SessionRow).where(SessionRow.ended_at.is_(None), SessionRow.expires_at > now)
    return (await session.scalars(query.order_by(SessionRow.id.desc()))).all()


async def drop_sessions(session: AsyncSession, before: datetime) -> None:
    """Remove those that were over before this moment."""
    await session.execute(delete(SessionRow).where(SessionRow.expires_at < before))
