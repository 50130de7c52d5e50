"""Proxies from the system's packages, as operators put them before a server."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from vaani.testing.raw_client import Raw

Behind = Callable[[int], AbstractAsyncContextManager[int]]
"""From a server's port to the port of a proxy before it."""

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
CADDY = """
{{
  admin off
  auto_https off
  storage file_system {here}/caddy
}}
http://127.0.0.1:{front} {{
  bind 127.0.0.1
  reverse_proxy 127.0.0.1:{port} {{
    transport http {{
      keepalive_idle_conns_per_host 1
    }}
  }}
}}
"""
COMMANDS = {
    "nginx": ("-c", "{here}/conf", "-p", "{here}", "-e", "{here}/error.log"),
    "caddy": ("run", "--adapter", "caddyfile", "--config", "{here}/conf"),
}
WORDS = {"nginx": NGINX, "caddy": CADDY}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def reachable(port: int) -> None:
    for _ in range(400):
        try:
            client = await Raw.open(port)
        except OSError:
            await asyncio.to_thread(threading.Event().wait, 0.05)
            continue
        client.close()
        return
    raise TimeoutError("the proxy did not come up")


@pytest.fixture(params=list(WORDS))
def behind(request: pytest.FixtureRequest, tmp_path: Path) -> Behind:
    """Opens one proxy after the other, each with few kept connections to the server."""
    name = str(request.param)
    program = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if program is None:
        pytest.skip(f"{name} is not installed (scripts/test-needs.sh installs it)")

    @asynccontextmanager
    async def opened(port: int) -> AsyncIterator[int]:
        front = free_port()
        (tmp_path / "conf").write_text(WORDS[name].format(here=tmp_path, port=port, front=front))
        with (tmp_path / "proxy.log").open("w") as log:
            proxy = await asyncio.create_subprocess_exec(
                program, *(word.format(here=tmp_path) for word in COMMANDS[name]),
                stdout=log, stderr=log,
                env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
            )  # fmt: skip
        try:
            await reachable(front)
            yield front
        finally:
            proxy.terminate()
            await proxy.wait()

    return opened
