"""What somebody who looks for something in a list asks, and what he gets."""

from __future__ import annotations

from typing import Any

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallResult

ASHA = {"name": "Asha Verma", "phone": "+919876543210"}


async def appointments(world: Any) -> None:
    for doctor, day in (("rao", "2027-05-10"), ("rao", "2027-05-11"), ("sen", "2027-05-10")):
        wish = {"business": "clinic", "resource": doctor, "date": day, "time": "10:00", **ASHA}
        made = await world.owner.post("/api/v1/bookings", json=wish)
        assert made.status_code == 201, made.text


async def found(world: Any, path: str) -> list[tuple[str, str]]:
    answer = await world.owner.get(path)
    assert answer.status_code == 200, answer.text
    return [(one["resource"], one["date"]) for one in answer.json()["data"]]


async def test_bookings_are_asked_for_by_day_and_by_who_is_booked(world: Any) -> None:
    await appointments(world)
    clinic = "/api/v1/bookings?business=clinic"
    assert await found(world, f"{clinic}&resource=sen") == [("sen", "2027-05-10")]
    days = "from=2027-05-11&to=2027-05-12"
    assert await found(world, f"{clinic}&resource=rao&{days}") == [("rao", "2027-05-11")]
    unknown = await world.owner.get(f"{clinic}&resource=roa")
    assert unknown.status_code == 422
    assert "did you mean rao?" in unknown.json()["error"]["message"]


async def test_appointments_are_listed_in_the_words_of_a_clinic(world: Any) -> None:
    await appointments(world)
    clinic = "/api/v1/appointments?business=clinic"
    listed = (await world.owner.get(f"{clinic}&doctor_id=rao&status=scheduled")).json()["data"]
    assert [one["scheduled_time"][:10] for one in listed] == ["2027-05-10", "2027-05-11"]
    assert {one["status"] for one in listed} == {"scheduled"}
    assert await found(world, f"{clinic}&status=cancelled") == []


async def test_a_table_is_found_among_tables_that_were_joined(world: Any) -> None:
    tables = "[{id: T1, kind: table, seats: 4}, {id: T_1, kind: table, seats: 4}]"
    text = world.bistro_file.replace(
        "capacity: 10", f"combine_resources: true\n  resources: {tables}"
    )
    await world.nouns.businesses.import_text(text)
    wish = {"business": "bistro", "date": "2027-05-10", "time": "19:00", "party": 7, **ASHA}
    made = (await world.owner.post("/api/v1/bookings", json=wish)).json()["data"]
    assert made["resource"] == "T1+T_1"
    for id, many in (("T1", 1), ("T_1", 1), ("T1%2BT_1", 1)):
        listed = await world.owner.get(f"/api/v1/bookings?business=bistro&resource={id}")
        assert len(listed.json()["data"]) == many, id


async def test_a_customers_bookings_are_asked_for_by_his_id(world: Any) -> None:
    await appointments(world)
    other = {"business": "clinic", "resource": "sen", "date": "2027-05-11", "time": "11:00"}
    ravi = {"name": "Ravi", "phone": "+919876543211"}
    await world.owner.post("/api/v1/bookings", json={**other, **ravi})
    people = (await world.owner.get("/api/v1/customers?business=clinic")).json()["data"]
    ids = {one["name"]: one["id"] for one in people}
    path = f"/api/v1/customers/{ids['Asha Verma']}/bookings?business=clinic"
    assert len(await found(world, path)) == 3
    assert await found(world, f"{path}&from=2027-05-11") == [("rao", "2027-05-11")]
    nobody = await world.owner.get("/api/v1/customers/x/bookings?business=clinic")
    assert nobody.status_code == 404


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("status=completed", ["c2"]), ("status=ringing", ["c1"]), ("outcome=booked", ["c2"]),
        ("carrier=browser", ["c2"]), ("carrier=plivo", []), ("from=2027-05-06", ["c2", "c1"]),
        ("to=2027-05-06", []),
    ],
)  # fmt: skip
async def test_calls_are_asked_for_by_how_they_went(world: Any, query: str, ids: list[str]) -> None:
    bistro = await world.nouns.businesses.get("bistro")
    for id, carrier in (("c1", "twilio"), ("c2", "browser")):
        plan = CallPlan(id, bistro, Caller(None), carrier, id)
        await world.nouns.calls.begin(plan)
    result = CallResult("booked", "en")
    await world.nouns.calls.journal(plan).ended("completed", "caller", result, 1000)
    listed = await world.owner.get(f"/api/v1/calls?business=bistro&{query}")
    assert [one["id"] for one in listed.json()["data"]] == ids


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
async def test_a_business_file_sent_as_json_is_told_how_to_send_it(world: Any, kind: str) -> None:
    answer = await world.owner.post(
        "/api/v1/businesses/import",
        content=b'{"file": "slug: x"}',
        headers={"content-type": kind},
    )
    assert answer.status_code == 422
    assert "application/yaml" in answer.json()["error"]["message"]
