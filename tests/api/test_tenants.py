"""Whoever has no key, too small a role or another business learns nothing, on any route."""

from __future__ import annotations

import json
from typing import Any

import pytest

MONDAY = "2027-05-10"


OPEN = {"/health", "/ready", "/metrics", "/", "/pages/home.js", "/pages/home.css"}
SIGN_IN = {("POST", "/api/v1/session"), ("DELETE", "/api/v1/session")}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/api/v1/bookings"): {"business": "bistro", "date": MONDAY, "time": "19:00"},
    ("PATCH", "/api/v1/bookings/{booking_id}"): {"party": 2},
    ("PUT", "/api/v1/businesses/{business}/numbers"): [],
    ("PATCH", "/api/v1/messages/{message_id}"): {"status": "done"},
    ("POST", "/api/v1/appointments"): {
        "business": "bistro", "scheduled_time": f"{MONDAY}T19:00:00+05:30",
    },
    ("POST", "/reservations"): {
        "business_id": "bistro", "party_size": 2, "reservation_date": MONDAY,
        "reservation_time": "19:00",
    },
    ("PUT", "/reservations/{reservation_id}"): {
        "business_id": "bistro", "party_size": 2, "reservation_date": MONDAY,
        "reservation_time": "19:00",
    },
    ("PATCH", "/reservations/{reservation_id}"): {"party_size": 2},
    ("POST", "/calls"): {"phone_number": "+919876543210"},
    ("POST", "/api/v1/calls"): {"phone_number": "+919876543210"},
    ("POST", "/voice/calls/initiate"): {"phone_number": "+919876543210"},
}  # fmt: skip


def guarded(world: Any) -> list[tuple[str, str]]:
    """Every method and path that needs a key, from the application itself."""
    described = world.app.openapi()["paths"]
    found = [
        (method.upper(), path)
        for path, methods in described.items()
        for method in methods
        if path not in OPEN and (method.upper(), path) not in SIGN_IN
    ]
    assert len(found) > 25
    return found


async def ask(world: Any, who: str, method: str, path: str, ids: dict[str, str]) -> Any:
    address = path
    for name, value in ids.items():
        address = address.replace("{" + name + "}", value)
    query = {"date": MONDAY} if "availability" in path else {}
    if ("business" not in path and method == "GET") or path.endswith("/{act}"):
        query["business"] = "bistro"
    content: Any = BODIES.get((method, path))
    headers = {"content-type": "application/json"}
    body = json.dumps(content) if content is not None else None
    if path.endswith("/import"):
        body, headers = world.bistro_file, {"content-type": "application/yaml"}
    client = getattr(world, who)
    return await client.request(method, address, params=query, content=body, headers=headers)


IDS = {"booking_id": "x", "business": "bistro", "customer_id": "x", "call_id": "x",
       "message_id": "x", "reservation_id": "x", "act": "cancel"}  # fmt: skip


async def test_every_route_refuses_who_shows_no_key(world: Any) -> None:
    for method, path in guarded(world):
        answer = await ask(world, "nobody", method, path, IDS)
        assert answer.status_code == 401, (method, path)
        assert answer.json()["error"]["code"] == "UNAUTHORIZED", (method, path)


async def test_every_route_answers_404_for_another_tenants_business(world: Any) -> None:
    made = await world.owner.post(
        "/api/v1/bookings",
        json={"business": "bistro", "date": MONDAY, "time": "19:00", "party": 2, "name": "A",
              "phone": "+919876543210"},
    )  # fmt: skip
    booking = made.json()["data"]
    customers = (await world.owner.get("/api/v1/customers?business=bistro")).json()["data"]
    message = await world.nouns.messages.leave(
        world.bistro_id, "note", "call back", "A", "+919876543210", "k1"
    )
    ids = IDS | {
        "booking_id": booking["id"], "reservation_id": booking["id"],
        "customer_id": customers[0]["id"], "message_id": message.id,
    }  # fmt: skip
    for method, path in guarded(world):
        if path == "/api/v1/businesses" or path.endswith("/session") or "call" in path:
            continue
        if (method, path) == ("DELETE", "/reservations"):
            continue
        answer = await ask(world, "other", method, path, ids)
        of_the_house = path.endswith("/import") or "/sessions" in path
        expected = 403 if of_the_house else 404
        assert answer.status_code == expected, (method, path, answer.text)
        assert "A" not in answer.json()["error"]["details"]
    untouched = await world.owner.get(f"/api/v1/bookings/{booking['id']}")
    assert untouched.json()["data"] == booking


async def test_a_list_of_businesses_holds_only_those_of_the_key(world: Any) -> None:
    mine = (await world.other.get("/api/v1/businesses")).json()["data"]
    everyone = (await world.owner.get("/api/v1/businesses")).json()["data"]
    assert [business["slug"] for business in mine] == ["clinic"]
    assert [business["slug"] for business in everyone] == ["bistro", "clinic"]


@pytest.mark.parametrize("who", ["viewer", "staff"])
async def test_small_roles_may_not_write_what_is_the_owners(world: Any, who: str) -> None:
    client = getattr(world, who)
    headers = {"content-type": "application/yaml"}
    imported = await client.post(
        "/api/v1/businesses/import", content=world.bistro_file, headers=headers
    )
    assert imported.status_code == 403
    assert imported.json()["error"]["code"] == "FORBIDDEN"
    assert (await client.put("/api/v1/businesses/bistro/numbers", json=[])).status_code == 403
    assert (await client.get("/api/v1/businesses/bistro/export")).status_code == 403


async def test_a_viewer_sees_numbers_masked_and_writes_nothing(world: Any) -> None:
    wish = {"date": MONDAY, "time": "19:00", "party": 2, "name": "Asha", "phone": "+919876543210"}
    assert (await world.viewer.post("/api/v1/bookings", json=wish)).status_code == 403
    made = (await world.staff.post("/api/v1/bookings", json=wish)).json()["data"]
    assert made["phone"] == "+919876543210"
    for path in (f"/api/v1/bookings/{made['id']}", "/api/v1/bookings", "/api/v1/customers"):
        text = (await world.viewer.get(path)).text
        assert "9876543210" not in text
        assert "98XXXX3210" in text


async def test_several_businesses_and_none_named_is_asked_back(world: Any) -> None:
    answer = await world.owner.get("/api/v1/bookings")
    assert answer.status_code == 422
    assert "`business`" in answer.json()["error"]["message"]
