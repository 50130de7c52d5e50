"""What an owner notices of his business over HTTP: import, export, numbers, every error at once."""

from __future__ import annotations

from typing import Any

YAML = {"content-type": "application/yaml"}


async def test_a_file_goes_in_and_comes_out_the_same(world: Any) -> None:
    exported = await world.owner.get("/api/v1/businesses/bistro/export")
    assert exported.headers["content-type"].startswith("application/yaml")
    back = await world.owner.post("/api/v1/businesses/import", content=exported.text, headers=YAML)
    assert back.json()["data"]["outcome"] == "unchanged"


async def test_a_new_business_is_201_and_a_changed_one_200(world: Any) -> None:
    new = world.bistro_file.replace("slug: bistro", "slug: trattoria").replace("0100", "0300")
    made = await world.owner.post("/api/v1/businesses/import", content=new, headers=YAML)
    assert made.status_code == 201
    changed = new.replace("capacity: 10", "capacity: 20")
    done = await world.owner.post("/api/v1/businesses/import", content=changed, headers=YAML)
    assert done.status_code == 200
    assert done.json()["data"]["business"]["capacity"] == 20


async def test_a_wrong_file_is_refused_whole_with_every_place(world: Any) -> None:
    wrong = world.bistro_file.replace("kind: restaurant", "kind: castle").replace("12:00", "25:00")
    answer = await world.owner.post("/api/v1/businesses/import", content=wrong, headers=YAML)
    assert answer.status_code == 422
    problems = answer.json()["error"]["details"]["problems"]
    assert any(problem.startswith("kind:") for problem in problems)
    assert any(problem.startswith("hours.mon[0]") for problem in problems)
    kept = (await world.owner.get("/api/v1/businesses/bistro")).json()["data"]
    assert kept["kind"] == "restaurant"


async def test_numbers_are_replaced_and_anothers_number_is_refused(world: Any) -> None:
    where = "/api/v1/businesses/bistro/numbers"
    body = ["+919999900101", {"number": "+919999900102", "carrier": "twilio"}]
    done = await world.owner.put(where, json=body)
    assert done.json()["data"]["numbers"] == ["+919999900101", "+919999900102"]
    reached = world.nouns.businesses.by_number
    assert (await reached("+919999900102", "twilio")).slug == "bistro"
    assert await reached("+919999900102", "plivo") is None
    taken = await world.owner.put(where, json=["+919999900200"])
    assert taken.status_code == 422
    assert "numbers[0]" in taken.text
    wrong = await world.owner.put(where, json=["12"])
    assert wrong.status_code == 422
