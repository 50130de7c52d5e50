"""How does a program converse as with the OpenAI Realtime API? `WS /v1/realtime?model=NAME`.

Text messages of JSON; the session is `speech_server.realtime.session`. A key is shown as on the
other paths; a page that cannot set headers may offer it as the subprotocol of that API. Who is
refused hears why in an `error` event before the socket closes.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.requests import HTTPConnection

from vaani.api.auth import Principal
from vaani.api.speech.desk import SpeechDesk, desk_of
from vaani.api.speech.sockets import reason, sender_of, staff_of
from vaani.api.still_allowed import while_allowed
from vaani.kit.errors import DomainError
from vaani.speech_server.realtime.faults import Fault, refused
from vaani.speech_server.realtime.items import named
from vaani.speech_server.realtime.session import RealtimeSession
from vaani.speech_server.refusals import Gone, Refused
from vaani.storage.errors import StorageError

PATH = "/v1/realtime"
log = logging.getLogger(__name__)
router = APIRouter(tags=["speech (OpenAI API)"])
_KEY = "openai-insecure-api-key."
_CODES = {"UNAUTHORIZED": "invalid_api_key", "FORBIDDEN": "insufficient_permissions"}


@router.websocket(PATH)
async def realtime(socket: WebSocket, model: str = "gpt-realtime") -> None:
    """Closes with 1008 without a key of staff, once it is valid no longer and with a model that is
    not there, with 1013 when as many conversations are open as may, with 1000 when the conversation
    is over."""
    desk = desk_of(socket)
    offered = [one.strip() for one in socket.headers.get("sec-websocket-protocol", "").split(",")]
    await socket.accept("realtime" if "realtime" in offered else None)
    try:
        shown = _shown(socket, offered)
        who = await staff_of(shown)
        if "realtime=v1" in socket.headers.get("openai-beta", ""):
            raise Fault(
                "beta_api_shape_disabled",
                "The beta shape of this API is not spoken here: leave the header OpenAI-Beta out.",
            )
        context = desk.context(socket, "ws_realtime")
        async with desk.request(context, desk.talks):
            await while_allowed(shown, _converse(socket, desk, model, who))
        await socket.close(1000, "The conversation is over.")
    except Gone:
        return
    except DomainError as error:
        await _refuse(socket, Fault(_CODES.get(error.kind, "server_error"), error.message))
    except Refused as error:
        await _refuse(socket, _fault(error), 1013 if error.reason == "busy" else 1008)
    except Fault as error:
        await _refuse(socket, error)
    except StorageError as error:
        log.error("realtime.storage: %s", error)
        gone = "The database does not answer: come again in a moment."
        await _refuse(socket, Fault("server_error", gone, kind="server_error"), 1011)


def _shown(socket: WebSocket, offered: list[str]) -> HTTPConnection:
    """The request with the key that stands among its subprotocols, if it shows none elsewhere."""
    key = next((one.removeprefix(_KEY) for one in offered if one.startswith(_KEY)), None)
    if key is None or "authorization" in socket.headers:
        return socket
    headers = [*socket.scope["headers"], (b"authorization", f"Bearer {key}".encode())]
    return HTTPConnection({**socket.scope, "headers": headers})


async def _converse(socket: WebSocket, desk: SpeechDesk, model: str, who: Principal) -> None:
    hearing, speaking = desk.ear(), desk.voice()
    answerer = await desk.talkers().named(model, who.sees)
    try:
        session = RealtimeSession(hearing, speaking, answerer, sender_of(socket), model=model)
        await session.run(messages_of(socket))
    finally:
        await answerer.close()


async def messages_of(socket: WebSocket) -> AsyncIterator[str | bytes]:
    """What the client sends. Raises Gone when it leaves."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise Gone
        text = message.get("text")
        yield text if text is not None else message.get("bytes", b"")


def _fault(error: Refused) -> Fault:
    if error.reason == "busy":
        return Fault("rate_limit_exceeded", error.message, kind="rate_limit_error")
    if error.reason == "unavailable":
        return Fault("service_unavailable", error.message, kind="server_error")
    if error.field == "model":
        return Fault("model_not_found", error.message, "model")
    return refused(error)


async def _refuse(socket: WebSocket, fault: Fault, code: int = 1008) -> None:
    event = {"type": "error", "event_id": named("event"), "error": fault.shown()}
    try:
        await socket.send_text(orjson.dumps(event).decode())
        await socket.close(code, reason(fault.message))
    except (WebSocketDisconnect, RuntimeError):
        return
