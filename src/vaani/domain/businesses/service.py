"""Which businesses are there, and how do files come in and go out?

What takes longer with a longer file is done in a thread: calls go on meanwhile.
The document of the file is the truth; rows beside it only find it. A parsed business is kept by its
revision, so that a call does not read YAML.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import unified_diff
from importlib import resources
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import Business, Topic
from vaani.call.turn_taking import TurnTaking
from vaani.domain.audit import service as audit
from vaani.domain.audit.service import SYSTEM, Actor
from vaani.domain.businesses import repository
from vaani.domain.businesses.export import to_document, to_yaml
from vaani.domain.businesses.file import BusinessFile, parse_business, read_document
from vaani.domain.businesses.patching import patched, written
from vaani.domain.businesses.tables import BusinessRow, VersionRow
from vaani.domain.knowledge import service as knowledge
from vaani.domain.knowledge.menu import facts_of
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError, FileError
from vaani.kit.ids import new_id
from vaani.kit.revision import must_be_fresh
from vaani.storage.paging import Page, PageWish, page_of
from vaani.storage.session import Database
from vaani.storage.size import size_bytes

MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    business: Business
    outcome: str
    """`created`, `updated` or `unchanged`."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A business as it is kept. `document` holds every key of its file, defaults too; `text` is the
    file as it was written."""

    id: str
    slug: str
    revision: int
    updated_at: datetime
    document: Mapping[str, Any]
    text: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """A business at one of its revisions; `keys` and `changes` (a unified diff) say what the one
    before did not."""

    revision: int
    at: datetime
    actor: str
    keys: tuple[str, ...]
    document: Mapping[str, Any]
    text: str | None
    changes: str


class Businesses:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._parsed: dict[str, tuple[int, Business]] = {}

    async def import_text(self, text: str, actor: Actor = SYSTEM) -> Imported:
        """Create or update from a file's text. Raises FileError; then nothing has changed."""
        return await self.save(await asyncio.to_thread(parse_business, text), actor)

    async def save(self, file: BusinessFile, actor: Actor = SYSTEM) -> Imported:
        """Idempotent by slug. Raises FileError when a number reaches another business already."""

        async def work(session: AsyncSession) -> Imported:
            return await self._save(session, file, actor)

        return await self._database.write(work)

    async def _save(self, session: AsyncSession, file: BusinessFile, actor: Actor) -> Imported:
        business, now = file.business, self._clock.now()
        document = await asyncio.to_thread(to_document, business, file.carriers)
        await repository.lock(session)
        row = await repository.by_slug(session, business.slug, lock=True)
        before = row.document if row is not None else None
        text = file.text
        if text is None and row is not None and row.text is not None:
            text = await asyncio.to_thread(rewritten, row.text, row.document, document)
        if row is not None and before == document:
            row.text = text or row.text
            return Imported(await self._business(row), "unchanged")
        outcome = "created" if row is None else "updated"
        if row is None:
            row = BusinessRow(id=new_id(), slug=business.slug, revision=0, created_at=now)
        await self._refuse_foreign_numbers(session, business, row.id)
        if row.revision and await repository.version(session, row.id, row.revision) is None:
            await self._keep_version(session, row, "unknown")
        row.name, row.kind, row.document, row.text = business.name, business.kind, document, text
        row.revision, row.updated_at = row.revision + 1, now
        await repository.add(session, row)
        await self._keep_version(session, row, actor.name)
        await repository.set_numbers(session, row.id, business.numbers, file.carriers)
        await knowledge.index(session, row.id, facts_of(business))
        await audit.note(
            session, at=now, actor=actor, action=f"business.{outcome}", subject=business.slug,
            business_id=row.id, before=before, after=document,
        )  # fmt: skip
        return Imported(replace(business, id=row.id), outcome)

    async def _keep_version(self, session: AsyncSession, row: BusinessRow, actor: str) -> None:
        """The business as it stands in its row."""
        version = VersionRow(
            id=new_id(), business_id=row.id, revision=row.revision, at=row.updated_at,
            actor=actor, document=row.document, text=row.text,
        )  # fmt: skip
        await repository.add_version(session, version, MOST_VERSIONS)

    async def create(self, document: Mapping[str, Any], actor: Actor = SYSTEM) -> Business:
        """A new business from the keys of a file. Raises FileError, and DomainError CONFLICT when
        its slug is taken."""
        file = await asyncio.to_thread(_new_file, document)

        async def work(session: AsyncSession) -> Business:
            await repository.lock(session)
            if await repository.by_slug(session, file.business.slug) is not None:
                raise DomainError("CONFLICT", f"There is a business {file.business.slug} already.")
            return (await self._save(session, file, actor)).business

        return await self._database.write(work)

    async def patch(
        self, slug: str, revision: int, changes: Mapping[str, Any], actor: Actor = SYSTEM
    ) -> Kept:
        """Set these keys of its file; None removes one, the others stay as they were written.
        Raises FileError, DomainError NOT_FOUND, and CONFLICT unless `revision` is the present
        one."""

        return await self._database.write(
            lambda session: self.patch_in(session, slug, revision, changes, actor)
        )

    async def patch_in(
        self,
        session: AsyncSession,
        slug: str,
        revision: int,
        changes: Mapping[str, Any],
        actor: Actor,
    ) -> Kept:
        """`patch` within a transaction."""
        row = await self._locked(session, slug, revision)
        file = await asyncio.to_thread(_edited, row.text, row.document, changes)
        await self._save(session, file, actor)
        return _kept(row)

    async def draft(self, slug: str, changes: Mapping[str, Any]) -> BusinessFile:
        """What its file would be with these keys set; nothing is written. Raises as `patch`."""
        row = await self._row(slug)
        return await asyncio.to_thread(_edited, row.text, row.document, changes)

    async def restore(self, slug: str, version: int, revision: int, actor: Actor = SYSTEM) -> Kept:
        """Make a former version the present one, as a new revision. Raises as `patch`."""

        async def work(session: AsyncSession) -> Kept:
            row = await self._locked(session, slug, revision)
            former = await repository.version(session, row.id, version)
            if former is None:
                raise DomainError("NOT_FOUND", "There is no such version.")
            file = await asyncio.to_thread(read_document, former.document)
            await self._save(session, replace(file, text=former.text), actor)
            return _kept(row)

        return await self._database.write(work)

    async def remove(self, slug: str, actor: Actor = SYSTEM, revision: int | None = None) -> None:
        """Remove a business with everything that is kept of it: bookings, calls, customers,
        messages. Raises DomainError NOT_FOUND, StaleError unless `revision` is the present one."""

        async def work(session: AsyncSession) -> None:
            row = await self._locked(session, slug, revision)
            await audit.note(
                session, at=self._clock.now(), actor=actor, action="business.removed",
                subject=slug, business_id=row.id, before=row.document,
            )  # fmt: skip
            await repository.remove(session, row)

        await self._database.write(work)

    async def kept(self, slug: str) -> Kept:
        """A business as it stands, with its revision. Raises DomainError NOT_FOUND."""
        return _kept(await self._row(slug))

    async def versions(self, slug: str, wish: PageWish) -> Page[Version]:
        """Newest first; at most the last hundred are kept."""
        after = wish.after()
        before = int(after[0]) if after is not None and after[0].isdecimal() else None
        if after is not None and (before is None or before > 2**31 - 1):
            raise DomainError("INVALID", "the cursor is not one that this list gave out")
        row = await self._row(slug)
        async with self._database.reading() as session:
            rows = await repository.versions(session, row.id, before, wish.limit + 2)
        found = [
            _version(one, rows[number + 1] if number + 1 < len(rows) else None)
            for number, one in enumerate(rows[: wish.limit + 1])
        ]
        return page_of(found, wish.limit, lambda one: (str(one.revision),))

    async def version(self, slug: str, revision: int) -> Version:
        """One version, with what it changed. Raises DomainError NOT_FOUND."""
        row = await self._row(slug)
        async with self._database.reading() as session:
            rows = await repository.versions(session, row.id, revision + 1, 2)
        if not rows or rows[0].revision != revision:
            raise DomainError("NOT_FOUND", "There is no such version.")
        former = rows[1] if len(rows) > 1 else None
        return await asyncio.to_thread(_version, rows[0], former)

    async def _locked(self, session: AsyncSession, slug: str, revision: int | None) -> BusinessRow:
        await repository.lock(session)
        row = await repository.by_slug(session, slug, lock=True)
        if row is None:
            raise DomainError(
                "NOT_FOUND", f"there is no business {slug}; see `vaani business list`"
            )
        must_be_fresh("business", row.revision, revision)
        return row

    async def _refuse_foreign_numbers(
        self, session: AsyncSession, business: Business, id: str
    ) -> None:
        taken = await repository.owners_of(session, business.numbers, id)
        problems = [
            f"numbers[{index}]: {number} already reaches {taken[number]}"
            for index, number in enumerate(business.numbers)
            if number in taken
        ]
        if problems:
            raise FileError(problems)

    async def set_numbers(
        self,
        slug: str,
        carriers: Mapping[str, str | None],
        actor: Actor = SYSTEM,
        revision: int | None = None,
    ) -> Business:
        """Replace the numbers of a business; values name a carrier or None. A number that stays
        keeps its turn-taking. Raises as `save`, DomainError NOT_FOUND, StaleError unless the
        `revision` is the present one."""

        def edit(old: Mapping[str, Any]) -> BusinessFile:
            file = read_document(old)
            kept = file.business.numbers_turn_taking
            listed = [
                {"number": number, "carrier": carrier, "turn_taking": kept[number].said}
                if number in kept
                else {"number": number, "carrier": carrier}
                for number, carrier in carriers.items()
            ]
            return read_document({**old, "numbers": listed})

        return (await self._change(slug, edit, actor, revision)).business

    async def choose_turn_taking(
        self,
        slug: str,
        choice: TurnTaking,
        number: str | None,
        actor: Actor = SYSTEM,
        revision: int | None = None,
    ) -> Business:
        """How patiently calls of a business listen, or those over one of its numbers. An empty
        choice takes the former one back. Raises DomainError NOT_FOUND, StaleError as
        `set_numbers`."""

        def edit(old: Mapping[str, Any]) -> BusinessFile:
            file = read_document(old)
            business = file.business
            if number is None:
                return replace(file, business=replace(business, turn_taking=choice))
            if number not in business.numbers:
                raise DomainError("NOT_FOUND", "This number is not one of the business.")
            chosen = {**business.numbers_turn_taking, number: choice}
            chosen = {one: kept for one, kept in chosen.items() if kept.said}
            return replace(file, business=replace(business, numbers_turn_taking=chosen))

        return (await self._change(slug, edit, actor, revision)).business

    async def change_knowledge(
        self,
        slug: str,
        change: Callable[[tuple[Topic, ...]], Sequence[Topic]],
        actor: Actor = SYSTEM,
    ) -> Imported:
        """What a business may state, made from what it states now; two changes at once follow one
        another. `change` may be called twice. Raises as `save`, and what `change` raises,
        DomainError NOT_FOUND."""

        def edit(old: Mapping[str, Any]) -> BusinessFile:
            file = read_document(old)
            topics = tuple(change(file.business.knowledge))
            return replace(file, business=replace(file.business, knowledge=topics))

        return await self._change(slug, edit, actor)

    async def _change(
        self,
        slug: str,
        edit: Callable[[Mapping[str, Any]], BusinessFile],
        actor: Actor,
        revision: int | None = None,
    ) -> Imported:
        """Read, change and save in one transaction, so that nobody's change is lost."""

        async def work(session: AsyncSession) -> Imported:
            row = await self._locked(session, slug, revision)
            return await self._save(session, await asyncio.to_thread(edit, row.document), actor)

        return await self._database.write(work)

    async def export(self, slug: str) -> str:
        """The business file, as it was written where it came from one. Raises DomainError
        NOT_FOUND."""
        row = await self._row(slug)
        if row.text is not None:
            return row.text
        return await asyncio.to_thread(_written, row.document)

    async def get(self, slug: str) -> Business:
        """Raises DomainError NOT_FOUND."""
        return await self._business(await self._row(slug))

    async def by_id(self, id: str) -> Business:
        """Raises DomainError NOT_FOUND."""
        async with self._database.reading() as session:
            row = await repository.by_id(session, id)
        if row is None:
            raise DomainError("NOT_FOUND", "there is no such business")
        return await self._business(row)

    async def by_number(self, number: str, carrier: str) -> Business | None:
        """Whom a call to this number (E.164) reaches. A number whose file names another carrier is
        not reached through this one."""
        async with self._database.reading() as session:
            row = await repository.by_number(session, number, carrier)
        return await self._business(row) if row is not None else None

    async def numbers(self) -> Sequence[tuple[str, str, str | None]]:
        """Every number: whose (slug), E.164, and the carrier that its file names."""
        async with self._database.reading() as session:
            return await repository.numbers(session)

    async def listing(self, wish: PageWish) -> Page[Business]:
        """By slug."""
        after = wish.after()
        async with self._database.reading() as session:
            rows = await repository.listing(session, after[0] if after else None, wish.limit + 1)
        found = [await self._business(row) for row in rows]
        return page_of(found, wish.limit, lambda one: (one.slug,))

    async def database_bytes(self) -> int:
        """How much room the whole database takes on disk."""
        return await size_bytes(self._database)

    async def revisions(self) -> Mapping[str, int]:
        """Every business by its id: a number that grows with each change of its file."""
        async with self._database.reading() as session:
            return await repository.revisions(session)

    async def ensure_demo(self) -> tuple[Business, ...]:
        """Our two demonstration businesses; they are made when missing and else left alone."""
        found = []
        for entry in sorted(
            resources.files("vaani.domain.businesses").joinpath("demo").iterdir(),
            key=lambda one: one.name,
        ):
            if not entry.name.endswith(".yaml"):
                continue
            file = parse_business(entry.read_text(encoding="utf-8"))
            async with self._database.reading() as session:
                row = await repository.by_slug(session, file.business.slug)
            found.append(
                await self._business(row) if row is not None else (await self.save(file)).business
            )
        return tuple(found)

    async def _row(self, slug: str) -> BusinessRow:
        async with self._database.reading() as session:
            row = await repository.by_slug(session, slug)
        if row is None:
            raise DomainError(
                "NOT_FOUND", f"there is no business {slug}; see `vaani business list`"
            )
        return row

    async def _business(self, row: BusinessRow) -> Business:
        kept = self._parsed.get(row.id)
        if kept is None or kept[0] != row.revision:
            file = await asyncio.to_thread(read_document, row.document)
            business = replace(file.business, id=row.id)
            self._parsed[row.id] = kept = (row.revision, business)
        return kept[1]


