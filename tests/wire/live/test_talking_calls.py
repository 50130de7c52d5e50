"""A whole call with a model that hears and speaks itself, over Twilio's wire and the vendor's."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from vaani.testing.vendors.live import LiveSays, Talk

DINER = Path(__file__).parents[2] / "calls" / "text" / "scenarios" / "diner.yaml"
CALLER = "+919999977001"
SATURDAY = {"date": "2027-05-08", "time": "18:00", "party": 4}
SUNDAY = {"date": "2027-05-09", "time": "19:00", "party": 2}
FREE = "Saturday at six in the evening is free. May I have your name please?"
SAID = (
    "A table for four on Saturday at six in the evening please",
    "my name is Kavya",
    "Yes please",
    "And a table for two on Sunday at seven in the evening please",
    "My name is Kavya",
    "Yes please",
    "No thank you, bye",
)
ANSWERS = (
    LiveSays(calls=(("find_slots", SATURDAY),)),
    LiveSays(FREE),
    LiveSays("It is booked for you.", (("book", {"slot": "s1", "name": "Kavya", "note": None}),)),
    LiveSays("Wonderful."),
    LiveSays(calls=(("find_slots", SUNDAY),)),
    LiveSays("Sunday at seven in the evening is free. May I have your name please?"),
)
"""The third lies: nothing is booked before the read-back and the caller's yes."""


def model(talk: Talk) -> LiveSays:
    """What the model says, by what it was told last and how often the caller has spoken."""
    spoken = sum(one == ("caller", "(sound)") for one in talk.history)
    after_result = talk.history[-1][0] == "result"
    place = {(1, False): 0, (1, True): 1, (2, False): 2, (4, False): 4, (4, True): 5}
    return ANSWERS[place.get((spoken, after_result), 3)]


async def call(h: Any, vendor: str) -> None:
    """One call: a booking by tool, spoken over on the way, and one that outlives its model."""
    loop, end = asyncio.get_running_loop(), h.ends[vendor]
    peer, call_id = await h.ring(vendor, CALLER)
    await h.heard_out(peer)
    peer.say(h.LOUD * 40)
    await peer.said()
    assert await peer.assistant_began(within_s=60)
    began = peer.times("media")[-1]
    while peer.now_ms < began + 900:
        await peer._wait(0.05)
    peer.say(h.LOUD * 60)  # over the model's sound
    await peer.said()
    cleared = next(at for at in peer.times("clear") if at > began)
    await h.heard_out(peer, loop.time())
    assert not await h.bookings(vendor), "read back, and not written"
    if vendor == "openai":
        heard = [ms for _, ms in end.script.truncated if ms]
        assert heard == [pytest.approx(cleared - began, abs=150)]
    await h.speak(peer)
    first = await h.bookings(vendor)
    assert [(one.name, one.party) for one in first] == [("Kavya", 4)]
    await h.speak(peer, 0.8)
    end.server.refuse = 503
    await end.server.close_all(1011)
    for _ in range(3):
        if peer.closed.is_set():
            break
        await h.speak(peer)
    await peer.hang_up()
    found = await h.over(call_id)
    rows = await h.bookings(vendor)
    told = [f"{turn.speaker}: {turn.text}" for turn in found.turns]
    assert sorted((one.name, one.party) for one in rows) == [("Kavya", 2), ("Kavya", 4)], told
    assert [turn.text for turn in found.turns if turn.speaker == "caller"] == list(SAID), told
    assert found.call.outcome == "booked"
    assert not any("It is booked for you" in one for one in told), "a lie is not heard"
    assert (vendor, "realtime.lost") in h.events
    assert end.script.errors == []
    assert peer.complaints == []


async def test_a_call_of_each_vendor_books_by_tool_is_spoken_over_and_outlives_its_model(
    talking: Any, tmp_path: Path
) -> None:
    async with talking(tmp_path, DINER.read_text("utf-8"), SAID, model) as h:
        done = await asyncio.gather(*(call(h, one) for one in h.ends), return_exceptions=True)
    for error in done:
        if error is not None:
            raise error
