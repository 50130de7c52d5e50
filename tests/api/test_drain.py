"""What callers, carriers and operators notice when a server that has calls is asked to stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from vaani.telephony import loopback
from vaani.testing.served import Served, start
from vaani.testing.twilio_peer import Stream, TwilioPeer


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    server = await asyncio.to_thread(
        start,
        tmp_path / "data",
        VAANI_SPEECH__ENGINE="simulated",
        VAANI_CALLS__DRAIN_SECONDS="20",
    )
    yield server
    server.kill()


async def draining(client: httpx.AsyncClient) -> httpx.Response:
    """The answer of /ready once it is no longer 200."""
    for _ in range(100):
        reply = await client.get("/ready")
        if reply.status_code != 200:
            return reply
        await asyncio.to_thread(time.monotonic)
    raise TimeoutError("it goes on as if nothing had happened")


async def pick_up(served: Served, ordered: loopback.Ordered) -> TwilioPeer:
    assert ordered.socket_url is not None
    stream = Stream(ordered.call_sid, served.account.sid, parameters=ordered.parameters)
    peer = TwilioPeer(stream)
    await peer.open(ordered.socket_url, signature=ordered.socket_signature)
    return peer


async def test_the_door_stays_open_until_the_running_calls_are_over(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        account = served.account
        first = await loopback.ring(client, account, business="madhuban")
        on_its_way = await loopback.ring(client, account, business="madhuban")
        call = await pick_up(served, first)
        assert await call.assistant_began(within_s=10)
        served.process.terminate()
        reply = await draining(client)
        assert (reply.status_code, reply.json()["error"]["details"]["parts"]["calls"]) == (
            503, "draining",
        )  # fmt: skip
        refused = await loopback.ring(client, account, business="madhuban")
        assert refused.socket_url is None
        assert "busy" in refused.said[0]
        second = await pick_up(served, on_its_way)
        await loopback.tell_status(client, account, first.call_sid, "in-progress", 1)
        assert await second.assistant_began(within_s=10)
        for peer, ordered in ((call, first), (second, on_its_way)):
            await peer.hang_up()
            await loopback.after(client, account, ordered)
    assert await asyncio.to_thread(served.process.wait, 10) == 0


async def test_a_second_signal_ends_calls_at_once(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url) as client:
        ordered = await loopback.ring(client, served.account, business="madhuban")
        call = await pick_up(served, ordered)
        assert await call.assistant_began(within_s=10)
        served.process.terminate()
        await draining(client)
        began = time.monotonic()
        served.process.terminate()
        assert await asyncio.to_thread(served.process.wait, 15) == 0
        assert time.monotonic() - began < 5
        await call.close()
