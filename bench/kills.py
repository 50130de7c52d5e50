"""What is left of a call whose process is killed (SIGKILL) at any instant of booking and changing?

A child process carries a call in text: the rule brain, the real toolbox, journal and database. It
writes each sentence to a pipe as it is spoken, and each line of the caller before it is heard. Half
of the kills lie evenly over the talk, the others evenly from the beginning of a write to a little
after its confirmation, or come at once when it has returned. Meanwhile another process books and
must not notice. After each kill:
- what was said to be booked or changed is stored so;
- what is stored and was not said was written after the caller's yes: the write landed before the
  confirmation could be spoken. A booking is stored whole (guest, time taken, key, event, customer;
  the same for a change) or not at all; anything between is a half row;
- rows of other calls are the same as before; the database opens and is sound;
- once holds have expired the slot is free, unless a booking stands.
Usage: kills.py [--instants 100] [--database both|sqlite|postgresql|URL]
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sys
import time as stopwatch
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from statistics import median
from typing import Any, cast

from databases import NOW, Desk, fresh
from kills_judge import PHONES, Judge, business_file
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallerTurn, Sentence
from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Toolbox, Wish
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.brain import FlowBrain
from vaani.domain.calls.service import Calls
from vaani.domain.reception.toolbox import CallToolbox
from vaani.kit.crypto import Vault
from vaani.testing.text_call import Given, HandClock

LINES = (
    "I would like a table for two tomorrow at 7 pm",
    "Asha Verma",
    "yes",
    "Please change it to 8 pm",
    "yes",
    "no thanks, goodbye",
)
_FIRST_YES, _SECOND_YES = 2, 4
_PRELOAD = [
    "vaani.bootstrap.house",
    "vaani.dialogue.brain",
    "vaani.testing.text_call",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.dialects.postgresql.asyncpg",
]
"""Imported once for all children, so that a call begins at once."""


# The call that is killed.


def victim(url: str, number: int, pipe: Connection) -> None:
    """One call; begins when the pipe says so."""
    asyncio.run(_talk(url, number, pipe))


class Announcing:
    """The toolbox of a call, telling the pipe when a write begins and returns."""

    def __init__(self, toolbox: CallToolbox, pipe: Connection) -> None:
        self._toolbox = toolbox
        self._pipe = pipe

    def __getattr__(self, name: str) -> Any:
        return getattr(self._toolbox, name)

    async def book(self, slot: FreeSlot, guest: Guest, key: str) -> BookedRow | Refusal:
        self._pipe.send(("writes", _FIRST_YES, ""))
        row = await self._toolbox.book(slot, guest, key)
        self._pipe.send(("wrote", _FIRST_YES, ""))
        return row

    async def change(
        self, ref: str, slot: FreeSlot, guest: Guest | None, key: str
    ) -> BookedRow | Refusal:
        self._pipe.send(("writes", _SECOND_YES, ""))
        row = await self._toolbox.change(ref, slot, guest, key)
        self._pipe.send(("wrote", _SECOND_YES, ""))
        return row


async def _talk(url: str, number: int, pipe: Connection) -> None:
    desk = Desk.open(url, HandClock(NOW + timedelta(days=number)))
    business = await desk.businesses.get("victims")
    plan = desk.plan(business, f"victim-{number}", f"{PHONES}{number:04d}")
    calls = Calls(desk.database, Vault({"k1": b"k" * 32}, "k1", b"p" * 32), desk.clock)
    await calls.begin(plan)
    journal = calls.journal(plan)
    toolbox = Announcing(desk.reception.toolbox(plan), pipe)
    brain = FlowBrain(plan, cast(Toolbox, toolbox))
    pipe.send(("ready", -1, ""))
    pipe.recv()
    journal.answered(plan)
    for turn, line in enumerate(("", *LINES), start=-1):
        pipe.send(("heard", turn, line))
        said = CallerTurn(turn + 2, "said", (Alternative(line, "en"),))
        async for part in brain.reply(said if line else CallerTurn(1, "start"), Given()):
            if isinstance(part, Sentence):
                pipe.send(("said", turn, part.text))
                journal.turn(TurnRecord(turn + 2, "assistant", part.text, "en", turn, turn))
    await journal.ended("completed", "caller", await brain.hung_up(), 1000)
    await desk.database.close()
    pipe.send(("ended", len(LINES), ""))


# The call that goes on.


def survivor(url: str, pipe: Connection) -> None:
    """Books again and again until told to stop; sends the references that it was told."""
    asyncio.run(_survive(url, pipe))


async def _survive(url: str, pipe: Connection) -> None:
    desk = Desk.open(url)
    business = await desk.businesses.get("survivors")
    told: list[str] = []
    number = 0
    while not pipe.poll():
        call = desk.call(business, f"survivor-{number}")
        day = (NOW + timedelta(days=1 + number % 700)).date()
        free = await call.free_near(Wish(day, party=1), 1)
        if free and isinstance(free[0], FreeSlot) and await call.hold(free[0]):
            row = await call.book(free[0], Guest("Survivor", None), f"survivor-{number}")
            told.append(row.ref if isinstance(row, BookedRow) else f"refused {row.reason}")
        number += 1
        await asyncio.sleep(0.05)
    pipe.send(told)
    await desk.database.close()


# The one who kills.


@dataclass(slots=True)
class Killed:
    """What the pipe had carried when the process was gone: (kind, turn, words)."""

    number: int
    parts: list[tuple[str, int, str]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)

    def take(self, pipe: Connection) -> tuple[str, int, str]:
        part: tuple[str, int, str] = pipe.recv()
        self.parts.append(part)
        self.moments.append(stopwatch.perf_counter())
        return part

    def heard(self, turn: int) -> bool:
        return any(kind == "heard" and at == turn for kind, at, _ in self.parts)

    def said_after(self, turn: int) -> float:
        """Seconds from the beginning of the write of this turn to the words that confirm it."""
        first = [
            next(m for m, p in zip(self.moments, self.parts, strict=True) if p[:2] == (kind, turn))
            for kind in ("writes", "said")
        ]
        return first[1] - first[0]


def run(url: str, number: int, mark: tuple[str, int] | None, after_s: float | None) -> Killed:
    """One call, killed `after_s` after the mark (kind, turn; None: after the start of the call), or
    left alone without `after_s`."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    child = context.Process(target=victim, args=(url, number, theirs), daemon=True)
    child.start()
    theirs.close()
    killed = Killed(number)
    try:
        killed.take(ours)
        began = stopwatch.perf_counter()
        ours.send("go")
        waiting = mark is not None
        until = began + after_s if after_s is not None and not waiting else None
        while until is None or (left := until - stopwatch.perf_counter()) > 0:
            if until is not None and not ours.poll(left):
                break
            kind, turn, _ = killed.take(ours)
            if kind == "ended":
                break
            if waiting and (kind, turn) == mark and after_s is not None:
                until, waiting = stopwatch.perf_counter() + after_s, False
        if after_s is not None:
            child.kill()  # SIGKILL
        child.join(30)
        while True:
            killed.take(ours)
    except (EOFError, ConnectionResetError):  # all that was sent has been read
        return killed
    finally:
        child.kill()
        ours.close()


