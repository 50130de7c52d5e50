"""When is a change final? Here, and nowhere else: the only commit of the house.

`Database.transaction()` is one unit of work: everything or nothing. `write()` runs a unit of work
again when the database asks for it (a deadlock, a serialisation failure). `reading()` never writes.
A database in memory has one connection, so its units of work stand in line; so do those that write
to an SQLite file, where one at a time can: in the order of their coming, and without polling.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import TypeVar

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from vaani.storage.engine import WRITES, is_memory, open_engine
from vaani.storage.errors import StorageError

Result = TypeVar("Result")

_TRIES = 5
_RETRYABLE_STATES = {"40001", "40P01"}


class Database:
    """One open database. Close it when done."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._line = asyncio.Lock() if is_memory(engine.url) else None
        self._writers = self._line or (None if self.is_postgresql else asyncio.Lock())

    @classmethod
    def open(cls, url: str, pool_size: int = 5) -> Database:
        """Raises StorageError when the URL is wrong."""
        return cls(open_engine(url, pool_size))

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    @property
    def is_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed at the end, or undone when it raises."""
        turn = self._writers or nullcontext()
        async with turn, AsyncSession(self._engine, expire_on_commit=False) as session:
            try:
                await session.connection(execution_options={WRITES: True})
                yield session
                await session.commit()
            except OperationalError as error:
                raise _explained(error) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one consistent state and changes nothing."""
        async with self._turn(), AsyncSession(self._engine, expire_on_commit=False) as session:
            try:
                yield session
            except OperationalError as error:
                raise _explained(error) from error

    async def write(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """Run `work` in a transaction, again after a deadlock. Raises what `work` raises."""
        for _ in range(_TRIES - 1):
            try:
                async with self.transaction() as session:
                    return await work(session)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _RETRYABLE_STATES:
                    raise
        async with self.transaction() as session:
            return await work(session)

    async def create_all(self, metadata: MetaData) -> None:
        """Every table of `metadata`, without migrations: for private databases only."""
        async with self._turn(), self._engine.begin() as connection:
            await connection.run_sync(metadata.create_all, checkfirst=False)

    async def close(self) -> None:
        await self._engine.dispose()

    def _turn(self) -> AbstractAsyncContextManager[object]:
        return self._line or nullcontext()


def _explained(error: OperationalError) -> Exception:
    text = str(error.orig).lower()
    if "locked" in text or "busy" in text:
        return StorageError("the database is locked by another program; try again in a moment")
    if "disk i/o error" in text:
        return StorageError("the database cannot be written; look at its disk and folder")
    if "readonly" in text or "read-only" in text:
        return StorageError("the database cannot be written; make its file and folder writable")
    if "unable to open database file" in text:
        return StorageError("the database file cannot be opened; check its folder and rights")
    if "disk is full" in text:
        return StorageError("the disk is full; free some space")
    return error
