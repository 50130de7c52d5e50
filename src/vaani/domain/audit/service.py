"""Who changed what, from what to what, and who read what was said? Each entry is chained.

What a change writes is written in its own transaction; `record` writes by itself what leaves no
change behind. `noticing` tells whoever stands around a piece of work whether it wrote an entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.audit import repository
from vaani.domain.audit.chain import FIRST, digest_of, plain
from vaani.domain.audit.repository import ORDERS, WantedEntries
from vaani.domain.audit.tables import AuditRow
from vaani.kit.ids import new_id
from vaani.storage.paging import Page, PageWish
from vaani.storage.session import Database


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a key's name, `cli`, `system`; and from which address."""

    name: str
    address: str | None = None


SYSTEM = Actor("system")
_AT_ONCE = 500
_wrote: ContextVar[list[str] | None] = ContextVar("audit_wrote", default=None)


@contextmanager
def noticing() -> Iterator[list[str]]:
    """The actions that are noted inside, in this task."""
    actions: list[str] = []
    token = _wrote.set(actions)
    try:
        yield actions
    finally:
        _wrote.reset(token)


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    business_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    address: str | None
    number: int | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the chain shows: how many entries hold, the number of the first that does not (None: all
    do), the last digest, and how many entries are older than the chain."""

    entries: int
    broken_at: int | None
    head: str
    older: int


async def note(
    session: AsyncSession,
    *,
    at: datetime,
    actor: Actor,
    action: str,
    subject: str,
    business_id: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write who did it with the change itself. Plain values; no secrets, no caller's words."""
    number, former = await repository.head(session) or (0, FIRST)
    row = AuditRow(
        id=new_id(),
        number=number + 1,
        at=at,
        actor=actor.name,
        action=action,
        subject=subject,
        business_id=business_id,
        before=plain(before),
        after=plain(after),
        address=actor.address,
    )
    row.digest = _digest(former, row)
    await repository.add(session, row)
    wrote = _wrote.get()
    if wrote is not None:
        wrote.append(action)


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self,
        at: datetime,
        actor: Actor,
        action: str,
        subject: str,
        business_id: str | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Note something that changed no row. Raises StorageError."""

        async def work(session: AsyncSession) -> None:
            await note(
                session, at=at, actor=actor, action=action, subject=subject,
                business_id=business_id, after=after,
            )  # fmt: skip

        await self._database.write(work)

    async def verify(self) -> Verdict:
        """Walk the whole chain."""
        count, former, broken = 0, FIRST, None
        async with self._database.reading() as session:
            while broken is None:
                rows = await repository.chained(session, count, _AT_ONCE)
                for row in rows:
                    if row.number != count + 1 or row.digest != _digest(former, row):
                        broken = count + 1
                        break
                    count, former = count + 1, str(row.digest)
                if not rows:
                    break
            older = await repository.unchained(session)
        return Verdict(count, broken, former, older)

    async def holds(self, digest: str) -> bool:
        """Is there an entry of that digest?"""
        async with self._database.reading() as session:
            return await repository.of_digest(session, digest)

    async def listing(self, wish: PageWish, wanted: WantedEntries | None = None) -> Page[Entry]:
        """Those that are wanted (all), newest first or as it says. Raises DomainError INVALID for
        the cursor of another list or order."""
        wanted = wanted or WantedEntries()
        async with self._database.reading() as session:
            rows = await repository.listing(session, wanted, wish)
        return ORDERS[wanted.sort].page(rows, wanted.sort, wish, _entry)


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.id, row.at, row.actor, row.action, row.subject, row.business_id,
        row.before, row.after, row.address, row.number, row.digest,
    )  # fmt: skip


def _digest(former: str, row: AuditRow) -> str:
    return digest_of(
        former, row.number or 0, row.at, row.actor, row.action, row.subject, row.business_id,
        row.before, row.after, row.address,
    )  # fmt: skip
