"""How does a call go out, and how is one ended? Under its own path and former ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, WebSocket
from pydantic import Field, ValidationError
from starlette.requests import HTTPConnection

from vaani.api.asked import Asked, example
from vaani.api.auth import Allowed, Principal
from vaani.api.carrier_desk import CallWish, desk_of
from vaani.api.envelope import Envelope, ok
from vaani.api.errors import OF_KIND
from vaani.api.needs import Needs, Nouns
from vaani.api.once import IdempotencyKey
from vaani.api.routes.calls import CallOut, call_out
from vaani.api.tenants import business_of, must_see
from vaani.api.turn_taking import TurnTakingAsked
from vaani.call.turn_taking import AS_SHIPPED
from vaani.domain.calls.service import Call
from vaani.kit.errors import DomainError
from vaani.language.found import Language

router = APIRouter(tags=["calls"])
_OVER = frozenset({"completed", "failed", "no_answer", "busy", "canceled"})


class OutboundCall(Asked):
    """A call that is to go out."""

    model_config = example(phone_number="+919876543210", purpose="your booking tomorrow")

    phone_number: str = Field(
        max_length=40,
        description="Whom to call: digits with the country, as +919876543210.",
    )
    business: str | None = Field(default=None, max_length=80, description="Slug or id.")
    from_number: str | None = Field(
        default=None,
        max_length=20,
        description="What the callee sees: a number of the business, its first one unless said.",
    )
    greeting: str | None = Field(
        default=None, max_length=300, description="Said behind the words that tell who calls."
    )
    purpose: str | None = Field(
        default=None, max_length=300, description="Named in the first sentence, when none is given."
    )
    language: Language | None = Field(
        default=None, description="The language that the call begins in; the business's first."
    )
    turn_taking: TurnTakingAsked | None = Field(
        default=None, description="How patiently this call listens; else as business and number."
    )


@router.post("/api/v1/calls", status_code=201, response_model=Envelope[CallOut])
@router.post("/calls", status_code=201, response_model=Envelope[CallOut])
@router.post("/voice/calls/initiate", status_code=201, response_model=Envelope[CallOut])
async def place_call(
    asked: OutboundCall,
    request: Request,
    principal: Allowed,
    needs: Needs,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Let a telephone ring. Off (503) until the owner allows countries or prefixes; a number that
    must not be called answers 403, one that is none 422. The same key places one call."""
    return ok(await _placed(asked, request, principal, needs, idempotency_key))


async def initiated(
    said: Mapping[str, object], socket: WebSocket, principal: Principal
) -> dict[str, object]:
    """The same, asked by the message `initiate_call` on the socket of events: the fields of the
    body, and `idempotency_key`. The answer holds the `call`, or says what is wrong."""
    fields = {name: value for name, value in said.items() if name not in ("type", "id")}
    key = fields.pop("idempotency_key", None)
    try:
        principal = principal.asking("calls.place")
        if not principal.may("calls.place"):
            raise DomainError("FORBIDDEN", "This needs the right calls.place.")
        if key is not None and not (isinstance(key, str) and 8 <= len(key) <= 100):
            raise DomainError("INVALID", "idempotency_key: send 8 to 100 letters.")
        asked = OutboundCall.model_validate(fields)
        call = await _placed(asked, socket, principal, socket.app.state.services.nouns, key)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in wrong["loc"])
        return {"type": "error", "message": f"{place}: {wrong['msg']}"}
    except DomainError as error:
        return {"type": "error", "code": OF_KIND[error.kind][1], "message": error.message}
    return {"type": "call_initiated", "call": call.model_dump(mode="json")}


async def _placed(
    asked: OutboundCall,
    request: HTTPConnection,
    principal: Principal,
    needs: Nouns,
    key: str | None,
) -> CallOut:
    dialler = desk_of(request).dialler
    dialler.must_be_open()
    business = await business_of(needs.businesses, principal, asked.business)
    wish = CallWish(
        asked.phone_number, asked.from_number, asked.greeting, asked.purpose, asked.language,
        asked.turn_taking.choice if asked.turn_taking else AS_SHIPPED,
    )  # fmt: skip
    call_id = await dialler.place(business, wish, key)
    return call_out((await needs.calls.detail(call_id)).call, principal)


@router.post("/api/v1/calls/{call_id}/hangup", response_model=Envelope[CallOut])
async def end_call(call_id: str, request: Request, principal: Allowed, needs: Needs) -> Any:
    """End a call: one that is up hears nothing more, one that rings stops. Repeating is fine."""
    call = await _seen(call_id, principal, needs)
    if call.status not in _OVER:
        desk = desk_of(request)
        await needs.calls.note(call.carrier, call.carrier_call_id, "call.ended_by_staff", {})
        was_up = desk.hang_up(call.id)
        has_name = call.carrier_call_id != call.id
        if not was_up or (call.direction == "outbound" and has_name):
            await desk.dialler.end(call)
    return ok(call_out((await needs.calls.detail(call_id)).call, principal))


class Digits(Asked):
    """Keys that are to be pressed."""

    model_config = example(digits="12#")

    digits: str = Field(
        pattern=r"^[0-9*#]{1,32}$", description="Keys, one after the other: 0-9, * and #."
    )


@router.post("/api/v1/calls/{call_id}/digits", response_model=Envelope[CallOut])
async def press_keys(
    call_id: str, asked: Digits, request: Request, principal: Allowed, needs: Needs
) -> Any:
    """Press keys at the far end of a call that is up, as a menu there asks for. 409 where the
    carrier's wire cannot (its card says why), or the call is over."""
    call = await _seen(call_id, principal, needs)
    if call.status in _OVER:
        raise DomainError("CONFLICT", "The call is over.")
    await desk_of(request).press(call, asked.digits)
    return ok(call_out(call, principal))


async def _seen(call_id: str, principal: Principal, needs: Needs) -> Call:
    call = (await needs.calls.detail(call_id)).call
    must_see(principal, call.business_id, "There is no such call.")
    return call
