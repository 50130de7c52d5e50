"""How is what calls used written and summed up?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.usage.tables import UsageRow

_LINE = (
    UsageRow.role, UsageRow.engine, UsageRow.model, UsageRow.unit, UsageRow.currency,
    UsageRow.cost_micros.is_(None).label("unpriced"),
)  # fmt: skip


async def add(session: AsyncSession, rows: Sequence[UsageRow]) -> None:
    session.add_all(rows)
    await session.flush()


async def of_call(session: AsyncSession, call_id: str) -> Sequence[UsageRow]:
    query = select(UsageRow).where(UsageRow.call_id == call_id).order_by(UsageRow.id)
    return (await session.scalars(query)).all()


async def sums(
    session: AsyncSession, business_id: str, since: datetime, until: datetime | None = None
) -> list[Any]:
    """By engine, model, unit, currency and whether a price was known: amount, attempts, broken,
    estimated (0 or 1), cost in micros."""
    query = (
        select(
            *_LINE,
            func.sum(UsageRow.amount).label("amount"),
            func.sum(UsageRow.attempts).label("attempts"),
            func.sum(UsageRow.broken).label("broken"),
            func.max(cast(UsageRow.estimated, Integer)).label("estimated"),
            func.sum(UsageRow.cost_micros).label("micros"),
        )
        .where(UsageRow.business_id == business_id, UsageRow.at >= since)
        .group_by(*_LINE)
        .order_by(UsageRow.role, UsageRow.engine, UsageRow.model, UsageRow.unit)
    )
    if until is not None:
        query = query.where(UsageRow.at < until)
    return list((await session.execute(query)).all())
