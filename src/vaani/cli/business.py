"""How do businesses come in and go out? `vaani business import | export | list | delete ...`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaani.settings import Settings, load

if TYPE_CHECKING:
    from vaani.domain.businesses.file import BusinessFile
    from vaani.domain.businesses.service import Businesses

app = typer.Typer(
    help="Import, export, check, list or delete businesses.",
    no_args_is_help=True,
    add_completion=False,
)

_BRING_CALLS = ("twilio",)
File = Annotated[Path, typer.Argument(help="A business file (YAML).")]
Data = Annotated[Path | None, typer.Option(help="Data folder.")]


@app.command()
def check(file: File) -> None:
    """Validate a file; nothing is written. Exit status 2 with every error."""
    from vaani.domain.businesses.file import load_file

    parsed = load_file(file)
    print(f"{file}: {parsed.business.slug} is right")
    _mind_carriers(parsed)
    _mind_engines(parsed)


@app.command("import")
def import_(file: File, data: Data = None) -> None:
    """Create or update the business of a file. Exit status 2 with every error; then nothing
    has changed."""
    asyncio.run(_import(file, data))


@app.command()
def export(
    slug: Annotated[str, typer.Argument(help="Slug of the business.")], data: Data = None
) -> None:
    """Write the business's file to standard output."""
    asyncio.run(_export(slug, data))


@app.command("list")
def list_(data: Data = None) -> None:
    """Every business: slug, kind, numbers, name."""
    asyncio.run(_list(data))


@app.command()
def delete(
    slug: Annotated[str, typer.Argument(help="Slug of the business.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Remove a business with everything that is kept of it: bookings, calls, customers, messages,
    recordings. It cannot be undone."""
    asyncio.run(_delete(slug, yes, data))


async def _list(data: Path | None) -> None:
    from vaani.storage.paging import PageWish

    async with opened(data, create=False) as businesses:
        wish: PageWish | None = PageWish(100)
        while wish is not None:
            found = await businesses.listing(wish)
            for one in found.items:
                print(
                    f"{one.slug:<24} {one.kind:<11} {','.join(one.numbers) or '-':<28} {one.name}"
                )
            wish = PageWish(100, found.next_cursor) if found.next_cursor else None


async def _delete(slug: str, yes: bool, data: Path | None) -> None:
    from vaani.domain.audit.service import Actor
    from vaani.domain.calls.recordings import Recordings

    async with opened(data, create=False) as businesses:
        found = await businesses.get(slug)
        if not yes:
            typer.confirm(
                f"Remove {found.name} with its bookings, calls, customers and messages for good?",
                abort=True,
                err=True,
            )
        await businesses.remove(slug, Actor("cli"))
    await asyncio.to_thread(
        Recordings(load({"data": data}).settings.data / "recordings").forget, slug
    )
    print(f"{slug}: removed")


async def _import(file: Path, data: Path | None) -> None:
    from vaani.domain.audit.service import Actor
    from vaani.domain.businesses.file import load_file

    parsed = load_file(file)
    async with opened(data, create=True) as businesses:
        done = await businesses.save(parsed, Actor("cli"))
    print(f"{done.business.slug}: {done.outcome}")
    _mind_carriers(parsed)
    _mind_engines(parsed)
    _mind_tools(parsed, load({"data": data}).settings)


def _mind_tools(file: BusinessFile, settings: Settings) -> None:
    """Tools of one's own are the talking model's, and need their secrets."""
    if file.business.tools and settings.dialogue.brain != "llm":
        print("tools: without effect until dialogue.brain is llm.", file=sys.stderr)
    for number, tool in enumerate(file.business.tools):
        if tool.secret and tool.secret not in settings.tools.by_name:
            print(
                f"tools[{number}].secret: {tool.secret} is not among tools.secrets; the tool "
                "cannot be asked.",
                file=sys.stderr,
            )


def _mind_engines(file: BusinessFile) -> None:
    """A name that is no engine has no effect: the server's own order counts."""
    from vaani.providers.registry import names

    for role, wanted in file.business.engines.items():
        for name in wanted:
            if name not in names(role):
                known = ", ".join(names(role))
                print(f"engines.{role}: there is no {name}, choose from {known}.", file=sys.stderr)


def _mind_carriers(file: BusinessFile) -> None:
    """A number's carrier decides who may bring its calls; of most, none come yet."""
    for number, carrier in file.carriers.items():
        if carrier not in _BRING_CALLS:
            print(
                f"{number} cannot be called: Vaani takes no calls from {carrier} yet.",
                file=sys.stderr,
            )


async def _export(slug: str, data: Path | None) -> None:
    async with opened(data, create=False) as businesses:
        print(await businesses.export(slug), end="")


@asynccontextmanager
async def opened(data: Path | None, *, create: bool) -> AsyncIterator[Businesses]:
    """The businesses of a data folder. Raises SettingsError, StorageError."""
    from vaani.bootstrap.database import open_database
    from vaani.domain.businesses.service import Businesses
    from vaani.kit.machine_clock import SystemClock

    settings = load({"data": data}).settings
    async with open_database(settings, create=create) as (database, _):
        yield Businesses(database, SystemClock())
