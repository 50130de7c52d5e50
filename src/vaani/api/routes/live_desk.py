"""How does a person join a call that is up? What he may change in it while it runs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from vaani.api.auth import Principal, need
from vaani.api.carrier_desk import desk_of
from vaani.api.envelope import Envelope, ok
from vaani.api.needs import Needs
from vaani.api.routes.businesses import actor_of
from vaani.api.routes.calls import CallOut, call_out
from vaani.api.turn_taking import TurnTakingAsked
from vaani.call.session import CallSession
from vaani.domain.calls.service import Call
from vaani.kit.errors import DomainError

router = APIRouter(prefix="/api/v1/calls/{call_id}", tags=["live desk"])
Controller = Annotated[Principal, Depends(need("owner"))]
"""Who may control calls (`calls.control`)."""


@router.put("/turn-taking", response_model=Envelope[CallOut])
async def set_turn_taking(
    call_id: str, asked: TurnTakingAsked, request: Request, principal: Controller, needs: Needs
) -> Any:
    """How patiently a call that is up listens, from its next sound on; it replaces what was chosen
    before. 409 when the call is not up."""
    _, session = await _up(call_id, request, principal, needs)
    await needs.calls.choose_turn_taking(call_id, asked.choice, actor_of(principal, request))
    session.listen_as(asked.choice)
    return ok(call_out((await needs.calls.detail(call_id)).call, principal))


async def _up(
    call_id: str, request: Request, principal: Principal, needs: Needs
) -> tuple[Call, CallSession]:
    """A call that this principal may see and that is up here. Raises DomainError."""
    call = (await needs.calls.detail(call_id)).call
    if not principal.sees(call.business_id):
        raise DomainError("NOT_FOUND", "There is no such call.")
    session = desk_of(request).up(call_id)
    if session is None:
        raise DomainError("CONFLICT", "This call is not up.")
    return call, session
