"""How does a database get from one version of the product to the next, and back?

`migrate` goes up to the newest revision when the product starts, `rollback` goes down, `revisions`
says where a database stands. Alembic (`steps.py`) is loaded only when there is something to do: it
would keep 9 MB for as long as a server runs, which has it done by a process of its own
(`migrate_apart`).
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from vaani.storage.errors import StorageError
from vaani.storage.session import Database

_VERSIONS = Path(__file__).parent / "versions"
_APART = (
    "import asyncio, sys; from vaani.storage.migrations import migrate_url; "
    "asyncio.run(migrate_url(sys.stdin.read()))"
)


def _known() -> list[str]:
    """All revisions, oldest first: each file of `versions` is `vREVISION_what.py`."""
    return sorted(file.name[1:].split("_")[0] for file in _VERSIONS.glob("v*_*.py"))


def newest() -> str:
    """The revision that this program needs."""
    return _known()[-1]


async def revisions(database: Database) -> tuple[str, str] | None:
    """The revision of the database and the newest one; None: it has no tables yet."""
    current = await _revision(database)
    return None if current is None else (current, newest())


async def migrate(database: Database, to: str = "head") -> None:
    """Bring the tables up. Raises StorageError when the database is newer than the program."""
    if await _is_to_do(database) or to != "head":
        from vaani.storage.migrations import steps  # noqa: PLC0415 - loads Alembic

        await steps.upgrade(database, to)


async def migrate_url(url: str) -> None:
    """The same for a database that is opened for it."""
    database = Database.open(url)
    try:
        await migrate(database)
    finally:
        await database.close()


async def migrate_apart(database: Database) -> None:
    """The same, in another process, unless the database is in this one's memory or Alembic is
    anyhow. What fails there is tried again here, where it is told."""
    here = database.is_in_memory or "alembic" in sys.modules
    if not here and await _is_to_do(database):
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _APART, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
        )
        await child.communicate(database.url.encode())
    await migrate(database)


async def rollback(database: Database, to: str = "base") -> None:
    """Take the tables down to an earlier revision. Raises StorageError for an unknown one."""
    from vaani.storage.migrations import steps  # noqa: PLC0415 - loads Alembic

    await steps.downgrade(database, to)


async def _is_to_do(database: Database) -> bool:
    current = await _revision(database)
    if current is not None and current not in _known():
        raise StorageError(
            f"the database is newer than this program (revision {current}); install the newer "
            "version again, or restore the backup from before the upgrade"
        )
    return current != newest()


async def _revision(database: Database) -> str | None:
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


def _current(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
