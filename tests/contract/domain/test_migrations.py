"""A database goes up, down and up again, and what the migrations make is what the program needs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from datetime import date, time, timedelta
from typing import Any

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.call.ports.toolbox import FreeSlot, Guest, Wish
from vaani.domain.businesses.drafts import Drafts
from vaani.domain.knowledge.vectors import VectorStore
from vaani.domain.outbound.rules import Policy
from vaani.domain.outbound.service import Outbound
from vaani.domain.requests.service import Requests
from vaani.domain.schema import metadata
from vaani.domain.sealing.service import keep_check
from vaani.domain.usage.prices import load_prices
from vaani.domain.usage.service import UsageBook
from vaani.domain.users.tables import SessionRow
from vaani.storage.errors import StorageError
from vaani.storage.migrations import migrate, migrate_apart, newest, revisions, rollback, steps
from vaani.storage.session import Database

HOUSE = """
slug: house
name: House
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
numbers: ["+919999900100"]
hours: {fri: [{open: "12:00", close: "23:00"}]}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  duration_minutes: [{minutes: 90}]
  resources: [{id: T1, kind: table, seats: 4}, {id: T2, kind: table, seats: 4}]
knowledge: [{topic: parking, text: {en: "Behind the house."}}]
"""


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    database = Database.open(empty_url)
    yield database
    await database.close()


async def fill(rooms: Any) -> None:
    """At least one row in every table."""
    house = await rooms.opens(HOUSE)
    plan = CallPlan("c1", house, Caller("+919999977001"), "text", "c1")
    await rooms.calls.begin(plan)
    journal = rooms.calls.journal(plan)
    journal.turn(TurnRecord(1, "caller", "hello", "en", 0, 900))
    journal.event("barge_in", 700, {})
    call = rooms.reception.toolbox(plan)
    slot = await call.check(Wish(date(2027, 5, 7), time(19), 2))
    await call.book(slot, Guest("Asha Verma", "+919999977001"), "k")
    other = await call.check(Wish(date(2027, 5, 7), time(19), 2))
    assert await call.hold(other)
    await call.leave_message("note", "hello", None, None, "m")
    await call.stop_calling(None)
    await journal.ended("completed", "caller", CallResult("booked", "en"), 1000)
    await rooms.users.create("owner", "me")
    await rooms.accounts.first_owner()
    await keep_check(rooms.database, rooms.vault)
    async with rooms.database.transaction() as session:
        now = rooms.clock.now()
        session.add(SessionRow(key_id="k", via="key", created_at=now, seen_at=now, expires_at=now))
    vector = np.array([0.6, 0.8], dtype=np.float32)
    await VectorStore(rooms.database).add(house.id, "m", {("parking", "asked", "d"): vector})
    outgoing = CallPlan("c2", house, Caller("+919999977001"), "text", "c2", direction="outbound")
    out = Outbound(rooms.database, rooms.calls, rooms.clock)
    await out.reserve(outgoing, Policy(("IN",)), 60, "key-00001", "d")
    usage = UsageBook(rooms.database, rooms.clock, load_prices(), lambda: 0.0)
    requests = Requests(rooms.database, rooms.vault, rooms.clock)
    assert await requests.begin(requests.mark("owner", "key-00001"), "a block") is None
    drafts = Drafts(rooms.database, rooms.clock, rooms.businesses)
    await drafts.keep(house.slug, {"name": "The House"}, None, None)
    await usage.ended(usage.meter(plan, lambda _kind, _about: None))
    await rooms.outbox.dispatch([])


async def counted(database: Database) -> dict[str, int]:
    """How many rows each table has; `booking_days` are locks that SQLite does not need."""
    async with database.engine.connect() as connection:
        found = {}
        for table in metadata().sorted_tables:
            rows = await connection.execute(text(f"SELECT count(*) FROM {table.name}"))
            found[table.name] = int(rows.scalar_one())
    if not database.is_postgresql:
        found.pop("booking_days")
    return found


async def test_a_full_database_goes_down_and_up_again_and_works(
    empty: Database, rooms_over: Callable[[Database], Any]
) -> None:
    assert await revisions(empty) is None
    await migrate(empty)
    assert await revisions(empty) == (newest(), newest())
    rooms = rooms_over(empty)
    await fill(rooms)
    counts = await counted(empty)
    assert min(counts.values()) >= 1, counts
    await migrate(empty)
    assert await counted(empty) == counts, "a second start changes nothing"
    await rollback(empty)
    async with empty.engine.connect() as connection:
        left = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert left <= {"alembic_version"}
    await migrate(empty)
    assert max((await counted(empty)).values()) == 0
    await fill(rooms_over(empty))
    assert await counted(empty) == counts


async def test_processes_that_start_together_on_an_empty_database_all_find_it_ready(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert steps.__name__ in sys.modules
    monkeypatch.delitem(sys.modules, "alembic")  # as in a server: a process of its own migrates
    databases = [Database.open(empty_url) for _ in range(4)]
    try:
        ways = (migrate_apart, migrate, migrate_apart, migrate)
        await asyncio.gather(*(way(one) for way, one in zip(ways, databases, strict=True)))
        for database in databases:
            assert await revisions(database) == (newest(), newest())
    finally:
        for database in databases:
            await database.close()


async def test_the_tables_of_the_program_are_those_of_the_migrations(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [
            one
            for one in compare_metadata(context, metadata())
            if "ex_takings_one_owner" not in str(one)  # PostgreSQL's own guard, no model has it
            and "knowledge_words" not in str(one)  # each database's own index of words
        ]

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=r"newer than this program \(revision 9999\)"):
        await migrate(database)
    assert await revisions(database) == ("9999", newest())


async def test_an_unknown_revision_to_go_back_to_is_refused(database: Database) -> None:
    with pytest.raises(StorageError, match="cannot be migrated"):
        await rollback(database, "0000")
    assert await revisions(database) == (newest(), newest())


async def test_a_migration_that_fails_halfway_leaves_nothing(empty: Database) -> None:
    async with empty.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE call_turns (id INTEGER)"))
    with pytest.raises(Exception, match="call_turns"):
        await migrate(empty)
    async with empty.engine.connect() as connection:
        left = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert left <= {"call_turns", "alembic_version"}
    assert await revisions(empty) is None


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_postgresql_itself_keeps_two_owners_off_one_table(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    slot = await rooms.call(house).check(Wish(date(2027, 5, 7), time(19), 2))
    guest = Guest("Asha Verma", None)
    await rooms.bookings.plant(house, "AA22", slot, guest)
    later = FreeSlot(slot.start + timedelta(minutes=30), 90, slot.resource_id, 2)
    with pytest.raises(Exception, match="ex_takings_one_owner"):
        await rooms.bookings.plant(house, "AA23", later, guest)
    after = FreeSlot(slot.start + timedelta(minutes=90), 90, slot.resource_id, 2)
    await rooms.bookings.plant(house, "AA24", after, guest)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_sqlite_file_is_checked_sound_after_the_migrations(database: Database) -> None:
    async with database.engine.connect() as connection:
        sound = (await connection.execute(text("PRAGMA integrity_check"))).scalar_one()
        foreign = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
        mode = (await connection.execute(text("PRAGMA journal_mode"))).scalar_one()
    assert (sound, foreign, mode) == ("ok", [], "wal")
