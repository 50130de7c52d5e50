"""What an owner notices of his customers over HTTP: who they are, what they speak."""

from __future__ import annotations

from typing import Any

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallResult

TABLE = {"business": "bistro", "date": "2027-05-10", "time": "19:00", "party": 2, "name": "Asha"}
HINDI, SILENT = "+919876543210", "+919876543211"


async def test_a_customers_language_is_that_of_his_last_call(world: Any) -> None:
    for phone in (HINDI, SILENT):
        made = await world.owner.post("/api/v1/bookings", json={**TABLE, "phone": phone})
        assert made.status_code == 201
    bistro = await world.nouns.businesses.get("bistro")
    plan = CallPlan("c1", bistro, Caller(HINDI), "twilio", "CA1")
    await world.nouns.calls.begin(plan)
    result = CallResult("answered", "hinglish")
    await world.nouns.calls.journal(plan).ended("completed", "caller", result, 1000)
    listed = (await world.owner.get("/api/v1/customers?business=bistro")).json()["data"]
    assert {one["phone"]: one["language"] for one in listed} == {HINDI: "hi", SILENT: None}
    (spoke,) = (one for one in listed if one["phone"] == HINDI)
    read = await world.owner.get(f"/api/v1/customers/{spoke['id']}?business=bistro")
    assert read.json()["data"] == spoke


async def test_a_business_without_customers_has_an_empty_list(world: Any) -> None:
    listed = await world.owner.get("/api/v1/customers?business=bistro")
    assert listed.json()["data"] == []
