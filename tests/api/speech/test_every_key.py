"""What does a program notice of each key of the speech server? One proof for each, and none lacks.

The server is made from the settings as `vaani serve` makes it, over a voice whose pace a test sets.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import orjson
import pytest
import soundfile
from fastapi import FastAPI
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from vaani.api.app import create_app
from vaani.bootstrap import house
from vaani.bootstrap.speech import _simulated
from vaani.bootstrap.speech_server import open_speech_server, open_wyoming
from vaani.settings import KNOWN, PREFIX, Settings, load
from vaani.speech_server.pipeline import BaseMiddleware, RequestContext

KEY = {"Authorization": "Bearer staff-key"}
HELD = "Wait for it."


class Marking(BaseMiddleware):
    """A middleware of the operator's own."""

    name = "marking"

    async def before(self, context: RequestContext) -> None:
        """Counts."""
        Marking.seen += 1

    seen = 0


def sound(seconds: float) -> bytes:
    with io.BytesIO() as made:
        tone = np.sin(np.arange(int(seconds * 8000)) * 0.3) * 0.3
        soundfile.write(made, tone, 8000, format="WAV", subtype="PCM_16")
        return made.getvalue()


@dataclass
class Served:
    """A server of these settings, and its voice."""

    settings: Settings
    client: httpx.AsyncClient
    voice: Any
    desk: Any

    async def spoken(self, text: str = "Good day.", **more: Any) -> httpx.Response:
        return await self.client.post("/tts", json={"text": text, "format": "pcm", **more})

    async def read(self, recording: bytes) -> httpx.Response:
        return await self.client.post("/stt", files={"file": ("a.wav", recording, "audio/wav")})

    async def counted(self) -> dict[str, Any]:
        await self.spoken()
        told = await self.client.get("/tts/statistics")
        return dict(told.json()["data"]["middleware"])


Serve = Callable[..., Awaitable[Served]]


@pytest.fixture
async def serve(
    world: Any, voice: Any, recogniser: Any, on_port: Callable[[FastAPI], str], tmp_path: Path
) -> Any:
    async with AsyncExitStack() as opened:

        async def with_keys(**keys: str) -> Served:
            names = {f"{PREFIX}SPEECH_SERVER__{key.upper()}": value for key, value in keys.items()}
            settings = load({"data": tmp_path}, environ=names).settings
            speech = replace(_simulated(), voices=voice, recogniser=recogniser)
            server = open_speech_server(settings, speech, now=world.clock.now)
            opened.callback(server.close)
            services = replace(world.app.state.services, speech=server.desk)
            url = f"http://{on_port(create_app(services, house._http_limits(settings)))}"
            client = httpx.AsyncClient(base_url=url, headers=KEY, timeout=60)
            await opened.enter_async_context(client)
            return Served(settings, client, voice, server.desk)

        yield with_keys


async def test_requests_at_once(serve: Serve) -> None:
    served = await serve(requests_at_once="1")
    served.voice.held[HELD] = asyncio.Event()
    first = asyncio.create_task(served.spoken(HELD))
    await served.voice.begun.acquire()
    second = await served.spoken()
    assert (second.status_code, "1 requests" in second.text) == (429, True)
    assert int(second.headers["retry-after"]) >= 1
    served.voice.held[HELD].set()
    assert (await first).status_code == 200
    assert (await served.spoken()).status_code == 200


async def test_conversations_at_once(serve: Serve) -> None:
    served = await serve(conversations_at_once="1")
    address = str(served.client.base_url).replace("http", "ws").rstrip("/") + "/ws/conversation"
    async with connect(address, additional_headers=KEY) as first:
        assert orjson.loads(await first.recv())["type"] == "ready"
        async with connect(address, additional_headers=KEY) as second:
            with pytest.raises(ConnectionClosed, match="under way: ask again"):
                await second.recv()


async def test_upload_megabytes(serve: Serve) -> None:
    served = await serve(upload_megabytes="1")
    assert (await served.read(sound(2))).status_code == 200
    refused = await served.read(sound(70))
    assert (refused.status_code, "1000000 bytes" in refused.text) == (413, True)


async def test_longest_minutes(serve: Serve) -> None:
    served = await serve(longest_minutes="0.1")
    assert (await served.read(sound(4))).status_code == 200
    refused = await served.read(sound(8))
    assert (refused.status_code, "longer than" in refused.text) == (413, True), refused.text


async def test_outputs_megabytes(serve: Serve) -> None:
    kept = await (await serve(outputs_megabytes="1")).spoken(keep=True)
    assert kept.status_code == 200
    refused = await (await serve(outputs_megabytes="0")).spoken(keep=True)
    assert "outputs_megabytes" in refused.text


async def test_timing(serve: Serve) -> None:
    assert (await (await serve()).counted())["timing"]["count"] == 1
    off = (await (await serve(pipeline__timing="false")).counted())["timing"]
    assert off == {"enabled": False, "count": 0}


async def test_analytics(serve: Serve) -> None:
    assert (await (await serve()).counted())["analytics"]["requests"] == 1
    off = (await (await serve(pipeline__analytics="false")).counted())["analytics"]
    assert (off["enabled"], off["requests"]) == (False, 0)


async def test_logged(serve: Serve) -> None:
    lines: list[str] = []

    class Reader(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    log, reader = logging.getLogger("vaani.speech_server.pipeline"), Reader()
    level = log.level
    log.addHandler(reader)
    log.setLevel(logging.INFO)
    try:
        await (await serve(pipeline__logging="false")).spoken()
        assert lines == []
        await (await serve()).spoken()
        assert [one.startswith("speech.tts: completed") for one in lines] == [True]
    finally:
        log.removeHandler(reader)
        log.setLevel(level)


async def test_own(serve: Serve) -> None:
    before = Marking.seen
    counted = await (await serve(pipeline__own=f"{__name__}:Marking")).counted()
    assert list(counted)[-1] == "marking"
    assert Marking.seen == before + 1


async def test_wyoming(serve: Serve) -> None:
    closed = await serve()
    assert await open_wyoming(closed.settings, closed.desk) is None
    served = await serve(wyoming__port="0", wyoming__host="127.0.0.2", wyoming__connections="1")
    server = await open_wyoming(served.settings, served.desk)
    assert server is not None
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", server.port)
    _, first = await asyncio.open_connection("127.0.0.2", server.port)
    reader, second = await asyncio.open_connection("127.0.0.2", server.port)
    assert await asyncio.wait_for(reader.read(), 60) == b"", "one is open already"
    first.close()
    second.close()
    await server.close()


PROOFS: dict[str, Callable[[Serve], Awaitable[None]]] = {
    "requests_at_once": test_requests_at_once,
    "conversations_at_once": test_conversations_at_once,
    "upload_megabytes": test_upload_megabytes,
    "longest_minutes": test_longest_minutes,
    "outputs_megabytes": test_outputs_megabytes,
    "pipeline.timing": test_timing,
    "pipeline.logging": test_logged,
    "pipeline.analytics": test_analytics,
    "pipeline.own": test_own,
    "wyoming.port": test_wyoming,
    "wyoming.host": test_wyoming,
    "wyoming.connections": test_wyoming,
}


def test_no_key_is_without_a_proof() -> None:
    keys = {key.removeprefix("speech_server.") for key in KNOWN if key.startswith("speech_server.")}
    assert keys == set(PROOFS)