@dataclass(frozen=True, slots=True)
class Pace:
    """How long an undisturbed call takes, in seconds: from its start, and from the beginning of
    each write to the words that confirm it."""

    talk: float
    booking: float
    changing: float


def measure(url: str, first: int) -> Pace:
    """The middle one of three calls."""
    calls = [run(url, first + n, None, None) for n in range(3)]
    return Pace(
        median(one.moments[-1] - one.moments[0] for one in calls),
        median(one.said_after(_FIRST_YES) for one in calls),
        median(one.said_after(_SECOND_YES) for one in calls),
    )


def instant(number: int, instants: int, pace: Pace) -> tuple[tuple[str, int] | None, float]:
    """After which mark (None: the start), and how long after it, the kill of this number falls."""
    part = (number + 0.5) / instants
    if number % 2 == 0:
        return None, part * pace.talk
    turn = _FIRST_YES if number % 4 == 1 else _SECOND_YES
    if number % 8 > 4:
        return ("wrote", turn), 0.0
    return ("writes", turn), part * 1.3 * (pace.booking if turn == _FIRST_YES else pace.changing)


async def _setup(url: str) -> None:
    desk = Desk.open(url)
    await desk.businesses.import_text(business_file("victims", 2))
    await desk.businesses.import_text(business_file("survivors", 40))
    await desk.database.close()


async def _stored_survivors(url: str) -> list[str]:
    desk = Desk.open(url)
    try:
        rows = await desk.calendar.everything(await desk.businesses.get("survivors"))
        return [row.ref for row in rows]
    finally:
        await desk.database.close()


def play(name: str, url: str, instants: int) -> bool:
    """Kill so often, judge each time, print the sum. True: nothing was wrong."""
    asyncio.run(_setup(url))
    judge = Judge(url)
    victims = asyncio.run(judge.victims_url())
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    other = context.Process(target=survivor, args=(url, theirs), daemon=True)
    other.start()
    pace = measure(victims, instants)
    ends: Counter[str] = Counter()
    for number in range(instants):
        before = asyncio.run(judge.rows())
        killed = run(victims, number, *instant(number, instants, pace))
        said = [words for kind, _, words in killed.parts if kind == "said"]
        ends[asyncio.run(judge.judge(killed.number, said, killed.heard, before))] += 1
    ours.send("stop")
    told = ours.recv()
    other.join(30)
    stored = asyncio.run(_stored_survivors(url))
    if sorted(told) != sorted(stored):
        judge.wrong.append(f"the other process was told {len(told)}, stored {len(stored)}")
    print(
        f"{name}: {instants} calls killed by SIGKILL; undisturbed a call lasts "
        f"{pace.talk * 1000:.0f} ms, "
        f"{pace.booking * 1000:.0f} ms from writing to `booked`, "
        f"{pace.changing * 1000:.0f} ms from writing to `changed`"
    )
    for end, count in sorted(ends.items()):
        print(f"  {count:4d} x {end}")
    print(f"  said and stored: {judge.said_and_stored} of {judge.said} confirmations")
    print(f"  stored before it could be said, after the caller's yes: {judge.landed}")
    print(f"  holds left behind, free again when expired: {judge.holds}")
    print(f"  database opened and found sound: {judge.sound} of {instants}")
    print(f"  meanwhile another process was told {len(told)} bookings, stored {len(stored)}")
    print(f"  wrong (lost, half, foreign, unsound, never free): {len(judge.wrong)}", flush=True)
    for line in judge.wrong[:8]:
        print(f"    {line}", flush=True)
    return not judge.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--instants", type=int, default=100)
    parser.add_argument("--database", default="both")
    options = parser.parse_args()
    multiprocessing.set_forkserver_preload(_PRELOAD)
    with fresh(options.database) as found:
        right = [play(name, url, options.instants) for name, url in found]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
