"""A program sends live sound and gets its words while it speaks; who may not is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from vaani.speech_server.waiting_room import WaitingRoom

HZ = 16000
KEY = {"Authorization": "Bearer staff-key"}


def pcm(*parts: float) -> bytes:
    """Silence and tone in turns, in seconds."""
    made = [
        np.sin(np.arange(int(s * HZ)) * 0.1) * 9000 if at % 2 else np.zeros(int(s * HZ))
        for at, s in enumerate(parts)
    ]
    return np.concatenate(made).astype("<i2").tobytes()


async def finals(address: str, seconds: float) -> list[dict[str, Any]]:
    """What is heard of one tone of so many seconds, until the final came."""
    seen = []
    async with connect(address, additional_headers=KEY) as socket:
        assert orjson.loads(await socket.recv())["type"] == "ready"
        sound = pcm(0.3, seconds, 1.0)
        for at in range(0, len(sound), 12800):
            await socket.send(sound[at : at + 12800])
        while not seen or seen[-1]["partial"]:
            seen.append(orjson.loads(await socket.recv()))
    return seen


async def test_partials_come_before_the_final_with_the_times_of_the_sound(base_url: str) -> None:
    seen = await finals(base_url.replace("http", "ws") + "/ws/transcribe", 3.6)
    assert seen[-1]["text"] == "sound of 4 seconds."
    assert 0.2 <= seen[-1]["start_s"] <= 0.5
    assert all(one["partial"] for one in seen[:-1])


async def test_actions_are_answered_and_clear_forgets(base_url: str) -> None:
    address = base_url.replace("http", "ws") + "/ws/transcribe"
    async with connect(address, additional_headers=KEY) as socket:
        await socket.recv()
        for sent, kind in (('{"action": "ping"}', "pong"), ("nonsense", "error"), ("[1]", "error")):
            await socket.send(sent)
            assert orjson.loads(await socket.recv())["type"] == kind
        await socket.send(pcm(0.3, 0.6))
        await socket.send('{"action": "clear"}')
        assert orjson.loads(await socket.recv())["type"] == "cleared"
        sound = pcm(1.0, 1.6, 1.0)
        for at in range(0, len(sound), 32000):
            await socket.send(sound[at : at + 32000])
        seen = orjson.loads(await socket.recv())
        while seen["partial"]:
            seen = orjson.loads(await socket.recv())
        assert seen["text"] == "sound of 2 seconds."


async def test_who_may_not_and_who_finds_no_seat_are_told(
    base_url: str, speech_desk: Any, room: WaitingRoom
) -> None:
    address = base_url.replace("http", "ws") + "/ws/transcribe"
    assert await closed(address, {}) == 1008
    assert await closed(address, {"Authorization": "Bearer viewer-key"}) == 1008
    assert await closed(f"{address}?language=xx", KEY) == 1008
    with room.seat(), room.seat(), room.seat(), room.seat():
        assert await closed(address, KEY) == 1013


async def closed(address: str, headers: dict[str, str]) -> int:
    """The code with which the server closes at once."""
    async with connect(address, additional_headers=headers) as socket:
        try:
            await socket.recv()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 0
    return 0
