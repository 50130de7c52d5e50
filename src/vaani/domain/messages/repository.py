"""How are messages to staff found?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.messages.tables import MessageRow
from vaani.storage.ordering import Order
from vaani.storage.paging import PageWish

MessageSort = Literal["newest", "oldest"]


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


@dataclass(frozen=True, slots=True)
class WantedMessages:
    """Messages that were left from `first` on and before `last`. None: whichever."""

    status: str | None = None
    kind: str | None = None
    first: datetime | None = None
    last: datetime | None = None
    sort: MessageSort = "newest"


ORDERS: Mapping[MessageSort, Order] = {
    "newest": Order(MessageRow.created_at, MessageRow.id, down=True),
    "oldest": Order(MessageRow.created_at, MessageRow.id),
}


async def listing(
    session: AsyncSession, business_id: str, wanted: WantedMessages, wish: PageWish
) -> Sequence[MessageRow]:
    """In the order that is wanted, and one more than that."""
    query = select(MessageRow).where(MessageRow.business_id == business_id)
    if wanted.status is not None:
        query = query.where(MessageRow.status == wanted.status)
    if wanted.kind is not None:
        query = query.where(MessageRow.kind == wanted.kind)
    if wanted.first is not None:
        query = query.where(MessageRow.created_at >= wanted.first)
    if wanted.last is not None:
        query = query.where(MessageRow.created_at < wanted.last)
    return (await session.scalars(ORDERS[wanted.sort].behind(query, wanted.sort, wish))).all()


async def everything(session: AsyncSession, business_id: str) -> Sequence[MessageRow]:
    query = select(MessageRow).where(MessageRow.business_id == business_id)
    return (await session.scalars(query.order_by(MessageRow.id))).all()


async def add(session: AsyncSession, row: MessageRow) -> None:
    session.add(row)
    await session.flush()
