"""Whom may a business not call? A list by blind index; the number itself lies sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.consent import repository
from vaani.domain.consent.tables import DoNotCallRow
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.ids import new_id
from vaani.kit.phone import masked
from vaani.storage.paging import Page, PageWish, page_of
from vaani.storage.session import Database

_PHONE = "do_not_call.phone"


@dataclass(frozen=True, slots=True)
class Refused:
    id: str
    phone: str
    phone_masked: str
    call_id: str | None
    at: datetime


class DoNotCall:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def stop_calling(self, business_id: str, phone: str, call_id: str | None = None) -> None:
        """Put the number on the list. Idempotent."""

        async def work(session: AsyncSession) -> None:
            await set_may_call(
                session, self._vault, self._clock, business_id, phone, False, call_id
            )

        try:
            await self._database.write(work)
        except IntegrityError:
            await self._database.write(work)

    async def may_call(self, business_id: str, phone: str) -> bool:
        async with self._database.reading() as session:
            return await may_call(session, business_id, self._vault.index(phone))

    async def refused(self, business_id: str, phones: Collection[str]) -> frozenset[str]:
        """Those of the numbers that may not be called."""
        blinds = {self._vault.index(phone): phone for phone in phones}
        async with self._database.reading() as session:
            found = await repository.among(session, business_id, blinds)
        return frozenset(blinds[one] for one in found)

    async def allow_again(self, business_id: str, phone: str) -> None:
        """Take the number off the list. Idempotent."""
        async with self._database.transaction() as session:
            await set_may_call(session, self._vault, self._clock, business_id, phone, True)

    async def listing(self, business_id: str, wish: PageWish) -> Page[Refused]:
        """Newest first."""
        after = wish.after()
        async with self._database.reading() as session:
            rows = await repository.listing(
                session, business_id, after[0] if after else None, wish.limit + 1
            )
        return page_of([self._refused(row) for row in rows], wish.limit, lambda one: (one.id,))

    def _refused(self, row: DoNotCallRow) -> Refused:
        phone = self._vault.show(row.phone_sealed, _PHONE)
        return Refused(row.id, phone, masked(phone), row.call_id, row.at)


async def may_call(session: AsyncSession, business_id: str, blind: str) -> bool:
    """Whether the number of that blind index may be called, as the transaction sees it."""
    return await repository.by_blind(session, business_id, blind) is None


async def set_may_call(
    session: AsyncSession, vault: Vault, clock: Clock, business_id: str, phone: str, may: bool,
    call_id: str | None = None,
) -> None:  # fmt: skip
    """Take the number off the list, or put it there; idempotent. Raises IntegrityError where
    another transaction put it there at the same moment."""
    blind = vault.index(phone)
    if may:
        await repository.remove(session, business_id, blind)
    elif await may_call(session, business_id, blind):
        row = DoNotCallRow(
            id=new_id(),
            business_id=business_id,
            phone_blind=blind,
            phone_sealed=vault.seal(phone, _PHONE),
            call_id=call_id,
            at=clock.now(),
        )
        await repository.add(session, row)
