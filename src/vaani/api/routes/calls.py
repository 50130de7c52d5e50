"""Which calls were there, what was said in them, and how long did each stage take?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from vaani.api.asked import aware
from vaani.api.auth import Principal, Viewer
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.masking import data_for, text_for
from vaani.api.needs import Needs
from vaani.api.routes.bookings import From, To
from vaani.api.routes.usage import UsageOut, usage_out
from vaani.api.tenants import BusinessName, business_of
from vaani.api.turn_taking import TurnTakingOut
from vaani.call.ports.journal import CallStatus
from vaani.call.ports.thinker import Outcome
from vaani.domain.calls.schemas import WantedCalls
from vaani.domain.calls.service import Call, CallEvent, Turn
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/calls", tags=["calls"])


class CallOut(BaseModel):
    """A call. `caller` is masked for viewers, null when withheld. `transfer` says whether somebody
    took the call of a caller who was passed on; null: not passed on, or not known yet.
    `turn_taking` is what was chosen for this call, by business, number or call."""

    id: str
    business_id: str
    carrier: str
    carrier_call_id: str
    direction: str
    status: str
    outcome: str | None
    transfer: str | None
    language: str
    caller: str | None
    started_at: datetime
    ended_at: datetime | None
    duration_ms: int | None
    ended_by: str | None
    transcript_kept: bool
    test: bool
    turn_taking: TurnTakingOut


class TurnOut(BaseModel):
    """One line of the transcript, numbers in it masked for viewers; `times` in ms since the answer,
    by stage."""

    number: int
    speaker: str
    text: str | None
    language: str
    start_ms: int
    end_ms: int
    interrupted: bool
    acts: list[str]
    confidence: float | None
    times: dict[str, int | None]


class CallEventOut(BaseModel):
    """Something else that happened."""

    kind: str
    at_ms: int
    data: dict[str, Any]


class CallDetailOut(CallOut):
    """A call with everything that is kept of it."""

    summary: str | None
    turns: list[TurnOut]
    events: list[CallEventOut]
    usage: UsageOut


@router.get("", response_model=Listing[CallOut])
async def list_calls(
    principal: Viewer,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    from_: From = None,
    to: To = None,
    status: CallStatus | None = None,
    outcome: Outcome | None = None,
    carrier: Annotated[str | None, Query(min_length=1, max_length=40)] = None,
) -> Any:
    """The calls of a business, newest first."""
    found = await business_of(needs.businesses, principal, business)
    wanted = WantedCalls(
        aware(found, from_, "from"), aware(found, to, "to"), status, outcome, carrier
    )
    rows = await needs.calls.listing(found.id, PageWish(limit, cursor), wanted)
    return page([call_out(row, principal) for row in rows.items], rows.next_cursor)


@router.get("/{call_id}", response_model=Envelope[CallDetailOut])
async def get_call(call_id: str, principal: Viewer, needs: Needs) -> Any:
    """One call with its turns, stage times and events."""
    found = await needs.calls.detail(call_id)
    if not principal.sees(found.call.business_id):
        raise DomainError("NOT_FOUND", "There is no such call.")
    used = await needs.usage.of_call(call_id)
    return ok(
        CallDetailOut(
            **call_out(found.call, principal).model_dump(),
            summary=text_for(principal, found.call.summary),
            turns=[_turn_out(turn, principal) for turn in found.turns],
            events=[_event_out(event, principal) for event in found.events],
            usage=usage_out(used),
        )
    )


def call_out(call: Call, principal: Principal) -> CallOut:
    """The call as this principal may see it."""
    shown = CallOut.model_validate(call, from_attributes=True)
    caller = call.caller if principal.sees_numbers else call.caller_masked
    return shown.model_copy(update={"caller": caller})


def _turn_out(turn: Turn, principal: Principal) -> TurnOut:
    shown = TurnOut.model_validate(turn, from_attributes=True)
    return shown.model_copy(update={"text": text_for(principal, turn.text)})


def _event_out(event: CallEvent, principal: Principal) -> CallEventOut:
    return CallEventOut(kind=event.kind, at_ms=event.at_ms, data=data_for(principal, event.data))
