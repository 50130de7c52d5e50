"""What happened inside a call? Its transcript, its timeline, its sound."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel

from vaani.api.auth import Allowed
from vaani.api.envelope import Envelope, ok
from vaani.api.masking import data_for
from vaani.api.needs import Needs
from vaani.api.routes.calls import TurnOut, Words, seen, turn_out, words_out
from vaani.domain.calls.timeline import Lane, timeline_of
from vaani.kit.errors import DomainError

router = APIRouter(prefix="/api/v1/calls/{call_id}", tags=["calls"])
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The whole file: left the caller, right what he heard of us.",
        "content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}},
    },
    206: {
        "description": "The part that `Range` asked for.",
        "content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}},
    },
}


class TranscriptOut(BaseModel):
    """The lines of a call; none when its words are not kept (any more)."""

    call_id: str
    language: str
    transcript_kept: bool
    turns: list[TurnOut]


class SpanOut(BaseModel):
    """Something that lasted from `start_ms` to `end_ms` (null: a moment), in ms since the answer.
    `turn` names the line of the transcript that has the words."""

    lane: Lane
    kind: str
    start_ms: int
    end_ms: int | None
    turn: int | None
    words: Words | None
    data: dict[str, Any]


class TimelineOut(BaseModel):
    """Everything that happened, by its start. Lanes: `caller` what the detector heard of him,
    `recogniser` from his last word to its text, `end_of_turn` to the decision that he is done,
    `model` from the text to the first sentence, `voice` to its first sound, `assistant` what he
    heard of us (`interrupted`: not all of it), `tool` rows read or written, `line` and
    `trouble`."""

    call_id: str
    duration_ms: int | None
    recorded: bool
    spans: list[SpanOut]


@router.get("/transcript", response_model=Envelope[TranscriptOut])
async def get_transcript(call_id: str, principal: Allowed, needs: Needs) -> Any:
    """What was said, as it was heard on both sides; numbers masked for viewers."""
    found = await seen(needs, principal, call_id)
    principal = principal.at(found.call.business_id)
    return ok(
        TranscriptOut(
            call_id=call_id,
            language=found.call.language,
            transcript_kept=found.call.transcript_kept,
            turns=[turn_out(turn, principal) for turn in found.turns],
        )
    )


@router.get("/timeline", response_model=Envelope[TimelineOut])
async def get_timeline(call_id: str, principal: Allowed, needs: Needs) -> Any:
    """What happened when: each stage of each turn, interruptions and troubles."""
    found = await seen(needs, principal, call_id)
    principal = principal.at(found.call.business_id)
    business = await needs.businesses.by_id(found.call.business_id)
    return ok(
        TimelineOut(
            call_id=call_id,
            duration_ms=found.call.duration_ms,
            recorded=needs.recordings.find(business.slug, call_id) is not None,
            spans=[
                SpanOut(
                    lane=one.lane,
                    kind=one.kind,
                    start_ms=one.start_ms,
                    end_ms=one.end_ms,
                    turn=one.turn,
                    words=None if one.words is None else words_out(one.words),
                    data=data_for(principal, one.data),
                )
                for one in timeline_of(found.turns, found.events)
            ],
        )
    )


@router.get("/audio", response_class=FileResponse, responses=_SOUND)
async def get_audio(call_id: str, principal: Allowed, needs: Needs) -> FileResponse:
    """The recording as WAV, whole or by `Range`; 404 for a call that was not recorded."""
    found = await seen(needs, principal, call_id)
    business = await needs.businesses.by_id(found.call.business_id)
    path = needs.recordings.find(business.slug, call_id)
    if path is None:
        raise DomainError("NOT_FOUND", "This call was not recorded, or its time is over.")
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(path, media_type="audio/wav", filename=f"{call_id}.wav", headers=headers)
