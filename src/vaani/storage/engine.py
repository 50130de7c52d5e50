"""How is a database opened? SQLite in a file or in memory, PostgreSQL, from one URL.

SQLite runs with a write-ahead log, foreign keys and a patient busy handler; a unit of work that
writes begins IMMEDIATE, so that it waits for its turn instead of failing at its first write
(sqlite.org/lang_transaction.html). PostgreSQL uses asyncpg and READ COMMITTED. What another program
has locked is waited for `patience_s`, no longer; an answer of PostgreSQL half as long again. Errors
quote statements without their values.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import await_only

from vaani.storage.errors import StorageError
from vaani.storage.whole import WholeCursor

WRITES = "vaani_writes"
MEMORY = "sqlite+aiosqlite://"
PATIENT_S = 20.0
"""For commands, which nobody hears waiting."""
_AGAIN_S = 0.02
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


def parse_url(url: str) -> URL:
    """`sqlite:///...`, `postgresql://...` or either with its driver. Raises StorageError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError("the database URL cannot be read; write sqlite:///PATH") from error
    backend = parsed.get_backend_name().replace("postgres", "postgresql", 1)
    backend = "postgresql" if backend.startswith("postgresql") else backend
    if backend not in _DRIVERS:
        raise StorageError(f"the database {backend} is not supported; use sqlite or postgresql")
    return parsed.set(drivername=_DRIVERS[backend])


def insert_missing(session: AsyncSession, table: type[DeclarativeBase]) -> Any:
    """An INSERT (of the session's dialect) that leaves rows which are there as they are."""
    # only the dialect that is used is loaded: PostgreSQL's takes 6 MB
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    return dialect.insert(table).on_conflict_do_nothing()


def is_memory(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def open_engine(url: str, pool_size: int = 5, patience_s: float = PATIENT_S) -> AsyncEngine:
    """An engine on `url`; it connects on first use. Raises StorageError for a wrong URL."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _open_sqlite(parsed, patience_s)
        event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, patience_s))
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    connect: dict[str, Any] = {
        "timeout": patience_s,
        "server_settings": {"lock_timeout": str(int(patience_s * 1000))},
    }
    if patience_s < PATIENT_S:  # commands may make an index for minutes
        from vaani.storage.silence import ImpatientConnection  # noqa: PLC0415 - loads asyncpg

        connect |= {"command_timeout": 1.5 * patience_s, "connection_class": ImpatientConnection}
    return create_async_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_timeout=2 * patience_s,
        connect_args=connect,
        hide_parameters=True,
    )


def _open_sqlite(url: URL, patience_s: float) -> AsyncEngine:
    if is_memory(url):
        return create_async_engine(url, poolclass=StaticPool, hide_parameters=True)
    return create_async_engine(url, connect_args={"timeout": patience_s}, hide_parameters=True)


def _prepare_sqlite(patience_s: float, connection: Any, _record: object) -> None:
    driver = connection.driver_connection
    driver._execute = _to_its_end(driver)
    driver.cursor = partial(WholeCursor, driver)
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor, patience_s)
    for pragma in (
        f"busy_timeout={int(patience_s * 1000)}",
        "foreign_keys=ON",
        "synchronous=FULL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _to_its_end(driver: Any) -> Callable[..., Awaitable[Any]]:
    """The driver's `_execute` for whom cancelling is safe: it takes effect when the statement has
    ended and what it began is undone. Otherwise the driver's thread begins or keeps a transaction
    behind the back of who left; the connection is closed by SQLAlchemy, but a cursor of his holds
    it open, and nobody else may write (seen with SQLAlchemy 2.1.9, aiosqlite 0.22.1)."""
    execute = driver._execute

    async def executed(*order: Any, **named: Any) -> Any:
        work = asyncio.ensure_future(execute(*order, **named))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await _ended(work)
            if driver._connection is not None:
                await _ended(asyncio.ensure_future(execute(driver._connection.rollback)))
            raise

    return executed


async def _ended(work: asyncio.Future[Any]) -> None:
    """Waits however often it is cancelled meanwhile; what came of it is of no interest."""
    while not work.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait((work,))
    if not work.cancelled():
        work.exception()


def _write_ahead(cursor: Any, patience_s: float) -> None:
    """A new file is turned to a write-ahead log by whoever is first. To the others SQLite says at
    once that it is locked, whatever patience they have: they ask again."""
    for left in range(int(patience_s / _AGAIN_S), -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            await_only(asyncio.sleep(_AGAIN_S))


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
