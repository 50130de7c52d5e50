"""How are messages to staff found?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.messages.tables import MessageRow


async def by_key(session: AsyncSession, business_id: str, key: str) -> MessageRow | None:
    query = select(MessageRow).where(MessageRow.business_id == business_id, MessageRow.key == key)
    return (await session.scalars(query)).one_or_none()


async def by_ref(session: AsyncSession, business_id: str, ref: str) -> MessageRow | None:
    query = select(MessageRow).where(MessageRow.business_id == business_id, MessageRow.ref == ref)
    return (await session.scalars(query)).one_or_none()


async def by_id(
    session: AsyncSession, business_id: str, id: str, *, lock: bool = False
) -> MessageRow | None:
    row = await session.get(MessageRow, id, with_for_update=lock or None)
    return row if row is not None and row.business_id == business_id else None


async def latest(
    session: AsyncSession, business_id: str, status: str | None, before: str | None, limit: int
) -> Sequence[MessageRow]:
    query = select(MessageRow).where(MessageRow.business_id == business_id)
    if status is not None:
        query = query.where(MessageRow.status == status)
    if before is not None:
        query = query.where(MessageRow.id < before)
    return (await session.scalars(query.order_by(MessageRow.id.desc()).limit(limit))).all()


async def everything(session: AsyncSession, business_id: str) -> Sequence[MessageRow]:
    query = select(MessageRow).where(MessageRow.business_id == business_id)
    return (await session.scalars(query.order_by(MessageRow.id))).all()


async def add(session: AsyncSession, row: MessageRow) -> None:
    session.add(row)
    await session.flush()
