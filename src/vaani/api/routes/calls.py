"""Which calls were there, how did they end, and what does staff say of them?

What happened inside one (transcript, timeline, sound) is `routes.call_course`'s.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from vaani.api.asked import aware, example, phone_of
from vaani.api.auth import Allowed, Principal
from vaani.api.editing import Edit, editing
from vaani.api.envelope import Cursor, Envelope, Limit, Listing, ok, page
from vaani.api.masking import data_for, text_for
from vaani.api.needs import Needs, Nouns
from vaani.api.routes.bookings import From, To
from vaani.api.routes.businesses import actor_of
from vaani.api.routes.usage import UsageOut, usage_out
from vaani.api.tenants import BusinessName, business_of, must_see
from vaani.api.turn_taking import TurnTakingOut
from vaani.call.plan import Text
from vaani.call.ports.journal import CallStatus
from vaani.call.ports.thinker import Outcome
from vaani.domain.calls.account import Account, account_of
from vaani.domain.calls.schemas import Direction, EndedBy, Sort, WantedCalls
from vaani.domain.calls.service import Call, CallDetail, CallEvent, Judgement, Turn
from vaani.kit.errors import DomainError
from vaani.language.found import Variety
from vaani.storage.paging import PageWish

router = APIRouter(prefix="/api/v1/calls", tags=["calls"])


class CallOut(BaseModel):
    """A call. `caller` is masked for who may not see numbers, null when withheld. `transfer` says
    whether somebody took the call of a caller who was passed on; null: not passed on, or not known
    yet.
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
    rating: int | None
    revision: str


class Words(BaseModel):
    """A sentence in both languages."""

    en: str
    hi: str


class NoteOut(BaseModel):
    """Something that went wrong, so many times, first at `at_ms` (ms since the answer)."""

    kind: str
    times: int
    at_ms: int
    words: Words
    data: dict[str, Any]


class AccountOut(BaseModel):
    """Why the call ended (`ending` is a reason of the page on events), what went wrong on the way,
    and both with its outcome in a line."""

    ending: str
    words: Words
    troubles: list[NoteOut]
    summary: Words


class TurnOut(BaseModel):
    """One line of the transcript, numbers in it masked; `times` in ms since the answer,
    by stage. `text` is what was heard; `unheard` what was made for it and never reached the
    caller."""

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
    unheard: str | None


class CallEventOut(BaseModel):
    """Something else that happened."""

    kind: str
    at_ms: int
    data: dict[str, Any]


class CallDetailOut(CallOut):
    """A call with everything that is kept of it. `recorded`: `/audio` has its sound. `summary` is
    what the assistant noted, else `account.summary` in English; null while the call runs."""

    summary: str | None
    account: AccountOut
    note: str | None
    recorded: bool
    turns: list[TurnOut]
    events: list[CallEventOut]
    usage: UsageOut


class JudgedOut(CallOut):
    """A call with what staff noted of it."""

    note: str | None


class CallJudgement(Edit):
    """What staff say of a call."""

    model_config = example(rating=4, note="Asked twice for the name.", outcome="answered")

    rating: int | None = Field(default=None, ge=1, le=5, description="1 (bad) to 5 (good).")
    note: str | None = Field(default=None, max_length=1000)
    outcome: Outcome | None = Field(default=None, description="What really came of the call.")


@router.get("", response_model=Listing[CallOut])
async def list_calls(
    principal: Allowed,
    needs: Needs,
    business: BusinessName = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    from_: From = None,
    to: To = None,
    status: CallStatus | None = None,
    outcome: Outcome | None = None,
    carrier: Annotated[str | None, Query(min_length=1, max_length=40)] = None,
    direction: Direction | None = None,
    ended_by: EndedBy | None = None,
    language: Variety | None = None,
    test: bool | None = None,
    rated: bool | None = None,
    caller: Annotated[
        str | None,
        Query(min_length=1, max_length=30, description="The caller's whole number; for staff."),
    ] = None,
    sort: Annotated[Sort, Query(description="By their start, or by how long they lasted.")] = (
        "newest"
    ),
) -> Any:
    """The calls of a business, newest first unless `sort` says else."""
    found = await business_of(needs.businesses, principal, business)
    if caller is not None and not principal.at(found.id).sees_numbers:
        raise DomainError("FORBIDDEN", "Looking for a number needs a key of the role staff.")
    wanted = WantedCalls(
        aware(found, from_, "from"), aware(found, to, "to"), status, outcome, carrier, direction,
        ended_by, language, test, rated, phone_of(found, caller, "caller"), sort,
    )  # fmt: skip
    rows = await needs.calls.listing(found.id, PageWish(limit, cursor), wanted)
    return page([call_out(row, principal) for row in rows.items], rows.next_cursor)


