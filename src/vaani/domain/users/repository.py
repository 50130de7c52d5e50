"""How are people, API keys and sessions found? By hash, by login, by id, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.users.tables import ApiKeyRow, SessionRow, UserRow


async def by_hash(session: AsyncSession, digest: str) -> ApiKeyRow | None:
    query = select(ApiKeyRow).where(ApiKeyRow.hash == digest)
    return (await session.scalars(query)).one_or_none()


async def by_id(session: AsyncSession, id: str) -> ApiKeyRow | None:
    return await session.get(ApiKeyRow, id)


async def everything(session: AsyncSession) -> Sequence[ApiKeyRow]:
    return (await session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id))).all()


async def add(session: AsyncSession, row: ApiKeyRow | UserRow) -> None:
    session.add(row)
    await session.flush()


async def lock_people(session: AsyncSession) -> None:
    """Let nobody else add a person until the end of the transaction (on SQLite nobody else
    writes)."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))


async def people(session: AsyncSession) -> Sequence[UserRow]:
    """Everybody, in the order of their coming."""
    return (await session.scalars(select(UserRow).order_by(UserRow.id))).all()


async def person(session: AsyncSession, id: str, *, to_change: bool = False) -> UserRow | None:
    return await session.get(UserRow, id, with_for_update=to_change or None)


async def person_of_login(session: AsyncSession, login: str) -> UserRow | None:
    return (await session.scalars(select(UserRow).where(UserRow.login == login))).one_or_none()


async def person_of_link(session: AsyncSession, digest: str) -> UserRow | None:
    query = select(UserRow).where(UserRow.link_hash == digest).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def person_of_subject(session: AsyncSession, digest: str) -> UserRow | None:
    query = select(UserRow).where(UserRow.subject_hash == digest).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def end_sessions(
    session: AsyncSession, key_id: str, now: datetime, kept: str | None = None
) -> None:
    """End those of one key or person, but for `kept`."""
    query = update(SessionRow).where(SessionRow.key_id == key_id, SessionRow.ended_at.is_(None))
    if kept is not None:
        query = query.where(SessionRow.id != kept)
    await session.execute(query.values(ended_at=now))


async def open_session(session: AsyncSession, id: str, now: datetime) -> SessionRow | None:
    row = await session.get(SessionRow, id)
    return row if row is not None and row.ended_at is None and row.expires_at > now else None


async def open_sessions(session: AsyncSession, now: datetime) -> Sequence[SessionRow]:
    query = select(SessionRow).where(SessionRow.ended_at.is_(None), SessionRow.expires_at > now)
    return (await session.scalars(query.order_by(SessionRow.id.desc()))).all()


async def drop_sessions(session: AsyncSession, before: datetime) -> None:
    """Remove those that were over before this moment."""
    await session.execute(delete(SessionRow).where(SessionRow.expires_at < before))
