"""Callers who want the same at the same moment, from several processes, and calls that are killed.

The benches with these names run hundreds of rounds; here each runs a few on every change.
"""

from __future__ import annotations

import asyncio
import importlib
import subprocess
import sys
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Wish
from vaani.storage.session import Database

BENCH = Path(__file__).resolve().parents[3] / "bench"
HOUSE = """
slug: victims
name: House
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours: {sat: &day [{open: "09:00", close: "22:00"}], sun: *day}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 300
  duration_minutes: [{minutes: 60}]
  capacity: 2
"""
PHONE = "+919999970000"


def bench(name: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", str(BENCH / name), *options],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_callers_of_several_processes_never_get_the_same_place(url: str) -> None:
    done = bench(
        "races.py", "--rounds", "3", "--callers", "10", "--processes", "2", "--database", url
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("winners per round (rounds x winners): 3 x ") == 3
    assert done.stdout.count("answers and tables differ: 0") == 4


def test_a_killed_call_leaves_what_it_said_and_nothing_half(url: str) -> None:
    done = bench("kills.py", "--instants", "5", "--database", url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 calls killed by SIGKILL" in done.stdout
    assert "opened and found sound: 5 of 5" in done.stdout


@pytest.mark.parametrize("backend", ["sqlite"])
def test_keys_that_are_exchanged_under_kills_leave_every_row_readable(empty_url: str) -> None:
    done = bench("rotation.py", "--rows", "400", "--kills", "3", "--database", empty_url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("800 texts readable, 0 not; 20 of 20 callers found") == 5
    assert "batches left under the former key: 0" in done.stdout


@pytest.fixture
def judge(url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("kills_judge").Judge(url)


async def booked(rooms: Any) -> BookedRow:
    """Saturday at seven in the evening, by the first call of the bench."""
    house = await rooms.opens(HOUSE)
    rooms.clock.moment = importlib.import_module("databases").NOW
    call = rooms.call(house, PHONE, "victim-0")
    slot = await call.check(Wish(date(2027, 1, 2), time(19), 2))
    row = await call.book(slot, Guest("Asha Verma", PHONE), "k")
    assert isinstance(row, BookedRow)
    return row


SAID = ["It is booked: Saturday the second of January at seven in the evening."]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM takings", "half a booking"),
        ("DELETE FROM outbox", "half a booking"),
        ("DELETE FROM booking_writes", "half a booking"),
        ("UPDATE takings SET owner = 'somebody else'", "does not take its own time"),
    ],
)
async def test_the_bench_of_killed_calls_would_notice_half_a_row(
    rooms: Any, judge: Any, statement: str, told: str
) -> None:
    before = await _nothing_yet(rooms, judge)
    await booked(rooms)
    async with rooms.database.engine.begin() as connection:
        await connection.execute(text(statement))
    await judge.judge(0, SAID, lambda turn: True, before)
    assert told in judge.wrong[0]


async def test_the_bench_of_killed_calls_would_notice_a_confirmation_that_is_not_stored(
    rooms: Any, judge: Any
) -> None:
    before = await _nothing_yet(rooms, judge)
    await judge.judge(0, SAID, lambda turn: turn == 2, before)
    assert "said" in judge.wrong[0]
    assert "stored nothing" in judge.wrong[0]


async def test_the_bench_of_killed_calls_would_notice_a_booking_nobody_agreed_to(
    rooms: Any, judge: Any
) -> None:
    before = await _nothing_yet(rooms, judge)
    await booked(rooms)
    await judge.judge(0, [], lambda turn: False, before)
    assert judge.wrong[0] == "call 0: booked without a yes"


async def test_the_bench_of_killed_calls_would_notice_a_change_of_another_calls_row(
    rooms: Any, judge: Any
) -> None:
    await booked(rooms)
    before = await judge.rows()
    async with rooms.database.engine.begin() as connection:
        await connection.execute(text("UPDATE bookings SET party = 1"))
    await judge.judge(1, [], lambda turn: False, before)
    assert "another call's row in bookings changed" in judge.wrong[0]


async def _nothing_yet(rooms: Any, judge: Any) -> Any:
    await rooms.opens(HOUSE)
    return await judge.rows()


async def test_a_change_and_a_cancellation_at_once_end_in_one_truth(
    url: str, rooms_over: Any
) -> None:
    """Two programs, as two processes would have them, each with its own connections."""
    here, there = Database.open(url), Database.open(url)
    one, other = rooms_over(here), rooms_over(there)
    house = await one.opens(HOUSE)
    for hour in (10, 13, 16):
        call = one.call(house)
        slot = await call.check(Wish(date(2027, 5, 8), time(hour), 2))
        row = await call.book(slot, Guest("Asha Verma", PHONE), f"b{hour}")
        new = await call.check(Wish(date(2027, 5, 9), time(hour), 2, replaces=row.ref))
        assert isinstance(new, FreeSlot)
        changed, cancelled = await asyncio.gather(
            one.call(house).change(row.ref, new, None, f"m{hour}"),
            other.call(house).cancel(row.ref, f"x{hour}"),
        )
        assert cancelled.status == "cancelled"
        assert isinstance(changed, BookedRow) or changed == Refusal("gone")
        kept = await one.calendar.get(house, row.ref)
        assert (kept.status, kept.start) == (
            "cancelled", new.start if isinstance(changed, BookedRow) else row.start,
        )  # fmt: skip
        assert await one.rows("SELECT id FROM takings") == []
    await here.close()
    await there.close()
