"""Fifty programs send sound at the same time, each of its own pitch: nobody gets a word or a sound
of another's."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import numpy as np
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect

from vaani.call.ports.detector import Floats
from vaani.call.ports.recogniser import Reading, Recognised
from vaani.call.ports.speaker import Voice

SOCKETS = 50
KEY = {"Authorization": "Bearer staff-key"}
PITCHES = [300 + 20 * at for at in range(SOCKETS)]


class Pitch:
    """A Recogniser, a double: names every pitch that is loud in the sound, to 20 Hz."""

    name = "pitch"

    def knows(self, language: str) -> bool:
        return True

    async def read(self, sound: Floats, how: Reading) -> Recognised | None:
        power = np.abs(np.fft.rfft(sound, 16000)) ** 2
        bins = power[:2000].reshape(-1, 20).sum(axis=1)
        loud = np.flatnonzero(bins > bins.max() / 20) * 20
        return Recognised(f"pitch {' and '.join(map(str, loud))}.", "en", 0.0, 0.0)


@pytest.fixture
def recogniser() -> Pitch:
    return Pitch()


@pytest.fixture
def at_once(speech_desk: Any, voice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for all of them, and a voice that sings the pitch that it is told."""
    monkeypatch.setattr(speech_desk.room, "_seats", SOCKETS)
    monkeypatch.setattr(speech_desk.talks, "_seats", SOCKETS)

    async def sing(text: str, chosen: Voice) -> Any:
        yield tone(float(text.rstrip(".").split()[-1]), 0.3, 24000)

    monkeypatch.setattr(voice, "speak", sing)


def tone(pitch: float, seconds: float, rate: int) -> bytes:
    """PCM16 in the middle of a band of 20 Hz."""
    at = np.arange(int(seconds * rate)) / rate
    return (np.sin(2 * np.pi * (pitch + 10) * at) * 9000).astype("<i2").tobytes()


def quiet(seconds: float, rate: int) -> bytes:
    return bytes(int(seconds * rate) * 2)


async def all_open(address: str) -> list[ClientConnection]:
    return list(
        await asyncio.gather(
            *(connect(address, additional_headers=KEY, compression=None) for _ in PITCHES)
        )
    )


async def all_closed(sockets: list[ClientConnection]) -> None:
    await asyncio.gather(*(socket.close() for socket in sockets))


async def test_transcriptions_stay_apart(base_url: str, at_once: None) -> None:
    sockets = await all_open(base_url.replace("http", "ws") + "/ws/transcribe")

    async def talk(socket: ClientConnection, pitch: int) -> list[str]:
        sound = quiet(0.3, 16000) + tone(pitch, 1.5, 16000) + quiet(0.9, 16000)
        seen: list[dict[str, Any]] = []
        for at in range(0, len(sound), 6400):
            await socket.send(sound[at : at + 6400])
        while not seen or seen[-1].get("partial", True):
            seen.append(orjson.loads(await socket.recv()))
        return [one["text"] for one in seen if one["type"] == "transcription"]

    heard = await asyncio.gather(*map(talk, sockets, PITCHES))
    for pitch, texts in zip(PITCHES, heard, strict=True):
        assert set(texts) == {f"pitch {pitch}."}
    await all_closed(sockets)


async def test_conversations_stay_apart(base_url: str, at_once: None) -> None:
    sockets = await all_open(base_url.replace("http", "ws") + "/v1/realtime?model=echo")

    async def talk(socket: ClientConnection, pitch: int) -> tuple[str, int]:
        sound = quiet(0.3, 24000) + tone(pitch, 0.6, 24000) + quiet(0.8, 24000)
        for at in range(0, len(sound), 24000):
            audio = base64.b64encode(sound[at : at + 24000]).decode()
            event = {"type": "input_audio_buffer.append", "audio": audio}
            await socket.send(orjson.dumps(event).decode())
        seen: list[dict[str, Any]] = []
        while not seen or seen[-1]["type"] != "response.done":
            seen.append(orjson.loads(await socket.recv()))
        (item,) = seen[-1]["response"]["output"]
        made = b"".join(
            base64.b64decode(one["delta"])
            for one in seen
            if one["type"] == "response.output_audio.delta"
        )
        sung = np.frombuffer(made, dtype="<i2")
        loudest = int(np.argmax(np.abs(np.fft.rfft(sung, 24000))))
        return item["content"][0]["transcript"], loudest // 20 * 20

    heard = await asyncio.gather(*map(talk, sockets, PITCHES))
    assert heard == [(f"pitch {pitch}.", pitch) for pitch in PITCHES]
    await all_closed(sockets)
