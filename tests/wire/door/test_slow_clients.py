"""Clients that send too much or too slowly: each is let go, and nobody else notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvloop
from fastapi import FastAPI, Request

from vaani.api.door import Door, DoorLimits, bind
from vaani.api.http import HttpLimits, HttpServer
from vaani.api.media import Answer, media_protocols
from vaani.testing.raw_client import Raw

TIGHT = HttpLimits(head_bytes=2048, head_s=0.4, body_s=0.4)
START = "POST /read HTTP/1.1\r\nHost: 127.0.0.1\r\n"


class NoCalls:
    """No path is a call's."""

    def route(self, path: str, headers: object) -> Answer:
        return Answer(403)


@asynccontextmanager
async def opened(limits: HttpLimits = TIGHT, most: DoorLimits | None = None) -> AsyncIterator[int]:
    app = FastAPI()

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {}

    @app.post("/read")
    async def read(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    server, listener = HttpServer(app, limits), bind("127.0.0.1", 0)
    door = Door(listener, media_protocols(NoCalls()), server.protocol, most)
    door.open()
    try:
        yield int(listener.getsockname()[1])
    finally:
        door.close()
        await server.close()


CASES: dict[str, tuple[Callable[[], str], int]] = {
    "half a head": (lambda: "GET /health HTTP/1.1\r\nHo", 408),
    "a head without its end": (lambda: START + "Content-Length: 5\r\n", 408),
    "half a body": (lambda: START + "Content-Length: 5\r\n\r\nab", 408),
    "half a piece of a body": (lambda: START + "Transfer-Encoding: chunked\r\n\r\n5\r\nab", 408),
    "one endless header": (lambda: START + "X: " + "x" * 4000, 431),
    "a header too large": (lambda: START + "X: " + "x" * 4000 + "\r\n\r\n", 431),
    "many headers": (lambda: START + "X: x\r\n" * 700 + "\r\n", 431),
    "a long address": (lambda: "GET /" + "x" * 3000 + " HTTP/1.1\r\nHost: h\r\n\r\n", 431),
    "no request at all": (lambda: "\x16\x03 \r\n\r\n", 400),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kept", [False, True], ids=["at first", "after a page"])
async def test_a_client_that_is_too_slow_or_too_large_is_told_and_let_go(
    name: str, kept: bool
) -> None:
    words, status = CASES[name]
    async with opened() as port:
        client = await Raw.open(port)
        if kept:
            assert await client.get("/health") == 200
        client.say(words())
        assert (await client.answer())[0] == status
        assert await client.closed()


async def test_a_header_that_drips_is_not_given_more_time() -> None:
    async with opened() as port:
        client = await Raw.open(port)
        client.say("GET /health HTTP/1.1\r\n")
        answered = asyncio.create_task(client.answer())
        while not answered.done():
            client.say("x: y\r\n")
            await asyncio.wait({answered}, timeout=0.05)
        assert answered.result()[0] == 408


async def test_a_hundred_slow_clients_do_not_keep_a_page_waiting() -> None:
    async with opened() as port:
        slow = [await Raw.open(port) for _ in range(100)]
        for client in slow:
            client.say("GET /health HTTP/1.1\r\nHo")
        page = await Raw.open(port)
        assert await asyncio.wait_for(page.get("/health"), 30) == 200
        answers: list[Any] = await asyncio.gather(*(client.answer() for client in slow))
        assert {status for status, _ in answers} == {408}
        page.close()


async def test_a_client_in_time_keeps_its_connection() -> None:
    async with opened() as port:
        client = await Raw.open(port)
        for _ in range(3):
            client.say(START + "Content-Length: 5\r\n\r\nab")
            client.say("cde")
            assert await client.answer() == (200, b'{"bytes":5}')
        client.close()


async def served(port: int, source: str) -> tuple[Raw, int]:
    """A connection that stays, and what a page on it was answered (0: it was closed)."""
    client = await Raw.open(port, source)
    return client, await client.get("/health")


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_an_address_has_so_many_connections_and_no_more_until_some_end(
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    async def knocks() -> None:
        async with opened(HttpLimits(), DoorLimits(in_all=12, per_address=4)) as port:
            one = [await served(port, "127.0.0.2") for _ in range(6)]
            assert [status for _, status in one] == [200] * 4 + [0] * 2
            here = [await served(port, "127.0.0.1") for _ in range(8)]
            assert [status for _, status in here] == [200] * 8, "a proxy speaks for many"
            other = await served(port, "127.0.0.3")
            assert other[1] == 0, "as many as may be are open"
            for client, _ in one[:2]:
                client.say("GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                assert await client.closed()
            again = [await served(port, "127.0.0.3") for _ in range(3)]
            assert [status for _, status in again] == [200, 200, 0]
            for client, _ in (*one, *here, *again, other):
                client.close()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(knocks())
