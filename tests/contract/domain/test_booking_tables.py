"""Tables: the smallest that seats the party, joined when the owner allows it, held by nobody for
ever."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Wish

FRIDAY = date(2027, 5, 7)
ASHA, RAVI = Guest("Asha Verma", "+919999977001"), Guest("Ravi Sen", "+919999977002")
HOUSE = """
slug: house
name: House
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  party: {min: 1, max_by_phone: 10}
  duration_minutes: [{minutes: 90}]
  combine_resources: true
  resources:
    - {id: A, kind: table, seats: 4}
    - {id: B, kind: table, seats: 2}
    - {id: C, kind: table, seats: 4}
"""


def at(hour: int, party: int, minute: int = 0, **wish: Any) -> Wish:
    return Wish(FRIDAY, time(hour, minute), party, **wish)


async def free(call: Any, wish: Wish) -> FreeSlot:
    slot = await call.check(wish)
    assert isinstance(slot, FreeSlot), slot
    return slot


async def test_joined_tables_are_all_taken_and_all_given_back(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    call = rooms.call(house)
    row = await call.book(await free(call, at(19, 6)), ASHA, "k")
    assert row.resource_id == "B+A"
    assert (await free(call, at(19, 2))).resource_id == "C"
    full = await call.check(at(19, 5))
    assert isinstance(full, Refusal)
    assert full.reason == "full"
    await call.cancel(row.ref, "x")
    assert (await free(call, at(19, 10))).resource_id == "B+A+C"
    assert await rooms.rows("SELECT id FROM takings") == []


async def test_one_of_two_joined_tables_that_went_meanwhile_is_made_good_or_told(
    rooms: Any,
) -> None:
    house = await rooms.opens(HOUSE)
    first, second, third = rooms.call(house), rooms.call(house), rooms.call(house)
    joined, all_three = await free(second, at(19, 6)), await free(third, at(19, 9))
    assert (joined.resource_id, all_three.resource_id) == ("B+A", "B+A+C")
    assert (await first.book(await free(first, at(19, 2)), ASHA, "a")).resource_id == "B"
    assert (await second.book(joined, RAVI, "b")).resource_id == "A+C"
    refused = await third.book(all_three, RAVI, "c")
    assert isinstance(refused, Refusal)
    assert refused.reason == "full"


async def test_a_table_that_was_held_too_long_goes_to_the_next_caller(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    first, second = rooms.call(house), rooms.call(house)
    slot = await free(first, at(19, 10))
    assert await first.hold(slot)
    assert isinstance(await second.book(slot, RAVI, "early"), Refusal)
    rooms.clock.passes(minutes=11)
    assert isinstance(await second.book(slot, RAVI, "late"), BookedRow)
    assert not await first.hold(slot)
    assert len(await rooms.rows("SELECT id FROM takings")) == 3


async def test_two_tables_are_held_by_two_calls_at_one_time(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    calls = [rooms.call(house) for _ in range(3)]
    held = []
    for call in calls:
        slot = await free(call, at(19, 2))
        assert await call.hold(slot)
        held.append(slot.resource_id)
    assert held == ["B", "A", "C"]
    assert isinstance(await rooms.call(house).check(at(19, 2)), Refusal)
    for number, call in enumerate(calls):
        row = await call.book(await free(call, at(19, 2)), ASHA, f"k{number}")
        assert row.resource_id == held[number]


async def test_more_guests_move_a_booking_to_a_bigger_table(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    call = rooms.call(house)
    row = await call.book(await free(call, at(19, 2)), ASHA, "k")
    assert row.resource_id == "B"
    bigger = await free(call, at(19, 4, replaces=row.ref))
    assert await call.hold(bigger)
    moved = await call.change(row.ref, bigger, Guest(None, None, notes="a cake"), "m")
    assert (moved.resource_id, moved.party, moved.name, moved.notes) == (
        "A", 4, "Asha Verma", "a cake",
    )  # fmt: skip
    assert (await free(rooms.call(house), at(19, 2))).resource_id == "B"


async def test_a_booking_may_be_moved_by_half_an_hour_over_its_own_time(rooms: Any) -> None:
    house = await rooms.opens(HOUSE)
    call = rooms.call(house)
    row = await call.book(await free(call, at(19, 10)), ASHA, "k")
    slot = await free(call, at(19, 10, 30, replaces=row.ref))
    assert await call.hold(slot)
    assert isinstance(await rooms.call(house).check(at(19, 2)), Refusal)
    moved = await call.change(row.ref, slot, None, "m")
    assert (moved.resource_id, f"{moved.start:%H:%M}") == ("B+A+C", "19:30")
    assert len(await rooms.rows("SELECT id FROM takings")) == 3


async def test_a_call_that_ends_in_the_middle_of_a_change_leaves_the_booking_alone(
    rooms: Any,
) -> None:
    house = await rooms.opens(HOUSE)
    call = rooms.call(house)
    row = await call.book(await free(call, at(19, 10)), ASHA, "k")
    later = rooms.call(house)
    assert await later.hold(await free(later, at(21, 10, replaces=row.ref)))
    await later.release()
    kept = await rooms.calendar.get(house, row.ref)
    assert (kept.status, f"{kept.start:%H:%M}") == ("confirmed", "19:00")
    takings = await rooms.rows("SELECT kind, owner FROM takings")
    assert [(one["kind"], one["owner"]) for one in takings] == [("booking", kept.id)] * 3
    assert isinstance(await rooms.call(house).check(at(21, 10)), FreeSlot)
