"""How are a database's tables taken from revision to revision?

Alembic, driven from the program. The same revisions run on SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from vaani.storage.engine import WRITES
from vaani.storage.errors import StorageError
from vaani.storage.session import Database

_HERE = Path(__file__).parent
_LOCK = 8_246_411
"""Processes that start together migrate one after the other (on SQLite only one can write); those
that waited find nothing left to do. Any number does."""


async def upgrade(database: Database, to: str) -> None:
    """Up to the revision `to`. Raises StorageError."""
    await _run(database, lambda config: command.upgrade(config, to))


async def downgrade(database: Database, to: str) -> None:
    """Down to the revision `to`. Raises StorageError."""
    await _run(database, lambda config: command.downgrade(config, to))


async def _run(database: Database, work: Callable[[Config], None]) -> None:
    def go(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        config = Config()
        config.set_main_option("script_location", str(_HERE))
        config.attributes["connection"] = connection
        work(config)

    try:
        async with database.engine.connect() as connection:
            await connection.execution_options(**{WRITES: True})
            async with connection.begin():
                await connection.run_sync(go)
    except CommandError as error:
        raise StorageError(f"the database cannot be migrated: {error}") from error
