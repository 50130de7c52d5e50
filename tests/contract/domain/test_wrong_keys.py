"""A database under other keys is refused, and a row that cannot be read spoils nothing."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from vaani.bootstrap.database import open_database
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.call.ports.toolbox import BookedRow, Guest, Wish
from vaani.cli.doctor import examine
from vaani.domain.schema import metadata
from vaani.domain.sealing.tables import COLUMNS
from vaani.first_start import FILE_NAME
from vaani.kit.errors import SettingsError
from vaani.settings import Loaded, Settings, load
from vaani.storage.migrations import rollback
from vaani.storage.paging import PageWish
from vaani.storage.session import Database

PHONE, NAME = "+919999977001", "Asha Verma"
BISTRO = """
slug: bistro
name: Bistro
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  duration_minutes: [{minutes: 90}]
  capacity: 8
"""


def loaded(folder: Path, url: str) -> Loaded:
    environ = {"VAANI_DATA": str(folder), "VAANI_DATABASE_URL": url}
    return load(environ={**environ, "VAANI_SPEECH__ENGINE": "off"})


def settings_of(folder: Path, url: str) -> Settings:
    return loaded(folder, url).settings


async def start(settings: Settings) -> bytes:
    async with open_database(settings, create=True) as (_, secrets):
        return secrets.encryption_key


async def test_a_start_with_other_keys_is_refused_and_names_the_file(
    empty_url: str, tmp_path: Path
) -> None:
    right = settings_of(tmp_path / "house", empty_url)
    first = await start(right)
    other = settings_of(tmp_path / "other", f"sqlite:///{tmp_path}/other.db")
    await start(other)
    kept = (right.data / FILE_NAME).read_bytes()
    (right.data / FILE_NAME).write_bytes((other.data / FILE_NAME).read_bytes())
    with pytest.raises(SettingsError, match=r"secrets\.yaml are not those that encrypted"):
        await start(right)
    told = [one async for one in examine(loaded(right.data, empty_url), quick=True)]
    (found,) = [one for one in told if one.part == "database"]
    assert found.state == "BROKEN"
    assert "not those that encrypted" in found.found
    (right.data / FILE_NAME).write_bytes(kept)
    assert await start(right) == first


async def test_a_database_from_before_the_check_value_proves_the_keys_by_its_rows(
    empty_url: str, tmp_path: Path, rooms_over: Any
) -> None:
    settings = settings_of(tmp_path / "house", empty_url)
    await start(settings)
    database = Database.open(empty_url)
    try:
        rooms = rooms_over(database)  # a vault of other keys than the folder's
        bistro = await rooms.opens(BISTRO)
        await rooms.messages.leave(bistro.id, "note", "hello", NAME, PHONE, "m")
        await rollback(database, "0005")
    finally:
        await database.close()
    with pytest.raises(SettingsError, match="not those that encrypted"):
        await start(settings)


async def test_a_row_that_cannot_be_read_is_shown_as_such_and_spoils_nothing(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    plan = CallPlan("c1", bistro, Caller(PHONE), "text", "c1")
    await rooms.calls.begin(plan)
    journal = rooms.calls.journal(plan)
    journal.turn(TurnRecord(1, "caller", "hello", "en", 0, 900))
    call = rooms.reception.toolbox(plan)
    slot = await call.check(Wish(date(2027, 5, 7), time(19), 2))
    booked = await call.book(slot, Guest(NAME, PHONE, "window", "birthday"), "k")
    assert isinstance(booked, BookedRow)
    await call.leave_message("note", "hello", NAME, PHONE, "m")
    await call.stop_calling(PHONE)
    await call.recognise(True, NAME)
    await journal.ended("completed", "caller", CallResult("booked", "en", summary="all"), 1000)
    assert (await call.bookings())[0].name == NAME

    async with rooms.database.engine.begin() as connection:
        for one in COLUMNS:
            damaged = f"UPDATE {one.table} SET {one.column} = 'k9.AAAA'"
            await connection.exec_driver_sql(f"{damaged} WHERE {one.column} IS NOT NULL")

    (shown,) = (await rooms.calendar.listing(bistro, PageWish())).items
    assert {shown.name, shown.phone, shown.phone_masked, shown.notes} == {"unreadable"}
    assert (await rooms.customers.listing(bistro.id, PageWish())).items[0].name == "unreadable"
    assert (await rooms.messages.listing(bistro.id, PageWish())).items[0].text == "unreadable"
    assert (await rooms.calls.listing(bistro.id, PageWish())).items[0].caller == "unreadable"
    assert (await rooms.do_not_call.listing(bistro.id, PageWish())).items[0].phone == "unreadable"
    assert (await rooms.calls.detail("c1")).turns[0].text == "unreadable"
    assert (await rooms.customers.caller(bistro.id, PHONE)).name is None
    row = (await call.bookings())[0]
    assert (row.ref, row.name, row.phone, row.notes) == (booked.ref, None, None, None)


def test_every_sealed_column_is_known() -> None:
    there = {
        (table.name, column.name)
        for table in metadata().sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert {(one.table, one.column) for one in COLUMNS} == there
    blind = {
        (table.name, column.name)
        for table in metadata().sorted_tables
        for column in table.columns
        if column.name.endswith("_blind")
    }
    assert {(one.table, one.blind) for one in COLUMNS if one.blind} == blind
