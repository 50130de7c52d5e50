"""How do programs written for the OpenAI API have recordings read by this house?

`POST /v1/audio/transcriptions` and `/v1/audio/translations`, as the OpenAI API reference has them;
with `stream` each segment is an event as soon as it is read. What the recogniser here cannot do
(a temperature, speakers told apart) is refused by name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

from vaani.api.auth import allowed
from vaani.api.speech.desk import Desk, SpeechDesk, streamed, while_there
from vaani.api.speech.errors import OpenAIError
from vaani.api.speech.forms import form_schema, upload_of
from vaani.api.speech.openai import event
from vaani.kit.errors import ProviderError
from vaani.speech_server import transcripts
from vaani.speech_server.hearing import Heard, Hearing
from vaani.speech_server.refusals import Refused
from vaani.speech_server.transcripts import Segment
from vaani.speech_server.uploads import Upload

_ERRORS: dict[int | str, dict[str, Any]] = {
    "default": {"model": OpenAIError, "description": "What is wrong."}
}
router = APIRouter(
    prefix="/v1/audio",
    tags=["speech (OpenAI API)"],
    responses=_ERRORS,
    dependencies=[Depends(allowed)],
)
Written = Literal["json", "text", "srt", "verbose_json", "vtt"]
_NAMES = {"en": "english", "hi": "hindi", "ur": "urdu"}


class TranslationForm(BaseModel):
    """How a recording is to be read into English."""

    model_config = ConfigDict(extra="forbid")

    model: str = Field(description="`whisper-1` or another alias, or the recogniser's own name.")
    prompt: str = Field("", max_length=2000, description="Leads the words and their script.")
    response_format: Written = "json"
    temperature: float = Field(0.0, ge=0.0, le=1.0, description="0 only: there is no chance here.")


class TranscriptionForm(TranslationForm):
    """How a recording is to be read."""

    language: str | None = Field(None, description="ISO 639-1; else English or Hindi, as heard.")
    stream: bool = False
    chunking_strategy: Literal["auto"] = Field("auto", description="Cut where nobody speaks.")
    timestamp_granularities: tuple[Literal["word", "segment"], ...] = Field(
        ("segment",), description="With `verbose_json` only."
    )


_READ: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The words, in the format asked for.",
        "content": {"application/json": {}, "text/plain": {}, "text/vtt": {},
                    "text/event-stream": {}},
    }
}  # fmt: skip


@router.post(
    "/transcriptions",
    summary="Read a recording",
    openapi_extra=form_schema(TranscriptionForm),
    responses=_READ,
)
async def transcribe(request: Request, desk: Desk) -> Response:
    """The words that are spoken, in the language that they are spoken in."""
    async with AsyncExitStack() as stack:
        file, asked = await stack.enter_async_context(upload_of(request, TranscriptionForm))
        job = await _job(desk, file, asked, asked.language, translate=False)
        if asked.stream:
            kept = stack.pop_all()  # the file is needed until the last event
            context = desk.context(request, "stt", format="events")
            return await streamed(request, desk, job.events(kept), "text/event-stream", context)
        return await job.answer(request, asked.timestamp_granularities)


@router.post(
    "/translations",
    summary="Read a recording into English",
    openapi_extra=form_schema(TranslationForm),
    responses=_READ,
)
async def translate(request: Request, desk: Desk) -> Response:
    """What is meant, in English, whatever language is spoken."""
    async with upload_of(request, TranslationForm) as (file, asked):
        job = await _job(desk, file, asked, None, translate=True)
        return await job.answer(request, ["segment"])


async def _job(
    desk: SpeechDesk, file: Any, asked: TranslationForm, language: str | None, *, translate: bool
) -> _Job:
    hearing = desk.ear()
    hearing.model(asked.model)
    if asked.temperature:
        raise Refused(
            "wrong", "The recogniser here takes no temperature: leave it out.", field="temperature"
        )
    timed = asked.response_format in ("srt", "vtt", "verbose_json")
    how = hearing.reading(language, translate=translate, prompt=asked.prompt, words=timed)
    upload = await hearing.opened(file)
    heard = Heard()
    found = hearing.segments(upload.pieces(), how, heard)
    return _Job(desk, hearing, upload, found, heard, asked.response_format, translate)


class _Job:
    """A recording that is being read."""

    def __init__(
        self,
        desk: SpeechDesk,
        hearing: Hearing,
        upload: Upload,
        found: AsyncIterator[Segment],
        heard: Heard,
        written: Written,
        translate: bool,
    ) -> None:
        self._desk = desk
        self._hearing = hearing
        self._upload = upload
        self._found = found
        self._heard = heard
        self._written = written
        self._task = "translate" if translate else "transcribe"

    async def answer(self, request: Request, granularities: Sequence[str]) -> Response:
        """The whole transcript. The work ends when the client leaves."""
        context = self._desk.context(request, "stt", format=self._written)
        async with self._desk.request(context):
            found = await while_there(request, self._all())
        if self._written == "text":
            return PlainTextResponse(transcripts.plain(found) + "\n")
        if self._written == "srt":
            return PlainTextResponse(transcripts.srt(found))
        if self._written == "vtt":
            return PlainTextResponse(transcripts.vtt(found), media_type="text/vtt")
        if self._written == "verbose_json":
            return JSONResponse(self._verbose(found, granularities))
        return JSONResponse({"text": transcripts.plain(found), "usage": self._usage()})

    async def _all(self) -> list[Segment]:
        return [segment async for segment in self._found]

    async def events(self, kept: AsyncExitStack) -> AsyncIterator[bytes]:
        """Each segment as it is read, then the whole; an error ends them as an event."""
        texts: list[str] = []
        async with kept:
            try:
                async for segment in self._found:
                    delta = segment.text if not texts else f" {segment.text}"
                    texts.append(segment.text)
                    yield event({"type": "transcript.text.delta", "delta": delta})
            except (Refused, ProviderError) as error:
                if not texts:
                    raise  # nothing has left yet: it is an answer of its own
                told = {"message": error.message, "type": "server_error", "code": None}
                yield event({"error": told | {"param": None}})
                return
            yield event({"type": "transcript.text.done", "text": " ".join(texts)})

    def _usage(self) -> dict[str, Any]:
        return {"type": "duration", "seconds": round(self._heard.seconds, 3)}

    def _verbose(self, found: list[Segment], granularities: Sequence[str]) -> dict[str, Any]:
        language = found[0].language if found else "en"
        told: dict[str, Any] = {
            "task": self._task,
            "language": _NAMES.get(language, language),
            "duration": round(self._heard.seconds, 3),
            "text": transcripts.plain(found),
            "usage": self._usage(),
        }
        if "segment" in granularities:
            told["segments"] = [_segment(at, one) for at, one in enumerate(found)]
        if "word" in granularities:
            told["words"] = [
                {"word": word.text, "start": round(word.start_s, 3), "end": round(word.end_s, 3)}
                for one in found
                for word in one.words
            ]
        return told


def _segment(number: int, one: Segment) -> dict[str, Any]:
    return {
        "id": number,
        "seek": round(one.start_s * 100),
        "start": round(one.start_s, 3),
        "end": round(one.end_s, 3),
        "text": one.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": round(one.log_probability, 4),
        "compression_ratio": round(one.compression, 3),
        "no_speech_prob": round(one.no_speech, 4),
    }