@router.get("/{call_id}", response_model=Envelope[CallDetailOut])
async def get_call(call_id: str, principal: Allowed, needs: Needs) -> Any:
    """One call with its turns, stage times and events."""
    found = await seen(needs, principal, call_id)
    principal = principal.at(found.call.business_id)
    business = await needs.businesses.by_id(found.call.business_id)
    used = await needs.usage.of_call(call_id)
    account = account_of(found.call, found.turns, found.events)
    told = found.call.summary
    if told is None and account.ending != "running":
        told = account.summary.en
    return ok(
        CallDetailOut(
            **call_out(found.call, principal).model_dump(),
            summary=text_for(principal, told),
            account=_account_out(account, principal),
            note=text_for(principal, found.call.note),
            recorded=needs.recordings.find(business.slug, call_id) is not None,
            turns=[turn_out(turn, principal) for turn in found.turns],
            events=[_event_out(event, principal) for event in found.events],
            usage=usage_out(used),
        )
    )


@router.patch("/{call_id}", response_model=Envelope[JudgedOut])
async def judge_call(
    call_id: str, asked: CallJudgement, request: Request, principal: Allowed, needs: Needs
) -> Any:
    """Say what staff know of a call: how good it was, a note, what really came of it. What is left
    out stays; `null` takes the rating or the note away."""
    principal = principal.at((await seen(needs, principal, call_id)).call.business_id)
    said: Judgement = {}
    if "rating" in asked.model_fields_set:
        said["rating"] = asked.rating
    if "note" in asked.model_fields_set:
        said["note"] = asked.note
    if asked.outcome is not None:
        said["outcome"] = asked.outcome

    async def present() -> JudgedOut:
        call = (await needs.calls.detail(call_id)).call
        note = text_for(principal, call.note)
        return JudgedOut(**call_out(call, principal).model_dump(), note=note)

    async with editing(present):
        await needs.calls.judge(call_id, said, actor_of(principal, request), asked.revision)
    return ok(await present())


async def seen(needs: Nouns, principal: Principal, call_id: str) -> CallDetail:
    """The call with everything kept. Raises DomainError NOT_FOUND, also of another's business."""
    found = await needs.calls.detail(call_id)
    must_see(principal, found.call.business_id, "There is no such call.")
    return found


def words_out(words: Text) -> Words:
    """Both languages."""
    return Words(en=words.speak("en"), hi=words.speak("hi"))


def _account_out(account: Account, principal: Principal) -> AccountOut:
    return AccountOut(
        ending=account.ending,
        words=words_out(account.ending_words),
        troubles=[
            NoteOut(
                kind=one.kind,
                times=one.times,
                at_ms=one.at_ms,
                words=words_out(one.words),
                data=data_for(principal, one.data),
            )
            for one in account.troubles
        ],
        summary=words_out(account.summary),
    )


def call_out(call: Call, principal: Principal) -> CallOut:
    """The call as this principal may see it."""
    shown = CallOut.model_validate(call, from_attributes=True)
    caller = call.caller if principal.at(call.business_id).sees_numbers else call.caller_masked
    return shown.model_copy(update={"caller": caller})


def turn_out(turn: Turn, principal: Principal) -> TurnOut:
    """The line as this principal may read it."""
    shown = TurnOut.model_validate(turn, from_attributes=True)
    words = {"text": text_for(principal, turn.text), "unheard": text_for(principal, turn.unheard)}
    return shown.model_copy(update=words)


def _event_out(event: CallEvent, principal: Principal) -> CallEventOut:
    return CallEventOut(kind=event.kind, at_ms=event.at_ms, data=data_for(principal, event.data))
