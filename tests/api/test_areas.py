"""What staff and programs see and book of the parts of a house; none is swapped quietly."""

from __future__ import annotations

from typing import Any

import pytest

from vaani.domain.businesses.file import parse_business
from vaani.kit.errors import FileError

HOUSE = """
slug: house
name: House
kind: restaurant
timezone: Asia/Kolkata
languages: [en, hi]
hours: {mon: &day [{open: "11:00", close: "23:30"}], tue: *day, wed: *day, thu: *day, fri: *day,
  sat: *day, sun: *day}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  duration_minutes: [{minutes: 90}]
  resources:
    - {id: T4, kind: table, seats: 4, area: {en: terrace, hi: "छत"}}
    - {id: T2, kind: table, seats: 2, area: terrace}
    - {id: H4, kind: table, seats: 4, area: {en: hall}}
    - {id: H8, kind: table, seats: 8, area: hall}
"""
GUEST = {"business": "house", "name": "Asha Verma", "phone": "+919876543210"}
EIGHT = {"start": "2027-05-08T20:00:00+05:30"}


@pytest.fixture
async def house(world: Any) -> Any:
    await world.nouns.businesses.import_text(HOUSE)
    return world


async def booked(world: Any, **asked: Any) -> Any:
    answer = await world.owner.post("/api/v1/bookings", json={**GUEST, **EIGHT, **asked})
    return answer.json()["data"] if answer.status_code == 201 else answer


async def test_an_area_is_booked_with_the_smallest_table_there_or_not_at_all(house: Any) -> None:
    found = [(await booked(house, party=2, area=one)) for one in ("Terrace", "छत")]
    assert [(one["resource"], one["area"]) for one in found] == [
        ("T2", "terrace"),
        ("T4", "terrace"),
    ]
    refused = await booked(house, party=2, area="terrace")
    assert refused.status_code == 409
    assert (await booked(house, party=2))["area"] == "hall"


async def test_a_table_that_was_just_taken_gives_way_to_one_beside_it_only(house: Any) -> None:
    await booked(house, party=2, resource="T4")
    assert (await booked(house, party=2, resource="T4"))["resource"] == "T2"
    assert (await booked(house, party=2, resource="T4")).status_code == 409


async def test_more_people_stay_in_their_area(house: Any) -> None:
    two = await booked(house, party=2, area="terrace")
    url = f"/api/v1/bookings/{two['ref']}?business=house"
    four = (await house.owner.patch(url, json={"party": 4})).json()["data"]
    assert (four["resource"], four["area"]) == ("T4", "terrace")
    assert (await house.owner.patch(url, json={"party": 6})).status_code in (409, 422)
    moved = (await house.owner.patch(url, json={"party": 6, "area": "hall"})).json()["data"]
    assert (moved["resource"], moved["area"]) == ("H8", "hall")


async def test_what_is_free_is_told_by_area(house: Any) -> None:
    await booked(house, party=4, area="terrace")
    url = "/api/v1/availability?business=house&date=2027-05-08&time=20:00&party=4"
    told = (await house.owner.get(f"{url}&area=terrace")).json()["data"]
    assert told["free"] is False
    assert {slot["area"] for slot in told["slots"]} == {"terrace"}
    assert (await house.owner.get(f"{url}&area=hall")).json()["data"]["free"] is True
    unknown = await house.owner.get(f"{url}&area=terace")
    assert unknown.status_code == 422
    assert "did you mean terrace?" in unknown.json()["error"]["message"]
    both = await house.owner.get(f"{url}&area=hall&resource=T4")
    assert both.status_code == 422


async def test_areas_stand_with_business_and_day_plan(house: Any) -> None:
    business = (await house.owner.get("/api/v1/businesses/house")).json()["data"]
    assert {one["id"]: one["area"] for one in business["resources"]}["T2"] == "terrace"
    plan = (await house.owner.get("/api/v1/day-plan?business=house&date=2027-05-08")).json()
    assert [row["area"] for row in plan["data"]["rows"]] == ["terrace", "terrace", "hall", "hall"]


def test_one_area_is_one_however_often_it_is_written() -> None:
    terms = parse_business(HOUSE).business.booking
    assert terms is not None
    assert [(one.en, one.hi) for one in terms.areas()] == [("terrace", "छत"), ("hall", None)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("area: {en: terrace, hi: बगीचा}}", "one area terrace"),
        ("area: {}}", "needs words in en or hi"),
    ],
)
def test_an_area_of_two_names_is_refused(wrong: str, said: str) -> None:
    with pytest.raises(FileError) as refused:
        parse_business(HOUSE.replace("seats: 2, area: terrace}", f"seats: 2, {wrong}"))
    assert any(said in one for one in refused.value.problems)


def test_people_have_no_area() -> None:
    person = "- {id: asha, kind: person, name: Asha, area: terrace}"
    with pytest.raises(FileError, match="is of tables"):
        parse_business(HOUSE + f"    {person}\n")
