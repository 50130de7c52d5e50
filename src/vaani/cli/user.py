"""Who may sign in? `vaani user create|list|link|disable|enable`, also beside a running server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaani.cli.key import ROLE_HELP, Data, role_of
from vaani.kit.errors import DomainError
from vaani.settings import Settings, load

if TYPE_CHECKING:
    from vaani.bootstrap.persons import PeopleBook

app = typer.Typer(help="Invite and disable people.", no_args_is_help=True, add_completion=False)

Login = Annotated[str, typer.Argument(help="What he types to sign in, such as his address.")]


@app.command()
def create(
    login: Login,
    role: Annotated[str, typer.Option(help=ROLE_HELP)] = "receptionist",
    business: Annotated[
        list[str] | None, typer.Option(help="Slug; may be repeated. None: all businesses.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="How he is called.")] = None,
    data: Data = None,
) -> None:
    """Add a person, and print the one-time link by which he chooses his password."""
    given = role_of(role)

    async def work() -> str:
        async with opened(data, create=True) as (people, _):
            return await people.create(login, name or login, given, business or ())

    _print_link(asyncio.run(work()), data)


@app.command("list")
def list_(data: Data = None) -> None:
    """Print every person's login, state, roles and name."""

    async def work() -> list[str]:
        async with opened(data, create=False) as (people, _):
            return await people.lines()

    for line in asyncio.run(work()):
        print(line)


@app.command()
def link(
    login: Annotated[str, typer.Argument(help="Whose; the first account is `owner`.")] = "owner",
    data: Data = None,
) -> None:
    """Print a fresh one-time link, for who forgot his password or lost his second factor; his
    earlier link is void."""

    async def work() -> str:
        async with opened(data, create=False) as (people, _):
            with _named(login):
                return await people.link(login)

    _print_link(asyncio.run(work()), data)


@app.command()
def disable(login: Login, data: Data = None) -> None:
    """Let a person in no more; his sessions end at once."""
    asyncio.run(_disable(login, data, disabled=True))
    print(f"{login}: disabled")


@app.command()
def enable(login: Login, data: Data = None) -> None:
    """Let a disabled person in again."""
    asyncio.run(_disable(login, data, disabled=False))
    print(f"{login}: enabled")


async def _disable(login: str, data: Path | None, *, disabled: bool) -> None:
    async with opened(data, create=False) as (people, _):
        with _named(login):
            await people.disable(login, disabled=disabled)


@contextmanager
def _named(login: str) -> Iterator[None]:
    """Who is not there is named, with what shows and what adds people."""
    try:
        yield
    except DomainError as error:
        if error.kind != "NOT_FOUND":
            raise
        raise DomainError(
            "NOT_FOUND",
            f"There is no person {login}: `vaani user list` shows who is there, "
            "`vaani user create` adds one.",
        ) from error


def _print_link(token: str, data: Path | None) -> None:
    settings = load({"data": data}).settings
    here = f"http://127.0.0.1:{settings.server.port}"
    print(f"{(settings.public_url or here).rstrip('/')}/#key={token}")
    print("  (opens once, within a day)")


@asynccontextmanager
async def opened(data: Path | None, *, create: bool) -> AsyncIterator[tuple[PeopleBook, Settings]]:
    """The people of a data folder. Raises SettingsError, StorageError."""
    from vaani.bootstrap.database import open_database, vault_of
    from vaani.bootstrap.keys import told_by_command
    from vaani.bootstrap.persons import PeopleBook
    from vaani.domain.businesses.service import Businesses
    from vaani.domain.users.accounts import Accounts
    from vaani.kit.machine_clock import SystemClock

    settings, clock = load({"data": data}).settings, SystemClock()
    async with open_database(settings, create=create) as (database, secrets):
        accounts = Accounts(database, vault_of(secrets), clock)
        businesses = Businesses(database, clock)
        yield PeopleBook(accounts, businesses, told_by_command(database, clock)), settings
