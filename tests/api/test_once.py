"""A program that does not know whether its request arrived sends it again, and nothing is made
twice, whatever it makes."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from vaani.api import openapi

KEY = {"Idempotency-Key": "click-0001"}
AT = "?business=bistro"
CAFE = {
    "slug": "cafe", "name": "Cafe", "kind": "restaurant", "timezone": "Asia/Kolkata",
    "languages": ["en"], "hours": {"mon": [{"open": "12:00", "close": "22:00"}]},
}  # fmt: skip
BLOCK = {"start": "2027-05-10T19:00:00+05:30",
         "end": "2027-05-10T20:00:00+05:30"}  # fmt: skip
TABLE = {"format": "csv", "text": "topic,text_en\nwifi,It is free\n"}
PERSON = {"login": "asha@bistro.example", "name": "Asha",
          "roles": [{"business": "bistro", "role": "viewer"}]}  # fmt: skip
OWN = {
    "/api/v1/bookings": "test_same_key.py", "/api/v1/appointments": "test_same_key.py",
    "/reservations": "test_same_key.py", "/api/v1/calls": "wire/carriers/test_calls_out*.py",
    "/calls": "as /api/v1/calls", "/voice/calls/initiate": "as /api/v1/calls",
}  # fmt: skip
"""What binds its key in the transaction that writes it, and where that is shown."""
NONE = {
    "/api/v1/session": "opens a session for a browser",
    "/api/v1/session/second-factor": "one's own secret, made anew until a code of it was shown",
    "/api/v1/calls/browser": "a token for one call that nobody may keep",
    "/tts/references": "by its name: one that is taken is 409",
}
"""What makes something and takes no key, with the reason."""
MADE: list[tuple[str, Any, Any, str]] = [
    (f"/api/v1/blocks{AT}", BLOCK, {**BLOCK, "end": "2027-05-10T21:00:00+05:30"},
     f"/api/v1/blocks{AT}"),
    ("/api/v1/businesses", {"document": CAFE}, {"document": {**CAFE, "slug": "bar"}},
     "/api/v1/businesses"),
    (f"/api/v1/knowledge{AT}", {"topic": "parking", "text": {"en": "Behind the house."}},
     {"topic": "wifi", "text": {"en": "It is free."}}, f"/api/v1/knowledge{AT}"),
    (f"/api/v1/knowledge/import{AT}", TABLE, {**TABLE, "replace": True}, f"/api/v1/knowledge{AT}"),
]  # fmt: skip
SHOWN_ONCE: list[tuple[str, Any, str]] = [
    ("/api/v1/users", PERSON, "/api/v1/users"),
    ("/api/v1/keys", {"name": "web", "role": "viewer", "businesses": ["bistro"]}, "/api/v1/keys"),
]


async def rows(world: Any, url: str) -> Any:
    answer = await world.owner.get(url)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


@pytest.mark.parametrize(("path", "wish", "other", "listed"), MADE, ids=lambda one: str(one)[:30])
async def test_the_same_request_under_its_key_is_done_once(
    world: Any, path: str, wish: Any, other: Any, listed: str
) -> None:
    first = await world.owner.post(path, json=wish, headers=KEY)
    assert first.status_code in (200, 201), first.text
    there = await rows(world, listed)
    again = await world.owner.post(path, json=wish, headers=KEY)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    changed = await world.owner.post(path, json=other, headers=KEY)
    assert changed.status_code == 409, changed.text
    assert "Idempotency-Key" in changed.json()["error"]["message"]
    assert await rows(world, listed) == there, "neither made a second one"


@pytest.mark.parametrize(("path", "wish", "listed"), SHOWN_ONCE, ids=lambda one: str(one)[:30])
async def test_what_is_shown_once_is_made_once_and_not_shown_again(
    world: Any, path: str, wish: Any, listed: str
) -> None:
    first = await world.owner.post(path, json=wish, headers=KEY)
    assert first.status_code == 201, first.text
    there = await rows(world, listed)
    again = await world.owner.post(path, json=wish, headers=KEY)
    assert again.status_code == 409
    assert "shown once" in again.json()["error"]["message"]
    assert await rows(world, listed) == there


async def test_a_fresh_link_under_a_key_does_not_make_the_first_one_void(world: Any) -> None:
    made = await world.owner.post("/api/v1/users", json=PERSON)
    place = f"/api/v1/users/{made.json()['data']['user']['id']}/link"
    first = await world.owner.post(place, headers=KEY)
    assert (await world.owner.post(place, headers=KEY)).status_code == 409
    token = first.json()["data"]["link"].partition("#key=")[2]
    assert await world.accounts.by_link(token) is not None


async def test_a_business_file_that_is_sent_twice_is_imported_once(world: Any) -> None:
    sent = {"content": world.bistro_file.replace("bistro", "bar").replace("0100", "0109"),
            "headers": {**KEY, "Content-Type": "application/yaml"}}  # fmt: skip
    for _ in range(2):
        done = await world.owner.post("/api/v1/businesses/import", **sent)
        assert (done.status_code, done.json()["data"]["outcome"]) == (201, "created")


async def test_what_was_refused_frees_its_key_and_keys_of_two_programs_do_not_meet(
    world: Any,
) -> None:
    path, wish, _, listed = MADE[0]
    early = {**wish, "end": wish["start"]}
    assert (await world.owner.post(path, json=early, headers=KEY)).status_code == 422
    assert (await world.owner.post(path, json=wish, headers=KEY)).status_code == 201
    later = {**wish, "start": "2027-05-11T19:00:00+05:30", "end": "2027-05-11T20:00:00+05:30"}
    assert (await world.staff.post(path, json=later, headers=KEY)).status_code == 201
    assert len(await rows(world, listed)) == 2


async def test_who_may_not_ask_learns_nothing_by_anothers_key(world: Any) -> None:
    path, wish, _, _ = MADE[0]
    await world.owner.post(path, json=wish, headers=KEY)
    assert (await world.viewer.post(path, json=wish, headers=KEY)).status_code == 403
    assert (await world.nobody.post(path, json=wish, headers=KEY)).status_code == 401


async def test_a_request_that_was_cut_off_is_not_done_again_and_a_day_later_is_new(
    world: Any,
) -> None:
    path, wish, _, _ = MADE[0]
    requests = world.nouns.requests
    asked = world.owner.build_request("POST", path, json=wish)
    text = ["POST", "/api/v1/blocks", "business=bistro", asked.content.decode()]
    assert await requests.begin(requests.mark("owner", KEY["Idempotency-Key"]),
                                orjson.dumps(text).decode()) is None  # fmt: skip
    again = await world.owner.post(path, json=wish, headers=KEY)
    assert again.status_code == 409
    assert "look whether it was done" in again.json()["error"]["message"]
    world.clock.moment = world.clock.moment.replace(day=8)
    assert (await world.owner.post(path, json=wish, headers=KEY)).status_code == 201


async def test_a_repetition_is_no_second_change_in_the_audit(world: Any) -> None:
    path, wish, _, _ = MADE[0]
    for _ in range(2):
        await world.owner.post(path, json=wish, headers=KEY)
    actions = [one["action"] for one in await rows(world, f"/api/v1/audit{AT}")]
    assert actions.count("take_time_out") == 1, actions


def test_every_route_that_makes_something_takes_a_key_and_is_shown() -> None:
    shown = {path.partition("?")[0] for path, *_ in (*MADE, *SHOWN_ONCE)}
    shown |= {"/api/v1/users/{user_id}/link", "/api/v1/businesses/import"}
    for path, methods in openapi.document()["paths"].items():
        told = methods.get("post", {"responses": {}})
        if "201" not in told["responses"] or path in NONE:
            continue
        named = {one["name"] for one in told.get("parameters", ())}
        assert "Idempotency-Key" in named, path
        assert path in shown or path in OWN, path
