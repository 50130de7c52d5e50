"""What do carriers and the call page ask over HTTP, and what are they answered?

Nothing happens before Twilio's signature was verified, over the exact bytes and the configured
public address. The same call asked twice gets the same answer and no second call. Everything this
needs arrives as the `CarrierDesk` on `app.state.carriers`, put there by `vaani.bootstrap`. Media
sockets themselves are `api.exchange`'s matter.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, Field

from vaani.api.envelope import ok
from vaani.api.errors import error_response, request_id_of
from vaani.api.pages import PAGES
from vaani.call.plan import CallPlan
from vaani.call.ports.journal import TransferResult
from vaani.kit.errors import DomainError
from vaani.kit.phone import is_e164
from vaani.language.found import Language
from vaani.telephony.tokens import MediaTokens, TokensFull
from vaani.telephony.twilio import answer
from vaani.telephony.twilio.carrier import Forged, Genuine, TwilioCarrier
from vaani.telephony.twilio.carrier import Request as TwilioRequest
from vaani.telephony.twilio.status import OF_TWILIO, StatusOrder, StatusUpdate

log = logging.getLogger(__name__)

MOST_BODY_BYTES = 64 * 1024
_PLAN_S = 8.0
_ANSWERS_KEPT_S = 900.0
_MOST_ANSWERS = 4096
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"})
"""Numbers that spell anonymous, restricted, blocked, unavailable on a keypad."""
_SIP_USER = re.compile(r"sips?:(\+[0-9]{7,15})@", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """A ringing call. `called` and `caller` are E.164; the caller None when withheld. `business`
    is set instead of `called` only by test calls from this machine."""

    carrier: str
    carrier_call_id: str
    called: str | None
    caller: str | None
    business: str | None = None
    test: bool = False


@dataclass(frozen=True, slots=True)
class CallableBusiness:
    """What the call page shows to choose from."""

    slug: str
    name: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransferEnd:
    """How passing a caller on went. `message`: staff was left one to call him back. `language`:
    what he speaks."""

    answered: bool
    language: Language
    message: bool = False


class CarrierDesk(Protocol):
    """What this file needs of the house (`app.state.carriers`)."""

    twilio: TwilioCarrier | None
    tokens: MediaTokens[CallPlan]

    def admit(self) -> bool:
        """Is there room for one more call? A yes reserves the place for a moment."""
        ...

    def admit_page(self) -> bool:
        """The same for a call from the page, whose place is not a carrier's."""
        ...

    async def plan_for(self, incoming: IncomingCall) -> CallPlan | None:
        """The plan of this call, its row written once per carrier call id; None: nobody has this
        number."""
        ...

    async def plan_for_browser(self, business: str, language: str | None) -> CallPlan | None:
        """The plan of a call from the page (a test call); its `carrier` is browser and its
        `carrier_call_id` is its `call_id`. None: no such business."""
        ...

    async def businesses(self) -> Sequence[CallableBusiness]:
        """Who can be called from the page."""
        ...

    async def transfer_ended(
        self, carrier: str, carrier_call_id: str, result: TransferResult
    ) -> TransferEnd | None:
        """The carrier says how passing a caller on went. When nobody took the call, a message is
        left before this returns. None: nobody was passed on."""
        ...

    async def record_status(self, update: StatusUpdate) -> None:
        """The carrier says how far a call is; final ones end it if it still runs here."""
        ...


class BrowserCall(BaseModel):
    """A call from the page."""

    business: str = Field(max_length=80, description="Slug of the business.")
    language: Literal["en", "hi"] | None = Field(None, description="None: the business's first.")


