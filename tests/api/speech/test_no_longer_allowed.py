"""A socket of speech ends with the key, the person or the session that opened it, and not before:
it closes as those of the console do, and its place is free."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from vaani.api import still_allowed

PATIENCE_S = 5.0
WHY = "This key, user or session may no longer do this: connect again with one that may."
PATHS = ("/v1/realtime?model=echo", "/ws/conversation?response_mode=echo", "/ws/transcribe")
End = Callable[[], Awaitable[Any]]


@pytest.fixture
def proofs(world: Any, monkeypatch: pytest.MonkeyPatch) -> asyncio.Semaphore:
    """Open sockets are proven again a hundred times a second; released after each proof that was
    good, the one with which a socket opens among them."""
    monkeypatch.setattr(still_allowed, "PROOF_S", 0.01)
    done, gate = asyncio.Semaphore(0), world.app.state.gate
    prove = gate.prove

    async def counted(connection: Any) -> Any:
        found = await prove(connection)
        if connection.scope["type"] == "websocket":
            done.release()
        return found

    monkeypatch.setattr(gate, "prove", counted)
    return done


async def by_key(world: Any, base_url: str) -> tuple[dict[str, str], End]:
    async def revoke() -> None:
        del world.ring.keys["staff-key"]

    return {"Authorization": "Bearer staff-key"}, revoke


async def by_person(world: Any, base_url: str) -> tuple[dict[str, str], End]:
    return await manager(world, base_url, disabled=True)


async def by_role(world: Any, base_url: str) -> tuple[dict[str, str], End]:
    return await manager(world, base_url, roles={world.bistro_id: "viewer"})


async def manager(world: Any, base_url: str, **becomes: Any) -> tuple[dict[str, str], End]:
    """The headers of a person's page, and what changes him."""
    account, token = await world.accounts.invite("asha", "Asha", {world.bistro_id: "manager"})
    headers, _ = await signed_in(base_url, token)

    async def change() -> None:
        await world.accounts.change(account.id, **becomes)

    return headers, change


async def by_session(world: Any, base_url: str) -> tuple[dict[str, str], End]:
    return await signed_in(base_url, "staff-key")


async def signed_in(base_url: str, proof: str) -> tuple[dict[str, str], End]:
    """The headers of a page of ours after signing in, and what signs out."""
    async with httpx.AsyncClient(base_url=base_url, headers={"Origin": base_url}) as client:
        signed = await client.post("/api/v1/session", json={"key": proof})
        assert signed.status_code == 201, signed.text
    headers = {"Origin": base_url, "Cookie": signed.headers["set-cookie"].split(";")[0]}

    async def sign_out() -> None:
        async with httpx.AsyncClient(base_url=base_url, headers=headers) as client:
            assert (await client.delete("/api/v1/session")).status_code == 204

    return headers, sign_out


@pytest.mark.parametrize("opened_by", [by_key, by_person, by_role, by_session])
@pytest.mark.parametrize("path", PATHS)
async def test_a_socket_ends_with_what_opened_it(
    world: Any, base_url: str, speech_desk: Any, proofs: Any, path: str, opened_by: Any
) -> None:
    headers, end = await opened_by(world, base_url)
    room = speech_desk.room if path == "/ws/transcribe" else speech_desk.talks
    async with connect(base_url.replace("http", "ws") + path, additional_headers=headers) as socket:
        assert orjson.loads(await socket.recv())["type"] in ("ready", "session.created")
        await ended(socket, proofs, end)
    await asyncio.wait_for(room.left.acquire(), PATIENCE_S)


async def test_a_key_among_the_subprotocols_is_proven_again_too(
    world: Any, base_url: str, proofs: Any
) -> None:
    _, revoke = await by_key(world, base_url)
    names = [Subprotocol("realtime"), Subprotocol("openai-insecure-api-key.staff-key")]
    address = base_url.replace("http", "ws") + PATHS[0]
    async with connect(address, subprotocols=names) as socket:
        assert orjson.loads(await socket.recv())["type"] == "session.created"
        told = await ended(socket, proofs, revoke)
    assert told[-1]["error"]["code"] == "invalid_api_key"
    assert told[-1]["error"]["message"] == WHY


async def test_work_that_is_under_way_ends_with_the_key(
    world: Any, base_url: str, voice: Any, proofs: Any
) -> None:
    held = "Hold on to this."
    voice.held[held] = asyncio.Event()
    headers, revoke = await by_key(world, base_url)
    address = base_url.replace("http", "ws") + PATHS[0]
    async with connect(address, additional_headers=headers) as socket:
        item = {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": held}],
        }
        for event in ({"type": "conversation.item.create", "item": item},
                      {"type": "response.create"}):  # fmt: skip
            await socket.send(orjson.dumps(event).decode())
        await asyncio.wait_for(voice.begun.acquire(), PATIENCE_S)
        await ended(socket, proofs, revoke)
    assert voice.dropped == [held]


async def ended(socket: ClientConnection, proofs: Any, end: End) -> list[dict[str, Any]]:
    """It lives through proofs that are good, and closes after `end`: what was sent till then."""
    for _ in range(3):
        await asyncio.wait_for(proofs.acquire(), PATIENCE_S)
    assert socket.close_code is None
    await end()
    async with asyncio.timeout(PATIENCE_S):
        told = []
        with suppress(ConnectionClosed):
            while True:
                told.append(orjson.loads(await socket.recv()))
    assert (socket.close_code, socket.close_reason) == (1008, WHY)
    return told
