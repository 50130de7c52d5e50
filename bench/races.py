"""Do callers who want the same thing at the same moment ever get it twice, or not at all?

Fifty callers in several processes, each with the real toolbox of a call, first all see the slot
free, then all ask for it at once: one doctor's slot, the last three seats, the last three tables.
Every second round they hold it before they book. Losers must hear `full` and find an alternative
that is free; of each round one alternative is booked. In the fourth contest callers cancel and move
one booking while others want its place. After each round the tables are compared with what the
callers were told. Usage: races.py [--rounds 200] [--database both|sqlite|postgresql|URL]
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import sys
import time as stopwatch
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text

from databases import Desk, fresh
from vaani.call.plan import Business
from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Wish
from vaani.domain.reception.toolbox import CallToolbox

_HEAD = """
slug: {slug}
name: {slug}
kind: {kind}
timezone: Asia/Kolkata
languages: [en]
hours: {{mon: &day [{{open: "09:00", close: "22:00"}}], tue: *day, wed: *day, thu: *day, fri: *day,
        sat: *day, sun: *day}}
booking:
  required: [date, time, name, phone]
  slot_minutes: 30
  max_days_ahead: 730
  duration_minutes: [{{minutes: 60}}]
"""
_DOCTOR = "  resources: [{id: rao, kind: person, name: Anita Rao}]\n"
_SEATS = "  capacity: 3\n"
_TABLES = "  resources: [{id: A, kind: table, seats: 2}, {id: B, kind: table, seats: 2},\n"
_TABLES += "              {id: C, kind: table, seats: 4}]\n"


@dataclass(frozen=True, slots=True)
class Contest:
    """What is fought for. `capacity` callers can have it."""

    name: str
    slug: str
    kind: str
    terms: str
    capacity: int
    party: int | None = None

    @property
    def file(self) -> str:
        return _HEAD.format(slug=self.slug, kind=self.kind) + self.terms


CONTESTS = (
    Contest("one slot of one doctor", "doctor", "clinic", _DOCTOR, 1),
    Contest("the last three seats", "seats", "restaurant", _SEATS, 3, 1),
    Contest("the last three tables", "tables", "restaurant", _TABLES, 3, 2),
    Contest("change against cancel", "moves", "clinic", _DOCTOR, 1),
)
MOVES = CONTESTS[3]
_WANTED, _TARGET = time(12), time(16)


@dataclass(frozen=True, slots=True)
class Told:
    """What one caller was told: `booked`, `changed`, `cancelled`, or a refusal's reason."""

    asked: str
    answer: str
    ref: str | None = None
    offered: datetime | None = None
    offered_is_free: bool = False
    wait_ms: float = 0.0


@dataclass(slots=True)
class Score:
    """The sum of a contest's rounds."""

    winners: Counter[int] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    losers: int = 0
    alternatives: int = 0
    alternatives_booked: int = 0
    wrong: list[str] = field(default_factory=list)
    waits_ms: list[float] = field(default_factory=list)


def day_of(round_: int) -> date:
    return date(2027, 1, 2) + timedelta(days=round_)


# One caller, in a process of his own or among others.


async def wins_or_loses(call: CallToolbox, slot: FreeSlot, key: str, holds: bool) -> Told:
    """He asks for a slot that he has seen free."""
    wish = Wish(slot.day, slot.at, slot.party)
    began = stopwatch.perf_counter()
    found: BookedRow | Refusal | FreeSlot
    if holds and not await call.hold(slot):
        found = await call.check(wish)
    else:
        found = await call.book(slot, Guest(f"Guest {key}", None), key)
    wait_ms = (stopwatch.perf_counter() - began) * 1000
    if isinstance(found, BookedRow):
        return Told("book", "booked", found.ref, wait_ms=wait_ms)
    if isinstance(found, FreeSlot):
        return Told("book", "refused a free slot", wait_ms=wait_ms)
    near = await call.free_near(wish)
    again = await call.check(Wish(near[0].day, near[0].at, slot.party)) if near else None
    return Told(
        "book",
        found.reason,
        offered=near[0].start if near else None,
        offered_is_free=isinstance(again, FreeSlot),
        wait_ms=wait_ms,
    )


async def moves_or_cancels(
    call: CallToolbox, asked: str, ref: str, old: FreeSlot, new: FreeSlot, key: str
) -> Told:
    """He changes or cancels the one booking, or wants its place."""
    began = stopwatch.perf_counter()
    if asked == "cancel":
        found = await call.cancel(ref, key)
    elif asked == "change":
        found = await call.change(ref, new, None, key)
    else:
        found = await call.book(old, Guest(f"Guest {key}", None), key)
    wait_ms = (stopwatch.perf_counter() - began) * 1000
    if isinstance(found, Refusal):
        return Told(asked, found.reason, wait_ms=wait_ms)
    done = "cancelled" if found.status == "cancelled" else asked.rstrip("e") + "ed"
    return Told(asked, done, found.ref, wait_ms=wait_ms)


