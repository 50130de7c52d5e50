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


COMMENTED = """# our house
slug: corner
name: Corner Cafe   # as on the door
timezone: Asia/Kolkata
kind: restaurant

# when we are there
hours: {mon: [{open: "12:00", close: "22:00"}]}

booking:   # pooled
  capacity: 20
knowledge:
  - {topic: parking, text: "Behind the house"}   # since May
"""
HERE = "/api/v1/businesses"


async def made(world: Any) -> None:
    answer = await world.owner.post(f"{HERE}/import", content=COMMENTED, headers=YAML)
    assert answer.status_code == 201, answer.text


async def test_what_was_not_changed_comes_out_as_it_was_written(world: Any) -> None:
    await made(world)
    exported = await world.owner.get(f"{HERE}/corner/export")
    assert exported.text == COMMENTED
    change = {"revision": 1, "changes": {"hours": {"tue": [{"open": "18:00", "close": "02:00"}]}}}
    done = await world.owner.patch(f"{HERE}/corner", json=change)
    assert done.status_code == 200, done.text
    text = (await world.owner.get(f"{HERE}/corner/export")).text
    assert text.startswith("# our house\nslug: corner\nname: Corner Cafe   # as on the door\n")
    assert "booking:   # pooled\n  capacity: 20\n" in text
    assert "# since May" in text
    assert "# when we are there\nhours:\n  tue:\n" in text
    assert "languages" not in text
    back = await world.owner.post(f"{HERE}/import", content=text, headers=YAML)
    assert back.json()["data"]["outcome"] == "unchanged"
    assert (await world.owner.get(f"{HERE}/corner/export")).text == text
    gone = await world.owner.patch(
        f"{HERE}/corner", json={"revision": 2, "changes": {"knowledge": None}}
    )
    assert gone.status_code == 200
    assert "since May" not in (await world.owner.get(f"{HERE}/corner/export")).text


async def test_what_a_command_changes_leaves_the_rest_of_the_file_alone(world: Any) -> None:
    await made(world)
    await world.owner.put(f"{HERE}/corner/numbers", json=["+919999900777"])
    text = (await world.owner.get(f"{HERE}/corner/export")).text
    assert text == f"{COMMENTED}numbers:\n- '+919999900777'\n"


async def test_of_two_editors_the_later_one_is_told(world: Any) -> None:
    at = (await world.owner.get(f"{HERE}/bistro/file")).json()["data"]["revision"]
    first = await world.owner.patch(
        f"{HERE}/bistro", json={"revision": at, "changes": {"name": "One"}}
    )
    assert first.json()["data"]["revision"] == at + 1
    assert first.json()["data"]["document"]["name"] == "One"
    second = await world.owner.patch(
        f"{HERE}/bistro", json={"revision": at, "changes": {"name": "Two"}}
    )
    assert second.status_code == 409
    assert second.json()["error"]["details"]["revision"] == at + 1
    assert (await world.owner.get(f"{HERE}/bistro")).json()["data"]["name"] == "One"


async def test_a_change_that_does_not_fit_is_refused_whole_with_its_places(world: Any) -> None:
    hours = {"mon": [{"open": "9", "close": "17:00"}]}
    change = {"revision": 1, "changes": {"name": "Two", "hours": hours}}
    answer = await world.owner.patch(f"{HERE}/bistro", json=change)
    assert answer.status_code == 422
    assert answer.json()["error"]["details"]["problems"][0].startswith("hours.mon[0].open: 9 is")
    assert (await world.owner.get(f"{HERE}/bistro")).json()["data"]["name"] == "Bistro"
    assert (await world.staff.patch(f"{HERE}/bistro", json=change)).status_code == 403
    assert (await world.other.patch(f"{HERE}/bistro", json=change)).status_code == 404


async def test_a_business_is_made_and_removed_with_everything(world: Any, tmp_path: Any) -> None:
    new = {
        "slug": "corner", "name": "Corner", "kind": "restaurant", "timezone": "Asia/Kolkata",
        "hours": {"mon": [{"open": "12:00", "close": "22:00"}]}, "booking": {"capacity": 20},
    }  # fmt: skip
    done = await world.owner.post(HERE, json={"document": new})
    assert done.status_code == 201, done.text
    assert done.json()["data"]["capacity"] == 20
    assert (await world.owner.post(HERE, json={"document": new})).status_code == 409
    assert (
        await world.other.post(HERE, json={"document": {**new, "slug": "x"}})
    ).status_code == 403
    wish = {"business": "corner", "date": "2027-05-10", "time": "19:00", "party": 2}
    booked = await world.owner.post("/api/v1/bookings", json={**wish, "name": "Asha"})
    assert booked.status_code == 201, booked.text
    (tmp_path / "recordings/corner").mkdir(parents=True)
    assert (await world.owner.delete(f"{HERE}/corner?confirm=bistro")).status_code == 422
    removed = await world.owner.delete(f"{HERE}/corner?confirm=corner")
    assert removed.status_code == 200, removed.text
    assert (await world.owner.get(f"{HERE}/corner")).status_code == 404
    assert not (tmp_path / "recordings/corner").exists()
    gone = await world.owner.get(f"/api/v1/bookings/{booked.json()['data']['id']}")
    assert gone.status_code == 404


async def test_a_former_version_is_looked_at_and_brought_back(world: Any) -> None:
    await made(world)
    await world.owner.patch(
        f"{HERE}/corner", json={"revision": 1, "changes": {"name": "Corner House"}}
    )
    listed = (await world.owner.get(f"{HERE}/corner/versions")).json()["data"]
    assert [(one["revision"], one["actor"]) for one in listed] == [
        (2, "key:owner"),
        (1, "key:owner"),
    ]
    assert listed[0]["keys"] == ["name"]
    second = (await world.owner.get(f"{HERE}/corner/versions/2")).json()["data"]
    assert "-name: Corner Cafe\n+name: Corner House" in second["changes"]
    path = f"{HERE}/corner/versions/1/restore"
    assert (await world.owner.post(path, json={"revision": 1})).status_code == 409
    back = await world.owner.post(path, json={"revision": 2})
    assert (back.json()["data"]["revision"], back.status_code) == (3, 200)
    assert (await world.owner.get(f"{HERE}/corner/export")).text == COMMENTED
    assert (await world.owner.get(f"{HERE}/corner/versions/9")).status_code == 404
    page = (await world.owner.get(f"{HERE}/corner/versions?limit=1")).json()
    rest = await world.owner.get(f"{HERE}/corner/versions?cursor={page['meta']['next_cursor']}")
    assert [one["revision"] for one in rest.json()["data"]] == [2, 1]


async def test_values_that_no_yaml_can_hold_are_refused_with_their_place(world: Any) -> None:
    for value in (10**30, [[[]]], {"a": {"b": 1}}, 1.5, True):
        change = {"revision": 1, "changes": {"name": value, "hours": value, "closures": value}}
        answer = await world.owner.patch(f"{HERE}/bistro", json=change)
        assert answer.status_code == 422, answer.text
    nested: Any = "x"
    for _ in range(300):
        nested = {"x": nested}
    answer = await world.owner.post(HERE, json={"document": {"slug": nested}})
    assert answer.status_code == 422, answer.text
    typo = await world.owner.post(HERE, json={"document": {"slug": "a", "hour": {}}})
    assert "hour: is not a known key; did you mean hours?" in typo.text
