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


async def test_what_a_customer_agreed_to_is_shown_written_down_and_taken_back(world: Any) -> None:
    await world.owner.post("/api/v1/bookings", json={**TABLE, "phone": HINDI})
    found = await world.owner.get("/api/v1/customers?business=bistro&phone=98765 43210")
    (one,) = found.json()["data"]
    assert (one["greet_by_name"], one["may_be_called"], one["name"]) == (False, True, "Asha")
    url = f"/api/v1/customers/{one['id']}?business=bistro"
    wish = {"name": "Asha Verma", "greet_by_name": True, "may_be_called": False}
    changed = (await world.owner.patch(url, json=wish)).json()["data"]
    assert changed == {**one, **wish, "revision": changed["revision"]}
    assert (await world.owner.get(url)).json()["data"] == changed
    bistro = await world.nouns.businesses.get("bistro")
    assert (await world.nouns.customers.caller(bistro.id, HINDI)).name == "Asha Verma"
    assert not await world.nouns.do_not_call.may_call(bistro.id, HINDI)
    back = {"greet_by_name": False, "may_be_called": True}
    assert (await world.owner.patch(url, json=back)).status_code == 200
    assert (await world.nouns.customers.caller(bistro.id, HINDI)).name is None
    assert await world.nouns.do_not_call.may_call(bistro.id, HINDI)
    audit = (await world.owner.get("/api/v1/audit?business=bistro")).json()["data"]
    assert [each["action"] for each in audit].count("change_customer") == 2
    nobody = await world.owner.get("/api/v1/customers?business=bistro&phone=98765 43219")
    assert nobody.json()["data"] == []


async def test_nobody_is_greeted_by_a_name_that_is_not_known(world: Any) -> None:
    bistro = await world.nouns.businesses.get("bistro")
    await world.nouns.customers.allow_greeting(bistro.id, SILENT, False)
    one = await world.nouns.customers.by_phone(bistro.id, SILENT)
    url = f"/api/v1/customers/{one.id}?business=bistro"
    refused = await world.owner.patch(url, json={"greet_by_name": True})
    assert refused.status_code == 422
    viewer = await world.viewer.patch(url, json={"may_be_called": False})
    assert viewer.status_code == 403
    probing = await world.viewer.get(f"/api/v1/customers?business=bistro&phone={SILENT[3:]}")
    assert probing.status_code == 403


async def test_a_message_is_read_by_its_reference(world: Any) -> None:
    bistro = await world.nouns.businesses.get("bistro")
    left = await world.nouns.messages.leave(bistro.id, "note", "late", "Asha", HINDI, "k", None)
    read = await world.owner.get(f"/api/v1/messages/{left.ref}?business=bistro")
    assert read.json()["data"]["text"] == "late"
    assert (await world.owner.get("/api/v1/messages/M0?business=bistro")).status_code == 404
