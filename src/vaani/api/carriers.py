"""What do carriers ask over HTTP, and what are they answered? One way for all of them.

`/carriers/<name>/<action>[/<secret>]`: the driver of that name proves the request, over the exact
bytes and the configured public address, before anything happens. The same call asked twice gets the
same answer and no second call. Everything this needs arrives as the `CarrierDesk` on
`app.state.carriers`, put there by `vaani.bootstrap`. Media sockets are `api.exchange`'s matter.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from vaani.api.answers import Answers
from vaani.api.carrier_desk import CarrierDesk, desk_of
from vaani.api.errors import error_response, request_id_of
from vaani.call.ports.journal import TransferResult
from vaani.telephony import sentences
from vaani.telephony.addresses import asker
from vaani.telephony.driver import (
    Asked,
    Document,
    Driver,
    Genuine,
    IncomingCall,
    Noted,
    Nothing,
    PassedOn,
    PickedUp,
    Refused,
    StatusUpdate,
    StreamOver,
)
from vaani.telephony.registry import cards
from vaani.telephony.sentences import Sentences
from vaani.telephony.status import StatusOrder
from vaani.telephony.tokens import TokensFull

log = logging.getLogger(__name__)

MOST_BODY_BYTES = 64 * 1024
_PLAN_S = 2.5
FORMER_VOICE = "/api/v1/voice/incoming"
"""Where earlier documents of this product let Twilio ask."""


class CarrierDoor:
    """The questions of every carrier."""

    def __init__(self) -> None:
        self._answers = Answers()
        self._order = StatusOrder()

    async def ask(self, request: Request, name: str, action: str, secret: str = "") -> Response:
        """One question: prove it, understand it, answer it."""
        desk, card = desk_of(request), cards().get(name)
        if card is None or action not in card.routes:
            return error_response(404, None, request_id_of(request))
        body = await _body(request)
        if body is None:
            return error_response(413, None, request_id_of(request))
        driver = desk.drivers.get(name)
        if driver is None or not driver.configured:
            needs = "" if driver is None else f"; to take its calls set {driver.needs}"
            log.error("%s.not_configured: a request of the carrier was refused%s", name, needs)
            return _refused(request, card.title, Refused("not configured"))
        read = driver.verify(_asked(request, action, secret, body))
        if isinstance(read, Refused):
            log.warning(
                "%s.refused: %s; if the carrier sent it, compare %s with its console",
                name,
                read.why,
                driver.needs,
            )
            return _refused(request, card.title, read)
        return _response(await self._answer(desk, driver, read))

    async def former_voice(self, request: Request) -> Response:
        """Twilio's voice webhook at its former address."""
        response = await self.ask(request, "twilio", "voice")
        if response.media_type == "text/xml":
            return Response(response.body, response.status_code, media_type="application/xml")
        return response

    async def _answer(self, desk: CarrierDesk, driver: Driver, genuine: Genuine) -> Document:
        event = genuine.event
        if isinstance(event, IncomingCall):
            call = (event.carrier, event.carrier_call_id)
            return await self._answers.once(call, lambda: take(desk, driver, genuine, event))
        if isinstance(event, StreamOver):
            if event.dialled is None:
                return driver.follow(genuine)
            return driver.end(genuine, await after_dial(desk, driver.name, event, event.dialled))
        if isinstance(event, PickedUp):
            return await _connect(desk, driver, genuine, event)
        await self._note(desk, driver.name, event)
        return driver.thanks(genuine)

    async def _note(
        self, desk: CarrierDesk, name: str, event: PassedOn | StatusUpdate | Noted | Nothing
    ) -> None:
        if isinstance(event, PassedOn):
            await desk.transfer_ended(name, event.carrier_call_id, "answered")
        elif isinstance(event, StatusUpdate):
            if self._order.accept(event):
                await desk.record_status(event)
        elif isinstance(event, Noted):
            level = logging.ERROR if event.kind == "stream_error" else logging.INFO
            about = {"carrier_call_id": event.carrier_call_id, **event.about}
            log.log(level, f"{name}.{event.kind}", extra=about)
            await desk.keep(name, event)
        elif event.why:
            log.warning("%s.%s", name, event.why)