# One process of callers.


def process(url: str, number: int, callers: int, gate: Any, orders: Any, told: Any) -> None:
    """Serves rounds until the order is None."""
    asyncio.run(_serve(url, number, callers, gate, orders, told))


async def _serve(url: str, number: int, callers: int, gate: Any, orders: Any, told: Any) -> None:
    desk = Desk.open(url)
    try:
        while (order := orders.get()) is not None:
            told.put(await _round(desk, number, callers, gate, *order))
    finally:
        await desk.database.close()


async def _round(
    desk: Desk, number: int, callers: int, gate: Any, slug: str, round_: int, ref: str | None
) -> list[Told]:
    contest = next(one for one in CONTESTS if one.slug == slug)
    business = await desk.businesses.get(slug)
    names = [f"{slug}-{round_}-{number}-{caller}" for caller in range(callers)]
    calls = [desk.call(business, name) for name in names]
    wish = Wish(day_of(round_), _WANTED, contest.party, replaces=ref)
    seen = await asyncio.gather(*(call.check(wish) for call in calls))
    slots = [slot for slot in seen if isinstance(slot, FreeSlot)]
    target = await calls[0].check(Wish(day_of(round_), _TARGET, contest.party))
    gate.wait()  # all processes stand ready
    if len(slots) < callers or not isinstance(target, FreeSlot):
        return [Told("book", "the slot was not free at first")] * callers
    if ref is None:
        work = [
            wins_or_loses(call, slot, name, bool(round_ % 2))
            for call, slot, name in zip(calls, slots, names, strict=True)
        ]
    else:
        asked = [
            ("cancel", "change", "book", "change", "cancel")[(n + round_) % 5]
            for n in range(callers)
        ]
        work = [
            moves_or_cancels(call, what, ref, slot, target, name)
            for call, what, slot, name in zip(calls, asked, slots, names, strict=True)
        ]
    told = await asyncio.gather(*work, return_exceptions=True)
    return [one if isinstance(one, Told) else Told("anything", repr(one)) for one in told]


# The referee: starts rounds and compares what was told with what is stored.


class Referee:
    def __init__(self, desk: Desk, processes: int) -> None:
        self._desk = desk
        self._processes = processes

    async def contest(
        self, contest: Contest, rounds: int, gate: Any, orders: list[Any], told: Any
    ) -> Score:
        score = Score()
        business = (await self._desk.businesses.import_text(contest.file)).business
        for round_ in range(rounds):
            row = await self._first(business, round_) if contest is MOVES else None
            for queue in orders:
                queue.put((contest.slug, round_, row.ref if row else None))
            gate.wait()
            all_told: list[Told] = []
            for _ in range(self._processes):
                all_told += await asyncio.to_thread(told.get, True, 120)
            score.answers.update(f"{one.asked}: {one.answer}" for one in all_told)
            score.waits_ms += [one.wait_ms for one in all_told]
            if row is None:
                await self._judge(contest, business, round_, all_told, score)
            else:
                await self._judge_moves(business, round_, row.ref, all_told, score)
        return score

    async def _first(self, business: Business, round_: int) -> BookedRow:
        call = self._desk.call(business, f"first-{round_}")
        slot = await call.check(Wish(day_of(round_), _WANTED))
        assert isinstance(slot, FreeSlot), slot  # noqa: S101 - a bench that cannot begin
        row = await call.book(slot, Guest("First", None), f"first-{round_}")
        assert isinstance(row, BookedRow), row  # noqa: S101
        return row

    async def _judge(
        self, contest: Contest, business: Business, round_: int, told: list[Told], score: Score
    ) -> None:
        winners = {one.ref for one in told if one.answer == "booked"}
        losers = [one for one in told if one.answer != "booked"]
        score.winners[len(winners)] += 1
        score.losers += len(losers)
        score.alternatives += sum(one.offered_is_free for one in losers)
        stored = await self._stored(business, round_)
        if {row["ref"] for row in stored} != winners or len(winners) != contest.capacity:
            score.wrong.append(f"round {round_}: told {winners}, stored {stored}")
        if any(one.answer != "full" for one in losers):
            score.wrong.append(f"round {round_}: {Counter(one.answer for one in losers)}")
        places = [row["resource_id"] for row in stored]
        if contest.slug != "seats" and len(set(places)) != len(places):
            score.wrong.append(f"round {round_}: one place was given twice: {places}")
        await self._taken_is_booked(business, round_, score)
        offered = next((one.offered for one in losers if one.offered is not None), None)
        if offered is not None:
            call = self._desk.call(business, f"after-{round_}")
            slot = await call.check(Wish(offered.date(), offered.time(), contest.party))
            if isinstance(slot, FreeSlot):
                row = await call.book(slot, Guest("Loser", None), f"after-{round_}")
                score.alternatives_booked += isinstance(row, BookedRow)

    async def _judge_moves(
        self, business: Business, round_: int, ref: str, told: list[Told], score: Score
    ) -> None:
        cancels = [one for one in told if one.answer == "cancelled"]
        booked = {one.ref for one in told if one.answer == "booked"}
        score.winners[len(cancels)] += 1
        row = await self._desk.calendar.get(business, ref)
        events = await self._events(row.id)
        changes = sum(one.answer == "changed" for one in told)
        right = ["booking.created", *["booking.changed"] * changes, "booking.cancelled"]
        if row.status != "cancelled" or len(cancels) != 1 or events != right:
            score.wrong.append(f"round {round_}: {row.status}, {len(cancels)} cancels, {events}")
        if {one["ref"] for one in await self._stored(business, round_)} != booked:
            score.wrong.append(f"round {round_}: the freed place was told otherwise: {booked}")
        if {one.answer for one in told} - {"cancelled", "changed", "booked", "gone", "full"}:
            score.wrong.append(f"round {round_}: {Counter(one.answer for one in told)}")
        await self._taken_is_booked(business, round_, score)

    async def _taken_is_booked(self, business: Business, round_: int, score: Score) -> None:
        """Every confirmed booking takes its time exactly once, and nothing else takes any."""
        stored = await self._rows(
            "SELECT b.id FROM bookings b WHERE b.business_id = :id AND b.status = 'confirmed'",
            business,
        )
        takings = await self._rows(
            "SELECT t.owner AS id FROM takings t WHERE t.business_id = :id AND t.kind = 'booking'",
            business,
        )
        if sorted(row["id"] for row in stored) != sorted(row["id"] for row in takings):
            score.wrong.append(f"round {round_}: {len(stored)} booked, {len(takings)} taken")

    async def _stored(self, business: Business, round_: int) -> list[dict[str, Any]]:
        rows = await self._desk.calendar.everything(business)
        return [
            {"ref": row.ref, "resource_id": row.resource_id}
            for row in rows
            if row.status == "confirmed"
            and (row.start.date(), row.start.time()) == (day_of(round_), _WANTED)
        ]

    async def _events(self, booking_id: str) -> list[str]:
        query = "SELECT type FROM outbox WHERE stream = :id ORDER BY seq"
        async with self._desk.database.engine.connect() as connection:
            found = await connection.execute(text(query), {"id": f"booking:{booking_id}"})
            return [str(row[0]) for row in found]

    async def _rows(self, query: str, business: Business) -> list[dict[str, Any]]:
        async with self._desk.database.engine.connect() as connection:
            found = await connection.execute(text(query), {"id": business.id})
            return [dict(row) for row in found.mappings()]


