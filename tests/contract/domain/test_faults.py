"""What a caller hears while the database fails beneath a talk, and what is kept of it.

The rule brain and the real toolbox over a real database, opened as the server opens it. SQLite's
own quota (`max_page_count`) stands for a full disk here, and its `query_only` for a file without
rights: both give the errors that the system gives. `tests/api/test_faults.py` fills a real disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import tempfile
import time as stopwatch
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine

from vaani.bootstrap.database import CALLERS_WAIT_S
from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.thinker import CallResult
from vaani.call.ports.toolbox import Guest, Refusal, Wish
from vaani.dialogue.brain import FlowBrain
from vaani.kit.ids import new_id
from vaani.storage.engine import parse_url
from vaani.storage.errors import StorageError
from vaani.storage.session import Database
from vaani.testing.text_call import Line, TextCall

TRUTH_S = 3.0
BISTRO = """
slug: bistro
name: Bistro
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours: {thu: &day [{open: "12:00", close: "23:00"}], fri: *day, sat: *day}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  min_lead_minutes: 30
  max_days_ahead: 30
  duration_minutes: [{minutes: 90}]
  capacity: 10
"""
OPENING = "I would like a table for two tomorrow at 7 pm"


@pytest.fixture
async def hurried(url: str) -> AsyncIterator[Database]:
    """As the server opens it: nobody waits longer than a caller would."""
    opened = Database.open(url, patience_s=CALLERS_WAIT_S)
    yield opened
    await opened.close()


class Talk:
    """One caller, up to the read-back of his table."""

    def __init__(self, rooms: Any, business: Business) -> None:
        self.rooms, self.business = rooms, business
        call_id = new_id()
        plan = CallPlan(call_id, business, Caller("+919876500001"), "text", call_id)
        brain = FlowBrain(plan, rooms.reception.toolbox(plan))
        self.call = TextCall(plan, brain, rooms.clock, self._report)

    async def _report(self, _result: CallResult) -> Line:
        return {"bookings": [], "messages": []}

    @classmethod
    async def up_to_the_read_back(cls, rooms: Any) -> Talk:
        talk = cls(rooms, await rooms.opens(BISTRO))
        await talk.call.greet()
        await talk.call.say(OPENING)
        read = await talk.call.say("Asha Verma")
        assert "readback" in read["acts"], read
        return talk

    async def booked(self) -> list[dict[str, Any]]:
        return list(await self.rooms.rows("SELECT ref, start_at, status FROM bookings"))

    async def is_told_the_truth(self) -> None:
        """The yes fails within the time in which a caller must hear so."""
        began = stopwatch.monotonic()
        with pytest.raises(StorageError):
            await self.call.say("yes")
        assert stopwatch.monotonic() - began < TRUTH_S

    async def books_after_all(self) -> None:
        """The same yes once more; what is said to be booked is stored."""
        said = await self.call.say("yes")
        (row,) = await self.booked()
        assert row["status"] == "confirmed"
        assert "book" in said["say"].lower(), said


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Another program has everything locked."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    engine = create_async_engine(parse_url(url))
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE bookings, messages IN ACCESS EXCLUSIVE MODE"))
        yield
    await engine.dispose()


async def test_a_database_that_another_program_locks_in_mid_write_is_told_and_works_again(
    url: str, hurried: Database, rooms_over: Callable[[Database], Any]
) -> None:
    talk = await Talk.up_to_the_read_back(rooms_over(hurried))
    async with locked(url):
        await talk.is_told_the_truth()
    assert await talk.booked() == []
    await talk.books_after_all()


async def test_twenty_who_want_to_write_into_a_locked_database_all_hear_so_in_time(
    url: str, hurried: Database, rooms_over: Callable[[Database], Any]
) -> None:
    rooms = rooms_over(hurried)
    business = await rooms.opens(BISTRO)

    async def message(number: int) -> float:
        began = stopwatch.monotonic()
        with pytest.raises(StorageError):
            await rooms.messages.leave(business.id, "note", "call me", "A", None, f"k{number}")
        return stopwatch.monotonic() - began

    async with locked(url):
        waited = await asyncio.gather(*(message(number) for number in range(20)))
    assert sorted(waited)[len(waited) // 2] < TRUTH_S
    assert max(waited) < len(waited) * 0.5, "they waited for one another"
    assert await rooms.rows("SELECT id FROM messages") == []


NONE_FITS = 8
"""So many refused in a row: what is left in the pages that are there holds none of them."""


async def fill(rooms: Any, business: Business) -> None:
    """Other callers' bookings, each as large as the one that is to come, until none fits."""
    refused = 0
    for number in range(400):
        call = rooms.call(business, "+919876500002")
        day = date(2027, 5, 13) + timedelta(days=7 * (number % 3))
        slot = await call.check(Wish(day, time(12 + number // 3 % 11), 2))
        if isinstance(slot, Refusal):
            continue
        try:
            await call.book(
                slot, Guest("Asha Verma", f"+9198765{number % 7:05d}"), f"fill-{number}"
            )
            refused = 0
        except StorageError:
            refused += 1
            if refused == NONE_FITS:
                raise


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_full_disk_in_mid_write_is_told_and_room_makes_it_work_again(
    hurried: Database, rooms_over: Callable[[Database], Any]
) -> None:
    most = [1_073_741_823]

    @event.listens_for(hurried.engine.sync_engine, "begin")
    def quota(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most[0]}")

    rooms = rooms_over(hurried)
    talk = await Talk.up_to_the_read_back(rooms)
    most[0] = 1  # never below what is used: no further page can be taken
    with pytest.raises(StorageError, match="disk is full"):
        await fill(rooms, talk.business)
    kept = await talk.booked()
    await talk.is_told_the_truth()
    assert await talk.booked() == kept
    most[0] = 1_073_741_823
    assert "book" in (await talk.call.say("yes"))["say"].lower()
    assert len(await talk.booked()) == len(kept) + 1


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_file_that_became_read_only_is_told_and_works_again(
    hurried: Database, rooms_over: Callable[[Database], Any]
) -> None:
    only = ["OFF"]

    @event.listens_for(hurried.engine.sync_engine, "begin")
    def reading(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only = {only[0]}")

    talk = await Talk.up_to_the_read_back(rooms_over(hurried))
    only[0] = "ON"
    await talk.is_told_the_truth()
    only[0] = "OFF"
    assert await talk.booked() == []
    await talk.books_after_all()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_what_is_written_into_a_deleted_database_is_not_confirmed(
    url: str, hurried: Database, rooms_over: Callable[[Database], Any], tmp_path: Path
) -> None:
    talk = await Talk.up_to_the_read_back(rooms_over(hurried))
    file, away = url.removeprefix("sqlite:///"), tmp_path / "away.db"
    os.rename(file, away)
    await talk.is_told_the_truth()
    assert os.listdir(tmp_path).count("vaani.db") == 0, "an empty one would hide the loss"
    os.rename(away, file)
    assert await talk.booked() == []
    await talk.books_after_all()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_backup_that_is_put_in_the_place_of_the_database_is_what_is_used(
    url: str, hurried: Database, rooms_over: Callable[[Database], Any], tmp_path: Path
) -> None:
    rooms = rooms_over(hurried)
    talk = await Talk.up_to_the_read_back(rooms)
    backup = tmp_path / "backup.db"
    file = Path(url.removeprefix("sqlite:///"))
    with sqlite3.connect(file, isolation_level=None) as looking:
        looking.execute("VACUUM INTO ?", (str(backup),))
    await rooms.messages.leave(talk.business.id, "note", "later", "A", None, "k1")
    for one in (file, *file.parent.glob("vaani.db-*")):
        one.unlink()
    backup.rename(file)
    await talk.books_after_all()
    assert await rooms.rows("SELECT id FROM messages") == []
    with sqlite3.connect(file) as looking:
        assert looking.execute("SELECT count(*) FROM bookings").fetchone() == (1,)


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_dropped_postgresql_database_is_told_in_a_sentence(
    url: str, hurried: Database, rooms_over: Callable[[Database], Any],
    postgresql: Any,
) -> None:  # fmt: skip
    talk = await Talk.up_to_the_read_back(rooms_over(hurried))
    await asyncio.to_thread(postgresql.drop, url.partition("@/")[2].partition("?")[0])
    await talk.is_told_the_truth()


@pytest.fixture
def stopped(postgresql: Any) -> Iterator[Callable[[], None]]:
    """Stops the PostgreSQL server in mid-work: it keeps its sockets and answers nobody."""
    server = psutil.Process(postgresql.pid)
    still: list[psutil.Process] = []

    def stop() -> None:
        still.extend((server, *server.children(recursive=True)))
        for process in still:
            process.suspend()

    def go_on() -> None:
        while still:
            still.pop().resume()

    stop.go_on = go_on  # type: ignore[attr-defined]
    yield stop
    go_on()


@pytest.fixture
def small_disk(postgresql: Any) -> Iterator[Path]:
    """A disk of 1 MB that the PostgreSQL server may use; only root can make one."""
    folder = Path(tempfile.mkdtemp(prefix="vaani-ts-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here, so no small disk")
    os.chown(folder, psutil.Process(postgresql.pid).uids().real, -1)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)
    folder.rmdir()


async def run(url: str, *statements: str) -> None:
    engine = create_async_engine(parse_url(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


def use_up(file: Path) -> None:
    """Write until the disk takes no more."""
    with file.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(bytes(4096)):
            pass


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_full_disk_of_postgresql_in_mid_write_is_told_and_room_makes_it_work_again(
    url: str, hurried: Database, rooms_over: Callable[[Database], Any], small_disk: Path
) -> None:
    talk = await Talk.up_to_the_read_back(rooms_over(hurried))
    await run(
        url,
        f"CREATE TABLESPACE small LOCATION '{small_disk}'",
        "ALTER TABLE bookings SET TABLESPACE small",
    )
    try:
        use_up(small_disk / "full")
        began = stopwatch.monotonic()
        with pytest.raises(StorageError, match="disk is full"):
            await talk.call.say("yes")
        assert stopwatch.monotonic() - began < TRUTH_S
        assert await talk.booked() == []
        (small_disk / "full").unlink()
        await talk.books_after_all()
    finally:
        await hurried.close()
        await run(url, "ALTER TABLE bookings SET TABLESPACE pg_default", "DROP TABLESPACE small")


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_postgresql_server_that_hangs_in_mid_talk_is_told_in_time_and_works_again(
    hurried: Database, rooms_over: Callable[[Database], Any], stopped: Any
) -> None:
    talk = await Talk.up_to_the_read_back(rooms_over(hurried))
    stopped()
    await talk.is_told_the_truth()
    await talk.is_told_the_truth()  # a new connection is not answered either
    stopped.go_on()
    assert await talk.booked() == []
    await talk.books_after_all()


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_postgresql_server_that_hangs_at_the_commit_confirms_nothing(
    hurried: Database, stopped: Any
) -> None:
    async def write() -> None:
        async with hurried.transaction() as session:
            await session.execute(text("CREATE TABLE never (id int)"))
            stopped()
            began.append(stopwatch.monotonic())

    began: list[float] = []
    with pytest.raises(StorageError, match="does not answer"):
        await write()
    assert stopwatch.monotonic() - began[0] < TRUTH_S
    stopped.go_on()
    async with hurried.reading() as session:
        assert (await session.execute(text("SELECT 1"))).scalar() == 1


@pytest.mark.parametrize("hours", [-50, 50], ids=["back", "forward"])
async def test_a_clock_that_is_set_before_the_yes_changes_nothing_of_what_was_read_back(
    hurried: Database, rooms_over: Callable[[Database], Any], hours: int
) -> None:
    rooms = rooms_over(hurried)
    talk = await Talk.up_to_the_read_back(rooms)
    rooms.clock.moment += timedelta(hours=hours)
    said = await talk.call.say("yes")
    rows = await talk.booked()
    if hours > 0:  # the time that was read back is over: nothing may be written or confirmed
        assert rows == []
        assert "booked" not in said["acts"], said
        return
    (row,) = rows
    assert str(row["start_at"]).startswith("2027-05-07 13:30"), row
