"""Who changed what, from what to what? Written in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.audit import repository
from vaani.domain.audit.tables import AuditRow
from vaani.kit.ids import new_id
from vaani.storage.paging import Page, PageWish, page_of
from vaani.storage.session import Database


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a key's name, `cli`, `system`; and from which address."""

    name: str
    address: str | None = None


SYSTEM = Actor("system")


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
    row = AuditRow(
        id=new_id(),
        at=at,
        actor=actor.name,
        action=action,
        subject=subject,
        business_id=business_id,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        address=actor.address,
    )
    await repository.add(session, row)


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def listing(self, wish: PageWish, business_id: str | None = None) -> Page[Entry]:
        """Newest first."""
        after = wish.after()
        async with self._database.reading() as session:
            rows = await repository.latest(
                session, business_id, after[0] if after else None, wish.limit + 1
            )
        return page_of([_entry(row) for row in rows], wish.limit, lambda one: (one.id,))


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.id, row.at, row.actor, row.action, row.subject, row.business_id,
        row.before, row.after, row.address,
    )  # fmt: skip