async def take(
    desk: CarrierDesk, driver: Driver, genuine: Genuine, incoming: IncomingCall
) -> Document:
    """A call rings, whichever wire told of it: connect it, or say politely why not."""
    told = {"carrier": driver.name, "carrier_call_id": incoming.carrier_call_id}
    if not desk.admit():
        log.warning("carriers.busy", extra=told)
        return await driver.refuse(genuine, sentences.BUSY)
    try:
        async with asyncio.timeout(_PLAN_S):
            plan = await desk.plan_for(incoming)
        if plan is None:
            log.warning("carriers.number_unknown", extra=told)
            return await driver.refuse(genuine, sentences.NOT_IN_SERVICE)
        token = desk.tokens.issue(plan.call_id, plan)
    except TokensFull:
        log.warning("carriers.tokens_full")
        return await driver.refuse(genuine, sentences.BUSY)
    except Exception:
        log.exception("carriers.no_plan", extra=told)
        return await driver.refuse(genuine, sentences.TROUBLE)
    return await driver.answer(genuine, token, plan.call_id)


async def _connect(
    desk: CarrierDesk, driver: Driver, genuine: Genuine, event: PickedUp
) -> Document:
    """Somebody has picked up a call that went out: connect him, whatever the database does."""
    try:
        await desk.picked_up(event)
    except Exception:
        log.exception("carriers.answer_not_kept", extra={"call_id": event.call_id})
    return await driver.answer(genuine, event.token, event.call_id)


async def after_dial(
    desk: CarrierDesk, name: str, over: StreamOver, result: TransferResult
) -> Sentences | None:
    """The transfer is over. What a caller whom nobody took hears, of what was really done."""
    end = None
    try:
        async with asyncio.timeout(_PLAN_S):
            end = await desk.transfer_ended(name, over.carrier_call_id, result)
    except Exception:
        told = {"carrier": name, "carrier_call_id": over.carrier_call_id}
        log.exception("carriers.transfer_not_kept", extra=told)
    if result == "answered" or (end is not None and end.answered):
        return None
    if end is None:
        return sentences.NOT_REACHED
    words = sentences.CALLED_BACK if end.message else sentences.NOT_REACHED
    return {end.language: words[end.language]}


def _asked(request: Request, action: str, secret: str, body: bytes) -> Asked:
    names = {name.lower() for name in request.headers}
    values = {name: request.headers.getlist(name) for name in names}
    headers = {name: given[0] if len(given) == 1 else "" for name, given in values.items()}
    peer = request.client.host if request.client is not None else ""
    address = asker(peer, headers.get("x-forwarded-for", ""))
    return Asked(action, request.method, _target(request), headers, body, secret, address)


def _response(document: Document) -> Response:
    return Response(document.body or None, document.status, media_type=document.media_type)


def _refused(request: Request, title: str, why: Refused) -> Response:
    if why.again:
        return error_response(503, "Send this request again.", request_id_of(request))
    message = f"This request is not signed by {title}."
    return error_response(403, message, request_id_of(request))


async def _body(request: Request) -> bytes | None:
    if request.method == "GET":
        return b""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY_BYTES:
            return None
    return bytes(body)


def _target(request: Request) -> str:
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.partition(b"?")[0].decode("latin-1")
    query: str = request.scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


def router() -> APIRouter:
    """All of it, for one application."""
    made = APIRouter()
    door = CarrierDoor()
    both = ["GET", "POST"]

    async def ask(request: Request, name: str, action: str) -> Response:
        return await door.ask(request, name, action)

    async def ask_secretly(request: Request, name: str, action: str, secret: str) -> Response:
        return await door.ask(request, name, action, secret)

    routes: tuple[tuple[str, list[str], Callable[..., Awaitable[Response]]], ...] = (
        ("/carriers/{name}/{action}", both, ask),
        ("/carriers/{name}/{action}/{secret}", both, ask_secretly),
        (FORMER_VOICE, ["POST"], door.former_voice),
    )
    for path, methods, endpoint in routes:
        made.add_api_route(
            path, endpoint, methods=methods, include_in_schema=False, response_model=None
        )
    return made