class Answers:
    """The answer of each call, made once however often it is asked for."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, tuple[float, asyncio.Task[str]]] = OrderedDict()

    async def once(self, call_sid: str, make: Callable[[], Awaitable[str]]) -> str:
        """What `make` gave for this call the first time. Cancelling one asker leaves the others."""
        now = time.monotonic()
        self._forget(now)
        kept = self._made.get(call_sid)
        if kept is None:
            kept = (now, asyncio.ensure_future(_run(make)))
            self._made[call_sid] = kept
        try:
            return await asyncio.shield(kept[1])
        finally:
            task = kept[1]
            if task.done() and (task.cancelled() or task.exception() is not None):
                self._made.pop(call_sid, None)

    def _forget(self, now: float) -> None:
        while self._made:
            made, task = next(iter(self._made.values()))
            if len(self._made) < _MOST_ANSWERS and now - made < _ANSWERS_KEPT_S:
                return
            if not task.done():
                return
            self._made.popitem(last=False)


async def _run(make: Callable[[], Awaitable[str]]) -> str:
    return await make()


class TwilioDoor:
    """Twilio's questions."""

    def __init__(self) -> None:
        self._answers = Answers()
        self._order = StatusOrder()

    async def voice(self, request: Request) -> Response:
        """A call rings: connect it, or say politely why not."""
        genuine = await _verified(request)
        if isinstance(genuine, Response):
            return genuine
        desk = _desk(request)
        document = await self._answers.once(genuine.call_sid, lambda: _answer(desk, genuine))
        kind = "application/xml" if request.url.path.startswith("/api/") else "text/xml"
        return Response(document, media_type=kind)

    async def after(self, request: Request) -> Response:
        """The stream is over, or the transfer is: what comes next?"""
        genuine = await _verified(request)
        if isinstance(genuine, Response):
            return genuine
        desk = _desk(request)
        if genuine.dialled is not None:
            document = await _after_dial(desk, genuine.call_sid, genuine.dialled)
        else:
            document = cast(TwilioCarrier, desk.twilio).after(genuine)
        return Response(document, media_type="text/xml")

    async def taken(self, request: Request) -> Response:
        """Somebody has taken the call of a caller who is being passed on."""
        genuine = await _verified(request)
        if isinstance(genuine, Response):
            return genuine
        status = OF_TWILIO.get(genuine.fields.get("CallStatus", ""))
        if genuine.parent_sid and status == "in_progress":
            await _desk(request).transfer_ended("twilio", genuine.parent_sid, "answered")
        return Response(status_code=204)

    async def status(self, request: Request) -> Response:
        """How far a call is; news only, in order."""
        genuine = await _verified(request)
        if isinstance(genuine, Response):
            return genuine
        fields = genuine.fields
        status = OF_TWILIO.get(fields.get("CallStatus", ""))
        if status is None:
            log.warning("twilio.status_unknown", extra={"carrier_call_id": genuine.call_sid})
        elif self._order.accept(genuine.call_sid, status, _count(fields.get("SequenceNumber"))):
            await _desk(request).record_status(
                StatusUpdate(
                    carrier="twilio",
                    carrier_call_id=genuine.call_sid,
                    status=status,
                )
            )
        return Response(status_code=204)

    async def stream(self, request: Request) -> Response:
        """Twilio's word on the media stream; only trouble is of interest."""
        genuine = await _verified(request)
        if isinstance(genuine, Response):
            return genuine
        if genuine.fields.get("StreamEvent") == "stream-error":
            error = re.sub(r"[^\w .:/-]", "", genuine.fields.get("StreamError", ""))[:200]
            log.error(
                "twilio.stream_error", extra={"carrier_call_id": genuine.call_sid, "error": error}
            )
        return Response(status_code=204)


async def _answer(desk: CarrierDesk, genuine: Genuine) -> str:
    if not desk.admit():
        log.warning("carriers.busy", extra={"carrier_call_id": genuine.call_sid})
        return answer.say_and_hang_up(answer.BUSY)
    try:
        async with asyncio.timeout(_PLAN_S):
            plan = await desk.plan_for(incoming(genuine))
        if plan is None:
            log.warning("carriers.number_unknown", extra={"carrier_call_id": genuine.call_sid})
            return answer.say_and_hang_up(answer.NOT_IN_SERVICE)
        token = desk.tokens.issue(plan.call_id, plan)
    except TokensFull:
        log.warning("carriers.tokens_full")
        return answer.say_and_hang_up(answer.BUSY)
    except Exception:
        log.exception("carriers.no_plan", extra={"carrier_call_id": genuine.call_sid})
        return answer.say_and_hang_up(answer.TROUBLE)
    carrier = cast(TwilioCarrier, desk.twilio)
    return carrier.connect(genuine.account, token, {"call_id": plan.call_id})


async def _after_dial(desk: CarrierDesk, call_sid: str, result: TransferResult) -> str:
    """The transfer is over. A caller whom nobody took hears so, and what was really done."""
    end = None
    try:
        async with asyncio.timeout(_PLAN_S):
            end = await desk.transfer_ended("twilio", call_sid, result)
    except Exception:
        log.exception("carriers.transfer_not_kept", extra={"carrier_call_id": call_sid})
    if result == "answered" or (end is not None and end.answered):
        return answer.hang_up()
    if end is None:
        return answer.say_and_hang_up(answer.NOT_REACHED)
    words = answer.CALLED_BACK if end.message else answer.NOT_REACHED
    return answer.say_and_hang_up({end.language: words[end.language]})


def incoming(genuine: Genuine) -> IncomingCall:
    """Whom Twilio says is calling whom."""
    called, caller = genuine.fields.get("To", ""), genuine.fields.get("From", "")
    slug = called.removeprefix("client:")
    by_slug = genuine.account.loopback and slug != called and bool(_SLUG.fullmatch(slug))
    return IncomingCall(
        carrier="twilio",
        carrier_call_id=genuine.call_sid,
        called=_number(called),
        caller=_number(caller),
        business=slug if by_slug else None,
        test=genuine.account.loopback,
    )


