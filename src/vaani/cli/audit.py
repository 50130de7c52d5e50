"""Who did what, and was the record of it altered? `vaani audit list` and `verify`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaani.cli.key import Data
from vaani.settings import load

if TYPE_CHECKING:
    from vaani.domain.audit.service import Audit

app = typer.Typer(help="Read and verify the audit.", no_args_is_help=True, add_completion=False)


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=100, help="Latest entries.")] = 20,
    data: Data = None,
) -> None:
    """Print the latest entries: number, moment, who, what, to what."""
    from vaani.storage.paging import PageWish

    async def work() -> list[str]:
        async with opened(data) as audit:
            found = (await audit.listing(PageWish(limit))).items
        return [
            f"{one.number or '-'}  {one.at.isoformat(timespec='seconds')}  {one.actor}  "
            f"{one.action}  {one.subject}"
            for one in found
        ]

    for line in asyncio.run(work()):
        print(line)


@app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A digest that was printed before: it must still be there.")
    ] = None,
    data: Data = None,
) -> None:
    """Walk the chain of entries. Exit status 1 when one was changed, removed or put in."""

    async def work() -> int:
        async with opened(data) as audit:
            found = await audit.verify()
            kept = head is None or await audit.holds(head)
        if found.broken_at is not None:
            print(f"BROKEN at entry {found.broken_at}: it, or the one before, was altered.")
            return 1
        if not kept:
            print("BROKEN: the entry of that digest is gone.")
            return 1
        print(f"{found.entries} entries hold; the last digest is {found.head}")
        if found.older:
            print(f"{found.older} entries are older than the chain.")
        return 0

    if status := asyncio.run(work()):
        raise typer.Exit(status)


@asynccontextmanager
async def opened(data: Path | None) -> AsyncIterator[Audit]:
    """The audit of a data folder. Raises SettingsError, StorageError."""
    from vaani.bootstrap.database import open_database
    from vaani.domain.audit.service import Audit

    async with open_database(load({"data": data}).settings, create=False) as (database, _):
        yield Audit(database)
