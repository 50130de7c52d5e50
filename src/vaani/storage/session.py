"""When is a change final? Here, and nowhere else: the only commit of the house.

`Database.transaction()` is one unit of work: everything or nothing. `write()` runs a unit of work
again when the database asks for it (a deadlock, a serialisation failure). `reading()` never writes.
A database in memory has one connection, so its units of work stand in line; so do those that write
to an SQLite file, where one at a time can: in the order of their coming, and without polling.
What another program has locked is waited for as long as the database is patient; nothing is kept in
a file that was removed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import TypeVar

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from vaani.storage.engine import PATIENT_S, WRITES, is_memory, open_engine
from vaani.storage.errors import StorageError
from vaani.storage.place import Identity, Place, Written

Result = TypeVar("Result")

_TRIES = 5
_RETRYABLE_STATES = {"40001", "40P01"}
_LOCKED = "the database is locked by another program; try again in a moment"
_UNREACHABLE = "the database cannot be reached; is its server up, and is it there?"
_FULL = "the disk is full; free some space"
_LOCK_NOT_AVAILABLE, _DISK_FULL = "55P03", "53100"
_NOT_THERE = {"3D000", "57P01", "57P02", "57P03"}
"""No such database; the server ends, crashed, or is not ready (PostgreSQL, appendix A)."""


class Database:
    """One open database. Close it when done."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._place = Place(engine.url)
        self._locked_at = float("-inf")
        self._line = asyncio.Lock() if is_memory(engine.url) else None
        self._writers = self._line or (None if self.is_postgresql else asyncio.Lock())

    @classmethod
    def open(cls, url: str, pool_size: int = 5, patience_s: float = PATIENT_S) -> Database:
        """What another program has locked is waited for `patience_s`. Raises StorageError when the
        URL is wrong."""
        return cls(open_engine(url, pool_size, patience_s))

    @property
    def engine(self) -> AsyncEngine:
        return self._engine

    @property
    def is_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    @property
    def is_in_memory(self) -> bool:
        return is_memory(self._engine.url)

    @property
    def url(self) -> str:
        """Where it is, with its password: never for a log."""
        return self._engine.url.render_as_string(hide_password=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are committed at the end, or undone when it raises."""
        async with (
            self._turn_to_write(),
            AsyncSession(self._engine, expire_on_commit=False) as session,
        ):
            try:
                place = await self._in_place()
                await _reach(session, writes=True)
                yield session
                self._still_there(place)
                await session.commit()
            except (DBAPIError, PoolTimeout, TimeoutError) as error:
                raise _explained(error) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one consistent state and changes nothing."""
        async with self._turn(), AsyncSession(self._engine, expire_on_commit=False) as session:
            try:
                await self._in_place()
                await _reach(session, writes=False)
                yield session
            except (DBAPIError, PoolTimeout, TimeoutError) as error:
                raise _explained(error) from error

    def written(self) -> Written | None:
        """Is what was read still what is there? As long as this is the same as before reading it,
        in whatever program; None: it must be read again (PostgreSQL: always)."""
        return self._place.written()

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

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """One's turn among those who write. Whoever stood in line when the one before found the
        database locked knows it too: a line that moves is waited in, one that stands is left."""
        if self._writers is None:
            yield
            return
        came = asyncio.get_running_loop().time()
        async with self._writers:
            if self._locked_at >= came:
                raise StorageError(_LOCKED)
            try:
                yield
            except StorageError as error:
                if error.message == _LOCKED:
                    self._locked_at = asyncio.get_running_loop().time()
                raise

    async def _in_place(self) -> Identity | None:
        """Before a unit of work: a file that was exchanged is opened anew."""
        if self._place.exchanged():
            await self._engine.dispose()
        place = self._place.opened
        self._still_there(place)
        return place

    def _still_there(self, place: Identity | None) -> None:
        if place is not None and self._place.now() != place:
            raise StorageError("the database file is gone; put it back, nothing is kept until then")


async def _reach(session: AsyncSession, *, writes: bool) -> None:
    """Begin. A server that is away says so in an error of the operating system."""
    try:
        await session.connection(execution_options={WRITES: True} if writes else None)
    except OSError as error:
        raise StorageError(_UNREACHABLE) from error


def _explained(error: DBAPIError | PoolTimeout | TimeoutError) -> Exception:
    if isinstance(error, TimeoutError):
        return StorageError("the database does not answer; is its server overloaded or stopped?")
    if isinstance(error, PoolTimeout):
        return StorageError("the database has no connection free; try again in a moment")
    if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
        return StorageError(_LOCKED)
    if getattr(error.orig, "sqlstate", None) == _DISK_FULL:
        return StorageError(_FULL)
    if error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _NOT_THERE:
        return StorageError(_UNREACHABLE)
    if not isinstance(error, OperationalError):
        return error
    text = str(error.orig).lower()
    if "locked" in text or "busy" in text:
        return StorageError(_LOCKED)
    if "disk i/o error" in text:
        return StorageError("the database cannot be written; look at its disk and folder")
    if "readonly" in text or "read-only" in text:
        return StorageError("the database cannot be written; make its file and folder writable")
    if "unable to open database file" in text:
        return StorageError("the database file cannot be opened; check its folder and rights")
    if "disk is full" in text:
        return StorageError(_FULL)
    return error
