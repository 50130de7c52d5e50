"""A program converses on the house's own socket: it hears states, words, replies and their sound,
and may change who answers."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from vaani.testing.realtime_talk import quiet, tone

HZ = 16000
KEY = {"Authorization": "Bearer staff-key"}
SAID = b"".join(part.tobytes() for part in (quiet(0.4, HZ), tone(1.6, HZ), quiet(1.7, HZ)))


class Talk:
    """One socket, and every message so far."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        while True:
            message = orjson.loads(await self.socket.recv())
            self.seen.append(message)
            if message["type"] == kind and fields.items() <= message.items():
                return message

    async def act(self, action: str, **fields: Any) -> None:
        await self.socket.send(orjson.dumps({"action": action, **fields}).decode())

    async def say(self, sound: bytes = SAID) -> None:
        for at in range(0, len(sound), 12800):
            await self.socket.send(sound[at : at + 12800])


Open = Callable[[str], AbstractAsyncContextManager[Talk]]


@pytest.fixture
def opened(base_url: str) -> Open:
    address = base_url.replace("http", "ws") + "/ws/conversation"

    @asynccontextmanager
    async def talk(query: str) -> AsyncIterator[Talk]:
        async with connect(address + query, additional_headers=KEY) as socket:
            yield Talk(socket)

    return talk


async def test_what_is_said_comes_back_as_words_and_sound(opened: Open) -> None:
    async with opened("?response_mode=echo&pause=responsive") as talk:
        ready = await talk.until("ready")
        assert (ready["sample_rate"], ready["pause"]["pause_ms"]) == (HZ, 450)
        await talk.say()
        await talk.until("conversation_state", state="listening")
        await talk.until("conversation_state", state="listening")
        await talk.act("stats")
        counted = await talk.until("statistics")
        await talk.act("stop")
        stopped = await talk.until("conversation_stopped")
        await talk.socket.wait_closed()
    told = [one.get("state") or one.get("event") or one["type"] for one in talk.seen]
    assert told[:9] == [
        "ready", "listening", "start", "hearing", "end", "thinking", "transcription",
        "response_text", "speaking",
    ]  # fmt: skip
    (heard,) = (one for one in talk.seen if one["type"] == "transcription")
    assert heard["text"] == "sound of 2 seconds."
    assert "".join(one["text"] for one in talk.seen if one["type"] == "response_text") == (
        "sound of 2 seconds."
    )
    audio = [one for one in talk.seen if one["type"] == "response_audio"]
    assert len(b"".join(base64.b64decode(one["audio"]) for one in audio)) == 2 * 24000
    assert (counted["turns"], counted["replies"], counted["interruptions"]) == (1, 1, 0)
    assert (stopped["reason"], talk.socket.close_code) == ("asked", 1000)


async def test_speech_ends_a_reply_and_reset_and_modes_begin_anew(opened: Open, voice: Any) -> None:
    voice.seconds = 60
    async with opened("?response_mode=template&voice=heart") as talk:
        await talk.until("ready")
        await talk.act("ping")
        await talk.until("pong")
        await talk.act("fly")
        assert "NAME is one of reset" in (await talk.until("error"))["message"]
        await talk.say()
        await talk.until("state_update", interrupted=False)
        await talk.say()  # the reply before lasts a minute: it is still playing
        cut = await talk.until("state_update", interrupted=True)
        assert 0 <= cut["heard_ms"] < 60_000
        assert len(cut["text"]) < len("You said: sound of 2 seconds.")
        await talk.until("state_update", interrupted=False)
        await talk.act("reset")
        await talk.until("reset_complete")
        await talk.act("change_response_mode", mode="echo")
        await talk.until("mode_changed")
        await talk.act("change_response_mode", mode="assistant", business="nobody")
        assert "vaani/nobody" in (await talk.until("error"))["message"]
        await talk.say()
        said = await talk.until("response_text")
    assert said["text"] == "sound of 2 seconds."
    assert {one.name for _, one in voice.said} == {"heart"}


WRONG = (
    ("?response_mode=opera", "response_mode is one of echo, template, assistant."),
    ("?response_mode=assistant", "In mode assistant a `business` answers"),
    ("?response_mode=assistant&business=nobody", "Nobody answers to 'vaani/nobody'"),
    (f"?response_mode=assistant&business={'%E0%A4%95' * 60}", "Nobody answers to 'vaani/क"),
    ("?pause=endless", "pause is one of patient, formal, conversation, responsive."),
    ("?pause_aggressiveness=7", "pause_aggressiveness is 0 to 3"),
    ("?voice=nobody", "There is no voice 'nobody'"),
    ("?language=xx", "'xx' is no language"),
)


async def test_a_wrong_wish_is_told(opened: Open) -> None:
    for query, why in WRONG:
        async with opened(query) as talk:
            with pytest.raises(ConnectionClosed) as closed:
                await talk.socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
        assert closed.value.rcvd.reason.startswith(why)
