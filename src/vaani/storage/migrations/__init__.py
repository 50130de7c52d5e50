"""How does a database get from one version of the product to the next, and back?

Alembic, driven from the program: `migrate` goes up to the newest revision when the product starts,
`rollback` goes down, `revisions` says where a database stands. The same revisions run on SQLite and
PostgreSQL.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from vaani.storage.engine import WRITES
from vaani.storage.errors import StorageError
from vaani.storage.session import Database

_HERE = Path(__file__).parent
_LOCK = 8_246_411
"""Processes that start together migrate one after the other (on SQLite only one can write); those
that waited find nothing left to do. Any number does."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return head or ""


async def revisions(database: Database) -> tuple[str, str] | None:
    """The revision of the database and the newest one; None: it has no tables yet."""
    async with database.engine.connect() as connection:
        current = await connection.run_sync(_current)
    return None if current is None else (current, newest())


async def migrate(database: Database, to: str = "head") -> None:
    """Bring the tables up. Raises StorageError when the database is newer than the program."""
    async with database.engine.connect() as connection:
        current = await connection.run_sync(_current)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise StorageError(
            f"the database is newer than this program (revision {current}); install the newer "
            "version again, or restore the backup from before the upgrade"
        )
    if current == newest() and to == "head":
        return
    await _run(database, lambda config: command.upgrade(config, to))


async def rollback(database: Database, to: str = "base") -> None:
    """Take the tables down to an earlier revision. Raises StorageError for an unknown one."""
    await _run(database, lambda config: command.downgrade(config, to))


async def _run(database: Database, work: object) -> None:
    def go(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        work(_config(connection))  # type: ignore[operator]

    try:
        async with database.engine.connect() as connection:
            await connection.execution_options(**{WRITES: True})
            async with connection.begin():
                await connection.run_sync(go)
    except CommandError as error:
        raise StorageError(f"the database cannot be migrated: {error}") from error


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
