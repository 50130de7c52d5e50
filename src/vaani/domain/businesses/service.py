"""Which businesses are there, and how do files come in and go out?

What takes longer with a longer file is done in a thread: calls go on meanwhile.
The document of the file is the truth; rows beside it only find it. A parsed business is kept by its
revision, so that a call does not read YAML.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from vaani.domain.businesses.tables import BusinessRow
from vaani.domain.knowledge import service as knowledge
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError, FileError
from vaani.kit.ids import new_id
from vaani.storage.paging import Page, PageWish, page_of
from vaani.storage.session import Database


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    business: Business
    outcome: str
    """`created`, `updated` or `unchanged`."""


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
        if row is not None and before == document:
            return Imported(await self._business(row), "unchanged")
        outcome = "created" if row is None else "updated"
        if row is None:
            row = BusinessRow(id=new_id(), slug=business.slug, revision=0, created_at=now)
        await self._refuse_foreign_numbers(session, business, row.id)
        row.name, row.kind, row.document = business.name, business.kind, document
        row.revision, row.updated_at = row.revision + 1, now
        await repository.add(session, row)
        await repository.set_numbers(session, row.id, business.numbers, file.carriers)
        await knowledge.index(session, row.id, business.knowledge)
        await audit.note(
            session, at=now, actor=actor, action=f"business.{outcome}", subject=business.slug,
            business_id=row.id, before=before, after=document,
        )  # fmt: skip
        return Imported(replace(business, id=row.id), outcome)

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
        self, slug: str, carriers: Mapping[str, str | None], actor: Actor = SYSTEM
    ) -> Business:
        """Replace the numbers of a business; values name a carrier or None. A number that stays
        keeps its turn-taking. Raises as `save`, DomainError NOT_FOUND."""

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

        return (await self._change(slug, edit, actor)).business

    async def choose_turn_taking(
        self, slug: str, choice: TurnTaking, number: str | None, actor: Actor = SYSTEM
    ) -> Business:
        """How patiently calls of a business listen, or those over one of its numbers. An empty
        choice takes the former one back. Raises DomainError NOT_FOUND."""

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

        return (await self._change(slug, edit, actor)).business

    async def change_knowledge(
        self,
        slug: str,
        change: Callable[[tuple[Topic, ...]], Sequence[Topic]],
        actor: Actor = SYSTEM,
    ) -> Imported:
        """What a business may state, made from what it states now; two changes at once follow one
        another. `change` may be called twice. Raises as `save`, DomainError NOT_FOUND."""

        def edit(old: Mapping[str, Any]) -> BusinessFile:
            file = read_document(old)
            topics = tuple(change(file.business.knowledge))
            return replace(file, business=replace(file.business, knowledge=topics))

        return await self._change(slug, edit, actor)

    async def _change(
        self, slug: str, edit: Callable[[Mapping[str, Any]], BusinessFile], actor: Actor
    ) -> Imported:
        """Read, change and save in one transaction, so that nobody's change is lost."""

        async def work(session: AsyncSession) -> Imported:
            await repository.lock(session)
            row = await repository.by_slug(session, slug, lock=True)
            if row is None:
                raise DomainError("NOT_FOUND", f"there is no business {slug}")
            return await self._save(session, await asyncio.to_thread(edit, row.document), actor)

        return await self._database.write(work)

    async def export(self, slug: str) -> str:
        """The business file. Raises DomainError NOT_FOUND."""
        row = await self._row(slug)
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

    async def listing(self, wish: PageWish) -> Page[Business]:
        """By slug."""
        after = wish.after()
        async with self._database.reading() as session:
            rows = await repository.listing(session, after[0] if after else None, wish.limit + 1)
        found = [await self._business(row) for row in rows]
        return page_of(found, wish.limit, lambda one: (one.slug,))

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
            raise DomainError("NOT_FOUND", f"there is no business {slug}")
        return row

    async def _business(self, row: BusinessRow) -> Business:
        kept = self._parsed.get(row.id)
        if kept is None or kept[0] != row.revision:
            file = await asyncio.to_thread(read_document, row.document)
            business = replace(file.business, id=row.id)
            self._parsed[row.id] = kept = (row.revision, business)
        return kept[1]


def _written(document: Mapping[str, Any]) -> str:
    """The file of a stored document."""
    file = read_document(document)
    return to_yaml(file.business, file.carriers)
