"""Whoever has too small a role or another business sees and writes no more than is his (for every
route: `test_walk.py`)."""

from __future__ import annotations

from typing import Any

import pytest

MONDAY = "2027-05-10"


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
