"""What may the assistant state? `vaani knowledge import | list | test`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from vaani.kit.errors import FileError
from vaani.language.found import Language

if TYPE_CHECKING:
    from vaani.call.plan import Business, Topic
    from vaani.call.ports.toolbox import Hit

app = typer.Typer(
    help="Import, list and try what the assistant may state.",
    no_args_is_help=True,
    add_completion=False,
)

Slug = Annotated[str, typer.Option("--business", help="Slug of an imported business.")]
Place = Annotated[str, typer.Option("--business", help="Slug of a business, or a business file.")]
Data = Annotated[Path | None, typer.Option(help="Data folder.")]
Now = Annotated[str | None, typer.Option(help="The clock, 2027-05-06T10:15+05:30.")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table of topics (.csv or .json).")],
    business: Slug,
    replace: Annotated[bool, typer.Option(help="Drop topics that the file lacks.")] = False,
    data: Data = None,
) -> None:
    """Add or change topics. Exit status 2 with every error; then nothing has changed."""
    asyncio.run(_import(file, business, replace, data))


@app.command("list")
def list_(business: Place, now: Now = None, data: Data = None) -> None:
    """What the assistant may state, with languages and last days."""
    asyncio.run(_list(business, now, data))


@app.command("test")
def try_(
    question: Annotated[str, typer.Argument(help="What a caller asks.")],
    business: Place,
    language: Annotated[str | None, typer.Option(help="en or hi; default: as asked.")] = None,
    now: Now = None,
    data: Data = None,
) -> None:
    """Hits and scores for a question, and what a caller would hear."""
    asyncio.run(_test(question, business, language, now, data))


async def _import(file: Path, slug: str, whole: bool, data: Path | None) -> None:
    from vaani.cli.business import opened
    from vaani.domain.audit.service import Actor
    from vaani.domain.knowledge.file import load_topics, merged

    topics = load_topics(file)
    old: tuple[Topic, ...] = ()

    def change(there: tuple[Topic, ...]) -> tuple[Topic, ...]:
        nonlocal old
        old = there
        return topics if whole else merged(there, topics)

    async with opened(data, create=False) as businesses:
        new = (await businesses.change_knowledge(slug, change, Actor("cli"))).business.knowledge
    before = {one.topic.casefold(): one for one in old}
    after = {one.topic.casefold(): one for one in new}
    added = len(after.keys() - before.keys())
    changed = sum(1 for name in after.keys() & before.keys() if after[name] != before[name])
    removed = len(before.keys() - after.keys())
    print(f"{slug}: {added} added, {changed} changed, {removed} removed; {len(new)} topics in all")


async def _list(place: str, now: str | None, data: Path | None) -> None:
    moment = _moment(now)
    async with _known(place, data) as business:
        today = _today(business, moment)
        if not business.knowledge:
            print(f"{business.slug} states nothing yet: vaani knowledge import FILE")
        for one in business.knowledge:
            spoken = "+".join(word for word in ("en", "hi") if getattr(one.text, word))
            last = one.valid_until
            until = "" if last is None else f", until {last}" if today <= last else ", EXPIRED"
            print(f"{one.topic} ({spoken}{until}): {'; '.join(one.questions) or '-'}")


async def _test(
    question: str, place: str, language: str | None, now: str | None, data: Path | None
) -> None:
    from vaani.cli.text_desk import knowledge
    from vaani.domain.knowledge.search import ANSWER
    from vaani.language.script import variety

    if language not in (None, "en", "hi"):
        raise FileError([f"--language: {language} is not one of en, hi"])
    moment = _moment(now)
    heard: Language = "en" if (language or variety(question)) in ("en", None) else "hi"
    async with _known(place, data) as business:
        found = await knowledge().compared(business, question, heard, _today(business, moment))
        said = await _said(business, question, moment)
    for hit in found[:5]:
        print(f"{hit.score:.2f}  {'answers' if hit.score >= ANSWER else 'too low'}  {hit.topic}")
    if not found:
        print("no topic has anything to do with it")
    print(f"an answer begins at {ANSWER:.2f}; {_best(found, ANSWER)}")
    print(f"in a call: {said}")


def _best(found: tuple[Hit, ...], least: float) -> str:
    good = [hit for hit in found if hit.score >= least]
    return f"the file says: {good[0].text}" if good else "the file does not say"


async def _said(business: Business, question: str, moment: datetime) -> str:
    """What a caller hears who asks this first."""
    from vaani.cli.text_desk import call_of

    async with call_of(business, moment) as call:
        await call.greet()
        line = await call.say(question)
        await call.finish()
        return str(line["say"])


@asynccontextmanager
async def _known(place: str, data: Path | None) -> AsyncIterator[Business]:
    """The business of a file or of the data folder."""
    if place.endswith((".yaml", ".yml")):
        from vaani.domain.businesses.file import load_business

        yield load_business(Path(place))
        return
    from vaani.cli.business import opened

    async with opened(data, create=False) as businesses:
        yield await businesses.get(place)


def _moment(now: str | None) -> datetime:
    from vaani.domain.businesses.reading import Node
    from vaani.testing.scenario_file import read_now

    problems: list[str] = []
    moment = read_now(Node(now, "--now", problems))
    if problems:
        raise FileError(problems)
    return moment or datetime.now(UTC)


def _today(business: Business, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(business.timezone)).date()
