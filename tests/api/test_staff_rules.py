"""What an owner says of rules: those for callers are not for my staff, and say the true limit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from vaani.api.auth import Principal

HOUSE = """
slug: {slug}
name: House
kind: restaurant
timezone: {zone}
languages: [en]
numbers: ["{number}"]
hours: {{mon: &day [{{open: "00:00", close: "23:30"}}], tue: *day, wed: *day, thu: *day, fri: *day,
  sat: *day, sun: *day}}
{closures}booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  min_lead_minutes: 240
  max_days_ahead: 10
  party: {{min: 1, max_by_phone: 6}}
  duration_minutes: [{{minutes: 90}}]
  resources:
    - {{id: T10, kind: table, seats: 10}}
"""
GUEST = {"name": "Asha Verma", "phone": "+919876543210", "party": 2}


async def house(world: Any, zone: str = "Asia/Kolkata", **values: str) -> dict[str, Any]:
    number = values.pop("number", "+919999900700")
    text = HOUSE.format(slug="house", zone=zone, number=number, closures=values.pop("closures", ""))
    await world.nouns.businesses.import_text(text)
    return {"business": "house", **GUEST}


async def test_a_walk_in_five_minutes_from_now_is_booked_by_staff(world: Any) -> None:
    guest = await house(world)
    start = (world.clock.now() + timedelta(minutes=5)).isoformat()
    answer = await world.owner.post("/api/v1/bookings", json={**guest, "start": start})
    assert answer.status_code == 201, answer.text


async def test_eight_at_the_table_for_ten_are_booked_by_staff_and_eleven_are_not(
    world: Any,
) -> None:
    guest = await house(world)
    start = {"start": "2027-05-08T19:00:00+05:30"}
    many = await world.owner.post("/api/v1/bookings", json={**guest, **start, "party": 11})
    assert many.status_code == 422
    error = many.json()["error"]
    assert (error["details"]["limit"], error["details"]["by"]) == (10, "seats")
    assert "10" in error["message"]
    eight = await world.owner.post("/api/v1/bookings", json={**guest, **start, "party": 8})
    assert eight.status_code == 201, eight.text


async def test_staff_may_book_further_ahead_than_callers(world: Any) -> None:
    guest = await house(world)
    wish = {**guest, "start": "2027-06-30T19:00:00+05:30"}
    assert (await world.owner.post("/api/v1/bookings", json=wish)).status_code == 201


@pytest.mark.parametrize(
    "change", [{"notes": "window"}, {"name": "Asha"}, {"phone": "9876543211"}, {"party": 3}]
)
async def test_notes_name_phone_and_party_change_on_a_day_that_was_closed_since(
    world: Any, change: dict[str, Any]
) -> None:
    guest = await house(world)
    wish = {**guest, "start": "2027-05-06T11:00:00+05:30"}
    made = (await world.owner.post("/api/v1/bookings", json=wish)).json()["data"]
    await house(world, closures='closures: {"2027-05-06": stocktaking}\n')
    done = await world.owner.patch(f"/api/v1/bookings/{made['id']}", json=change)
    assert done.status_code == 200, done.text
    moved = await world.owner.patch(f"/api/v1/bookings/{made['id']}", json={"time": "12:00"})
    details = moved.json()["error"]["details"]
    assert details["reason"] == "closed_date"
    assert details["closure"]["en"] == "stocktaking"


async def test_the_second_half_past_one_in_london_is_the_second_one(world: Any) -> None:
    guest = await house(world, "Europe/London", number="+442079460000")
    guest |= {"start": "2027-10-31T01:30:00+00:00", "phone": "+442079460001"}
    made = await world.owner.post("/api/v1/bookings", json=guest)
    assert made.status_code == 201, made.text
    assert made.json()["data"]["start"] == "2027-10-31T01:30:00Z"


async def test_a_start_and_another_date_contradict_each_other(world: Any) -> None:
    guest = await house(world)
    wish = {**guest, "start": "2027-05-08T19:00:00+05:30", "date": "2027-05-09"}
    answer = await world.owner.post("/api/v1/bookings", json=wish)
    assert answer.status_code == 422
    assert answer.json()["error"]["details"]["fields"][0]["field"] == "date"


async def test_the_offset_of_a_time_is_respected(world: Any) -> None:
    guest = await house(world)
    wish = {**guest, "date": "2027-05-08", "time": "13:30:00+00:00"}
    made = await world.owner.post("/api/v1/bookings", json=wish)
    assert made.json()["data"]["start"] == "2027-05-08T19:00:00+05:30"


@pytest.mark.parametrize("phone", ["9876543210", "98765 4321", "1234567", "987654321012", "0207a"])
async def test_a_number_that_is_none_in_my_country_is_refused(world: Any, phone: str) -> None:
    guest = await house(world, "Europe/London", number="+442079460000")
    guest |= {"start": "2027-05-08T19:00:00+01:00", "phone": phone}
    answer = await world.owner.post("/api/v1/bookings", json=guest)
    assert answer.status_code == 422
    assert answer.json()["error"]["details"]["fields"][0]["field"] == "phone"


async def test_a_national_number_is_one_of_my_country(world: Any) -> None:
    guest = await house(world, "Europe/London", number="+442079460000")
    guest |= {"start": "2027-05-08T19:00:00+01:00", "phone": "07400 123456"}
    made = await world.owner.post("/api/v1/bookings", json=guest)
    assert made.json()["data"]["phone"] == "+447400123456"


@pytest.mark.parametrize(("who", "free"), [("owner", True), ("viewer", False)])
@pytest.mark.parametrize(
    "wish",
    [{"date": "2027-05-06", "time": "11:00"}, {"date": "2027-06-30", "time": "19:00"},
     {"date": "2027-05-08", "time": "19:00", "party": 8}],
)  # fmt: skip
async def test_what_staff_may_book_is_free_for_them_and_not_for_callers(
    world: Any, who: str, free: bool, wish: dict[str, Any]
) -> None:
    await house(world)
    mine = (await world.owner.get("/api/v1/businesses/house")).json()["data"]["id"]
    world.ring.keys["viewer-key"] = Principal("viewer", "viewer", frozenset({mine}))
    asked = {"business": "house", **wish}
    answer = await getattr(world, who).get("/api/v1/availability", params=asked)
    assert answer.json()["data"]["free"] is free, answer.text
    day = {name: value for name, value in asked.items() if name != "time"}
    listed = await getattr(world, who).get("/api/v1/availability", params=day)
    times = [one["time"] for one in listed.json()["data"]["slots"]]
    assert (wish["time"] in times) is free
