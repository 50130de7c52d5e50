"""How is a request under a key found, and when is it forgotten?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.requests.tables import RequestRow


async def by_mark(session: AsyncSession, mark: str, *, lock: bool = False) -> RequestRow | None:
    query = select(RequestRow).where(RequestRow.mark == mark)
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def add(session: AsyncSession, row: RequestRow) -> None:
    session.add(row)
    await session.flush()


async def drop_before(session: AsyncSession, moment: datetime) -> None:
    await session.execute(delete(RequestRow).where(RequestRow.at < moment))


async def drop(session: AsyncSession, mark: str) -> None:
    await session.execute(delete(RequestRow).where(RequestRow.mark == mark))
