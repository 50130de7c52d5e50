"""What one media socket may cost: past it, that socket ends and no other call notices."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import pytest

from vaani.api.door import Door, bind
from vaani.api.media import Answer, MediaLimits, media_protocols
from vaani.telephony.socket import MediaPeer, MediaSocket
from vaani.testing.raw_client import Raw, message

TEXT, BINARY, MORE, PING = 1, 2, 0, 9
TIGHT = MediaLimits(
    message_bytes=4096, messages_per_second=50, bytes_per_second=4096, unsent_bytes=65536
)


class Line:
    """Counts what it hears, and says it back where it is asked to (test double)."""

    def __init__(self, socket: MediaSocket, lines: list[Line]) -> None:
        self.socket = socket
        self.heard: list[bytes] = []
        self.gone = 0
        self.over = asyncio.Event()
        lines.append(self)

    def text(self, message: bytes) -> None:
        self.heard.append(message)
        self.socket.send_text(message[:100])

    def binary(self, message: bytes) -> None:
        self.heard.append(message)

    def closed(self) -> None:
        self.gone += 1
        self.over.set()


class Lines:
    """Every path is a call."""

    def __init__(self) -> None:
        self.made: list[Line] = []

    def route(
        self, path: str, headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        return lambda socket: Line(socket, self.made)


@asynccontextmanager
async def opened(limits: MediaLimits | None = None) -> AsyncIterator[tuple[int, Lines]]:
    lines, listener = Lines(), bind("127.0.0.1", 0)
    door = Door(listener, media_protocols(lines, limits), None)
    door.open()
    try:
        yield int(listener.getsockname()[1]), lines
    finally:
        door.close()


async def call(port: int) -> Raw:
    caller = await Raw.open(port)
    assert await caller.upgrade("/media/x") == 101
    return caller


def in_pieces(count: int, piece: bytes) -> bytes:
    """One message in so many fragments that never ends."""
    return message(piece, TEXT, fin=False) + message(piece, MORE, fin=False) * (count - 1)


FLOODS: dict[str, bytes] = {
    "tiny fragments": in_pieces(300, b"x"),
    "empty fragments": in_pieces(300, b""),
    "small messages": message(b"x", BINARY) * 300,
    "pings": message(b"", PING) * 300,
    "bytes": message(b"x" * 120, BINARY) * 190,
    "a message too large": in_pieces(100, b"x" * 120),
    "a continuation of nothing": message(b"x", MORE),
}


@pytest.mark.parametrize("name", FLOODS)
async def test_a_socket_past_its_budget_is_closed_and_its_line_hears_it_once(name: str) -> None:
    async with opened(TIGHT) as (port, lines):
        caller = await call(port)
        caller.writer.write(FLOODS[name])
        assert await caller.closed()
        assert lines.made[0].gone == 1
        assert len(lines.made[0].heard) <= 200


async def test_a_call_in_real_time_never_meets_its_budget_and_a_late_burst_is_heard() -> None:
    async with opened() as (port, lines):
        caller = await call(port)
        burst = message(b"s" * 125, BINARY) * 400
        for _ in range(2):
            caller.writer.write(burst + message(b"there?"))
            assert await caller.frame() == b"there?"
        assert len(lines.made[0].heard) == 802
        caller.close()


async def test_what_is_not_read_ends_the_socket_that_does_not_read() -> None:
    async with opened(TIGHT) as (port, lines):
        deaf, other = await call(port), await call(port)
        raw = deaf.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.writer.transport.pause_reading()  # type: ignore[attr-defined]
        sent = 0
        while not lines.made[0].gone and sent < 64 * 1024 * 1024:
            lines.made[0].socket.send_binary(b"y" * 32768)
            sent += 32768
            await asyncio.sleep(0)
        assert lines.made[0].gone == 1
        other.writer.write(message(b"and I?"))
        assert await other.frame() == b"and I?"
        deaf.writer.transport.abort()
        other.close()


async def deafen(port: int) -> Raw:
    """A caller that reads no more."""
    deaf = await call(port)
    raw = deaf.writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.writer.transport.pause_reading()  # type: ignore[attr-defined]
    return deaf


def fill(line: Line) -> int:
    """Send sound as a line does, until it is told to leave it out; bytes."""
    sent = 0
    while not line.socket.is_full and sent < 8 * 1024 * 1024:
        line.socket.send_binary(b"y" * 320)
        sent += 320
    return sent


async def test_no_more_sound_waits_than_a_line_wants_and_who_reads_again_stays() -> None:
    async with opened() as (port, lines):
        deaf = await deafen(port)
        (line,) = lines.made
        line.socket.bound(32_000)
        fill(line)
        assert line.socket.is_full
        waits = line.socket._transport.underlying_transport.get_write_buffer_size()  # type: ignore[attr-defined]
        assert waits <= 32_000 + 400
        deaf.writer.transport.resume_reading()  # type: ignore[attr-defined]
        async with asyncio.timeout(10):
            while line.socket.is_full:
                await deaf.reader.read(65536)
        line.socket.send_text(b"still here")
        assert line.gone == 0
        deaf.close()


async def test_who_reads_nothing_for_too_long_is_let_go() -> None:
    async with opened(MediaLimits(unread_s=0.1)) as (port, lines):
        deaf = await deafen(port)
        (line,) = lines.made
        line.socket.bound(32_000)
        fill(line)
        async with asyncio.timeout(10):
            await line.over.wait()
        assert line.gone == 1
        deaf.writer.transport.abort()


async def test_many_fragments_do_not_delay_another_call() -> None:
    async with opened() as (port, lines):
        flooder, other = await call(port), await call(port)
        flood = in_pieces(100_000, b"x")
        late = 0.0
        flooder.writer.write(flood)
        for _ in range(20):
            began = time.thread_time()
            other.writer.write(message(b"tick"))
            assert await other.frame() == b"tick"
            late = max(late, time.thread_time() - began)
        assert late < 0.5
        assert await flooder.closed()
        assert lines.made[0].gone == 1
        other.close()