def _kept(row: BusinessRow) -> Kept:
    return Kept(row.id, row.slug, row.revision, row.updated_at, row.document, row.text)


def _new_file(document: Mapping[str, Any]) -> BusinessFile:
    return replace(read_document(document), text=written(document))


def _edited(
    text: str | None, document: Mapping[str, Any], changes: Mapping[str, Any]
) -> BusinessFile:
    """The file with those keys set. Raises FileError, also when it would be another business."""
    whole = {key: value for key, value in {**document, **changes}.items() if value is not None}
    file = read_document(whole)
    if file.business.slug != document["slug"]:
        raise FileError(["slug: stays as it is; make a new business instead"])
    start = text if text is not None else written(document)
    found = patched(start, changes)
    if found is not None and _says(found, file):
        return replace(file, text=found)
    return replace(file, text=written(whole))


def _says(text: str, file: BusinessFile) -> bool:
    """Is this text the file?"""
    try:
        read = parse_business(text)
    except FileError:
        return False
    return (read.business, read.carriers) == (file.business, file.carriers)


def rewritten(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The text of a document that was changed elsewhere: keys that did not change stay."""
    changes = {
        key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)
    }
    if not changes:
        return text
    return _edited(text, before, changes).text or written(after)


def _version(row: VersionRow, former: VersionRow | None) -> Version:
    before = former.document if former is not None else {}
    keys = [key for key in {**before, **row.document} if before.get(key) != row.document.get(key)]
    changes = unified_diff(
        written(before).splitlines() if former is not None else [],
        written(row.document).splitlines(),
        f"revision {former.revision}" if former is not None else "nothing",
        f"revision {row.revision}",
        lineterm="",
    )
    return Version(
        row.revision, row.at, row.actor, tuple(keys), row.document, row.text, "\n".join(changes)
    )


def _written(document: Mapping[str, Any]) -> str:
    """The file of a stored document."""
    file = read_document(document)
    return to_yaml(file.business, file.carriers)
