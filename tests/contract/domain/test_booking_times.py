"""Nights that run past midnight, days on which the clock jumps, people with sessions and leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest, Refusal, Wish

GUEST = Guest("Asha Verma", "+919999977001")
BAR = """
slug: bar
name: Night Bar
kind: restaurant
timezone: Asia/Kolkata
languages: [en]
hours:
  fri: [{open: "18:00", close: "02:00", last: "01:00"}]
  sat: [{open: "12:00", close: "15:00"}]
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  duration_minutes: [{minutes: 120}]
  capacity: 4
"""
CAFE = """
slug: cafe
name: Café
kind: restaurant
timezone: Europe/Berlin
languages: [en]
hours: {sun: [{open: "00:00", close: "23:00"}]}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 60
  duration_minutes: [{minutes: 60}]
  resources: [{id: T1, kind: table, seats: 4}]
"""
SALON = """
slug: salon
name: Salon
kind: salon
timezone: Asia/Kolkata
languages: [en]
hours: {fri: &day [{open: "10:00", close: "18:00"}], sat: *day, mon: *day}
booking:
  required: [date, time, service, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  buffer_minutes: 10
  services:
    - {id: cut, name: Haircut, minutes: 50, resources: [asha, meena]}
    - {id: colour, name: Colour, minutes: 110, resources: [meena]}
  resources:
    - {id: asha, kind: person, name: Asha Verma, sessions: {fri: [["10:00", "13:00"]]}}
    - {id: meena, kind: person, name: Meena Das, leave: [["2027-05-08", "2027-05-10"]]}
"""
FRIDAY, SATURDAY = date(2027, 5, 7), date(2027, 5, 8)


async def slot_of(call: Any, wish: Wish) -> FreeSlot:
    found = await call.check(wish)
    assert isinstance(found, FreeSlot), found
    return found


async def refusal_of(call: Any, wish: Wish) -> Refusal:
    found = await call.check(wish)
    assert isinstance(found, Refusal), found
    return found


async def test_a_start_after_midnight_belongs_to_friday_night_and_is_dated_saturday(
    rooms: Any,
) -> None:
    call = rooms.call(await rooms.opens(BAR))
    slot = await slot_of(call, Wish(SATURDAY, time(0, 30), 4))
    assert (slot.day, slot.night_of) == (SATURDAY, FRIDAY)
    row = await call.book(slot, GUEST, "k")
    assert row.start.isoformat() == "2027-05-08T00:30:00+05:30"
    assert (await refusal_of(call, Wish(FRIDAY, time(23), 1))).reason == "full"
    assert (await refusal_of(call, Wish(SATURDAY, time(1), 1))).reason == "full"
    assert isinstance(await call.check(Wish(FRIDAY, time(22, 30), 4)), FreeSlot)
    assert isinstance(await call.check(Wish(SATURDAY, time(12), 4)), FreeSlot)
    assert (await refusal_of(call, Wish(SATURDAY, time(1, 30), 1))).reason == "outside_hours"


async def test_in_the_small_hours_tonight_is_still_the_night_before(rooms: Any) -> None:
    call = rooms.call(await rooms.opens(BAR))
    rooms.clock.moment = datetime(2027, 5, 7, 18, 50, tzinfo=UTC)  # Saturday 00:20 in India
    assert [f"{slot.start:%a %H:%M}" for slot in await call.free_near(
        Wish(SATURDAY, time(0, 30), 2), limit=2
    )] == ["Sat 00:30", "Sat 01:00"]  # fmt: skip


async def test_an_hour_that_the_clock_skips_is_no_start(rooms: Any) -> None:
    call = rooms.call(await rooms.opens(CAFE))
    rooms.clock.moment = datetime(2027, 3, 20, 12, tzinfo=UTC)
    spring = date(2027, 3, 28)  # 02:00 becomes 03:00 in Berlin
    assert (await refusal_of(call, Wish(spring, time(2, 30), 2))).reason == "not_a_start"
    before = await slot_of(call, Wish(spring, time(1, 30), 2))
    row = await call.book(before, GUEST, "k")
    assert row.start.isoformat() == "2027-03-28T01:30:00+01:00"
    assert (await refusal_of(call, Wish(spring, time(3), 2))).reason == "full"
    after = await slot_of(call, Wish(spring, time(3, 30), 2))
    assert after.start.astimezone(UTC) - row.start.astimezone(UTC) == timedelta(hours=1)


async def test_of_an_hour_that_comes_twice_the_first_is_meant(rooms: Any) -> None:
    call = rooms.call(await rooms.opens(CAFE))
    rooms.clock.moment = datetime(2027, 10, 20, 12, tzinfo=UTC)
    autumn = date(2027, 10, 31)  # 03:00 becomes 02:00 in Berlin
    slot = await slot_of(call, Wish(autumn, time(2, 30), 2))
    row = await call.book(slot, GUEST, "k")
    assert row.start.astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert (await refusal_of(call, Wish(autumn, time(2), 2))).reason == "full"
    assert isinstance(await call.check(Wish(autumn, time(3), 2)), FreeSlot)


async def test_a_booking_survives_the_database_in_the_zone_of_the_business(rooms: Any) -> None:
    cafe = await rooms.opens(CAFE)
    rooms.clock.moment = datetime(2027, 3, 20, 12, tzinfo=UTC)
    call = rooms.call(cafe)
    summer = await call.book(await slot_of(call, Wish(date(2027, 4, 4), time(12), 2)), GUEST, "a")
    winter = await call.book(await slot_of(call, Wish(date(2027, 3, 21), time(12), 2)), GUEST, "b")
    kept = {row.ref: row.start.isoformat() for row in await rooms.calendar.everything(cafe)}
    assert kept == {
        summer.ref: "2027-04-04T12:00:00+02:00", winter.ref: "2027-03-21T12:00:00+01:00",
    }  # fmt: skip


async def test_one_person_serves_one_guest_at_a_time_and_needs_the_buffer(rooms: Any) -> None:
    call = rooms.call(await rooms.opens(SALON))
    cut = Wish(FRIDAY, time(10), service_id="cut")
    first = await slot_of(call, cut)
    assert (first.resource_id, first.minutes) == ("asha", 50)
    await call.book(first, GUEST, "a")
    second = await slot_of(call, cut)
    assert second.resource_id == "meena"
    await call.book(second, GUEST, "b")
    assert (await refusal_of(call, cut)).reason == "full"
    half = Wish(FRIDAY, time(10, 30), service_id="cut")
    assert (await refusal_of(call, half)).reason == "full"
    assert isinstance(await call.check(Wish(FRIDAY, time(11), service_id="cut")), FreeSlot)
    colour = Wish(FRIDAY, time(11), service_id="colour")
    assert (await slot_of(call, colour)).resource_id == "meena"


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (Wish(date(2027, 6, 7), time(11), service_id="cut"), "too_far"),
        (Wish(date(2027, 5, 9), time(11), service_id="cut"), "closed_weekday"),
        (Wish(date(2027, 5, 10), time(11), resource_ids=("meena",)), "leave"),
        (Wish(FRIDAY, time(18), service_id="cut"), "outside_hours"),
        (Wish(FRIDAY, time(15), resource_ids=("asha",), service_id="cut"), "not_sitting"),
        (Wish(FRIDAY, time(12, 30), resource_ids=("asha",), service_id="cut"), "not_sitting"),
        (Wish(FRIDAY, time(11, 10), service_id="cut"), "not_a_start"),
    ],
)
async def test_a_refusal_gives_the_true_reason(rooms: Any, wish: Wish, reason: str) -> None:
    call = rooms.call(await rooms.opens(SALON))
    assert (await refusal_of(call, wish)).reason == reason


async def test_a_slot_that_the_rules_would_refuse_cannot_be_booked_by_naming_it(
    rooms: Any,
) -> None:
    salon = await rooms.opens(SALON)
    call = rooms.call(salon)
    good = await slot_of(call, Wish(FRIDAY, time(10), service_id="cut"))
    forged = FreeSlot(good.start.replace(hour=15), 50, "asha", service_id="cut")
    refused = await call.book(forged, GUEST, "k")
    assert isinstance(refused, Refusal)
    assert refused.reason == "not_sitting"
    short = FreeSlot(good.start, 5, "asha", service_id="cut")
    row = await call.book(short, GUEST, "k2")
    assert isinstance(row, BookedRow)
    assert row.minutes == 50
