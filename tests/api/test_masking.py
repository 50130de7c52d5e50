"""A read-only key reads every word of a call, and no telephone number, over real connections."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from vaani.bootstrap.watching import WatchedJournal
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallResult

MONDAY = "2027-05-10"
NUMBER = "+919876543210"
SAID = (
    ("my number is nine eight seven six five four three two one zero",
     "my number is X X X X X X X X X X"),
    ("मेरा नंबर है नौ आठ सात छह पाँच चार तीन दो एक शून्य", "मेरा नंबर है X X X X X X X X X X"),
    ("mera number nau aath saat chhe paanch char teen do ek shunya",
     "mera number X X X X X X X X X X"),
    ("keys 9876543210", "keys XXXXXXXXXX"),
    ("nine eight seven", "X X X"),
    ("a table for four at eight, for Rohan Mehta", "a table for four at eight, for Rohan Mehta"),
)  # fmt: skip
SUMMARY = "Wants to be called on 98765 43210."


def client(address: str, key: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.AsyncClient(base_url=f"http://{address}", headers=headers)


async def spoken_call(world: Any) -> str:
    """A call in which the number is said in every way, as the session would report it."""
    business = await world.nouns.businesses.get("bistro")
    planned = CallPlan("call-1", business, Caller(NUMBER), "twilio", "CA-1")
    plan = await world.nouns.calls.begin(planned)

    async def settled() -> None:
        await asyncio.sleep(0)

    state = world.app.state
    journal = WatchedJournal(
        world.nouns.calls.journal(plan), plan, state.events, state.metrics, settled
    )
    journal.answered(plan)
    for number, (text, _) in enumerate(SAID):
        journal.turn(TurnRecord(number, "caller", text, "en", number * 1000, number * 1000 + 900))
    dialled = {"numbers": [{"phone": NUMBER, "to": NUMBER}], "waited_ms": 9876543210}
    journal.event("tool", 7000, dialled)
    result = CallResult("answered", "en", summary=SUMMARY)
    await journal.ended("completed", "caller", result, 8000)
    return str(plan.call_id)


async def test_a_viewer_reads_a_transcript_without_the_number_that_was_dictated(
    world: Any, address: str
) -> None:
    call_id = await spoken_call(world)
    for path in (f"/api/v1/calls/{call_id}", f"/calls/{call_id}"):
        async with client(address, "viewer-key") as viewer:
            seen = (await viewer.get(path)).json()["data"]
        assert [turn["text"] for turn in seen["turns"]] == [shown for _, shown in SAID]
        assert seen["summary"] == "Wants to be called on XXXXX XXXXX."
        assert seen["caller"] == "98XXXX3210"
        (tool,) = seen["events"]
        assert tool["data"] == {"numbers": [{"to": "+XXXXXXXXXXXX"}], "waited_ms": 9876543210}


async def test_staff_read_the_transcript_as_it_was_said(world: Any, address: str) -> None:
    call_id = await spoken_call(world)
    async with client(address, "staff-key") as staff:
        seen = (await staff.get(f"/api/v1/calls/{call_id}")).json()["data"]
    assert [turn["text"] for turn in seen["turns"]] == [text for text, _ in SAID]
    assert seen["summary"] == SUMMARY
    assert seen["events"][0]["data"]["numbers"][0]["phone"] == NUMBER


async def follow(address: str, key: str, until: str) -> list[dict[str, Any]]:
    """Every event that this key gets, up to the first of a type."""
    came: list[dict[str, Any]] = []
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        asyncio.timeout(60),
        connect(f"ws://{address}/api/v1/events?after=0", additional_headers=headers) as socket,
    ):
        while not came or came[-1]["type"] != until:
            came.append(json.loads(await socket.recv()))
    return came


@pytest.mark.parametrize(("key", "column"), [("viewer-key", 1), ("staff-key", 0)])
async def test_live_events_hide_dictated_numbers_from_viewers_and_from_nobody_else(
    world: Any, address: str, key: str, column: int
) -> None:
    await spoken_call(world)
    came = await follow(address, key, "call.completed")
    words = [event["data"]["text"] for event in came if event["type"] == "message.received"]
    assert words == [said[column] for said in SAID]
    (tool,) = [event["data"] for event in came if event["type"] == "tool.called"]
    told = tool["numbers"][0]
    assert (told.get("phone"), told["to"]) == (
        (None, "+XXXXXXXXXXXX") if column else (NUMBER, NUMBER)
    )


async def test_nested_data_of_events_holds_no_number_and_keeps_ids_and_times(
    world: Any, address: str
) -> None:
    data = {
        "booking_id": "01935a3e-1234-7890-8123-456789012345", "ref": "AC23",
        "at": "2027-05-10T19:00:00+05:30", "duration_ms": 9876543210,
        "guest": {"name": "Asha", "phone": NUMBER, "party": 4, "caller_id": NUMBER},
        "tried": ["98765 43210", 9876543210, ["nau aath saat chhe paanch char teen do ek shunya"]],
        NUMBER: True,
    }  # fmt: skip
    world.app.state.events.publish("tool.called", data, business_id=world.bistro_id)
    (event,) = await follow(address, "viewer-key", "tool.called")
    assert event["data"] == {
        "booking_id": data["booking_id"], "ref": "AC23", "at": data["at"],
        "duration_ms": 9876543210, "guest": {"party": 4, "caller_id": "+XXXXXXXXXXXX"},
        "tried": ["XXXXX XXXXX", "XXXXXXXXXX", ["X X X X X X X X X X"]], "+XXXXXXXXXXXX": True,
    }  # fmt: skip


async def test_a_message_and_the_notes_of_a_booking_hold_no_number_for_a_viewer(
    world: Any, address: str
) -> None:
    text = "Call Asha back on nine eight seven six five four three two one zero, at 5."
    await world.nouns.messages.leave(world.bistro_id, "note", text, "Asha", NUMBER, "m1")
    wish = {
        "date": MONDAY, "time": "19:00", "party": 2, "name": "Asha Verma", "phone": NUMBER,
        "notes": "window; husband: 98765-43210", "reason": "नौ आठ सात छह पाँच चार तीन दो एक शून्य",
    }  # fmt: skip
    async with client(address, "staff-key") as staff, client(address, "viewer-key") as viewer:
        made = (await staff.post("/api/v1/bookings", json=wish)).json()["data"]
        assert (made["notes"], made["reason"]) == (wish["notes"], wish["reason"])
        for path in (f"/api/v1/bookings/{made['id']}", f"/reservations/{made['id']}"):
            seen = (await viewer.get(path)).json()["data"]
            assert seen["notes"] == "window; husband: XXXXX-XXXXX"
            assert seen.get("reason", "X X X X X X X X X X") == "X X X X X X X X X X"
            assert seen.get("name", seen.get("customer_name")) == "Asha Verma"
        for path in ("/api/v1/bookings", "/reservations"):
            assert "98765" not in (await viewer.get(path)).text
        (message,) = (await viewer.get("/api/v1/messages")).json()["data"]
        assert message["text"] == "Call Asha back on X X X X X X X X X X, at 5."
        assert (message["name"], message["phone"]) == ("Asha", "98XXXX3210")
        (message,) = (await staff.get("/api/v1/messages")).json()["data"]
        assert message["text"] == text
