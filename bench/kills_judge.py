"""Is what a killed call left behind whole, true and harmless? The rules are those of `kills.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from sqlalchemy import Connection, make_url, text

from databases import NOW, Desk
from vaani.call.ports.toolbox import FreeSlot, Refusal, Wish
from vaani.domain.schema import metadata
from vaani.storage.session import Database
from vaani.testing.text_call import HandClock

PHONES = "+91999997"
"""Four digits more make the number of a killed call."""

_FILE = """
slug: {slug}
name: {slug}
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours: {{mon: &day [{{open: "09:00", close: "22:00"}}], tue: *day, wed: *day, thu: *day, fri: *day,
        sat: *day, sun: *day}}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 730
  duration_minutes: [{{minutes: 60}}]
  capacity: {capacity}
"""
_TABLES = ("bookings", "takings", "booking_writes", "outbox", "customers", "calls", "call_turns")
_STAGES = ("nothing", "booked", "changed")
_CREATED, _CHANGED = "booking.created", "booking.changed"
_HELD = timedelta(minutes=11)

Rows = dict[str, dict[str, dict[str, Any]]]
"""Table, key of the row, the row."""


def business_file(slug: str, capacity: int) -> str:
    """A restaurant that is open every day, with so many seats."""
    return _FILE.format(slug=slug, capacity=capacity)


class Judge:
    """Looks at the tables after each kill and counts."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.wrong: list[str] = []
        self.said = self.said_and_stored = self.landed = self.holds = self.sound = 0

    async def victims_url(self) -> str:
        """How killed calls connect: on PostgreSQL as a user of their own, to see them go."""
        if not self._url.startswith("postgresql"):
            return self._url
        database = Database.open(self._url)
        async with database.engine.begin() as connection:
            known = text("SELECT 1 FROM pg_roles WHERE rolname = 'victim'")
            if (await connection.execute(known)).first() is None:
                await connection.execute(text("CREATE ROLE victim SUPERUSER LOGIN"))
        await database.close()
        url = make_url(self._url).set(username="victim")
        return url.render_as_string(hide_password=False)

    async def rows(self) -> Rows:
        """Everything that is stored for calls that are killed."""
        database = Database.open(self._url)
        try:
            async with database.engine.connect() as connection:
                return await connection.run_sync(_rows)
        finally:
            await database.close()

    async def judge(
        self, number: int, said: list[str], heard: Callable[[int], bool], before: Rows
    ) -> str:
        """Where the call ended; what is wrong goes to `wrong`."""
        await self._wait_for_the_end()
        after = await self.rows()
        self._compare_others(number, before, after)
        new = {name: _new(rows, before[name]) for name, rows in after.items()}
        stage = self._stage(number, new)
        booked = [words for words in said if words.startswith("It is booked")]
        changed = [words for words in said if "is changed to" in words]
        self._compare_said(number, stage, booked, changed)
        yes = (heard(2), heard(4))
        if (stage >= 1 and not yes[0]) or (stage >= 2 and not yes[1]):
            self.wrong.append(f"call {number}: {_STAGES[stage]} without a yes")
        spoken = 2 if changed else 1 if booked else 0
        self.landed += stage > spoken
        await self._look_later(number, stage)
        point = "before the first yes"
        if yes[0]:
            point = "between yes and `booked`" if not booked else "after `booked`"
        if yes[1]:
            point = "between yes and `changed`" if not changed else "after `changed`"
        return f"{point}: stored {_STAGES[stage]}"

    async def _wait_for_the_end(self) -> None:
        """PostgreSQL finishes what had reached it; its process then sees that nobody is there."""
        if not self._url.startswith("postgresql"):
            return
        database = Database.open(self._url)
        query = text("SELECT count(*) FROM pg_stat_activity WHERE usename = 'victim'")
        async with database.engine.connect() as connection:
            while int((await connection.execute(query)).scalar_one()):
                await connection.rollback()
                await asyncio.sleep(0.02)
        await database.close()

    def _compare_others(self, number: int, before: Rows, after: Rows) -> None:
        for name, rows in before.items():
            for key, row in rows.items():
                expired_hold = name == "takings" and row["kind"] == "hold"
                if after[name].get(key) != row and not (expired_hold and key not in after[name]):
                    self.wrong.append(f"call {number}: another call's row in {name} changed")
            for row in _new(after[name], rows):
                if row.get("call_id", _id(number)) != _id(number):
                    self.wrong.append(f"call {number}: a row for another call in {name}")

    def _stage(self, number: int, new: dict[str, list[dict[str, Any]]]) -> int:
        """0 nothing, 1 booked, 2 changed; each whole, or wrong."""
        bookings = new["bookings"]
        taken = [row for row in new["takings"] if row["kind"] == "booking"]
        holds = [row for row in new["takings"] if row["kind"] == "hold"]
        events = [row["type"] for row in new["outbox"] if row["stream"].startswith("booking:")]
        writes = sorted(row["action"] for row in new["booking_writes"])
        self.holds += bool(holds)
        shape = (len(bookings), len(taken), events, writes, len(new["customers"]))
        whole: list[tuple[int, int, list[str], list[str], int]] = [
            (0, 0, [], [], 0),
            (1, 1, [_CREATED], ["created"], 1),
            (1, 1, [_CREATED, _CHANGED], ["changed", "created"], 1),
        ]
        if shape not in whole or len(holds) > 1 or any(not row["expires_at"] for row in holds):
            self.wrong.append(f"call {number}: half a booking: {shape}, {len(holds)} holds")
            return 0
        stage = whole.index(shape)
        for row in bookings:
            span = (row["start_at"], row["end_at"], row["id"])
            if (taken[0]["start_at"], taken[0]["end_at"], taken[0]["owner"]) != span:
                self.wrong.append(f"call {number}: the booking does not take its own time")
        return stage

    def _compare_said(self, number: int, stage: int, booked: list[str], changed: list[str]) -> None:
        self.said += bool(booked) + bool(changed)
        self.said_and_stored += bool(booked and stage >= 1) + bool(changed and stage == 2)
        if (booked and stage < 1) or (changed and stage < 2):
            self.wrong.append(f"call {number}: said {booked + changed}, stored {_STAGES[stage]}")
        day = f"{NOW + timedelta(days=number + 1):%A}"
        for words, hour in ((booked, "seven in the evening"), (changed, "eight in the evening")):
            if words and (day not in words[0] or hour not in words[0]):
                self.wrong.append(f"call {number}: {words[0]} is not {day} {hour}")

    async def _look_later(self, number: int, stage: int) -> None:
        """A fresh start after the holds have expired: sound, true to the caller, free if empty."""
        desk = Desk.open(self._url, HandClock(NOW + timedelta(days=number) + _HELD))
        try:
            async with desk.database.engine.connect() as connection:
                self.sound += await connection.run_sync(_is_sound)
            business = await desk.businesses.get("victims")
            call = desk.call(business, f"later-{number}", f"{PHONES}{number:04d}")
            own = [f"{row.start:%H}" for row in await call.bookings() if row.name == "Asha Verma"]
            if own != [[], ["19"], ["20"]][stage]:
                self.wrong.append(f"call {number}: calling again he is told of {own}")
            stranger = desk.call(business, f"stranger-{number}")
            day = (NOW + timedelta(days=number + 1)).date()
            found = [await stranger.check(Wish(day, time(hour), 2)) for hour in (19, 20)]
            expected = [FreeSlot if stage != at else Refusal for at in (1, 2)]
            if [type(one) for one in found] != expected:
                self.wrong.append(f"call {number}: {_STAGES[stage]}, but at 19 and 20: {found}")
        finally:
            await desk.database.close()


def _id(number: int) -> str:
    return f"victim-{number}"


def _new(
    after: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    return [row for key, row in after.items() if key not in before]


def _rows(connection: Connection) -> Rows:
    found: Rows = {}
    ours = "business_id = (SELECT id FROM businesses WHERE slug = 'victims')"
    for name in _TABLES:
        table = metadata().tables[name]
        where = ours if "business_id" in table.c else "call_id LIKE 'victim-%'"
        keys = [column.name for column in table.primary_key]
        rows = connection.execute(text(f"SELECT * FROM {name} WHERE {where}")).mappings()
        found[name] = {"|".join(str(row[key]) for key in keys): dict(row) for row in rows}
    found["outbox"] = dict(sorted(found["outbox"].items(), key=lambda one: int(one[0])))
    return found


def _is_sound(connection: Connection) -> bool:
    """SQLite checks its file; PostgreSQL has no transaction of the dead left and can be written."""
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        return pages == "ok" and not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    query = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    left = connection.exec_driver_sql(f"{query} WHERE a.usename = 'victim'").scalar_one()
    return int(left) == 0
