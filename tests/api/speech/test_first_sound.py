"""The first sentence is heard while the second is not made yet, on every way by which a reply or a
text becomes sound: by the order of events, without a clock."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import connect

from vaani.call.ports.recogniser import Reading, Recognised
from vaani.providers.simulated.recogniser import SimulatedRecogniser
from vaani.testing.realtime_talk import quiet, tone

FIRST, SECOND = (
    "The large table by the window is yours.",
    "We look forward to seeing you on Friday evening.",
)
SECOND_OF_SOUND = 2 * 24000
KEY = {"Authorization": "Bearer staff-key"}


@dataclass
class SaysBoth(SimulatedRecogniser):
    """Hears two sentences in any speech."""

    async def read(self, sound: Any, how: Reading) -> Recognised | None:
        return Recognised(f"{FIRST} {SECOND}", "en", 0.0, 0.0)


@pytest.fixture
def recogniser() -> SaysBoth:
    return SaysBoth()


@pytest.fixture
def held(voice: Any) -> asyncio.Event:
    """The second sentence is not made before this is set."""
    event: asyncio.Event = voice.held.setdefault(SECOND, asyncio.Event())
    return event


@pytest.mark.parametrize("kind", ["wav", "pcm", "mp3", "opus"])
async def test_of_a_text(base_url: str, held: asyncio.Event, kind: str) -> None:
    asked = {"text": f"{FIRST} {SECOND}", "chunk_size": 50, "format": kind}
    async with (
        httpx.AsyncClient(base_url=base_url, headers=KEY, timeout=60) as client,
        client.stream("POST", "/tts", json=asked) as answer,
    ):
        pieces = answer.aiter_raw()
        first = await anext(pieces)
        assert len(first) > 100, "there is sound in it, not a head alone"
        held.set()
        assert [piece async for piece in pieces]


async def test_of_two_short_sentences_that_are_one_piece(
    base_url: str, voice: Any, held: asyncio.Event
) -> None:
    """A WAV that must say its length waits for the end: only one sentence's does, or what is not
    to be split."""
    async with httpx.AsyncClient(base_url=base_url, headers=KEY, timeout=60) as client:
        sizes = []
        for text, split in (("One. Two.", True), ("One. Two.", False), ("One.", True)):
            answer = await client.post("/tts", json={"text": text, "split": split})
            sizes.append(int.from_bytes(answer.content[40:44], "little"))
    assert sizes == [0xFFFFFFFF, SECOND_OF_SOUND, SECOND_OF_SOUND]


async def test_of_a_reply_on_the_own_socket(base_url: str, held: asyncio.Event) -> None:
    address = base_url.replace("http", "ws") + "/ws/conversation?response_mode=echo"
    async with connect(address, additional_headers=KEY) as socket:
        for part in (quiet(0.4, 16000), tone(1.6, 16000), quiet(1.7, 16000)):
            await socket.send(part.tobytes())
        sound = 0
        while sound < SECOND_OF_SOUND:
            message = orjson.loads(await socket.recv())
            if message["type"] == "response_audio":
                sound += len(base64.b64decode(message["audio"]))
        held.set()
        while sound < 2 * SECOND_OF_SOUND:
            message = orjson.loads(await socket.recv())
            if message["type"] == "response_audio":
                sound += len(base64.b64decode(message["audio"]))
    assert sound == 2 * SECOND_OF_SOUND


async def test_of_a_realtime_reply(talking: Any, held: asyncio.Event) -> None:
    async with talking("echo") as talk:
        await talk.say(f"{FIRST} {SECOND}")
        await talk.sdk.response.create()
        while len(talk.sound()) < SECOND_OF_SOUND:
            await talk.until("response.output_audio.delta")
        held.set()
        await talk.until("response.done")
    assert len(talk.sound()) == 2 * SECOND_OF_SOUND