def _number(address: str) -> str | None:
    sip = _SIP_USER.match(address)
    number = sip.group(1) if sip else address.strip()
    return number if number not in _WITHHELD and is_e164(number) else None


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


async def _verified(request: Request) -> Genuine | Response:
    """The request if Twilio sent it; else the refusal, and nothing has happened."""
    body = await _body(request)
    if body is None:
        return error_response(413, None, request_id_of(request))
    desk = _desk(request)
    if desk.twilio is None or not desk.twilio.configured:
        log.error(
            "twilio.not_configured: a request for Twilio was refused; to take Twilio's calls set "
            "VAANI_CARRIERS__TWILIO__ACCOUNT_SID, VAANI_CARRIERS__TWILIO__AUTH_TOKEN and "
            "VAANI_PUBLIC_URL"
        )
        return _forbidden(request)
    read = desk.twilio.verify(
        TwilioRequest(
            method=request.method,
            target=_target(request),
            content_type=request.headers.get("content-type", ""),
            signature=_single(request, "x-twilio-signature"),
            body=body,
        )
    )
    if isinstance(read, Forged):
        log.warning(
            "twilio.refused: %s; if Twilio sent it, compare account SID, auth token and "
            "VAANI_PUBLIC_URL with the console",
            read.why,
        )
        return _forbidden(request)
    return read


def _forbidden(request: Request) -> Response:
    return error_response(403, "This request is not signed by Twilio.", request_id_of(request))


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


def _single(request: Request, name: str) -> str:
    """The header's value; of one that was sent twice nothing is believed."""
    values = request.headers.getlist(name)
    return values[0] if len(values) == 1 else ""


def _desk(request: Request) -> CarrierDesk:
    return cast(CarrierDesk, request.app.state.carriers)


# --- the call page --------------------------------------------------------------------------------

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self' ws: wss:; img-src 'self' data:; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "microphone=(self)",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_PAGE_FILES = {
    "index.html": "text/html; charset=utf-8",
    "call.css": "text/css; charset=utf-8",
    "call.js": "text/javascript; charset=utf-8",
    "labels.js": "text/javascript; charset=utf-8",
    "sound.js": "text/javascript; charset=utf-8",
    "worklet.js": "text/javascript; charset=utf-8",
}


async def begin_browser_call(asked: BrowserCall, request: Request) -> dict[str, Any]:
    """A token for one call from the page: `url` of the media socket, below this address."""
    desk = _desk(request)
    if not desk.admit_page():
        raise DomainError("EXHAUSTED", "All lines are busy: try again in a moment.")
    plan = await desk.plan_for_browser(asked.business, asked.language)
    if plan is None:
        raise DomainError("NOT_FOUND", "There is no such business.")
    try:
        token = desk.tokens.issue(plan.call_id, plan)
    except TokensFull as error:
        raise DomainError("EXHAUSTED", error.message) from error
    return ok({"url": f"/carriers/browser/media/{token}", "call_id": plan.call_id})


async def callable_businesses(request: Request) -> dict[str, Any]:
    """Who can be called from the page: slug, name, languages."""
    found = await _desk(request).businesses()
    return ok([{"slug": b.slug, "name": b.name, "languages": list(b.languages)} for b in found])


def _page(name: str) -> Callable[[], Awaitable[Response]]:
    async def serve() -> Response:
        return FileResponse(PAGES / name, media_type=_PAGE_FILES[name], headers=_PAGE_HEADERS)

    return serve


def router() -> APIRouter:
    """All of it, for one application."""
    made = APIRouter()
    twilio = TwilioDoor()
    both, post, get = ["GET", "POST"], ["POST"], ["GET"]
    for path, methods, endpoint in (
        ("/carriers/twilio/voice", both, twilio.voice),
        ("/carriers/twilio/after", both, twilio.after),
        ("/carriers/twilio/taken", both, twilio.taken),
        ("/carriers/twilio/status", both, twilio.status),
        ("/carriers/twilio/stream", both, twilio.stream),
        ("/api/v1/voice/incoming", post, twilio.voice),
    ):
        made.add_api_route(
            path, endpoint, methods=methods, include_in_schema=False, response_model=None
        )
    made.add_api_route(
        "/api/v1/calls/browser", begin_browser_call, methods=post, status_code=201, tags=["calls"]
    )
    made.add_api_route(
        "/carriers/browser/businesses", callable_businesses, methods=get, tags=["calls"]
    )
    for name in _PAGE_FILES:
        made.add_api_route(
            "/call" if name == "index.html" else f"/call/{name}",
            _page(name),
            methods=get,
            include_in_schema=False,
            response_model=None,
        )
    return made
