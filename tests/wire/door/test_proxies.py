"""Callers, an owner and whoever opens the page come through a proxy that keeps its connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import yaml
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.house import open_house
from vaani.settings import load
from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount
from vaani.testing.twilio_peer import Stream, TwilioPeer

Behind = Callable[[int], AbstractAsyncContextManager[int]]
ENVIRON = {"VAANI_SPEECH__ENGINE": "simulated", "VAANI_SERVER__ANONYMOUS_PER_MINUTE": "10000"}


@asynccontextmanager
async def house(data: Path) -> AsyncIterator[tuple[int, str]]:
    """A whole house with the demonstration businesses: its port, and an owner's key."""
    settings = load({"data": data}, environ=ENVIRON).settings
    async with open_house(settings) as opened:
        await opened.add_demo_businesses()
        key = await opened.keys.create("owner", "tests")
        listener = bind("127.0.0.1", 0)
        server = HttpServer(opened.app)
        door = opened.door(listener, server.protocol)
        door.open()
        yield int(listener.getsockname()[1]), key
        door.close()
        await opened.end_calls()
        await server.close()


class Listener(WSListener):
    """Follows live events until enough calls have begun."""

    def __init__(self, enough: int) -> None:
        super().__init__()
        self.begun: set[str] = set()
        self.all_begun = asyncio.Event()
        self._enough = enough

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        event = json.loads(frame.get_payload_as_bytes())
        if event["type"] == "call.started":
            self.begun.add(event["call_id"])
        if len(self.begun) >= self._enough:
            self.all_begun.set()


async def call(page: httpx.AsyncClient, account: LoopbackAccount, caller: str) -> str:
    """One call that hears the greeting begin; its id."""
    ordered = await loopback.ring(page, account, business="madhuban", caller=caller)
    assert ordered.socket_url is not None, ordered.said
    peer = TwilioPeer(Stream(ordered.call_sid, account.sid, parameters=ordered.parameters))
    await peer.open(ordered.socket_url, signature=ordered.socket_signature)
    assert await peer.assistant_began(within_s=60)
    await peer.hang_up()
    return ordered.parameters["call_id"]


async def test_twenty_of_twenty_calls_connect_and_events_and_pages_come_through(
    behind: Behind, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    async with house(data) as (port, key), behind(port) as front:
        secrets = yaml.safe_load((data / "secrets.yaml").read_text())
        address = f"http://127.0.0.1:{front}"
        account = LoopbackAccount(
            secrets["loopback_account_sid"], secrets["loopback_auth_token"], address
        )
        async with httpx.AsyncClient(base_url=address) as page:
            listener = Listener(20)
            transport, _ = await ws_connect(
                lambda: listener,
                f"ws://127.0.0.1:{front}/ws",
                extra_headers={"Authorization": f"Bearer {key}"},
            )
            calls = set()
            for number in range(20):
                for path in ("/", "/call", "/health"):
                    assert (await page.get(path)).status_code == 200, path
                calls.add(await call(page, account, f"+9198765000{number:02d}"))
            await asyncio.wait_for(listener.all_begun.wait(), 60)
            transport.disconnect()
            assert listener.begun == calls
            page.headers["Authorization"] = f"Bearer {key}"
            kept = (
                await page.get("/api/v1/calls", params={"business": "madhuban", "limit": 50})
            ).json()["data"]
            assert {row["id"] for row in kept} == calls
