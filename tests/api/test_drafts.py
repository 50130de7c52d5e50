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


DRAFT = "/api/v1/businesses/bistro/draft"
HELLO = {"greeting": {"en": "Bistro by the lake, hello."}}


async def test_a_draft_is_kept_for_all_who_may_change_the_business_until_it_is_published(
    world: Any,
) -> None:
    none = (await world.owner.get(DRAFT)).json()["data"]
    assert (none["changes"], none["at"]) == ({}, None)
    first = await world.owner.put(DRAFT, json={"changes": HELLO, "revision": none["revision"]})
    assert first.status_code == 200, first.text
    kept = first.json()["data"]
    manager = await world.of_role["manager"].get(DRAFT)
    assert manager.json()["data"] == kept
    assert (kept["changes"], kept["made_from"], bool(kept["actor"])) == (HELLO, 1, True)
    assert "by the lake" not in (await tried(world))[0]["text"], "callers hear nothing of it"
    done = await world.owner.post(f"{DRAFT}/publish", json={"revision": kept["revision"]})
    assert done.status_code == 200, done.text
    assert done.json()["data"]["revision"] == 2
    assert "by the lake" in (await tried(world))[0]["text"]
    after = (await world.owner.get(DRAFT)).json()["data"]
    assert (after["changes"], after["revision"]) == ({}, none["revision"])
    again = await world.owner.post(f"{DRAFT}/publish", json={"revision": after["revision"]})
    assert again.status_code == 404


async def test_a_draft_is_published_only_over_what_it_was_begun_from(world: Any) -> None:
    kept = (await world.owner.put(DRAFT, json={"changes": HELLO})).json()["data"]
    other = {"revision": 1, "changes": {"name": "Bistro One"}}
    assert (await world.owner.patch("/api/v1/businesses/bistro", json=other)).status_code == 200
    late = await world.owner.post(f"{DRAFT}/publish", json={"revision": kept["revision"]})
    assert late.status_code == 409
    present = late.json()["error"]["details"]["present"]
    assert (present["made_from"], present["business_revision"]) == (1, 2)
    mine = {"changes": HELLO, "made_from": 2, "revision": present["revision"]}
    over = (await world.owner.put(DRAFT, json=mine)).json()["data"]
    done = await world.owner.post(f"{DRAFT}/publish", json={"revision": over["revision"]})
    document = done.json()["data"]["document"]
    assert (document["name"], document["greeting"]["en"]) == ("Bistro One", HELLO["greeting"]["en"])


async def test_a_draft_that_is_no_business_is_kept_and_not_published(world: Any) -> None:
    wrong = {"changes": {"timezone": "Mars/Base"}}
    kept = (await world.owner.put(DRAFT, json=wrong)).json()["data"]
    answer = await world.owner.post(f"{DRAFT}/publish", json={"revision": kept["revision"]})
    assert answer.status_code == 422
    assert (await world.owner.get(DRAFT)).json()["data"] == kept
    gone = await world.owner.delete(f"{DRAFT}?revision={kept['revision']}")
    assert gone.json()["data"]["changes"] == {}
    for client in (world.viewer, world.staff):
        assert (await client.get(DRAFT)).status_code == 403
    assert (await world.other.get(DRAFT)).status_code == 404
