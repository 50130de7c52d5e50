"""One port for calls and for pages: real connections, real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.api.door import Door, bind
from vaani.api.http import HttpServer
from vaani.api.media import Answer, MediaLimits, media_protocols
from vaani.kit.errors import SettingsError
from vaani.telephony.socket import MediaPeer, MediaSocket


class EchoPeer:
    """A line that says back what it is told (test double)."""

    def __init__(self, socket: MediaSocket, gone: list[str]) -> None:
        self._socket = socket
        self._gone = gone

    def text(self, message: bytes) -> None:
        if message == b"bye":
            self._socket.close()
            self._socket.send_text(b"after the close")
        else:
            self._socket.send_text(message)

    def binary(self, message: bytes) -> None:
        self._socket.send_binary(message)

    def closed(self) -> None:
        self._gone.append("closed")


class EchoRouter:
    """Echo at /media/echo, refusals elsewhere."""

    def __init__(self) -> None:
        self.gone: list[str] = []

    def route(
        self, path: str, headers: Mapping[str, str]
    ) -> Callable[[MediaSocket], MediaPeer] | Answer:
        if path == "/media/echo":
            return lambda socket: EchoPeer(socket, self.gone)
        return Answer(403, b"no\n")


class Client(WSListener):
    """Collects what comes back."""

    def __init__(self) -> None:
        super().__init__()
        self.got: asyncio.Queue[tuple[WSMsgType, bytes]] = asyncio.Queue()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self.got.put_nowait((frame.msg_type, frame.get_payload_as_bytes()))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.got.put_nowait((WSMsgType.CLOSE, b"gone"))


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[int, EchoRouter]]:
    app = FastAPI()

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "up"}

    server = HttpServer(app)
    router = EchoRouter()
    listener = bind("127.0.0.1", 0)
    port = int(listener.getsockname()[1])
    door = Door(listener, media_protocols(router), server.protocol)
    door.open()
    try:
        yield port, router
    finally:
        door.close()
        await server.close()


async def connect(port: int, path: str = "/media/echo") -> tuple[WSTransport, Client]:
    transport, client = await ws_connect(Client, f"ws://127.0.0.1:{port}{path}")
    assert isinstance(client, Client)
    return transport, client


async def test_a_page_and_a_media_socket_are_answered_on_the_same_port() -> None:
    async with opened() as (port, _router):
        async with httpx.AsyncClient() as browser:
            page = await browser.get(f"http://127.0.0.1:{port}/health")
        assert page.json() == {"status": "up"}
        transport, client = await connect(port)
        transport.send(WSMsgType.TEXT, b"hello")
        transport.send(WSMsgType.BINARY, b"\x00\xff" * 100)
        assert await client.got.get() == (WSMsgType.TEXT, b"hello")
        assert await client.got.get() == (WSMsgType.BINARY, b"\x00\xff" * 100)
        transport.disconnect()


async def test_an_unknown_media_path_is_refused_before_the_upgrade() -> None:
    async with opened() as (port, _router):
        async with httpx.AsyncClient() as browser:
            page = await browser.get(f"http://127.0.0.1:{port}/media/other")
        assert page.status_code == 403


async def test_a_message_in_fragments_is_one_message() -> None:
    async with opened() as (port, _router):
        transport, client = await connect(port)
        transport.send(WSMsgType.TEXT, b"one ", fin=False)
        transport.send(WSMsgType.CONTINUATION, b"whole ", fin=False)
        transport.send(WSMsgType.CONTINUATION, b"message", fin=True)
        assert await client.got.get() == (WSMsgType.TEXT, b"one whole message")
        transport.disconnect()


async def test_a_message_beyond_the_limit_ends_the_connection_and_not_the_server() -> None:
    async with opened() as (port, router):
        transport, client = await connect(port)
        transport.send(WSMsgType.TEXT, b"x" * (MediaLimits().message_bytes + 1))
        while (await client.got.get())[1] != b"gone":
            pass
        assert router.gone == ["closed"]
        again, other = await connect(port)
        again.send(WSMsgType.TEXT, b"still here")
        assert await other.got.get() == (WSMsgType.TEXT, b"still here")
        again.disconnect()


async def test_a_line_that_closes_says_nothing_afterwards() -> None:
    async with opened() as (port, router):
        transport, client = await connect(port)
        transport.send(WSMsgType.TEXT, b"bye")
        seen = []
        while (message := await client.got.get())[1] != b"gone":
            seen.append(message)
        assert (WSMsgType.TEXT, b"after the close") not in seen
        assert router.gone == ["closed"]


async def test_garbage_and_half_requests_do_not_disturb_a_call() -> None:
    async with opened() as (port, _router):
        transport, client = await connect(port)
        junk = []
        for start in (b"\x16\x03\x01\x02\x00", b"GET", b"\r\n\r\n", b"A" * 4096):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(start)
            junk.append((reader, writer))
        transport.send(WSMsgType.TEXT, b"am I heard?")
        assert await client.got.get() == (WSMsgType.TEXT, b"am I heard?")
        for _, writer in junk:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        transport.disconnect()


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"127.0.0.1:{port}.*--port"):
            bind("127.0.0.1", port)


async def test_half_a_request_line_costs_the_server_nothing_while_it_waits() -> None:
    async with opened() as (port, _router):
        halves = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        for _, writer in halves:
            writer.write(b"GET /hea")
        spent = time.process_time()
        transport, client = await connect(port)
        for _ in range(10):
            transport.send(WSMsgType.TEXT, b"tick")
            await client.got.get()
            await asyncio.to_thread(threading.Event().wait, 0.05)
        assert time.process_time() - spent < 0.4
        _, writer = halves[0]
        writer.write(b"lth HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b'"up"' in await halves[0][0].read()
        transport.disconnect()
        for _, writer in halves:
            writer.close()


EXHAUSTED = """
import asyncio, logging, os, resource, sys, time
from contextlib import suppress
import uvloop
from vaani.api.door import Door, bind

class Answer(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
    def data_received(self, data):
        self.transport.write(b"here")
        self.transport.close()

async def main():
    logging.basicConfig(level="WARNING", format="%(message)s")
    listener = bind("127.0.0.1", 0)
    Door(listener, Answer, None).open()
    await asyncio.sleep(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    held = []
    with suppress(OSError):
        while True:
            held.append(os.open("/dev/null", os.O_RDONLY))
    print(listener.getsockname()[1], flush=True)
    spent = time.process_time()
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 2.5)
    print(time.process_time() - spent, flush=True)
    for each in held:
        os.close(each)
    await asyncio.Event().wait()

(uvloop.run if sys.argv[1] == "uvloop" else asyncio.run)(main())
"""


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_process_without_file_descriptors_rests_says_so_once_and_then_answers(
    loop: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", EXHAUSTED, loop]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            with socket.create_connection(("127.0.0.1", port), timeout=20) as caller:
                caller.sendall(b"GET / HTTP/1.1\r\n\r\n")
                spent_s = float(server.stdout.readline())
                assert caller.recv(10) == b"here"
        finally:
            server.kill()
    said = (tmp_path / "log").read_text().splitlines()[:10]
    assert said == ["accept failed: out of resources"]
    assert spent_s < 0.5
