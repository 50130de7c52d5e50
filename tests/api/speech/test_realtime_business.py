"""A program talks with a business as a caller would: its dialogue answers, asks before it writes,
and the booking is in the database."""

from __future__ import annotations

from typing import Any, cast

import httpx
import orjson
import pytest
from websockets.asyncio.client import connect

from vaani.bootstrap.calls import CallParts
from vaani.bootstrap.conversing import BusinessTalks
from vaani.bootstrap.house import reception_of
from vaani.bootstrap.watching import OutboxPump
from vaani.call.plan import CallLimits
from vaani.call.ports.detector import Floats
from vaani.call.ports.recogniser import Reading, Recognised
from vaani.dialogue.brain import FlowBrain
from vaani.domain.outbox.service import Outbox
from vaani.speech_server.realtime.answerers import Answerers
from vaani.testing.realtime_talk import quiet, tone

WORDS = (
    "a table for four on Friday at 8 pm", "Asha Rao", "98765 43210", "yes", "yes please",
    "no thank you, bye",
)  # fmt: skip


class Dictated:
    """A Recogniser, a double: hears the next of `words`, whatever the sound is; "" is a cough."""

    name = "dictated"

    def __init__(self) -> None:
        self.words = list(WORDS)
        self.prompts: list[str] = []

    def knows(self, language: str) -> bool:
        return True

    async def read(self, sound: Floats, how: Reading) -> Recognised | None:
        said = self.words.pop(0)
        self.prompts.append(how.prompt)
        return Recognised(said, "en", -0.1, 0.0) if said else None


@pytest.fixture
def recogniser() -> Dictated:
    return Dictated()


@pytest.fixture
def answerers(world: Any) -> Answerers:
    services = world.app.state.services
    nouns, clock = world.nouns, world.clock
    reception = reception_of(nouns, clock)
    parts = CallParts(
        speech=cast(Any, None),
        think=lambda plan, forget, _told, _first: FlowBrain(plan, reception.toolbox(plan, forget)),
        journal=nouns.calls.journal,
        events=services.events,
        metrics=services.metrics,
        pump=OutboxPump(Outbox(nouns.calls._database, clock), services.events, services.metrics),
        recordings=None,
    )
    talks = BusinessTalks(nouns.businesses, nouns.calls, parts, CallLimits())
    return Answerers(clock.now, business=talks.open, businesses=talks.slugs)


async def call_of(world: Any) -> Any:
    """The only conversation, as the owner sees it."""
    listed = await world.owner.get("/api/v1/calls?business=bistro&carrier=realtime")
    (call,) = listed.json()["data"]
    return (await world.owner.get(f"/api/v1/calls/{call['id']}")).json()["data"]


async def test_a_table_is_booked_by_speaking_and_stands_in_the_database(
    talking: Any, world: Any, recogniser: Dictated, speech_desk: Any
) -> None:
    said: list[str] = []
    async with talking("vaani/bistro") as talk:
        greeting = await talk.reply()
        said.append(greeting.output[0].content[0].transcript)
        for _ in WORDS:
            await talk.speak(quiet(0.4), tone(0.6), quiet(0.8))
            done = (await talk.until("response.done")).response
            said.append(done.output[0].content[0].transcript)
            rows = (await world.owner.get("/api/v1/bookings?business=bistro")).json()["data"]
            assert bool(rows) == any("It is booked" in one for one in said)
        await speech_desk.talks.left.acquire()
    assert said[0] == "Hello, this is Bistro. How can I help you? This call may be transcribed."
    assert said[4].endswith("Shall I book it?")
    assert said[5].startswith("It is booked: Friday the seventh of May at eight in the evening.")
    assert recogniser.prompts[2].endswith("On which number can we reach you?")
    assert recogniser.prompts[3:5] == ["", ""]  # a yes is led by nothing
    row, call = rows[0], await call_of(world)
    assert (row["party"], row["name"], row["phone"]) == (4, "Asha Rao", "+919876543210")
    assert (row["date"], row["time"], row["call_id"]) == ("2027-05-07", "20:00", call["id"])
    assert (call["outcome"], call["status"], call["ended_by"]) == (
        "booked", "completed", "assistant",
    )  # fmt: skip
    turns = [(one["speaker"], one["text"]) for one in call["turns"]]
    assert [text for speaker, text in turns if speaker == "caller"] == list(WORDS)
    assert [text for speaker, text in turns if speaker == "assistant"] == said


async def test_a_first_reply_greets_and_the_transcript_holds_what_was_heard(
    talking: Any, world: Any, recogniser: Dictated, speech_desk: Any
) -> None:
    recogniser.words = [""]
    async with talking("vaani/bistro") as talk:
        await talk.speak(quiet(0.4), tone(0.6), quiet(0.8))
        first = (await talk.until("response.done")).response.output[0]
        await talk.sdk.conversation.item.delete(item_id=first.id)
        assert (await talk.until("error")).error.code == "unsupported_parameter"
        await talk.sdk.conversation.item.truncate(
            item_id=first.id, content_index=0, audio_end_ms=1500
        )
        await talk.until("conversation.item.truncated")
    await speech_desk.talks.left.acquire()
    call = await call_of(world)
    (turn,) = call["turns"]
    assert (turn["text"], turn["interrupted"]) == ("Hello, this is Bistro. How can I", True)
    assert call["outcome"] == "abandoned"


async def test_a_key_of_another_business_finds_none(client: Any, base_url: str) -> None:
    async with client.with_options(api_key="other-key").realtime.connect(
        model="vaani/bistro"
    ) as connection:
        assert (await connection.recv()).error.code == "model_not_found"


async def test_on_the_own_socket_the_business_speaks_first(
    base_url: str, world: Any, recogniser: Dictated, speech_desk: Any
) -> None:
    recogniser.words = ["bye"]
    address = base_url.replace("http", "ws") + "/ws/conversation"
    query = "?response_mode=assistant&business=bistro"
    key = {"Authorization": "Bearer staff-key"}
    async with connect(address + query, additional_headers=key) as socket:
        seen = []
        while not seen or seen[-1]["type"] != "state_update":
            seen.append(orjson.loads(await socket.recv()))
        greeting = "".join(one["text"] for one in seen if one["type"] == "response_text")
        assert greeting.startswith("Hello, this is Bistro.")
        for part in (quiet(0.4, 16000), tone(0.6, 16000), quiet(0.9, 16000)):
            await socket.send(part.tobytes())
        while seen[-1]["type"] != "conversation_stopped":
            seen.append(orjson.loads(await socket.recv()))
    assert seen[-1]["reason"] == "over"
    await speech_desk.talks.left.acquire()
    assert (await call_of(world))["ended_by"] == "assistant"


async def test_businesses_are_listed_among_the_models_for_whom_they_are_shown(
    base_url: str,
) -> None:
    async def told(key: str, path: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=base_url, timeout=60) as client:
            return await client.get(path, headers={"Authorization": f"Bearer {key}"})

    async def listed(key: str) -> list[str]:
        rows = (await told(key, "/v1/models")).json()["data"]
        return [row["id"] for row in rows if row["id"].startswith("vaani/")]

    assert await listed("owner-key") == ["vaani/bistro", "vaani/clinic"]
    assert await listed("staff-key") == ["vaani/bistro"]
    one = await told("staff-key", "/v1/models/vaani/bistro")
    assert (one.status_code, one.json()["does"]) == (200, "conversation")
    assert (await told("staff-key", "/v1/models/vaani/clinic")).status_code == 404
