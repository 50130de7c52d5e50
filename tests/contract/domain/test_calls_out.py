"""Which calls may go out: limits and keys hold however many ask at once, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from vaani.call.plan import Business, Caller, CallPlan
from vaani.domain.outbound.rules import Policy
from vaani.domain.outbound.service import Outbound, owned
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id

HOUSE = """
slug: house
name: House
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers: ["+919999900100", "+919999900101"]
hours: {mon: [{open: "09:00", close: "22:00"}]}
"""
OPEN = Policy(("IN",), calls_per_day=5, minutes_per_day=1000)


def plan_of(business: Business) -> CallPlan:
    call = new_id()
    callee = Caller("+919876543210")
    return CallPlan(call, business, callee, "twilio", call, direction="outbound")


async def taken(rooms: Any) -> tuple[int, int]:
    (row,) = await rooms.rows("SELECT calls, minutes FROM outbound_days")
    return row["calls"], row["minutes"]


async def test_of_twenty_at_once_only_as_many_leave_as_the_day_holds(rooms: Any) -> None:
    business, out = await rooms.opens(HOUSE), Outbound(rooms.database, rooms.calls, rooms.clock)
    done = await asyncio.gather(
        *(out.reserve(plan_of(business), OPEN, 60, None, "d") for _ in range(20)),
        return_exceptions=True,
    )
    refused = [one for one in done if isinstance(one, DomainError)]
    assert len(done) - len(refused) == 5
    assert {one.kind for one in refused} == {"EXHAUSTED"}
    assert await taken(rooms) == (5, 5)
    assert len(await rooms.rows("SELECT id FROM calls")) == 5


async def test_the_same_key_at_once_is_one_call(rooms: Any) -> None:
    business, out = await rooms.opens(HOUSE), Outbound(rooms.database, rooms.calls, rooms.clock)
    done = await asyncio.gather(
        *(out.reserve(plan_of(business), OPEN, 60, "key-00001", "d") for _ in range(8))
    )
    assert len({one.call_id for one in done}) == 1
    assert [one.is_new for one in done].count(True) == 1
    assert await taken(rooms) == (1, 1)


async def test_a_key_that_came_with_another_call_is_a_conflict(rooms: Any) -> None:
    business, out = await rooms.opens(HOUSE), Outbound(rooms.database, rooms.calls, rooms.clock)
    await out.reserve(plan_of(business), OPEN, 60, "key-00001", "d")
    with pytest.raises(DomainError) as refused:
        await out.reserve(plan_of(business), OPEN, 60, "key-00001", "other")
    assert refused.value.kind == "CONFLICT"


async def test_minutes_are_held_for_the_longest_and_given_back_once(rooms: Any) -> None:
    business, out = await rooms.opens(HOUSE), Outbound(rooms.database, rooms.calls, rooms.clock)
    policy = Policy(("IN",), calls_per_day=50, minutes_per_day=25)
    first = await out.reserve(plan_of(business), policy, 600, None, "d")
    await out.reserve(plan_of(business), policy, 600, None, "d")
    with pytest.raises(DomainError):
        await out.reserve(plan_of(business), policy, 600, None, "d")
    for _ in range(2):
        await out.settle(first.call_id, timedelta(seconds=61))
    assert await taken(rooms) == (2, 12)
    await out.reserve(plan_of(business), policy, 600, None, "d")
    assert await taken(rooms) == (3, 22)


async def test_a_call_that_the_carrier_refused_takes_nothing_of_the_day(rooms: Any) -> None:
    business, out = await rooms.opens(HOUSE), Outbound(rooms.database, rooms.calls, rooms.clock)
    one = await out.reserve(plan_of(business), OPEN, 60, None, "d")
    await out.settle(one.call_id, timedelta(0), was_placed=False)
    assert await taken(rooms) == (0, 0)


async def test_the_carriers_id_is_bound_once_and_only_to_its_call(rooms: Any) -> None:
    business, out = await rooms.opens(HOUSE), Outbound(rooms.database, rooms.calls, rooms.clock)
    one = await out.reserve(plan_of(business), OPEN, 60, None, "d")
    other = await out.reserve(plan_of(business), OPEN, 60, None, "d")
    await rooms.calls.bind(one.call_id, "twilio", "CA1")
    for late in ("CA2", "CA1"):
        await rooms.calls.bind(one.call_id, "twilio", late)
    await rooms.calls.bind(other.call_id, "twilio", "CA1")
    await rooms.calls.bind(other.call_id, "plivo", "CA3")
    assert (await rooms.calls.detail(one.call_id)).call.carrier_call_id == "CA1"
    assert (await rooms.calls.detail(other.call_id)).call.carrier_call_id == other.call_id


async def test_what_a_carrier_tells_beside_the_status_is_kept_once(rooms: Any) -> None:
    business, out = await rooms.opens(HOUSE), Outbound(rooms.database, rooms.calls, rooms.clock)
    one = await out.reserve(plan_of(business), OPEN, 60, None, "d")
    await rooms.calls.bind(one.call_id, "twilio", "CA1")
    for _ in range(3):
        told = {"answered_by": "machine_start"}
        assert await rooms.calls.note("twilio", "CA1", "carrier.machine", told) == one.call_id
    assert await rooms.calls.note("twilio", "CA9", "carrier.machine", {}) is None
    events = (await rooms.calls.detail(one.call_id)).events
    assert [(event.kind, event.data) for event in events] == [("carrier.machine", told)]


@pytest.mark.parametrize(
    ("shown", "otherwise", "wanted"),
    [
        (None, None, "+919999900100"),
        (None, "+919999900101", "+919999900101"),
        (None, "+15005550006", "+919999900100"),
        ("+919999900101", None, "+919999900101"),
    ],
)
def test_a_call_shows_a_number_of_its_business(
    shown: str | None, otherwise: str | None, wanted: str
) -> None:
    assert owned(shown, ["+919999900100", "+919999900101"], otherwise) == wanted


def test_a_number_that_is_not_the_businesss_is_not_shown() -> None:
    for shown, numbers in (("+15005550006", ["+919999900100"]), (None, [])):
        with pytest.raises(DomainError) as refused:
            owned(shown, numbers, None)
        assert refused.value.kind == "FORBIDDEN"
