"""A connection that carried HTTP before may become a call, also behind a proxy that keeps it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
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


NGINX = """
daemon off; pid {here}/pid; error_log {here}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {here}/a; proxy_temp_path {here}/b; fastcgi_temp_path {here}/c;
  uwsgi_temp_path {here}/d; scgi_temp_path {here}/e;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream vaani {{ server 127.0.0.1:{port}; keepalive 1; }}
  server {{
    listen 127.0.0.1:{front};
    location / {{
      proxy_pass http://vaani; proxy_http_version 1.1; proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
      proxy_buffering off;
    }}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def reachable(port: int) -> None:
    for _ in range(200):
        try:
            client = await Raw.open(port)
        except OSError:
            await asyncio.to_thread(threading.Event().wait, 0.05)
            continue
        client.close()
        return
    raise TimeoutError("the proxy did not come up")


@asynccontextmanager
async def behind_nginx(port: int, here: Path) -> AsyncIterator[int]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (scripts/test-needs.sh installs it)")
    front = free_port()
    (here / "conf").write_text(NGINX.format(here=here, port=port, front=front))
    proxy = await asyncio.create_subprocess_exec(
        program, "-c", str(here / "conf"), "-p", str(here), "-e", str(here / "error.log")
    )
    try:
        await reachable(front)
        yield front
    finally:
        proxy.terminate()
        await proxy.wait()


async def test_twenty_of_twenty_calls_connect_behind_nginx_that_keeps_its_connection(
    tmp_path: Path,
) -> None:
    async with opened() as port, behind_nginx(port, tmp_path) as front:
        heard = []
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{front}") as page:
            for number in range(20):
                assert (await page.get("/health")).status_code == 200
                caller = await Raw.open(front)
                assert await caller.upgrade("/media/call") == 101
                caller.writer.write(message(b"call %d" % number))
                heard.append(await caller.frame())
                caller.close()
        assert heard == [b"call %d" % number for number in range(20)]
