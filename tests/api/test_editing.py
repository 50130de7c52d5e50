"""Of two who edit one record the later is told, sees what the other wrote, and overwrites nothing;
whatever route changes a record, it is so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from vaani.api import openapi
from vaani.call.plan import Caller, CallPlan

GUEST = {"name": "Asha Verma", "phone": "+919876543210"}
SLOT = {"date": "2027-05-10", "time": "19:00"}
TABLE = {"business": "bistro", **SLOT, "party": 2, **GUEST}
AT = "?business=bistro"
NO_RECORD = {
    "/api/v1/session/password": "one's own, and the former one is asked for",
    "/api/v1/session/second-factor": "one's own, and a code is asked for",
    "/api/v1/calls/{call_id}/turn-taking": "of a call that is up: the last word counts",
}
"""Changes of what nobody else edits, with the reason."""
Given = Callable[[Any], Awaitable[str]]


async def a_booking(world: Any) -> str:
    made = await world.owner.post("/api/v1/bookings", json=TABLE)
    return str(made.json()["data"]["id"])


async def a_customer(world: Any) -> str:
    await a_booking(world)
    listed = await world.owner.get(f"/api/v1/customers{AT}")
    return str(listed.json()["data"][0]["id"])


async def a_message(world: Any) -> str:
    left = await world.nouns.messages.leave(
        world.bistro_id, "callback", "Call me.", None, GUEST["phone"], "k1"
    )
    return str(left.id)


async def a_call(world: Any) -> str:
    bistro = await world.nouns.businesses.get("bistro")
    await world.nouns.calls.begin(CallPlan("c1", bistro, Caller(GUEST["phone"]), "twilio", "CA1"))
    return "c1"


async def a_person(world: Any) -> str:
    roles = [{"business": "bistro", "role": "viewer"}]
    wish = {"login": "ravi@bistro.example", "name": "Ravi", "roles": roles}
    made = await world.owner.post("/api/v1/users", json=wish)
    return str(made.json()["data"]["user"]["id"])


async def a_topic(world: Any) -> str:
    wish = {"topic": "parking", "text": {"en": "Behind the house."}}
    assert (await world.owner.post(f"/api/v1/knowledge{AT}", json=wish)).status_code == 201
    return "parking"


async def the_bistro(world: Any) -> str:
    return "bistro"


@dataclass(frozen=True)
class Edited:
    """A route that changes a record: how the record comes to be and is read, and what the two who
    edit it want; `query`: the revision stands in the address."""

    method: str
    path: str
    given: Given
    read: str
    first: Any
    second: Any
    query: bool = False


TURN = "/api/v1/businesses/{}/turn-taking"
FILE = "/api/v1/businesses/{}/file"
EDITED = [
    Edited("PATCH", "/api/v1/bookings/{}" + AT, a_booking, "/api/v1/bookings/{}" + AT,
           {"notes": "window"}, {"notes": "terrace"}),
    Edited("PUT", "/api/v1/bookings/{}", a_booking, "/api/v1/bookings/{}" + AT,
           {**TABLE, "party": 3}, {**TABLE, "name": "Ravi"}),
    Edited("PATCH", "/api/v1/appointments/{}" + AT, a_booking, "/api/v1/appointments/{}" + AT,
           {"reason": "fever"}, {"reason": "cough"}),
    Edited("PUT", "/api/v1/appointments/{}", a_booking, "/api/v1/appointments/{}" + AT,
           {"business": "bistro", "scheduled_time": "2027-05-10T19:00:00+05:30", "name": "Ravi"},
           {"business": "bistro", "scheduled_time": "2027-05-10T20:00:00+05:30"}),
    Edited("PATCH", "/reservations/{}" + AT, a_booking, "/reservations/{}" + AT,
           {"notes": "window"}, {"party_size": 4}),
    Edited("PUT", "/reservations/{}", a_booking, "/reservations/{}" + AT,
           {"business_id": "bistro", "party_size": 3, "reservation_date": SLOT["date"],
            "reservation_time": "19:00"},
           {"business_id": "bistro", "party_size": 4, "reservation_date": SLOT["date"],
            "reservation_time": "20:00"}),
    Edited("PATCH", "/api/v1/customers/{}" + AT, a_customer, "/api/v1/customers/{}" + AT,
           {"may_be_called": False}, {"name": "Asha Sen", "may_be_called": True}),
    Edited("PATCH", "/api/v1/messages/{}" + AT, a_message, "/api/v1/messages/{}" + AT,
           {"status": "done"}, {"status": "open"}),
    Edited("PATCH", "/api/v1/calls/{}", a_call, "/api/v1/calls/{}",
           {"rating": 2, "note": "Asked twice."}, {"rating": 5}),
    Edited("PATCH", "/api/v1/users/{}", a_person, "/api/v1/users/{}",
           {"roles": [{"business": "bistro", "role": "manager"}]}, {"disabled": True}),
    Edited("PUT", "/api/v1/knowledge/topics/{}" + AT, a_topic, "/api/v1/knowledge" + AT,
           {"text": {"en": "In front of it."}}, {"text": {"en": "There is none."}}),
    Edited("PATCH", "/api/v1/businesses/{}", the_bistro, FILE,
           {"changes": {"name": "Bistro One"}}, {"changes": {"name": "Bistro Two"}}),
    Edited("PUT", TURN, the_bistro, FILE, {"preset": "slow_speaker"}, {"preset": "noisy_line"}),
    Edited("PUT", "/api/v1/businesses/{}/numbers", the_bistro, FILE,
           ["+919999900100", "+919999900101"], ["+919999900102"], query=True),
    Edited("PUT", "/api/v1/businesses/{}/draft", the_bistro, "/api/v1/businesses/{}/draft",
           {"changes": {"name": "Bistro One"}}, {"changes": {"name": "Bistro Two"}}),
    Edited("PATCH", "/api/v1/config", the_bistro, "/api/v1/config",
           {"settings": {"calls": {"limit_seconds": 60}}},
           {"settings": {"calls": {"limit_seconds": 90}}}),
]  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """A route without a body that ends a record, after somebody made `edit` of it; `shown`: what of
    the edit the later one is told."""

    method: str
    path: str
    edit: Edited
    shown: tuple[str, Any]


_BOOKING, _APPOINTMENT, _RESERVATION = EDITED[0], EDITED[2], EDITED[4]
_TOPIC = next(one for one in EDITED if one.given is a_topic)
_DRAFT = next(one for one in EDITED if one.path.endswith("/draft"))
_BISTRO = next(one for one in EDITED if one.method == "PATCH" and one.given is the_bistro)
ENDED = [
    Ended("POST", "/api/v1/bookings/{}/cancel" + AT, _BOOKING, ("notes", "window")),
    Ended("POST", "/api/v1/bookings/{}/complete" + AT, _BOOKING, ("notes", "window")),
    Ended("POST", "/api/v1/bookings/{}/no-show" + AT, _BOOKING, ("notes", "window")),
    Ended("POST", "/api/v1/appointments/{}/no-show" + AT, _APPOINTMENT, ("status", "scheduled")),
    Ended("DELETE", "/api/v1/appointments/{}" + AT, _APPOINTMENT, ("status", "scheduled")),
    Ended("POST", "/reservations/{}/complete" + AT, _RESERVATION, ("party_size", 2)),
    Ended("DELETE", "/reservations/{}" + AT, _RESERVATION, ("party_size", 2)),
    Ended("DELETE", "/api/v1/knowledge/topics/{}" + AT, _TOPIC,
          ("text", {"en": "In front of it."})),
    Ended("DELETE", "/api/v1/businesses/{}/draft?", _DRAFT, ("changes", {"name": "Bistro One"})),
    Ended("DELETE", "/api/v1/businesses/{}?confirm=bistro", _BISTRO, ("revision", 2)),
]  # fmt: skip
NOTHING_EDITED = {
    "/api/v1/blocks/{block_id}": "leave that nobody edits",
    "/api/v1/keys/{key_id}": "nobody edits a key",
    "/api/v1/session": "one's own",
    "/api/v1/sessions/{session_id}": "nobody edits a session",
    "/reservations": "refused whatever it says",
    "/tts/references/{name}": "a file",
    "/tts/outputs/{name}": "a file",
}
"""What is removed and is never changed, with the reason."""


async def read(world: Any, url: str) -> dict[str, Any]:
    answer = await world.owner.get(url)
    assert answer.status_code == 200, answer.text
    found = answer.json()["data"]
    record: dict[str, Any] = found[0] if isinstance(found, list) else found
    return record


async def sent(world: Any, edit: Edited, url: str, wish: Any, seen: Any) -> Any:
    if edit.query:
        return await world.owner.request(edit.method, url, json=wish, params={"revision": seen})
    return await world.owner.request(edit.method, url, json={**wish, "revision": seen})


@pytest.mark.parametrize("edit", EDITED, ids=lambda one: f"{one.method} {one.path}")
async def test_the_later_of_two_editors_is_told_what_the_first_wrote(
    world: Any, edit: Edited
) -> None:
    id = await edit.given(world)
    url, place = edit.path.format(id), edit.read.format(id)
    before = await read(world, place)
    done = await sent(world, edit, url, edit.first, before["revision"])
    assert done.status_code == 200, done.text
    kept = await read(world, place)
    assert kept["revision"] != before["revision"]
    late = await sent(world, edit, url, edit.second, before["revision"])
    assert late.status_code == 409, late.text
    error = late.json()["error"]
    assert error["code"] == "CONFLICT"
    assert error["message"].endswith(" since: read it again.")
    assert error["details"]["revision"] == error["details"]["present"]["revision"]
    present = error["details"]["present"]
    if "config" not in edit.path:
        known = {name: value for name, value in present.items() if name in kept}
        assert known == {name: kept[name] for name in known}, "he sees what is there"
    assert kept["revision"] == present["revision"]
    assert await read(world, place) == kept, "nothing was overwritten"
    again = await sent(world, edit, url, edit.second, present["revision"])
    assert again.status_code == 200, again.text


@pytest.mark.parametrize("end", ENDED, ids=lambda one: f"{one.method} {one.path}")
async def test_who_ends_what_another_changed_is_told_and_ends_nothing(
    world: Any, end: Ended
) -> None:
    id = await end.edit.given(world)
    place, url = end.edit.read.format(id), end.path.format(id)
    before = await read(world, place)
    done = await sent(world, end.edit, end.edit.path.format(id), end.edit.first, before["revision"])
    assert done.status_code == 200, done.text
    kept = await read(world, place)
    late = await world.owner.request(end.method, f"{url}&revision={before['revision']}")
    assert late.status_code == 409, late.text
    details = late.json()["error"]["details"]
    name, value = end.shown
    assert details["present"][name] == value
    assert details["present"]["revision"] == kept["revision"] == details["revision"]
    assert await read(world, place) == kept, "nothing was ended"
    again = await world.owner.request(end.method, f"{url}&revision={kept['revision']}")
    assert again.status_code == 200, again.text
    if "/bookings" in place or "/appointments" in place or "/reservations" in place:
        repeated = await world.owner.request(end.method, f"{url}&revision={kept['revision']}")
        assert repeated.status_code == 200, "what is so already is no conflict"


def test_every_route_that_ends_a_record_takes_its_revision_and_is_walked() -> None:
    walked = {one.path.split("?")[0].rpartition("/{}")[0] for one in ENDED}
    for path, methods in openapi.document()["paths"].items():
        for method in methods.keys() & ({"delete", "post"} if "{act}" in path else {"delete"}):
            if path in NOTHING_EDITED:
                continue
            named = {one["name"] for one in methods[method].get("parameters", ())}
            assert "revision" in named, (method, path)
            assert path.partition("/{")[0] in walked, (method, path)


def test_every_route_that_changes_a_record_takes_its_revision_and_is_walked() -> None:
    document = openapi.document()
    schemas = document["components"]["schemas"]
    walked = {(one.method.lower(), one.path.split("?")[0].replace("{}", "{*}")) for one in EDITED}
    for path, methods in document["paths"].items():
        for method in methods.keys() & {"put", "patch"}:
            if path in NO_RECORD:
                continue
            told = methods[method]
            schema = told["requestBody"]["content"]["application/json"]["schema"]
            body = schemas.get(schema.get("$ref", "").rpartition("/")[2], {})
            named = {one["name"] for one in told.get("parameters", ())} | {
                *body.get("properties", ())
            }
            assert "revision" in named, (method, path)
            pattern = "/".join("{*}" if part[:1] == "{" else part for part in path.split("/"))
            assert (method, pattern) in walked, (method, path)


async def test_who_names_no_revision_changes_what_is_there(world: Any) -> None:
    url = f"/api/v1/messages/{await a_message(world)}{AT}"
    for status in ("done", "open", "done"):
        assert (await world.staff.patch(url, json={"status": status})).status_code == 200


async def test_a_call_of_the_customer_meanwhile_is_no_conflict(world: Any) -> None:
    url = f"/api/v1/customers/{await a_customer(world)}{AT}"
    seen = (await read(world, url))["revision"]
    world.clock.moment = world.clock.moment.replace(minute=45)
    async with world.nouns.customers._database.transaction() as session:
        await world.nouns.customers.remember(session, world.bistro_id, GUEST["phone"])
    changed = await world.owner.patch(url, json={"may_be_called": False, "revision": seen})
    assert changed.status_code == 200
