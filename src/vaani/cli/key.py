"""Who gets a key to the API, and how is the key of encryption exchanged? `vaani key ...`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaani.domain.users.rights import ROLES, Role
from vaani.settings import load

if TYPE_CHECKING:
    from vaani.bootstrap.keys import KeyStore

app = typer.Typer(help="Make and list API keys.", no_args_is_help=True, add_completion=False)

ROLE_HELP = f"{', '.join(ROLES[:-1])} or {ROLES[-1]}."
Data = Annotated[Path | None, typer.Option(help="Data folder.")]


@app.command()
def create(
    role: Annotated[str, typer.Option(help=ROLE_HELP)] = "viewer",
    business: Annotated[
        list[str] | None, typer.Option(help="Slug; may be repeated. None: all businesses.")
    ] = None,
    name: Annotated[str, typer.Option(help="What the key is for.")] = "made by vaani key create",
    data: Data = None,
) -> None:
    """Print a fresh API key, and nothing else. It is not shown again."""
    print(asyncio.run(_create(role_of(role), name, business, data)))


@app.command("list")
def list_(data: Data = None) -> None:
    """Print every key's id, role, beginning and use; never the key itself."""
    for line in asyncio.run(_list(data)):
        print(line)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="Id of the key, from `vaani key list`.")],
    data: Data = None,
) -> None:
    """End a key; requests with it answer 401 from now on."""
    asyncio.run(_revoke(key_id, data))
    print(f"{key_id}: revoked")


@app.command("rotate-encryption")
def rotate_encryption(data: Data = None) -> None:
    """Exchange the keys of encryption and index, with the server stopped. Stopped midway, it goes
    on when it is typed again; every row can be read all the time."""
    from vaani.bootstrap.exchanging import exchange_keys

    settings = load({"data": data}).settings
    done = asyncio.run(exchange_keys(settings, lambda _step: None))
    print(f"{done.anew} texts are sealed under the new key; the former one is retired.")
    print("Back up secrets.yaml now, and keep the old one as long as backups of the old database.")
    if done.unreadable:
        print(f"{done.unreadable} texts could be read under no key and stay as they are.")


def role_of(text: str) -> Role:
    """Raises BadParameter."""
    for role in ROLES:
        if role == text:
            return role
    raise typer.BadParameter(ROLE_HELP.rstrip("."), param_hint="--role")


async def _create(role: Role, name: str, businesses: list[str] | None, data: Path | None) -> str:
    async with opened(data, create=True) as keys:
        return await keys.create(role, name, businesses)


async def _list(data: Path | None) -> list[str]:
    async with opened(data, create=False) as keys:
        return await keys.lines()


async def _revoke(key_id: str, data: Path | None) -> None:
    async with opened(data, create=False) as keys:
        await keys.revoke(key_id)


@asynccontextmanager
async def opened(data: Path | None, *, create: bool) -> AsyncIterator[KeyStore]:
    """The keys of a data folder. Raises SettingsError, StorageError."""
    from vaani.bootstrap.database import open_database
    from vaani.bootstrap.keys import KeyStore, told_by_command
    from vaani.domain.businesses.service import Businesses
    from vaani.domain.users.service import Users
    from vaani.kit.machine_clock import SystemClock

    settings = load({"data": data}).settings
    clock = SystemClock()
    async with open_database(settings, create=create) as (database, _):
        businesses = Businesses(database, clock)
        yield KeyStore(Users(database, clock), businesses, told_by_command(database, clock))
