"""Under which names the server answers, and how often a socket may guess: over real connections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from vaani.api.app import Limits, create_app
from vaani.api.middleware.host_names import names_of

OURS = (
    "127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "192.168.1.5:8000",
    "voice.example.com", "voice.example.com:443", "Vaani", "vaani:8000", "localhost.",
)  # fmt: skip
STRANGE = (
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "voice.example.com.evil",
    "evil.example:8000", "x@localhost", "", "127.1", "[::1].evil",
)  # fmt: skip


@pytest.fixture
async def named(world: Any, on_port: Callable[[FastAPI], str]) -> str:
    """The world under names of its own."""
    names = names_of("https://voice.example.com/agent", ["vaani"])
    return on_port(create_app(world.app.state.services, Limits(names=names)))


@pytest.mark.parametrize(
    ("name", "status"), [*((name, 401) for name in OURS), *((name, 421) for name in STRANGE)]
)
async def test_a_page_of_another_site_does_not_reach_the_server(
    named: str, name: str, status: int
) -> None:
    async with httpx.AsyncClient(base_url=f"http://{named}", headers={"Host": name}) as client:
        assert (await client.get("/api/v1/businesses")).status_code == status
        assert (await client.get("/health")).status_code == 200


async def test_a_socket_under_a_strange_name_is_refused_and_no_error_of_ours(
    named: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(WSError, match="421"):
        await ws_connect(WSListener, f"ws://{named}/ws", extra_headers={"Host": "evil.example"})
    assert [one.getMessage() for one in caplog.records if one.name == "uvicorn.error"] == []


class Ends(WSListener):
    """Waits for the close."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.over.set()


async def guess(address: str, path: str, key: str) -> str:
    """How a key that was guessed is answered: closed after the upgrade, or refused before it."""
    headers = {"Authorization": f"Bearer {key}"}
    try:
        _, ends = await ws_connect(Ends, f"ws://{address}{path}", extra_headers=headers)
    except WSError as error:
        return "limited" if "429" in str(error) else str(error)
    await asyncio.wait_for(ends.over.wait(), 60)
    return "closed"


@pytest.mark.parametrize("path", ["/ws", "/api/v1/events"])
async def test_guesses_of_keys_on_a_socket_are_limited_and_a_real_key_is_not(
    world: Any, on_port: Callable[[FastAPI], str], path: str
) -> None:
    services = replace(world.app.state.services)
    address = on_port(create_app(services, Limits(anonymous_per_minute=8)))
    real = {"Authorization": "Bearer staff-key"}
    first, _ = await ws_connect(Ends, f"ws://{address}{path}", extra_headers=real)
    answers = [await guess(address, path, f"made-up-{number}") for number in range(12)]
    assert answers[:3] == ["closed"] * 3
    assert answers[6:] == ["limited"] * 6
    again, _ = await ws_connect(Ends, f"ws://{address}{path}", extra_headers=real)
    first.disconnect()
    again.disconnect()
