"""Sockets of HTTP that are pushed: floods, packed ones, pings that nobody reads, half messages."""

from __future__ import annotations

import asyncio
import logging
import socket
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse

from vaani.api.door import Door, DoorLimits, bind
from vaani.api.http import HttpServer
from vaani.api.media import Answer, media_protocols
from vaani.api.socket_protocol import MOST_FRAGMENTS, STEP_BYTES, SocketProtocol
from vaani.testing.raw_client import Raw, message


class NoCalls:
    """No path is a call's."""

    def route(self, path: str, headers: object) -> Answer:
        return Answer(403)


class House:
    """A server whose sockets a test looks into. `/slow` takes a message when `goes_on` is set."""

    def __init__(self) -> None:
        self.app = FastAPI()
        self.goes_on, self.ended, self.asked = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.taken: list[Any] = []
        self.server, self.port = HttpServer(self.app), 0

        @self.app.websocket("/slow")
        async def slow(there: WebSocket) -> None:
            await there.accept()
            while (said := await there.receive())["type"] == "websocket.receive":
                await self.goes_on.wait()
                self.taken.append(said.get("text") or said.get("bytes"))
            self.ended.set()

        @self.app.websocket("/later")
        async def later(there: WebSocket) -> None:
            self.asked.set()
            await self.goes_on.wait()
            await there.accept()

        @self.app.websocket("/talkative")
        async def talkative(there: WebSocket) -> None:
            await there.accept()
            try:
                while True:
                    await there.send_bytes(bytes(65536))
            finally:
                self.ended.set()

        @self.app.get("/endless")
        async def endless() -> StreamingResponse:
            async def pieces() -> AsyncIterator[bytes]:
                try:
                    while True:
                        await asyncio.sleep(0)
                        yield bytes(65536)
                finally:
                    self.ended.set()

            return StreamingResponse(pieces())

    @property
    def sockets(self) -> list[SocketProtocol]:
        return [one for one in self.server._state.connections if isinstance(one, SocketProtocol)]

    @property
    def socket(self) -> SocketProtocol:
        (one,) = self.sockets
        return one


@asynccontextmanager
async def opened(limits: DoorLimits | None = None) -> AsyncIterator[House]:
    house, listener = House(), bind("127.0.0.1", 0)
    door = Door(listener, media_protocols(NoCalls()), house.server.protocol, limits)
    door.open()
    house.port = int(listener.getsockname()[1])
    try:
        yield house
    finally:
        house.goes_on.set()
        door.close()
        await house.server.close(at_once=True)


def upgrade(path: str, more: str = "") -> str:
    """A handshake."""
    head = f"GET {path} HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    key = f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n"
    return f"{head}{key}{more}\r\n"


async def until(done: Callable[[], bool]) -> None:
    """What is awaited is inside the server, which tells nobody of it."""
    async with asyncio.timeout(60):
        while not done():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0)


async def until_still(house: House) -> None:
    """Until the server has nothing left that it could do with what it received."""
    one, turns, before = house.socket, 0, -1
    while turns < 50:
        left = len(one._behind) + one.queue.qsize()
        turns, before = (turns + 1 if left == before else 0), left
        await asyncio.sleep(0)


