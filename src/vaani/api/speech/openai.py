"""How do programs written for the OpenAI API get speech from this house?

`POST /v1/audio/speech` and `GET /v1/models`, as the OpenAI API reference has them. What the engines
here cannot do (`instructions`) is refused by name.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any, Literal

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from vaani.api.auth import Allowed, allowed
from vaani.api.speech.desk import Desk, streamed
from vaani.api.speech.errors import OpenAIError
from vaani.speech_server.catalogue import FASTEST, SLOWEST, ModelCard
from vaani.speech_server.refusals import Refused
from vaani.speech_server.sound_files import FORMATS, RATE_HZ

MOST_CHARS = 4096
_ERRORS: dict[int | str, dict[str, Any]] = {
    "default": {"model": OpenAIError, "description": "What is wrong."}
}
router = APIRouter(prefix="/v1", tags=["speech (OpenAI API)"], responses=_ERRORS)


class SpeechRequest(BaseModel):
    """A text and how it is to be spoken. A field beyond these is refused, as at that API."""

    model_config = ConfigDict(extra="forbid")
    model: str = Field(description="`tts-1` or another alias, or an engine of `/v1/models`.")
    input: str = Field(min_length=1, max_length=MOST_CHARS)
    voice: str = Field(description="A voice of `/tts/voices`; aliases take the text's language.")
    response_format: str = Field("mp3", description=f"One of {', '.join(FORMATS)}.")
    speed: float = Field(1.0, description=f"{SLOWEST:g} to {FASTEST:g}.")
    stream_format: Literal["audio", "sse"] = "audio"
    instructions: str | None = Field(None, description="Not followed by the voices here: refused.")

    @field_validator("voice", mode="before")
    @classmethod
    def _by_id(cls, value: Any) -> Any:
        return value.get("id") if isinstance(value, dict) else value


_SPOKEN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": f"The sound, while it is being made; {RATE_HZ} Hz, one channel.",
        "content": {kind.media_type: {} for kind in FORMATS.values()} | {"text/event-stream": {}},
    }
}


@router.post(
    "/audio/speech",
    summary="Speak a text",
    response_class=StreamingResponse,
    responses=_SPOKEN,
    dependencies=[Depends(allowed)],
)
async def speak(asked: SpeechRequest, request: Request, desk: Desk) -> StreamingResponse:
    """The first sound leaves before the second sentence is made."""
    speaking = desk.voice()
    if asked.instructions:
        raise Refused(
            "wrong", "The voices here follow no instructions: leave them out.", field="instructions"
        )
    order = speaking.order(
        asked.input,
        asked.voice,
        model=asked.model,
        speed=asked.speed,
        format=asked.response_format,
    )
    sound = speaking.file(order)
    context = desk.context(request, "tts", voice=asked.voice, format=asked.response_format)
    if asked.stream_format == "sse":
        events = _as_events(sound, len(asked.input))
        return await streamed(request, desk, events, "text/event-stream", context)
    return await streamed(request, desk, sound, order.media_type, context)


async def _as_events(sound: AsyncIterator[bytes], characters: int) -> AsyncIterator[bytes]:
    try:
        async for piece in sound:
            yield event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    finally:
        close = getattr(sound, "aclose", None)
        if close is not None:
            await close()
    usage = {"input_tokens": characters, "output_tokens": 0, "total_tokens": characters}
    yield event({"type": "speech.audio.done", "usage": usage})


def event(content: dict[str, Any]) -> bytes:
    """One server-sent event."""
    return b"data: " + orjson.dumps(content) + b"\n\n"


class ModelRow(BaseModel):
    """A model; `alias_of` when it is another name of one that is here."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str
    does: str
    alias_of: str | None = None


class ModelRows(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelRow]


@router.get("/models", summary="Models and their aliases")
async def models(who: Allowed, desk: Desk) -> ModelRows:
    """What `model` may be: engines, their aliases, and each business as `vaani/SLUG`."""
    return ModelRows(data=[_row(card) for card in await desk.models_for(who.sees)])


@router.get("/models/{model:path}", summary="One model")
async def model(model: str, who: Allowed, desk: Desk) -> ModelRow:
    """The model of that name."""
    for card in await desk.models_for(who.sees):
        if card.id == model:
            return _row(card)
    raise Refused("unknown", f"There is no model {model!r} here.", field="model")


def _row(card: ModelCard) -> ModelRow:
    return ModelRow(id=card.id, owned_by=card.owner, does=card.does, alias_of=card.alias_of)
