"""How do programs get speech from this house by its own paths?

`POST /tts` and `POST /stt`, what voices and models there are, what was counted, and `POST
/conversation`: a spoken sentence in, a spoken answer out. Answers that are no sound have the
envelope of the house.
"""

from __future__ import annotations

import asyncio
import base64
import resource
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from vaani.api.asked import Asked, example
from vaani.api.auth import allowed
from vaani.api.envelope import Envelope
from vaani.api.speech.desk import Desk, SpeechDesk, streamed, while_there
from vaani.api.speech.forms import form_schema, upload_of
from vaani.speech_server.catalogue import FASTEST, SLOWEST, VOICE_ALIASES, VoiceCard
from vaani.speech_server.hearing import Heard
from vaani.speech_server.refusals import Refused
from vaani.speech_server.replies import Replies
from vaani.speech_server.shelf import Output
from vaani.speech_server.sound_files import FORMATS
from vaani.speech_server.speaking import MOST_CHARS
from vaani.speech_server.transcripts import plain

router = APIRouter(tags=["speech"])
_STAFF = [Depends(allowed)]
_VIEWER = [Depends(allowed)]
_OURS = {"input": "text", "voice": "voice_id", "speed": "speed_factor", "response_format": "format"}
_STARTED = time.monotonic()


class TtsRequest(Asked):
    """A text and how it is to be spoken."""

    model_config = example(text="Your table is booked.", voice_id="default", format="mp3")

    text: str = Field(min_length=1, max_length=MOST_CHARS)
    voice_id: str = Field("default", description="A voice of `/tts/voices`, or an alias.")
    temperature: float | None = Field(
        None, ge=0.0, le=2.0, description="Refused by voices without it; see `/tts/voices`."
    )
    speed_factor: float = Field(1.0, ge=SLOWEST, le=FASTEST)
    format: str = Field("wav", description=f"One of {', '.join(FORMATS)}.")
    split: bool = Field(True, description="Cut at sentences, so that sound leaves early.")
    chunk_size: int = Field(120, ge=50, le=500, description="Characters of a cut, about.")
    keep: bool = Field(False, description="Keep the file; `X-Output` says how it is named.")


_SOUND: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The sound, while it is being made.",
        "content": {kind.media_type: {} for kind in FORMATS.values()},
    }
}


@contextmanager
def our_names() -> Iterator[None]:
    """Refusals name the fields as these paths do."""
    try:
        yield
    except Refused as error:
        error.field = _OURS.get(error.field, error.field)
        raise


@router.post("/tts", summary="Speak a text", response_class=StreamingResponse,
             responses=_SOUND, dependencies=_STAFF)  # fmt: skip
async def tts(asked: TtsRequest, request: Request, desk: Desk) -> StreamingResponse:
    """The first sound leaves before the second part is made."""
    speaking = desk.voice()
    if asked.temperature is not None:
        raise Refused(
            "wrong", "The voices here take no temperature: leave it out.", field="temperature"
        )
    with our_names():
        order = speaking.order(
            asked.text,
            asked.voice_id,
            speed=asked.speed_factor,
            format=asked.format,
            chunk_chars=asked.chunk_size if asked.split else MOST_CHARS,
        )
    context = desk.context(request, "tts", voice=asked.voice_id, format=asked.format)
    if not asked.keep:
        return await streamed(
            request, desk, speaking.file(order), order.media_type, context=context
        )
    output = await asyncio.to_thread(desk.files().new_output, asked.format)
    pieces = _kept(speaking.file(order), output)
    try:
        answer = await streamed(request, desk, pieces, order.media_type, context=context)
    except BaseException:
        await asyncio.to_thread(output.close, whole=False)
        raise
    answer.headers["X-Output"] = output.name
    return answer


async def _kept(pieces: AsyncIterator[bytes], output: Output) -> AsyncIterator[bytes]:
    """The same pieces, written too; the file appears when it is whole."""
    try:
        async for piece in pieces:
            await asyncio.to_thread(output.write, piece)
            yield piece
        await asyncio.to_thread(output.close, whole=True)
    finally:
        output.close(whole=False)


class Takes(BaseModel):
    """What a voice can be told. None: it cannot."""

    speed_factor: tuple[float, float] | None
    temperature: tuple[float, float] | None


class VoiceRow(BaseModel):
    id: str
    language: str | None
    engine: str | None
    licence: str | None
    default: bool
    alias: bool
    takes: Takes


class Voices(BaseModel):
    voices: list[VoiceRow]


def _row(card: VoiceCard) -> VoiceRow:
    return VoiceRow(
        id=card.id,
        language=card.language,
        engine=card.engine,
        licence=card.licence,
        default=card.default,
        alias=False,
        takes=Takes(speed_factor=(SLOWEST, FASTEST), temperature=None),
    )


def _alias(name: str) -> VoiceRow:
    takes = Takes(speed_factor=(SLOWEST, FASTEST), temperature=None)
    return VoiceRow(
        id=name, language=None, engine=None, licence=None, default=False, alias=True, takes=takes
    )


