"""How are customers found?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.customers.tables import CustomerRow
from vaani.storage.ordering import Order
from vaani.storage.paging import PageWish

CustomerSort = Literal["newest", "oldest", "seen"]
"""By when they were heard of first, or last."""


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


@dataclass(frozen=True, slots=True)
class WantedCustomers:
    """Who was heard of from `first` on and before `last`; None: whenever."""

    first: datetime | None = None
    last: datetime | None = None
    greet_by_name: bool | None = None
    sort: CustomerSort = "newest"


ORDERS: Mapping[CustomerSort, Order] = {
    "newest": Order(CustomerRow.created_at, CustomerRow.id, down=True),
    "oldest": Order(CustomerRow.created_at, CustomerRow.id),
    "seen": Order(CustomerRow.last_seen_at, CustomerRow.id, down=True),
}


async def listing(
    session: AsyncSession, business_id: str, wanted: WantedCustomers, wish: PageWish
) -> Sequence[CustomerRow]:
    """In the order that is wanted, and one more than that."""
    query = select(CustomerRow).where(CustomerRow.business_id == business_id)
    if wanted.first is not None:
        query = query.where(CustomerRow.last_seen_at >= wanted.first)
    if wanted.last is not None:
        query = query.where(CustomerRow.last_seen_at < wanted.last)
    if wanted.greet_by_name is not None:
        agreed = CustomerRow.greeting_consent_at.is_not(None)
        query = query.where(agreed == wanted.greet_by_name)
    return (await session.scalars(ORDERS[wanted.sort].behind(query, wanted.sort, wish))).all()


async def add(session: AsyncSession, row: CustomerRow) -> None:
    session.add(row)
    await session.flush()
