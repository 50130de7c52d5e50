"""What the call page and its media socket say to each other, over real sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest

from vaani.call.ports.thinker import CallResult
from vaani.telephony.driver import IncomingCall
from vaani.testing.carrier_peer import PeerError
from vaani.testing.page_peer import PagePeer

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOUD = (b"\x00\x30" * 20 + b"\x00\xd0" * 20) * 8
"""20 ms at 400 Hz."""


async def until(page: PagePeer, true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for it while the page speaks silence, as a microphone does."""
    async with asyncio.timeout(seconds):
        while not true():
            page.speak(bytes(640))
            await page.pause()


async def test_the_button_gets_a_socket_and_a_call(town: Any) -> None:
    reply = await town.http.post("/api/v1/calls/browser", json={"business": "madhuban"})
    assert reply.status_code == 201
    given = reply.json()["data"]
    page = PagePeer()
    await page.open(f"ws://127.0.0.1:{town.port}{given['url']}", given["call_id"])
    assert page.of_type("ready") == [{"type": "ready", "version": 1, "rate_hz": 16000}]
    await page.hang_up()
    assert await town.over(given["call_id"]) == "completed"


async def test_a_business_that_does_not_exist_is_said_in_one_sentence(town: Any) -> None:
    reply = await town.http.post("/api/v1/calls/browser", json={"business": "nobody"})
    assert reply.status_code == 404
    assert reply.json()["error"]["message"] == "There is no such business."


async def test_a_call_begins_in_no_language_that_the_business_does_not_answer_in(
    town: Any,
) -> None:
    file = (
        "slug: english-only\nname: Inn\nkind: other\ntimezone: Europe/London\nlanguages: [en]\n"
        'hours: {mon: [{open: "10:00", close: "17:00"}]}\nnumbers: ["+442071838750"]\n'
    )
    await town.house.nouns.businesses.import_text(file)
    asked = {"business": "english-only", "language": "hi"}
    reply = await town.http.post("/api/v1/calls/browser", json=asked)
    assert reply.status_code == 422
    assert "Inn does not answer in it; it speaks en." in reply.json()["error"]["message"]
    plan = await town.house.app.state.carriers.plan_for(
        IncomingCall("twilio", "CA-once", "+442071838750", "+919876500042")
    )
    journal = town.house.nouns.calls.journal(plan)
    journal.answered(plan)
    await journal.ended("completed", "caller", CallResult("answered", "hi"), 1000)
    again = await town.house.app.state.carriers.plan_for(
        IncomingCall("twilio", "CA-twice", "+442071838750", "+919876500042")
    )
    assert (again.caller.language, again.language) == ("hi", "en")


