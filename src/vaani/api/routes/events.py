"""How does a client follow what is happening now? `WS /api/v1/events`, alias `/ws`.

At first everything comes. `{"type": "subscribe", "events": [...]}` chooses kinds: the first one
leaves only what it names, further ones add; `unsubscribe` takes kinds away; without `events` both
mean all of them. Both are answered with the kinds that come from now on, `ping` with `pong`, and
what is not understood with `error`; an `id` of the client comes back with the answer.
`initiate_call` places a call (`routes/outbound.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import get_args

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from vaani.api.auth import Principal, allowed_socket
from vaani.api.declared import meant, shown
from vaani.api.events import EventHub, EventType, LiveEvent, Subscriber
from vaani.api.masking import data_for
from vaani.api.routes.outbound import initiated
from vaani.api.still_allowed import NO_LONGER, while_allowed
from vaani.kit.errors import DomainError
from vaani.storage.errors import StorageError

router = APIRouter()
KINDS: frozenset[str] = frozenset(get_args(EventType))
MOST_ID = 100


class Wish:
    """Which kinds of events one client wants."""

    def __init__(self) -> None:
        self.kinds: frozenset[str] = KINDS
        self._chosen = False

    def take(self, text: str) -> dict[str, object]:
        """What a client said; the answer to it."""
        try:
            said = orjson.loads(text)
        except orjson.JSONDecodeError:
            return _error('This is not JSON: send an object such as {"type": "ping"}.')
        if not isinstance(said, dict):
            return _error("Send an object with a `type`.")
        return {**self._answer(said), **_id_of(said)}

    def _answer(self, said: Mapping[str, object]) -> dict[str, object]:
        kind = str(said.get("type"))
        if kind == "ping":
            return {"type": "pong"}
        if kind not in ("subscribe", "unsubscribe"):
            hint = meant(kind, {"ping", "subscribe", "unsubscribe", "initiate_call"})
            return _error(f"{shown(kind)}: there is no such type here{hint}")
        for name in said:
            if name not in ("type", "events", "id"):
                hint = meant(name, {"events", "id"})
                return _error(f"{shown(name)}: there is no such field here{hint}")
        named = said.get("events", sorted(KINDS))
        if not isinstance(named, list):
            return _error("events: send a list of kinds, such as call.started.")
        for one in named:
            if not isinstance(one, str) or one not in KINDS:
                return _error(f"{shown(str(one))}: there is no such event{meant(str(one), KINDS)}")
        if kind == "unsubscribe":
            self.kinds -= set(named)
        else:
            self.kinds = (self.kinds if self._chosen else frozenset()) | set(named)
        self._chosen = True
        return {"type": f"{kind}d", "events": sorted(self.kinds)}


@router.websocket("/api/v1/events")
@router.websocket("/ws")
async def follow(socket: WebSocket, after: str | None = None) -> None:
    """Every event of the caller's businesses from now on; with `after`, first the missed ones.

    Closes with 1008 without a valid key, once it is valid no longer and with a parameter that is
    not known, with 1013 when the client reads too slowly.
    """
    try:
        principal = await allowed_socket(socket)
    except DomainError:
        await socket.accept()
        await socket.close(1008, "a valid key is needed")
        return
    except StorageError:
        await socket.accept()
        await socket.close(1013, "keys cannot be proven just now: come back in a moment")
        return
    await socket.accept()
    if problem := _problem_of(socket):
        await socket.send_text(_text_of(problem))
        await socket.close(1008, "unknown parameter")
        return
    hub: EventHub = socket.app.state.events
    metrics = socket.app.state.metrics
    metrics.subscribers.inc()
    try:
        with hub.subscribe(lambda event: principal.sees(event.business_id), after) as subscriber:
            await while_allowed(socket, _serve(socket, subscriber, principal))
    except DomainError as error:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(NO_LONGER, error.message)
    finally:
        metrics.subscribers.dec()


async def _serve(socket: WebSocket, subscriber: Subscriber, principal: Principal) -> None:
    """Send until the client goes or falls behind."""
    wish = Wish()
    tasks = {
        asyncio.create_task(_send(socket, subscriber, principal, wish)),
        asyncio.create_task(_listen(socket, wish, principal)),
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


async def _send(
    socket: WebSocket, subscriber: Subscriber, principal: Principal, wish: Wish
) -> int | None:
    async for event in subscriber.events():
        if event.type in wish.kinds:
            await socket.send_text(_text_of(_seen(event, principal)))
    return 1013 if subscriber.lagged else 1001


def _seen(event: LiveEvent, principal: Principal) -> dict[str, object]:
    return {**event.as_json(), "data": data_for(principal.at(event.business_id), event.data)}


async def _listen(socket: WebSocket, wish: Wish, principal: Principal) -> int | None:
    """Answers what the client says, one message after the other, until it leaves."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            said = message.get("text") or ""
            wanted = _call_in(said)
            answer = await _place(wanted, socket, principal) if wanted else wish.take(said)
            await socket.send_text(_text_of(answer))
    return None


def _call_in(text: str) -> dict[str, object] | None:
    """A message that asks for a call; None: it asks for something else."""
    if "initiate_call" not in text:
        return None
    with suppress(orjson.JSONDecodeError):
        said = orjson.loads(text)
        if isinstance(said, dict) and said.get("type") == "initiate_call":
            return said
    return None


async def _place(
    said: Mapping[str, object], socket: WebSocket, principal: Principal
) -> dict[str, object]:
    return {**await initiated(said, socket, principal), **_id_of(said)}


def _id_of(said: Mapping[str, object]) -> dict[str, object]:
    """The client's id of a message, to come back with the answer."""
    id = said.get("id")
    fits = isinstance(id, int) or (isinstance(id, str) and len(id) <= MOST_ID)
    return {"id": id} if fits else {}


def _problem_of(socket: WebSocket) -> dict[str, object] | None:
    for name in socket.query_params:
        if name != "after":
            hint = meant(name, {"after"})
            return _error(f"{shown(name)}: there is no such parameter here{hint}")
    return None


def _text_of(message: Mapping[str, object]) -> str:
    return orjson.dumps(message).decode()


def _error(message: str) -> dict[str, object]:
    return {"type": "error", "message": message}
