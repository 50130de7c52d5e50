"""What `vaani doctor` says of a data folder on which a server is at work."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from vaani.bootstrap.database import open_database
from vaani.bootstrap.holding import held
from vaani.cli import doctor, finding
from vaani.settings import load


@asynccontextmanager
async def answering(body: bytes) -> AsyncIterator[int]:
    """A port that answers every request with this body."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def findings(folder: Path, port: int) -> dict[str, Any]:
    environ = {"VAANI_DATA": str(folder), "VAANI_SPEECH__ENGINE": "off"}
    loaded = load({"server.port": port}, environ=environ)
    async with open_database(loaded.settings, create=True):
        pass
    with held(folder, "vaani serve"):
        return {one.part: one async for one in doctor.examine(loaded, quick=True)}


async def test_a_healthy_server_is_not_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(_database: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(doctor, "_migrated", busy)
    async with answering(b'{"data": {"parts": {"database": "ok", "background": "ok"}}}') as port:
        found = await findings(tmp_path / "house", port)
    assert [one.part for one in found.values() if one.state == "BROKEN"] == []
    assert found["server"].state == "ok"
    assert found["database"].state == "warn"
    assert "is taken while vaani serve" in found["port"].found


async def test_a_task_that_stopped_is_told(tmp_path: Path) -> None:
    body = b'{"error": {"details": {"parts": {"database": "ok", "background": "keeping failing"}}}}'
    async with answering(body) as port:
        found = await findings(tmp_path / "house", port)
    assert found["server"].state == "BROKEN"
    assert found["server"].found == "background keeping failing"


async def test_a_server_on_another_port_is_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "REACH_S", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = await findings(tmp_path / "house", port)
    assert found["server"].state == "warn"
    assert found["port"].state == "ok"
