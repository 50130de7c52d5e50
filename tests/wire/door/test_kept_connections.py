"""A connection that carried HTTP before may become a call, also behind a proxy that keeps it.

`test_proxies.py` puts real proxies before a whole house.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import pytest
import uvloop
from fastapi import FastAPI, Request

from vaani.api.door import Door, bind
from vaani.api.http import HttpServer
from vaani.api.media import Answer, media_protocols
from vaani.telephony.socket import MediaPeer, MediaSocket
from vaani.testing.raw_client import Raw, message


class Echo:
    """A line that says back what it is told (test double)."""

    def __init__(self, socket: MediaSocket) -> None:
        self._socket = socket

    def text(self, message: bytes) -> None:
        self._socket.send_text(message)

    def binary(self, message: bytes) -> None:
        self._socket.send_binary(message)

    def closed(self) -> None:
        pass


class Calls:
    """A call at /media/call, refusals elsewhere."""

    def route(
        self, path: str, headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        return Echo if path.startswith("/media/call") else Answer(403, b"no\n")


@asynccontextmanager
async def opened() -> AsyncIterator[int]:
    app = FastAPI()

    @app.get("/health")
    async def health(request: Request) -> dict[str, str]:
        return {"asked": request.url.query}

    server, listener = HttpServer(app), bind("127.0.0.1", 0)
    door = Door(listener, media_protocols(Calls()), server.protocol)
    door.open()
    try:
        yield int(listener.getsockname()[1])
    finally:
        door.close()
        await server.close()


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_call_connects_on_a_connection_that_asked_for_a_page_before(
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        said = runner.run(pages_and_then_a_call())
    assert said == [b"at once", b"hello", *(b"x" * size for size in range(100))]


async def pages_and_then_a_call() -> list[bytes]:
    """What a call said back on a connection that carried two pages before."""
    async with opened() as port:
        client = await Raw.open(port)
        assert [await client.get("/health") for _ in range(2)] == [200, 200]
        assert await client.upgrade("/media/call", message(b"at once")) == 101
        said = [await client.frame()]
        for sent in (b"hello", *(b"x" * size for size in range(100))):
            client.writer.write(message(sent))
            said.append(await client.frame())
        client.close()
        return said


async def test_a_refused_call_on_a_kept_connection_is_refused_as_on_a_fresh_one() -> None:
    async with opened() as port:
        kept, fresh = await Raw.open(port), await Raw.open(port)
        assert await kept.get("/health") == 200
        assert await kept.upgrade("/media/other") == await fresh.upgrade("/media/other") == 403
        kept.close()
        fresh.close()


async def test_what_stands_in_the_query_does_not_make_a_call_of_a_page() -> None:
    async with opened() as port:
        client = await Raw.open(port)
        assert [await client.get("/health?x=/media/call") for _ in range(2)] == [200, 200]
        client.close()