async def _play(url: str, name: str, options: argparse.Namespace) -> bool:
    spawn = multiprocessing.get_context("spawn")
    gate, told = spawn.Barrier(options.processes + 1, timeout=120), spawn.Queue()
    orders = [spawn.Queue() for _ in range(options.processes)]
    share = [options.callers // options.processes] * options.processes
    share[0] += options.callers - sum(share)
    workers = [
        spawn.Process(target=process, args=(url, n, share[n], gate, orders[n], told), daemon=True)
        for n in range(options.processes)
    ]
    for worker in workers:
        worker.start()
    desk = Desk.open(url)
    right = True
    try:
        for contest in CONTESTS:
            score = await Referee(desk, options.processes).contest(
                contest, options.rounds, gate, orders, told
            )
            right &= _print(name, contest, score, options)
    finally:
        for queue in orders:
            queue.put(None)
        for worker in workers:
            worker.join(10)
            worker.kill()
        await desk.database.close()
    return right


def _print(name: str, contest: Contest, score: Score, options: argparse.Namespace) -> bool:
    waits = sorted(score.waits_ms)
    half, most = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    per_round = ", ".join(f"{count} x {n}" for n, count in sorted(score.winners.items()))
    what = "cancellations" if contest is MOVES else "winners"
    print(
        f"{name}: {contest.name}: {options.rounds} rounds, {options.callers} callers in "
        f"{options.processes} processes\n"
        f"  {what} per round (rounds x {what}): {per_round}; expected {contest.capacity}\n"
        f"  answers: {', '.join(f'{a} {n}' for a, n in sorted(score.answers.items()))}\n"
        f"  waited for an answer: median {half:.0f} ms, 99 % {most:.0f} ms"
    )
    if contest is not MOVES:
        print(
            f"  losers {score.losers}, of them offered a slot that was free {score.alternatives}; "
            f"one offered slot booked in {score.alternatives_booked} of {options.rounds} rounds"
        )
        if score.alternatives != score.losers or score.alternatives_booked != options.rounds:
            score.wrong.append("a loser was left without a free alternative")
    print(f"  rounds in which answers and tables differ: {len(score.wrong)}", flush=True)
    for line in score.wrong[:5]:
        print(f"    {line}", flush=True)
    return not score.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--callers", type=int, default=50)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--database", default="both")
    options = parser.parse_args()
    with fresh(options.database) as found:
        right = [asyncio.run(_play(url, name, options)) for name, url in found]
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
