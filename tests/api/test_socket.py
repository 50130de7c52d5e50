"""What a client of the live events notices over a real socket, through the one door."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.api import still_allowed
from vaani.api.routes.events import KINDS, Wish
from vaani.storage.errors import StorageError

PATIENCE_S = 5.0


class Ear(WSListener):
    """Keeps what came, and how it ended."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed = asyncio.Event()
        self.code: int | None = None
        self.why = b""

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            self.came.put_nowait(json.loads(frame.get_payload_as_bytes()))
        elif frame.msg_type == WSMsgType.CLOSE:
            self.code = int(frame.get_close_code())
            self.why = frame.get_close_message() or b""
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.closed.set()

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.came.get(), PATIENCE_S)


@asynccontextmanager
async def listening(url: str, key: str | None) -> AsyncIterator[Ear]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    transport, ear = await ws_connect(Ear, url, extra_headers=headers)
    try:
        yield ear
    finally:
        transport.disconnect()
        await asyncio.wait_for(ear.closed.wait(), PATIENCE_S)


@pytest.mark.parametrize("path", ["/api/v1/events", "/ws"])
async def test_events_arrive_in_order_and_a_return_with_the_last_id_misses_none(
    world: Any, address: str, path: str
) -> None:
    hub = world.app.state.events
    before = hub.publish("call.started", {}, call_id="c1", business_id=world.bistro_id)
    async with listening(f"ws://{address}{path}?after={before.id}", "staff-key") as ear:
        hub.publish(
            "message.received", {"text": "hello"}, call_id="c1", business_id=world.bistro_id
        )
        hub.publish("call.started", {}, call_id="c2", business_id=world.clinic_id)
        hub.publish("message.sent", {"text": "hi"}, call_id="c1", business_id=world.bistro_id)
        first, second = await ear.next(), await ear.next()
    assert [first["type"], second["type"]] == ["message.received", "message.sent"]
    missed = hub.publish("call.completed", {}, call_id="c1", business_id=world.bistro_id)
    async with listening(f"ws://{address}{path}?after={second['id']}", "staff-key") as ear:
        assert (await ear.next())["id"] == missed.id


@pytest.mark.parametrize("key", [None, "wrong"])
async def test_without_a_valid_key_the_socket_is_closed_and_says_nothing(
    world: Any, address: str, key: str | None
) -> None:
    world.app.state.events.publish("call.started", {}, business_id=world.bistro_id)
    async with listening(f"ws://{address}/api/v1/events?after=0", key) as ear:
        await asyncio.wait_for(ear.closed.wait(), PATIENCE_S)
        assert ear.code == 1008
        assert ear.came.empty()


async def test_a_cookie_counts_only_for_our_own_page(world: Any, address: str) -> None:
    signed = await world.nobody.post("/api/v1/session", json={"key": "owner-key"})
    cookie = signed.headers["set-cookie"].split(";")[0]
    for origin, code in ((f"http://{address}", None), ("http://evil.example", 1008)):
        headers = {"Cookie": cookie, "Origin": origin}
        url = f"ws://{address}/api/v1/events?after=0"
        transport, ear = await ws_connect(Ear, url, extra_headers=headers)
        world.app.state.events.publish("call.started", {}, business_id=world.bistro_id)
        if code is None:
            assert (await ear.next())["type"] == "call.started"
            transport.disconnect()
        await asyncio.wait_for(ear.closed.wait(), PATIENCE_S)
        assert ear.code == code


async def test_a_client_pings_and_chooses_what_comes(world: Any, address: str) -> None:
    hub = world.app.state.events
    async with listening(f"ws://{address}/ws", "owner-key") as ear:

        async def ask(message: Any) -> dict[str, Any]:
            text = message if isinstance(message, str) else json.dumps(message)
            ear.transport.send(WSMsgType.TEXT, text.encode())
            return await ear.next()

        def publish(*kinds: str) -> None:
            for kind in kinds:
                hub.publish(kind, {}, business_id=world.bistro_id)

        assert await ask({"type": "ping", "id": 7}) == {"type": "pong", "id": 7}
        chosen = await ask({"type": "subscribe", "events": ["call.failed"]})
        assert chosen == {"type": "subscribed", "events": ["call.failed"]}
        publish("call.started", "call.failed")
        assert (await ear.next())["type"] == "call.failed"
        more = await ask({"type": "subscribe", "events": ["call.started"]})
        assert more["events"] == ["call.failed", "call.started"]
        less = await ask({"type": "unsubscribe", "events": ["call.failed"]})
        assert less == {"type": "unsubscribed", "events": ["call.started"]}
        publish("call.failed", "call.started")
        assert (await ear.next())["type"] == "call.started"
        assert (await ask({"type": "unsubscribe"}))["events"] == []
        assert len((await ask({"type": "subscribe"}))["events"]) > 10


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{", "not JSON"), ("[]", "object"), ({"type": "pong"}, "did you mean ping?"),
        ({"type": "subscribe", "events": ["call.start"]}, "did you mean call.started?"),
        ({"type": "subscribe", "event": "call.started"}, "did you mean events?"),
        ({"type": "subscribe", "events": "call.started"}, "list"),
        ({"type": "subscribe", "events": [[]]}, "no such event"), ({}, "no such type"),
        ({"type": "\ud800"}, "not JSON"), ("9" * 5000, ""), ("[" * 5000, "not JSON"),
    ],
)  # fmt: skip
def test_what_a_client_says_wrongly_is_told_him(said: Any, told: str) -> None:
    wish = Wish()
    answer = wish.take(said if isinstance(said, str) else json.dumps(said))
    assert answer["type"] == "error"
    assert told in str(answer["message"])
    assert orjson.dumps(answer)
    assert wish.kinds == KINDS


async def test_an_unknown_parameter_of_the_socket_is_named(world: Any, address: str) -> None:
    async with listening(f"ws://{address}/ws?afer=1", "owner-key") as ear:
        assert "did you mean after?" in (await ear.next())["message"]
        await asyncio.wait_for(ear.closed.wait(), PATIENCE_S)
        assert ear.code == 1008


async def test_a_database_that_fails_shuts_nobody_out_who_listens_and_sends_newcomers_back(
    world: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(still_allowed, "PROOF_S", 0.01)
    asked = asyncio.Event()
    known, url = world.ring.who, f"ws://{address}/ws"

    async def who(_key: str) -> None:
        asked.set()
        raise StorageError("the disk is full; free some space")

    async with listening(url, "staff-key") as ear:
        monkeypatch.setattr(world.ring, "who", who)
        await asyncio.wait_for(asked.wait(), PATIENCE_S)
        async with listening(url, "staff-key") as newcomer:
            await asyncio.wait_for(newcomer.closed.wait(), PATIENCE_S)
            assert newcomer.code == 1013
        hub = world.app.state.events
        told = hub.publish("call.started", {}, call_id="c1", business_id=world.bistro_id)
        assert (await ear.next())["id"] == told.id
        monkeypatch.setattr(world.ring, "who", known)
        world.ring.keys.pop("staff-key")
        await asyncio.wait_for(ear.closed.wait(), PATIENCE_S)
        assert ear.code == 1008
        assert ear.why.startswith(b"This key, user or session may no longer do this")
