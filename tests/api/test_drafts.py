"""An owner hears what callers would hear before he publishes a change, and nothing real happens."""

from __future__ import annotations

from typing import Any

TRY = "/api/v1/businesses/bistro/try"
SAID = ["a table for two on Monday at 8 pm", "Asha Verma", "9876543210", "yes", "yes"]


async def tried(world: Any, **draft: Any) -> list[dict[str, Any]]:
    answer = await world.owner.post(TRY, json=draft)
    assert answer.status_code == 200, answer.text
    replies: list[dict[str, Any]] = answer.json()["data"]
    return replies


async def test_a_draft_is_heard_before_it_is_published(world: Any) -> None:
    draft = {"greeting": {"en": "Bistro by the lake, hello."}}
    (now,) = await tried(world)
    (then,) = await tried(world, changes=draft)
    assert "by the lake" not in now["text"]
    assert "Bistro by the lake, hello." in then["text"]
    at = (await world.owner.get("/api/v1/businesses/bistro/file")).json()["data"]["revision"]
    change = {"revision": at, "changes": draft}
    assert (await world.owner.patch("/api/v1/businesses/bistro", json=change)).status_code == 200
    assert await tried(world) == [then]


async def test_a_tried_booking_is_said_to_be_made_and_is_not(world: Any) -> None:
    replies = await tried(world, said=SAID)
    assert replies[-1]["wrote"] == ["created"], [one["text"] for one in replies]
    for noun in ("bookings", "calls", "customers", "messages"):
        listed = await world.owner.get(f"/api/v1/{noun}?business=bistro")
        assert listed.json()["data"] == [], noun
    assert await tried(world, said=SAID) == replies, "a call that begins anew is the same"


async def test_a_draft_that_is_no_business_says_what_is_wrong(world: Any) -> None:
    answer = await world.owner.post(TRY, json={"changes": {"timezone": "Mars/Base"}})
    assert answer.status_code == 422
    assert any("timezone" in one for one in answer.json()["error"]["details"]["problems"])
    assert (await world.viewer.post(TRY, json={})).status_code == 403
    assert (await world.other.post(TRY, json={})).status_code == 404
