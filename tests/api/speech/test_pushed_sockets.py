"""Programs that push the sockets of speech: sound faster than it is read, silence, nonsense, who
leaves in mid-work. Each is bounded or told, and none is an error of ours."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import numpy as np
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from wyoming.audio import AudioStart
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.ping import Ping

from vaani.api.speech import sockets, wyoming
from vaani.api.speech.wyoming import WyomingServer
from vaani.call.ports.recogniser import Reading, Recognised
from vaani.speech_server.realtime.backlog import MOST
from vaani.speech_server.realtime.items import MOST_CHARS_IN_ALL, Conversation, Item
from vaani.testing.realtime_talk import packed, quiet, tone

KEY = {"Authorization": "Bearer staff-key"}
TURNS = 24


class Slow:
    """A Recogniser, a double: reads when `goes_on` is set, and counts what waits for it."""

    name = "slow"

    def __init__(self) -> None:
        self.goes_on, self.begun = asyncio.Event(), asyncio.Semaphore(0)
        self.waiting = self.most = self.read_in_all = 0

    def knows(self, language: str) -> bool:
        return True

    async def read(self, sound: Any, how: Reading) -> Recognised | None:
        self.waiting += 1
        self.read_in_all += 1
        self.most = max(self.most, self.waiting)
        self.begun.release()
        try:
            await self.goes_on.wait()
        finally:
            self.waiting -= 1
        return None


@pytest.fixture
async def recogniser() -> Slow:
    return Slow()


@pytest.fixture
def no_error(caplog: pytest.LogCaptureFixture) -> Callable[[], None]:
    """Asks, at the end, whether anything was logged as an error."""
    caplog.set_level(logging.WARNING)

    def asked() -> None:
        assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []

    return asked


def opened(base_url: str, path: str) -> connect:
    return connect(base_url.replace("http", "ws") + path, additional_headers=KEY, compression=None)


def event(kind: str, **fields: Any) -> str:
    return orjson.dumps({"type": kind, **fields}).decode()


def turns(rate: int) -> list[np.ndarray[Any, Any]]:
    """Short sentences with pauses between them."""
    return [np.concatenate((tone(0.4, rate), quiet(0.9, rate))) for _ in range(TURNS)]


async def live(socket: ClientConnection) -> None:
    for turn in turns(16000):
        await socket.send(turn.tobytes())


async def appended(socket: ClientConnection) -> None:
    for turn in turns(24000):
        await socket.send(event("input_audio_buffer.append", audio=packed(turn)))


async def committed(socket: ClientConnection) -> None:
    await socket.send(
        event(
            "session.update",
            session={"type": "realtime", "audio": {"input": {"turn_detection": None}}},
        )
    )
    for turn in turns(24000):
        await socket.send(event("input_audio_buffer.append", audio=packed(turn)))
        await socket.send(event("input_audio_buffer.commit"))


async def created(socket: ClientConnection) -> None:
    for turn in turns(24000):
        content = [{"type": "input_audio", "audio": packed(turn)}]
        item = {"type": "message", "role": "user", "content": content}
        await socket.send(event("conversation.item.create", item=item))


@pytest.mark.parametrize(
    ("path", "send"),
    [
        ("/ws/conversation", live),
        ("/v1/realtime?model=echo", appended),
        ("/v1/realtime?model=echo", committed),
        ("/v1/realtime?model=echo", created),
    ],
    ids=["conversation", "turns", "commits", "items"],
)
async def test_sound_that_comes_faster_than_it_is_read_waits_at_the_client(
    base_url: str, recogniser: Slow, path: str, send: Callable[[ClientConnection], Any]
) -> None:
    async with opened(base_url, path) as socket:
        sending = asyncio.create_task(send(socket))
        reading = asyncio.create_task(_read(socket))
        for _ in range(MOST // 2):
            await asyncio.wait_for(recogniser.begun.acquire(), 60)
        for _ in range(800):  # as long as it would take to hear everything
            await asyncio.to_thread(int)
        recogniser.goes_on.set()
        for _ in range(TURNS - MOST // 2):
            await asyncio.wait_for(recogniser.begun.acquire(), 60)
        await sending
        reading.cancel()
    assert recogniser.read_in_all == TURNS, "nothing is lost"
    assert recogniser.most <= MOST


async def _read(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


def test_a_conversation_keeps_so_many_words_and_the_latest_item() -> None:
    conversation = Conversation()
    for number in range(40):
        long = "x" * (MOST_CHARS_IN_ALL // 20)
        conversation.add(Item(f"item {number}", "message", "user", "input_text", long))
        gone = conversation.beyond()
    assert gone == ["item 19"]
    assert sum(len(item.text or "") for item in conversation) == MOST_CHARS_IN_ALL
    conversation.add(Item("huge", "message", "user", "input_text", "x" * MOST_CHARS_IN_ALL * 2))
    conversation.beyond()
    assert conversation.last_id == "huge"


async def test_a_socket_to_which_no_sound_comes_gives_its_seat_back(
    base_url: str, room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SILENT_S", 0.3)
    async with opened(base_url, "/ws/transcribe") as socket:
        pings = 0
        async with asyncio.timeout(60):
            async for _ in socket:
                pings += 1
                await socket.send('{"action": "ping"}')
        assert (socket.close_code, "connect again" in (socket.close_reason or "")) == (1000, True)
        assert pings > 1, "a ping is no sound"
    assert room.taken == 0


@pytest.mark.parametrize("path", ["/ws/transcribe", "/ws/conversation", "/v1/realtime?model=echo"])
async def test_who_leaves_in_mid_work_leaves_nothing_behind(
    base_url: str, recogniser: Slow, speech_desk: Any, path: str, no_error: Callable[[], None]
) -> None:
    room = speech_desk.room if path == "/ws/transcribe" else speech_desk.talks
    for _ in range(3):
        socket = await opened(base_url, path)
        await (appended if "realtime" in path else live)(socket)
        await asyncio.wait_for(recogniser.begun.acquire(), 60)
        socket.transport.abort()
        await asyncio.wait_for(room.left.acquire(), 60)
    assert (room.taken, recogniser.waiting) == (0, 0)
    no_error()


NONSENSE: tuple[str | bytes, ...] = (
    "", "null", "[]", "{}", "5", '"x"', "[" * 5000, '{"type": null}', '{"type": ["x"]}',
    '{"action": {"a": 1}}', '{"action": ["ping"]}', '{"type": 1e400}', '{"a": "\\ud800"}',
    '{"type": "input_audio_buffer.append", "audio": 5}',
    '{"type": "input_audio_buffer.append", "audio": "x"}',
    '{"type": "input_audio_buffer.append", "audio": "\\u0000é"}',
    '{"type": "input_audio_buffer.append", "event_id": ["x"]}',
    '{"type": "session.update", "session": [1]}',
    '{"type": "session.update", "session": {"type": "realtime", "audio": {"input": 5}}}',
    '{"type": "session.update", "session": {"type": "realtime", "tools": {"a": 1}}}',
    '{"type": "conversation.item.create", "item": {"type": "message", "role": "user", '
    '"content": 5}}',
    '{"type": "conversation.item.create", "previous_item_id": 5, "item": null}',
    '{"type": "conversation.item.truncate", "item_id": "x", "audio_end_ms": 1e300}',
    '{"type": "conversation.item.delete", "item_id": {"a": 1}}',
    '{"type": "response.create", "response": {"input": [[1]]}}',
    '{"type": "response.create", "response": {"input": [{"type": "item_reference", "id": []}]}}',
    '{"type": "response.cancel", "response_id": {"a": 1}}',
    '{"action": "change_response_mode", "mode": ["echo"]}',
    '{"action": "change_response_mode", "mode": "assistant", "business": "\\u0000"}',
    '{"action": "change_response_mode", "mode": "assistant", "business": 5}',
)  # fmt: skip


@pytest.mark.parametrize("path", ["/ws/transcribe", "/ws/conversation", "/v1/realtime?model=echo"])
async def test_what_is_not_understood_is_told_and_the_socket_goes_on(
    base_url: str, path: str, no_error: Callable[[], None]
) -> None:
    async with opened(base_url, path) as socket:
        sent = (*NONSENSE, b"\x00") if "realtime" in path else NONSENSE
        for one in sent:
            await socket.send(one)
            while (told := orjson.loads(await socket.recv()))["type"] != "error":
                assert told["type"] in ("ready", "session.created", "conversation_state"), one
        await socket.send(b"\x00")  # half a sample of sound, or one more mistake
    no_error()


@pytest.fixture
async def port(speech_desk: Any) -> AsyncIterator[int]:
    server = WyomingServer(speech_desk, most=3, silent_s=0.5)
    yield await server.open("127.0.0.1", 0)
    await server.close()


@pytest.mark.parametrize(
    "begin", [AudioStart(16000, 2, 1).event(), Event("synthesize-start")], ids=["sound", "text"]
)
async def test_work_that_is_begun_and_does_not_go_on_gives_its_seat_back(
    port: int, room: Any, begin: Event
) -> None:
    async with AsyncTcpClient("127.0.0.1", port) as client, asyncio.timeout(30):
        await client.write_event(begin)
        await client.write_event(Ping().event())
        while await client.read_event() is not None:
            await client.write_event(Ping().event())
    assert room.taken == 0


async def test_what_a_home_assistant_writes_wrongly_is_no_error_of_ours(
    port: int, no_error: Callable[[], None]
) -> None:
    for sent in (
        b'{"type": "ping", "data": {"text": "\\ud800"}}\n',
        b'{"type": "ping", "data_length": 1e999}\n',
        b'{"type": "ping", "data": ["x"]}\n',
        b"[" * 60_000 + b"\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await asyncio.wait_for(reader.read(), 60) == b""
        writer.close()
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Event("audio-start", {"rate": 1e30, "width": 2, "channels": 1}))
        told = await client.read_event()
        assert told is not None
        assert Error.from_event(told).code == "unsupported"
    no_error()


async def test_a_home_assistant_that_does_not_read_is_cut_off(
    port: int, voice: Any, room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wyoming, "_UNREAD_S", 0.2)
    voice.seconds = 120
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    line = b'{"type": "synthesize", "data": {"text": "A long one."}}\n'
    writer.write(line * 8)
    await asyncio.wait_for(room.left.acquire(), 60)
    await asyncio.wait_for(_until_cut_off(reader, writer), 60)
    assert room.taken == 0


async def _until_cut_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while await reader.read(1 << 20):
            writer.write(b"\n")
            await writer.drain()
    writer.close()