async def test_a_server_without_speech_does_not_say_that_its_lines_are_busy(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(town.house.app.state.carriers, "takes_calls", False)
    reply = await town.http.post("/api/v1/calls/browser", json={"business": "madhuban"})
    assert reply.status_code == 503
    assert reply.json()["error"]["message"].startswith("Speech is switched off on this server")


async def test_ready_comes_first_then_the_greeting_in_whole_frames(town: Any) -> None:
    page, _ = await town.call()
    await until(page, lambda: len(page.heard) > 32_000)
    assert page.messages[0]["type"] == "ready"
    assert len(page.heard) % 640 == 0
    assert any(page.heard)
    await page.hang_up()


async def test_the_page_is_shown_what_is_said(town: Any) -> None:
    page, _ = await town.call()
    await until(page, lambda: bool(page.shown("turn")))
    turn = page.shown("turn")[0]["record"]
    assert turn["speaker"] == "assistant"
    assert "Madhuban" in turn["text"]
    await page.hang_up()


async def test_the_greeting_is_in_the_language_that_was_chosen(town: Any) -> None:
    page, ticket = await town.call("hi")
    await until(page, lambda: bool(page.shown("turn")))
    await page.hang_up()
    await town.over(ticket.call_id)
    turns = (await town.house.nouns.calls.detail(ticket.call_id)).turns
    assert turns[0].language == "hi"


async def test_marks_are_asked_for_and_their_return_lets_the_call_go_on(town: Any) -> None:
    page, _ = await town.call()
    await until(page, lambda: bool(page.of_type("mark")))
    name = page.of_type("mark")[0]["name"]
    await until(page, lambda: not page.playout.pending)
    assert name
    await page.hang_up()


async def test_a_caller_who_speaks_into_the_greeting_silences_it(town: Any) -> None:
    page, _ = await town.call()
    await until(page, lambda: len(page.heard) > 16_000)
    for _ in range(1000):
        page.speak(LOUD)
        await page.pause()
        if page.of_type("clear"):
            break
    assert page.of_type("clear") == [{"type": "clear"}]
    assert page.playout.cleared_s > 0
    await page.hang_up()


async def test_a_page_that_vanishes_ends_the_call(town: Any) -> None:
    page, ticket = await town.call()
    await page.drop()
    assert await town.over(ticket.call_id) == "completed"


async def test_when_we_hang_up_the_page_is_told_and_the_socket_closes(town: Any) -> None:
    page, ticket = await town.call()
    assert town.house.exchange.hang_up(ticket.call_id)
    await asyncio.wait_for(page.closed.wait(), 60)
    assert page.messages[-1] == {"type": "bye"}
    assert page.code == 1000


async def test_a_token_opens_one_socket_only(town: Any) -> None:
    page, ticket = await town.call()
    with pytest.raises(PeerError, match="refused"):
        await PagePeer().open(ticket.url, ticket.call_id)
    assert not page.closed.is_set()
    await page.hang_up()


async def test_a_token_is_void_after_a_minute(town: Any) -> None:
    ticket = await town.ticket()
    town.clock.later_s += 61
    with pytest.raises(PeerError, match="refused"):
        await PagePeer().open(ticket.url, ticket.call_id)


@pytest.mark.parametrize("token", ["", "A" * 32, "../../twilio/media/x", "%00"])
async def test_a_guessed_token_opens_nothing(town: Any, token: str) -> None:
    with pytest.raises(PeerError, match="refused"):
        await PagePeer().connect(f"ws://127.0.0.1:{town.port}/carriers/browser/media/{token}")


async def test_a_hello_for_another_call_is_refused(town: Any) -> None:
    ticket, page = await town.ticket(), PagePeer()
    await page.connect(ticket.url)
    page.say(type="hello", version=1, call_id="another", language="en")
    await asyncio.wait_for(page.closed.wait(), 60)
    assert page.code == 1008
    assert ticket.call_id not in town.running


async def test_an_old_page_is_not_let_in(town: Any) -> None:
    ticket, page = await town.ticket(), PagePeer()
    await page.connect(ticket.url)
    for _ in range(101):
        page.say(type="hello", version=0, call_id=ticket.call_id, language="en")
    await asyncio.wait_for(page.closed.wait(), 60)
    assert (page.code, page.messages) == (1008, [])


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"{", b"[]", b'{"type":7}', b'{"type":"mark"}', b'{"type":"digit","digit":"A"}',
     b'{"type":"hello","version":1,"call_id":"x","language":"en"}', b'{"type":"dance"}',
     b'{"type":"mark","name":"' + b"x" * 5000 + b'"}', b"\xff\xfe"],
    ids=["empty", "half", "list", "number", "mark", "key", "hello", "unknown", "long", "binary"],
)  # fmt: skip
async def test_nonsense_does_not_end_the_call(town: Any, nonsense: bytes) -> None:
    page, ticket = await town.call()
    for _ in range(300):
        page.raw(nonsense)
    page.speak(b"odd")
    page.speak(b"\x00" * 70_000)
    page.speak(b"")
    await until(page, lambda: len(page.heard) > 640)
    assert ticket.call_id in town.running
    await page.hang_up()
    assert await town.over(ticket.call_id) == "completed"


async def test_two_thousand_random_messages_do_not_end_the_call(town: Any) -> None:
    page, ticket = await town.call()
    rng = random.Random(3)
    for _ in range(1000):
        page.raw(rng.randbytes(rng.randint(0, 200)))
        page.speak(rng.randbytes(rng.randint(0, 200)))
    await until(page, lambda: len(page.heard) > 640)
    assert ticket.call_id in town.running
    await page.hang_up()


INN = """
slug: inn
name: Inn
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {WEEK}
transfer: {number: "+911140001234", hours: opening}
"""


async def test_a_page_that_asks_for_a_human_is_offered_a_message_and_was_not_passed_on(
    town: Any,
) -> None:
    day = '[{open: "00:00", close: "12:00"}, {open: "12:00", close: "00:00"}]'
    week = ", ".join(f"{name}: {day}" for name in "mon tue wed thu fri sat sun".split())
    await town.house.nouns.businesses.import_text(INN.replace("WEEK", week))
    page, ticket = await town.call(business="inn")
    await until(page, lambda: bool(page.shown("turn")))
    page.say(type="digit", digit="0")
    await until(page, lambda: len(page.shown("turn")) >= 3, 20)
    asked = page.shown("turn")[-1]["record"]
    assert asked["speaker"] == "assistant"
    assert "leave a message" in asked["text"]
    assert not page.closed.is_set()
    await page.hang_up()
    await town.over(ticket.call_id)
    call = (await town.house.nouns.calls.detail(ticket.call_id)).call
    assert (call.outcome, call.transfer_to, call.transfer) == ("abandoned", None, None)