@router.get("/tts/voices", summary="Voices", dependencies=_VIEWER)
async def voices(desk: Desk) -> Envelope[Voices]:
    """Those that are installed, then the aliases, which take the voice of the text's language."""
    rows = [_row(card) for card in desk.voice().catalogue.voices]
    return Envelope(data=Voices(voices=[*rows, *map(_alias, VOICE_ALIASES)]))


@router.get("/tts/voices/{id}", summary="One voice", dependencies=_VIEWER)
async def voice(id: str, desk: Desk) -> Envelope[VoiceRow]:
    """The voice or alias of that name."""
    with our_names():
        card = desk.voice().catalogue.voice(id)
    return Envelope(data=_row(card) if card is not None else _alias(id))


@router.get("/tts/statistics", summary="What the speech server did", dependencies=_VIEWER)
async def statistics(desk: Desk) -> Envelope[dict[str, Any]]:
    """`system`: seats and memory of this process; `middleware`: what each counted since start."""
    system = {
        "uptime_s": round(time.monotonic() - _STARTED, 1),
        "requests_under_way": desk.room.taken,
        "requests_at_once": desk.room.seats,
        "refused_busy": desk.room.refused,
        "memory_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    return Envelope(data={"system": system, "middleware": desk.pipeline.statistics()})


class SttForm(BaseModel):
    """A recording."""

    model_config = ConfigDict(extra="forbid")

    language: str | None = Field(None, description="ISO 639-1; else English or Hindi, as heard.")


class SttSegment(BaseModel):
    text: str
    start_s: float
    end_s: float


class Said(BaseModel):
    text: str
    language: str | None
    duration_s: float
    segments: list[SttSegment]
    processing_s: float


@router.post("/stt", summary="Read a recording", openapi_extra=form_schema(SttForm),
             dependencies=_STAFF)  # fmt: skip
async def stt(request: Request, desk: Desk) -> Envelope[Said]:
    """The words and when they were said."""
    async with upload_of(request, SttForm) as (file, asked):
        context = desk.context(request, "stt")
        async with desk.request(context):
            return Envelope(data=await _said(request, desk, file, asked.language))


async def _said(request: Request, desk: SpeechDesk, file: Any, language: str | None) -> Said:
    hearing = desk.ear()
    how = hearing.reading(language, words=True)
    began, heard = time.perf_counter(), Heard()
    upload = await hearing.opened(file)

    async def all_of_it() -> list[Any]:
        return [one async for one in hearing.segments(upload.pieces(), how, heard)]

    found = await while_there(request, all_of_it())
    return Said(
        text=plain(found),
        language=found[0].language if found else None,
        duration_s=round(heard.seconds, 3),
        segments=[
            SttSegment(text=one.text, start_s=round(one.start_s, 3), end_s=round(one.end_s, 3))
            for one in found
        ],
        processing_s=round(time.perf_counter() - began, 4),
    )


class SttStatus(BaseModel):
    available: bool
    model: str | None


@router.get("/stt/status", summary="Is recognition there?", dependencies=_VIEWER)
async def stt_status(desk: Desk) -> Envelope[SttStatus]:
    """Which model reads recordings."""
    model = desk.hearing.name if desk.hearing is not None else None
    return Envelope(data=SttStatus(available=model is not None, model=model))


@router.get("/stt/models", summary="Models that read recordings", dependencies=_VIEWER)
async def stt_models(desk: Desk) -> Envelope[list[dict[str, Any]]]:
    """The one that is loaded, and its aliases."""
    cards = [card for card in desk.models() if card.does == "transcription"]
    return Envelope(data=[{"id": card.id, "alias_of": card.alias_of} for card in cards])


class ConversationForm(SttForm):
    """A spoken sentence, and who answers it."""

    mode: Literal["echo", "template"] = "template"
    voice_id: str = "default"
    format: str = "wav"


class Answered(BaseModel):
    transcription: str
    language: str | None
    reply: str
    format: str
    audio: str = Field(description="The spoken reply, base64; empty when nothing was understood.")


@router.post("/conversation", summary="Say a sentence, hear an answer",
             openapi_extra=form_schema(ConversationForm), dependencies=_STAFF)  # fmt: skip
async def conversation(request: Request, desk: Desk) -> Envelope[Answered]:
    """Speech in, speech out. `echo` says it again, `template` answers by its words."""
    async with upload_of(request, ConversationForm) as (file, asked):
        context = desk.context(request, "conversation", voice=asked.voice_id, format=asked.format)
        speaking = desk.voice()
        async with desk.request(context):
            with our_names():
                speaking.order("hello", asked.voice_id, format=asked.format)
            said = await _said(request, desk, file, asked.language)
            reply = Replies(asked.mode).reply(said.text, datetime.now(UTC)) if said.text else ""
            sound = b""
            if reply:
                with our_names():
                    order = speaking.order(reply, asked.voice_id, format=asked.format)
                sound = await while_there(request, _whole(speaking.file(order)))
    answered = Answered(
        transcription=said.text,
        language=said.language,
        reply=reply,
        format=asked.format,
        audio=base64.b64encode(sound).decode(),
    )
    return Envelope(data=answered)


async def _whole(pieces: Any) -> bytes:
    return b"".join([piece async for piece in pieces])
