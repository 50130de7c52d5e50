"""What is to be changed of a business and is not published yet? One draft for all who work at it.

A draft outlives the page that it was typed on, and whoever may change the business sees it. It
changes nothing until it is published, which is a change like any other (`Businesses`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.audit import service as audit
from vaani.domain.audit.service import SYSTEM, Actor
from vaani.domain.businesses import repository
from vaani.domain.businesses.service import Businesses, Kept
from vaani.domain.businesses.tables import BusinessRow, DraftRow
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError
from vaani.kit.revision import must_be_fresh, revision_of
from vaani.storage.session import Database

_NONE = revision_of(())


@dataclass(frozen=True, slots=True)
class Drafted:
    """`changes` as a change of the business has them, none: there is no draft. `made_from` is the
    business's revision that it was begun from, `business_revision` the present one."""

    changes: Mapping[str, Any]
    made_from: int
    business_revision: int
    revision: str
    at: datetime | None
    actor: str | None


class Drafts:
    def __init__(self, database: Database, clock: Clock, businesses: Businesses) -> None:
        self._database = database
        self._clock = clock
        self._businesses = businesses

    async def get(self, slug: str) -> Drafted:
        """Raises DomainError NOT_FOUND: there is no such business."""
        async with self._database.reading() as session:
            row = await _business(session, slug)
            return _drafted(row, await repository.draft(session, row.id))

    async def keep(
        self,
        slug: str,
        changes: Mapping[str, Any],
        made_from: int | None,
        seen: str | None,
        actor: Actor = SYSTEM,
    ) -> Drafted:
        """Put these changes in the place of the draft; none discard it. `made_from` None: from
        the business as it is. `seen`: the draft's revision when it was read. Whether the changes
        make a business is asked when they are tried or published. Raises DomainError NOT_FOUND,
        StaleError when somebody has changed the draft since."""

        async def work(session: AsyncSession) -> Drafted:
            row = await _business(session, slug, lock=True)
            old = await repository.draft(session, row.id)
            must_be_fresh("draft", _drafted(row, old).revision, seen)
            before, now = dict(old.changes) if old is not None else None, self._clock.now()
            if before is None and not changes:
                return _drafted(row, None)
            new = DraftRow(
                business_id=row.id, made_from=made_from or row.revision, changes=dict(changes),
                at=now, actor=actor.name,
            )  # fmt: skip
            kept = new if changes else None
            if old is not None:
                session.expunge(old)
            await repository.set_draft(session, row.id, kept)
            await audit.note(
                session, at=now, actor=actor, subject=slug, business_id=row.id,
                action="business.drafted" if changes else "business.draft_discarded",
                before=before, after=dict(changes) or None,
            )  # fmt: skip
            return _drafted(row, kept)

        return await self._database.write(work)

    async def publish(self, slug: str, seen: str, actor: Actor = SYSTEM) -> Kept:
        """Make the draft a change of the business, and end it, both or neither. Raises FileError,
        DomainError NOT_FOUND (there is none), StaleError when somebody has changed the draft since,
        or the business since the draft was begun."""

        async def work(session: AsyncSession) -> Kept:
            row = await _business(session, slug, lock=True)
            draft = await repository.draft(session, row.id)
            must_be_fresh("draft", _drafted(row, draft).revision, seen)
            if draft is None:
                raise DomainError("NOT_FOUND", "There is no draft of this business.")
            changes, made_from = dict(draft.changes), draft.made_from
            kept = await self._businesses.patch_in(session, slug, made_from, changes, actor)
            session.expunge(draft)
            await repository.set_draft(session, row.id, None)
            return kept

        return await self._database.write(work)


async def _business(session: AsyncSession, slug: str, lock: bool = False) -> BusinessRow:
    if lock:
        await repository.lock(session)
    row = await repository.by_slug(session, slug, lock=lock)
    if row is None:
        raise DomainError("NOT_FOUND", f"there is no business {slug}")
    return row


def _drafted(row: BusinessRow, draft: DraftRow | None) -> Drafted:
    if draft is None:
        return Drafted({}, row.revision, row.revision, _NONE, None, None)
    revision = revision_of((draft.made_from, draft.changes, draft.at.isoformat()))
    return Drafted(draft.changes, draft.made_from, row.revision, revision, draft.at, draft.actor)
