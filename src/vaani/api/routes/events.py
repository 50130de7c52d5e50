"""How does a client follow what is happening now? `WS /api/v1/events`, alias `/ws`."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from vaani.api.auth import Principal, gate_of
from vaani.api.events import EventHub, LiveEvent, Subscriber
from vaani.api.masking import data_for
from vaani.kit.errors import DomainError

router = APIRouter()
PROOF_S = 60.0
"""How often a listening socket's key is proven again."""


@router.websocket("/api/v1/events")
@router.websocket("/ws")
async def follow(socket: WebSocket, after: str | None = None) -> None:
    """Every event of the caller's businesses from now on; with `after`, first the missed ones.

    Closes with 1008 without a valid key, with 1013 when the client reads too slowly.
    """
    try:
        principal = await gate_of(socket).prove(socket)
    except DomainError:
        await socket.accept()
        await socket.close(1008, "a valid key is needed")
        return
    await socket.accept()
    hub: EventHub = socket.app.state.events
    metrics = socket.app.state.metrics
    metrics.subscribers.inc()
    try:
        with hub.subscribe(lambda event: principal.sees(event.business_id), after) as subscriber:
            await _serve(socket, subscriber, principal)
    finally:
        metrics.subscribers.dec()


async def _serve(socket: WebSocket, subscriber: Subscriber, principal: Principal) -> None:
    """Send until the client goes, falls behind, or its key is revoked."""
    tasks = {
        asyncio.create_task(_send(socket, subscriber, principal)),
        asyncio.create_task(_until_gone(socket)),
        asyncio.create_task(_until_revoked(socket)),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        code = next((task.result() for task in done if not task.exception()), None)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if code is not None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code)


async def _send(socket: WebSocket, subscriber: Subscriber, principal: Principal) -> int | None:
    async for event in subscriber.events():
        await socket.send_text(orjson.dumps(_seen(event, principal)).decode())
    return 1013 if subscriber.lagged else 1001


def _seen(event: LiveEvent, principal: Principal) -> dict[str, object]:
    return {**event.as_json(), "data": data_for(principal, event.data)}


async def _until_gone(socket: WebSocket) -> int | None:
    """What clients send is ignored; their leaving is not."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.receive_text()
    return None


async def _until_revoked(socket: WebSocket) -> int | None:
    while True:
        await asyncio.sleep(PROOF_S)
        try:
            await gate_of(socket).prove(socket)
        except DomainError:
            return 1008
