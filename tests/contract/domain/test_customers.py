"""People lie sealed in the tables, are found by their number and shown masked."""

from __future__ import annotations

import asyncio
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import inspect

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.call.ports.toolbox import BookedRow, Guest, Wish
from vaani.domain.customers.service import Customers
from vaani.domain.customers.tables import CustomerRow
from vaani.kit.crypto import SealError, Vault
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

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


async def everything_on_disk(rooms: Any) -> str:
    """Every value of every table, as text."""
    async with rooms.database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    rows = [row for name in names for row in await rooms.rows(f"SELECT * FROM {name}")]
    return "\n".join(str(row) for row in rows)


async def test_no_name_number_or_word_of_a_caller_lies_in_the_tables(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    plan = CallPlan("c1", bistro, Caller(PHONE), "text", "c1")
    await rooms.calls.begin(plan)
    journal = rooms.calls.journal(plan)
    journal.answered(plan)
    journal.turn(TurnRecord(1, "caller", f"I am {NAME}, it is my secret birthday", "en", 0, 900))
    call = rooms.reception.toolbox(plan)
    slot = await call.check(Wish(date(2027, 5, 7), time(19), 2))
    guest = Guest(NAME, PHONE, "secret note", "secret birthday")
    assert isinstance(
        await call.book(slot, guest, f"c1|book|{slot.start}|{NAME}|{PHONE}"), BookedRow
    )
    await call.leave_message("callback", "secret wish", NAME, PHONE, f"c1|secret wish|{PHONE}")
    await call.stop_calling(PHONE)
    result = CallResult("booked", "en", summary=f"{NAME} booked a secret table")
    await journal.ended("completed", "caller", result, 1000)
    stored = (await everything_on_disk(rooms)).casefold()
    assert "bistro" in stored
    for private in ("asha", "verma", PHONE, PHONE[3:], "secret"):
        assert private.casefold() not in stored, private
    detail = await rooms.calls.detail("c1")
    assert detail.turns[0].text == f"I am {NAME}, it is my secret birthday"
    assert (await rooms.calendar.everything(bistro))[0].name == NAME


async def test_a_booking_makes_one_customer_who_is_found_by_number_and_shown_masked(
    rooms: Any,
) -> None:
    bistro = await rooms.opens(BISTRO)
    for hour, name in ((12, "Asha"), (19, NAME)):
        call = rooms.call(bistro, PHONE)
        slot = await call.check(Wish(date(2027, 5, 7), time(hour), 2))
        await call.book(slot, Guest(name, PHONE), f"k{hour}")
    page = await rooms.customers.listing(bistro.id, PageWish())
    assert [one.name for one in page.items] == [NAME]
    known = page.items[0]
    assert known.phone == PHONE
    assert known.phone_masked == "99XXXX7001"
    assert (await rooms.customers.caller(bistro.id, PHONE)).customer_id == known.id
    assert await rooms.customers.caller(bistro.id, "+919999977009") == Caller("+919999977009")
    assert await rooms.customers.caller(bistro.id, None) == Caller(None)


async def test_a_caller_is_greeted_by_name_only_with_consent(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    async with rooms.database.transaction() as session:
        await rooms.customers.remember(session, bistro.id, PHONE, NAME)
    assert (await rooms.customers.caller(bistro.id, PHONE)).name is None
    await rooms.customers.allow_greeting(bistro.id, PHONE, True)
    assert (await rooms.customers.caller(bistro.id, PHONE)).name == NAME
    await rooms.customers.allow_greeting(bistro.id, PHONE, False)
    assert (await rooms.customers.caller(bistro.id, PHONE)).name is None


async def test_a_customer_of_one_business_does_not_exist_for_another(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    other = await rooms.opens(BISTRO.replace("slug: bistro", "slug: other"))
    async with rooms.database.transaction() as session:
        id = await rooms.customers.remember(session, bistro.id, PHONE, NAME)
    assert (await rooms.customers.get(bistro.id, id)).name == NAME
    with pytest.raises(DomainError, match=r"There is no such customer\."):
        await rooms.customers.get(other.id, id)
    assert (await rooms.customers.caller(other.id, PHONE)).customer_id is None


async def test_without_the_right_key_nothing_can_be_read_and_exchanged_keys_read_both(
    rooms: Any,
) -> None:
    bistro = await rooms.opens(BISTRO)
    old, new, pepper = b"o" * 32, b"n" * 32, b"p" * 32
    first = Customers(rooms.database, Vault({"k1": old}, "k1", pepper), rooms.clock)
    async with rooms.database.transaction() as session:
        id = await first.remember(session, bistro.id, PHONE, NAME)
    both = Customers(rooms.database, Vault({"k1": old, "k2": new}, "k2", pepper), rooms.clock)
    assert (await both.get(bistro.id, id)).name == NAME
    only_new = Customers(rooms.database, Vault({"k2": new}, "k2", pepper), rooms.clock)
    forged = Customers(rooms.database, Vault({"k1": new}, "k1", pepper), rooms.clock)
    for wrong in (only_new, forged):
        shown = await wrong.get(bistro.id, id)
        assert (shown.name, shown.phone, shown.phone_masked) == ("unreadable",) * 3
    async with rooms.database.reading() as session:
        row = await session.get(CustomerRow, id)
    for vault, said in ((Vault({"k2": new}, "k2", pepper), "k1 is missing"),
                        (Vault({"k1": new}, "k1", pepper), r"customers\.phone")):  # fmt: skip
        with pytest.raises(SealError, match=said):
            vault.open(row.phone_sealed, "customers.phone")


async def test_a_number_seen_in_two_calls_at_once_is_one_customer(rooms: Any) -> None:
    bistro = await rooms.opens(BISTRO)
    await asyncio.gather(
        *(rooms.customers.allow_greeting(bistro.id, PHONE, True) for _ in range(5))
    )
    assert len(await rooms.rows("SELECT id FROM customers")) == 1
