"""What goes on behind the calls outlives every error, and says so when it does not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from vaani.bootstrap.holding import server_name
from vaani.bootstrap.keeping import Keeper
from vaani.bootstrap.readiness import Readiness
from vaani.bootstrap.supervising import STOPPED_AFTER, Supervisor
from vaani.call.plan import Caller, CallPlan
from vaani.domain.calls.service import Calls
from vaani.kit.crypto import Vault
from vaani.storage.session import Database

LOCKED = OperationalError("SELECT", {}, Exception("database is locked"))
SHOP = """
slug: shop
name: Shop
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""


class Task:
    """Fails as often as it is told, then works; it rests until the test lets it go on."""

    def __init__(self, fails: int) -> None:
        self.fails = fails
        self.done = asyncio.Event()
        self.go_on = asyncio.Event()

    async def work(self) -> None:
        if self.fails:
            self.fails -= 1
            raise LOCKED
        self.done.set()

    async def rest(self) -> None:
        await self.go_on.wait()


class Pauses:
    """Notes how long it was to be waited; waits for nothing but the loop."""

    def __init__(self, until: int | None = None) -> None:
        self.waited: list[float] = []
        self.reached = asyncio.Event()
        self._until = until

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        if len(self.waited) == self._until:
            self.reached.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)


async def test_a_task_that_fails_is_counted_and_tried_again_ever_later() -> None:
    counted: list[str] = []
    pauses, task = Pauses(), Task(fails=4)
    supervisor = Supervisor(counted.append, pauses)
    supervisor.start("keeping", task.work, task.rest)
    await asyncio.wait_for(task.done.wait(), 30)
    assert counted == ["keeping"] * 4
    assert pauses.waited == [1.0, 2.0, 4.0, 8.0]
    assert supervisor.states() == {"keeping": "ok"}
    await supervisor.close()


async def test_a_task_that_fails_again_and_again_or_is_gone_makes_the_house_unready(
    database: Database, tmp_path: Path
) -> None:
    pauses, task, well = Pauses(until=STOPPED_AFTER), Task(fails=99), Task(fails=0)
    supervisor = Supervisor(lambda task: None, pauses)
    readiness = Readiness(database, tmp_path, supervisor.states)
    supervisor.start("outbox", well.work, well.rest)
    await well.done.wait()
    assert set((await readiness.parts()).values()) == {"ok"}
    supervisor.start("keeping", task.work, task.rest)
    await asyncio.wait_for(pauses.reached.wait(), 30)
    assert (await readiness.parts())["background"] == "keeping failing"
    await supervisor.close()
    assert (await readiness.parts())["background"] == "outbox stopped, keeping stopped"


async def test_retention_goes_on_after_the_database_was_locked(
    rooms: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper(rooms.businesses, rooms.calls, tmp_path, rooms.clock)
    swept, resting = Task(0), asyncio.Event()
    end_lost, failing = rooms.calls.end_lost, [LOCKED, LOCKED]

    async def locked(longest: Any) -> int:
        if failing:
            raise failing.pop()
        found: int = await end_lost(longest)
        return found

    monkeypatch.setattr(rooms.calls, "end_lost", locked)
    counted: list[str] = []
    supervisor = Supervisor(counted.append, Pauses())

    async def rest() -> None:
        resting.set()
        await swept.rest()

    supervisor.start("keeping", keeper.sweep, rest)
    await asyncio.wait_for(resting.wait(), 30)
    assert counted == ["keeping", "keeping"]
    await supervisor.close()


async def test_calls_that_a_killed_process_left_open_have_failed_at_the_next_start(
    rooms: Any, tmp_path: Path
) -> None:
    shop = await rooms.opens(SHOP)
    await rooms.calls.begin(CallPlan("c1", shop, Caller(None), "twilio", "CA1"))
    rooms.clock.passes(seconds=1)
    await Keeper(rooms.businesses, rooms.calls, tmp_path, rooms.clock).begin()
    call = (await rooms.calls.detail("c1")).call
    assert (call.status, call.ended_by) == ("failed", "system")


async def test_a_start_ends_no_call_of_another_server_on_the_database(
    rooms: Any, database: Database, tmp_path: Path
) -> None:
    shop = await rooms.opens(SHOP)
    vault, servers = Vault.fresh(), {}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        calls = Calls(database, vault, rooms.clock, server_name(tmp_path / name))
        await calls.begin(CallPlan(f"call of {name}", shop, Caller(None), "twilio", f"CA{name}"))
        servers[name] = Keeper(rooms.businesses, calls, tmp_path, rooms.clock)
    rooms.clock.passes(seconds=1)
    again = Calls(database, vault, rooms.clock, server_name(tmp_path / "two"))
    await Keeper(rooms.businesses, again, tmp_path, rooms.clock).begin()
    states = {name: (await again.detail(f"call of {name}")).call.status for name in servers}
    assert states == {"one": "ringing", "two": "failed"}
    rooms.clock.passes(hours=6)  # longer than a call can last: whoever sweeps ends it
    await servers["two"].sweep()
    assert (await again.detail("call of one")).call.status == "failed"


async def test_a_folder_that_was_deleted_is_not_ready(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    readiness = Readiness(database, folder, dict)
    assert (await readiness.parts())["data folder"] == "ok"
    folder.rmdir()
    assert (await readiness.parts())["data folder"] == "missing"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_database_that_was_deleted_or_takes_no_write_is_not_ready(
    database: Database, tmp_path: Path
) -> None:
    readiness = Readiness(database, tmp_path, dict, patience_s=0.2)
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only=ON")
    full = (await readiness.parts())["database"]
    assert full.startswith("not writable (the database cannot be written")
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only=OFF")
    assert (await readiness.parts())["database"] == "ok"
    async with database.transaction():
        assert (await readiness.parts())["database"] == "locked"
    (tmp_path / "vaani.db").unlink()
    assert (await readiness.parts())["database"] == "missing"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_key_opens_while_the_database_cannot_be_written(
    database: Database, rooms: Any
) -> None:
    key = await rooms.users.create("viewer", "screen")
    async with database.transaction():
        assert (await asyncio.wait_for(rooms.users.find(key), 5)).role == "viewer"
    await rooms.users.settle()
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only=ON")
    rooms.clock.passes(minutes=2)
    assert (await rooms.users.find(key)).role == "viewer"
    await rooms.users.settle()


async def test_the_use_of_a_key_is_written_at_most_once_a_minute(rooms: Any) -> None:
    key = await rooms.users.create("viewer", "screen")
    began, noted = rooms.clock.now(), []
    for _ in range(4):
        await rooms.users.find(key)
        await rooms.users.settle()
        noted.append((await rooms.users.listing())[0].last_used_at - began)
        rooms.clock.passes(seconds=25)
    assert [one.total_seconds() for one in noted] == [0, 0, 0, 75]