def packed(payload: bytes) -> bytes:
    """A masked message, packed as permessage-deflate has it (RFC 7692)."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -12)
    body = (deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]
    assert len(body) < 126
    return bytes((0x80 | 0x40 | 2, 0x80 | len(body), 0, 0, 0, 0)) + body


FLOODS = {
    "small messages": message(b"x") * 40_000,
    "pings": message(b"", 9) * 40_000,
    "pieces of a message": message(b"", 1, fin=False) + message(b"", 0, fin=False) * 4000,
}


@pytest.mark.parametrize("name", FLOODS)
async def test_a_flood_is_taken_in_steps_between_which_others_have_their_turn(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, taken = [0], list[int]()
    for kind in ("handle_text", "handle_cont", "handle_ping"):
        real = getattr(SocketProtocol, kind)

        def counted(one: SocketProtocol, *frame: Any, real: Any = real) -> None:
            taken.append(turns[0])
            real(one, *frame)

        monkeypatch.setattr(SocketProtocol, kind, counted)
    async with opened() as house:
        client = await Raw.open(house.port)
        assert await client.upgrade("/slow") == 101
        house.goes_on.set()
        ticking = asyncio.create_task(_tick(turns))
        client.writer.write(FLOODS[name])
        reading = asyncio.create_task(client.reader.read(1 << 30))
        await asyncio.wait_for(client.writer.drain(), 60)
        await until(lambda: len(taken) >= len(FLOODS[name]) // len(message(b"x")))
        ticking.cancel()
        reading.cancel()
        client.close()
    most = max(taken.count(turn) for turn in set(taken))
    assert most <= 2 + STEP_BYTES // len(message(b"")), "others wait for more than a step"


async def _tick(turns: list[int]) -> None:
    while True:
        turns[0] += 1
        await asyncio.sleep(0)


async def test_packed_messages_do_not_fill_the_memory_of_a_server_that_is_busy() -> None:
    async with opened() as house:
        client = await Raw.open(house.port)
        client.say(upgrade("/slow", "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
        assert (await client.answer())[0] == 101
        client.writer.write(packed(bytes(60_000)) * 2000)
        await until(lambda: house.socket.queue.qsize() > 1)
        await until_still(house)
        assert house.socket.queue.qsize() * 60_000 < 10_000_000
        house.goes_on.set()
        await until(lambda: len(house.taken) == 2000)
        client.close()


async def test_pings_whose_answers_nobody_reads_do_not_fill_the_memory() -> None:
    async with opened() as house:
        client = await Raw.open(house.port)
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        client.say(upgrade("/slow"))
        client.writer.transport.set_write_buffer_limits(high=1 << 30)  # type: ignore[attr-defined]
        flood = message(b"x" * 120, 9) * 8000
        for _ in range(16):
            client.writer.write(flood)
        await until(lambda: bool(house.sockets))
        one = house.socket
        await until(lambda: not one.writable.is_set())
        await until_still(house)
        assert one.transport.get_write_buffer_size() < 1_000_000
        client.writer.transport.abort()  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/talkative", "/endless"])
async def test_who_reads_nothing_is_let_go_and_what_was_made_for_him_ends(path: str) -> None:
    async with opened(DoorLimits(unread_s=0.3)) as house:
        client = socket.create_connection(("127.0.0.1", house.port))
        page = f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n"
        client.sendall((upgrade(path) if path == "/talkative" else page).encode())
        assert await asyncio.wait_for(house.ended.wait(), 60)
        client.close()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (message(b"", 1, fin=False) + message(b"", 0, fin=False) * (MOST_FRAGMENTS + 1), 1008),
        (message(b"\xff\xfe"), 1007),
        (message(b"x", 0), 1002),
        (message(b"x", 3), 1002),
        (message(b"x", 9, fin=False), 1002),
        (b"\x81\x01x", 1002),
        (b"\x81\xff" + (1 << 40).to_bytes(8, "big") + bytes(4), 1009),
    ],
    ids=["endless pieces", "no UTF-8", "a piece of nothing", "an unknown kind", "half a ping",
         "unmasked", "too large"],
)  # fmt: skip
async def test_what_is_no_message_is_told_by_its_code_and_is_no_error_of_ours(
    sent: bytes, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with opened() as house:
        client = await Raw.open(house.port)
        assert await client.upgrade("/slow") == 101
        client.writer.write(sent)
        assert int.from_bytes((await client.frame())[:2], "big") == code
        assert await client.closed()
        await asyncio.wait_for(house.ended.wait(), 60)
    assert not caplog.records


async def test_nonsense_before_the_socket_is_accepted_is_no_error_of_ours(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    async with opened() as house:
        client = await Raw.open(house.port)
        client.say(upgrade("/later"))
        await asyncio.wait_for(house.asked.wait(), 60)
        client.writer.write(message(b"x", 3))
        assert await client.closed()
    assert not caplog.records


async def test_a_far_end_whose_pong_was_not_read_yet_is_not_dead() -> None:
    async with opened() as house:
        client = await Raw.open(house.port)
        assert await client.upgrade("/slow") == 101
        client.writer.write(message(b"first") + message(b"second"))
        await until(lambda: house.socket.read_paused)
        one = house.socket
        one.stop_keepalive()
        one.send_keepalive_ping()
        one.keepalive_timeout()
        assert not one.transport.is_closing(), "it is we who do not read"
        house.goes_on.set()
        await until(lambda: house.taken == ["first", "second"] and not one.read_paused)
        one.stop_keepalive()
        one.send_keepalive_ping()
        one._heard_at = one.ping_sent_at - 1
        one.keepalive_timeout()
        assert one.transport.is_closing(), "nothing came, although we read"
        client.close()
