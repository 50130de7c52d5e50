"""What does an engine of a vendor use? Counted around it, in the units of the vendor's bill.

A chat model's tokens are what its server tells at the end; of an answer that broke off, or that
nobody waited for, no server tells, so they are estimated by characters and marked. A voice is
billed for the text that it was given, heard or not; a recogniser for the sound that it was sent.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing

from vaani.call.ports.chat_model import ChatModel, ChatRequest, ModelEnd, ModelPart, TextPiece
from vaani.call.ports.meter import Role, Unit, Use, running
from vaani.call.ports.speaker import Speaker, Voice
from vaani.kit.errors import ProviderError
from vaani.providers.around import AroundSpeaker
from vaani.providers.cache import close_stream
from vaani.providers.failures import ModelError

_LATIN_CHARS, _OTHER_CHARS = 4.0, 1.5
"""Characters of a token, roughly."""
_CACHED = ("cached_tokens", "cache_read_input_tokens", "cachedContentTokenCount")
_INPUT = ("prompt_tokens", "input_tokens", "promptTokenCount")
_OUTPUT = (
    "completion_tokens", "output_tokens", "candidatesTokenCount", "responseTokenCount",
)  # fmt: skip
_ALSO_OUTPUT = "thoughtsTokenCount"
_ALSO_INPUT = "cache_creation_input_tokens"

Seconds = Callable[[float, bool], None]
"""Told of sound that was sent: seconds, and whether it was answered."""


class MeteredModel:
    """A ChatModel whose use is counted. It is not asked when the call's budget is used up."""

    def __init__(self, model: ChatModel, engine: str, name: str, role: Role = "thinking") -> None:
        """`role` talking: the model hears and speaks itself, and only its server can count."""
        self._model, self._engine, self._name, self._role = model, engine, name, role

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """The model's parts. Raises its ProviderError, or one with code `budget`."""
        meter = running()
        if meter.exhausted:
            raise ProviderError("thinker", "The budget of this call is used up.", code="budget")
        written, told, refused = 0.0, None, False
        try:
            async with aclosing(self._model.stream(request)) as parts:
                async for part in parts:
                    if isinstance(part, TextPiece):
                        written += tokens_in(part.text)
                    elif isinstance(part, ModelEnd):
                        told = tokens_of(part.usage)
                    yield part
        except ModelError:
            refused = not written
            raise
        finally:
            amounts: Mapping[Unit, float] = told or {}
            guessed = not told and not refused and self._role == "thinking"
            if guessed:
                amounts = {"input_tokens": asked_tokens(request), "output_tokens": written}
            whole = told is not None
            meter.used(Use(self._role, self._engine, self._name, amounts, whole, guessed))


class ThriftyModel:
    """A ChatModel, and the one that is asked when the call is to be thrifty."""

    def __init__(self, usual: ChatModel, cheaper: ChatModel) -> None:
        self._usual, self._cheaper = usual, cheaper

    def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """The parts of either. Raises its ProviderError."""
        return (self._cheaper if running().thrifty else self._usual).stream(request)


def tokens_of(usage: Mapping[str, int]) -> dict[Unit, float]:
    """A server's counts by our units; none when it told none. OpenAI and Gemini count what was
    cached among what went in, Anthropic beside it."""
    went_in = next((usage[one] for one in _INPUT if one in usage), None)
    came_out = next((usage[one] for one in _OUTPUT if one in usage), None)
    if went_in is None and came_out is None:
        return {}
    cached = next((usage[one] for one in _CACHED if one in usage), 0)
    beside = "cache_read_input_tokens" in usage
    fresh = (went_in or 0) - (0 if beside else cached) + usage.get(_ALSO_INPUT, 0)
    found: dict[Unit, float] = {
        "input_tokens": max(0, fresh),
        "output_tokens": (came_out or 0) + usage.get(_ALSO_OUTPUT, 0),
    }
    return {**found, "cached_tokens": cached} if cached else found


def tokens_in(text: str) -> float:
    """Roughly so many tokens."""
    latin = sum(one < "\u0250" for one in text)
    return latin / _LATIN_CHARS + (len(text) - latin) / _OTHER_CHARS


def asked_tokens(request: ChatRequest) -> float:
    """Roughly so many tokens went to the model."""
    told = sum(
        tokens_in(one.text) + sum(tokens_in(call.arguments) for call in one.tool_calls)
        for one in request.messages
    )
    tools = sum(tokens_in(one.description + str(one.parameters)) for one in request.tools)
    return float(round(told + tools))


class MeteredSpeaker(AroundSpeaker):
    """A Speaker whose use is counted."""

    def __init__(self, speaker: Speaker, engine: str, model: str) -> None:
        super().__init__(speaker)
        self._engine, self._model = engine, model

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """The speaker's sound."""
        meter, made, whole = running(), 0, False
        sound = self._speaker.speak(text, voice)
        try:
            async for pcm in sound:
                made += len(pcm)
                yield pcm
            whole = True
        finally:
            await close_stream(sound)
            seconds = made / 2 / self.rate_hz
            amounts: dict[Unit, float] = {"characters": len(text), "audio_seconds": seconds}
            meter.used(Use("speaking", self._engine, self._model, amounts, whole))


def seconds_of(engine: str, model: str) -> Seconds:
    """Counts sound for the call that runs now."""
    meter = running()

    def used(seconds: float, answered: bool) -> None:
        meter.used(Use("hearing", engine, model, {"audio_seconds": seconds}, answered))

    return used
