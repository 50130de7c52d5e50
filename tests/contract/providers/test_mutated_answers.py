"""A vendor's answer in which one field is of another kind: is it left out, or refused in our words?

Each field of each message that a vendor sends is replaced by each of `STRANGE`. Nothing but a
`ProviderError` may come of it, no time or confidence without measure, and no words that no text
held: what is no text is spoken by nobody.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from vaani.kit.errors import ProviderError
from vaani.providers.anthropic.wire import StreamReader as Anthropic
from vaani.providers.cartesia.voice import SonicVoice
from vaani.providers.deepgram.flux import FluxWire
from vaani.providers.deepgram.flux_voice import FluxVoice
from vaani.providers.deepgram.wire import ListenWire
from vaani.providers.elevenlabs.scribe import ScribeWire
from vaani.providers.gemini.live import LiveApiWire
from vaani.providers.gemini.wire import StreamReader as Gemini
from vaani.providers.live_wire import LiveSetup
from vaani.providers.openai_like import transcribe
from vaani.providers.openai_like.realtime import RealtimeWire
from vaani.providers.openai_like.wire import StreamReader as OpenAiLike
from vaani.providers.sarvam.voice import BulbulVoice
from vaani.providers.sarvam.wire import RealtimeWire as SarvamWire
from vaani.providers.wyoming.speaker import _rate
from vaani.providers.wyoming.wire import Event

STRANGE: tuple[Any, ...] = (
    None, True, 5, -1, 10**30, math.inf, math.nan, "0.5", "7", "", "\ud800", [], [5], [[]],
    [{"x": 1}], {}, {"x": [1]},
)  # fmt: skip
MARK = "word"
_ALTERNATIVE = {
    "transcript": MARK, "confidence": 0.9,
    "words": [{"word": MARK, "punctuated_word": MARK, "start": 0.1, "end": 0.4, "confidence": 0.9}],
}  # fmt: skip
_SOCKETS: dict[str, tuple[Callable[[], Any], list[dict[str, Any]]]] = {
    "deepgram": (
        lambda: ListenWire("k", ("en", "hi")),
        [{"type": "Results", "is_final": True, "from_finalize": True, "start": 0.0, "duration": 1.0,
          "channel": {"detected_language": "en", "alternatives": [_ALTERNATIVE]}}],
    ),
    "flux": (
        lambda: FluxWire("k", ("en", "hi")),
        [{"type": "TurnInfo", "event": "EndOfTurn", "turn_index": 0, "transcript": MARK,
          "words": [{"word": MARK, "confidence": 0.9}], "end_of_turn_confidence": 0.9}],
    ),
    "sarvam": (
        lambda: SarvamWire("k", ("en", "hi")),
        [{"event": "transcript.final", "utterance_idx": 0, "text": MARK, "language": "en-IN"},
         {"event": "error", "is_fatal": True, "status_code": 500, "code": "c"}],
    ),
    "scribe": (
        lambda: ScribeWire("k", ("en", "hi")),
        [{"message_type": "committed_transcript", "text": MARK}],
    ),
    "sarvam voice": (
        lambda: BulbulVoice("k", voices={"en": "v"}),
        [{"type": "audio", "data": {"audio": "AAAA"}},
         {"type": "event", "data": {"event_type": "final"}},
         {"type": "error", "data": {"code": "c", "message": "m"}}],
    ),
    "cartesia": (
        lambda: SonicVoice("k", voices={"en": "v"}),
        [{"type": "chunk", "context_id": "sentence", "data": "AAAA", "done": False},
         {"type": "done", "context_id": "sentence"},
         {"type": "error", "status_code": 500, "error_code": "c"}],
    ),
    "flux voice": (
        lambda: FluxVoice("k", voice="flux-a-en"),
        [{"type": "SpeechMetadata", "speech_id": "s"}, {"type": "Error", "code": "c"},
         {"type": "Flushed", "speech_id": "s"}, {"type": "Warning", "code": "c"}],
    ),
    "openai realtime": (
        lambda: RealtimeWire("k", LiveSetup("Be kind.")),
        [{"type": "response.output_audio.delta", "delta": "AAAA", "item_id": "i"},
         {"type": "response.output_audio_transcript.delta", "delta": MARK},
         {"type": "response.output_item.done",
          "item": {"type": "function_call", "call_id": "c", "name": "n", "arguments": "{}"}},
         {"type": "response.done", "response": {
             "status": "completed", "usage": {"total_tokens": 7, "details": {"a": 1}},
             "output": [{"type": "function_call", "call_id": "c", "name": "n",
                         "arguments": "{}"}]}},
         {"type": "response.done", "response": {
             "status": "failed", "status_details": {"reason": "r", "error": {"code": "c"}}}},
         {"type": "error", "error": {"code": "c", "type": "t"}}],
    ),
    "gemini live": (
        lambda: LiveApiWire("k", LiveSetup("Be kind."), model="m"),
        [{"serverContent": {
            "modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AAAA"}}]},
            "outputTranscription": {"text": MARK}, "turnComplete": True, "interrupted": False},
          "usageMetadata": {"totalTokenCount": 5}},
         {"toolCall": {"functionCalls": [{"id": "c", "name": "n", "args": {"day": "x"}}]}},
         {"toolCallCancellation": {"ids": ["c"]}}, {"goAway": {"timeLeft": "5s"}},
         {"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}}],
    ),
}  # fmt: skip
_TALKS: dict[str, tuple[Callable[[], Any], list[dict[str, Any]]]] = {
    "anthropic": (
        Anthropic,
        [{"type": "message_start", "message": {"usage": {"input_tokens": 2}}},
         {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
         {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": MARK}},
         {"type": "content_block_stop", "index": 0},
         {"type": "content_block_start", "index": 1,
          "content_block": {"type": "tool_use", "id": "t", "name": "n", "input": {}}},
         {"type": "content_block_delta", "index": 1,
          "delta": {"type": "input_json_delta", "partial_json": "{}"}},
         {"type": "content_block_stop", "index": 1},
         {"type": "message_delta", "delta": {"stop_reason": "tool_use"},
          "usage": {"output_tokens": 2}},
         {"type": "message_stop"}],
    ),
    "gemini": (
        Gemini,
        [{"candidates": [{"index": 0, "content": {"role": "model", "parts": [{"text": MARK}]}}]},
         {"candidates": [{"content": {"parts": [
             {"functionCall": {"id": "c", "name": "n", "args": {"a": 1}}, "thoughtSignature": "s"},
         ]}}]},
         {"candidates": [{"index": 0, "finishReason": "STOP"}],
          "usageMetadata": {"totalTokenCount": 5}}],
    ),
    "openai": (
        OpenAiLike,
        [{"choices": [{"index": 0, "delta": {"role": "assistant", "content": MARK},
                       "finish_reason": None}]},
         {"choices": [{"delta": {"tool_calls": [
             {"index": 0, "id": "c", "type": "function",
              "function": {"name": "n", "arguments": "{}"}}]}}]},
         {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]},
         {"choices": [], "usage": {"total_tokens": 5, "prompt_tokens_details":
                                   {"cached_tokens": 1}}}],
    ),
}  # fmt: skip
_WHOLE = {
    "text": MARK, "language": "en", "segments": [{"text": MARK, "no_speech_prob": 0.1}],
    "words": [{"word": MARK, "start": 0.1, "end": 0.3}],
}  # fmt: skip


def mutants(value: Any) -> Iterator[Any]:
    """The value with one of its parts, or itself, replaced; parts left out too."""
    yield from STRANGE
    if isinstance(value, dict):
        for name, part in value.items():
            yield {key: one for key, one in value.items() if key != name}
            yield from ({**value, name: one} for one in mutants(part))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from ([*value[:at], one, *value[at + 1 :]] for one in mutants(part))
        yield value * 2


def parts(value: Any) -> Iterator[Any]:
    """Everything that stands in a result."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from parts(one)
    elif isinstance(value, dict):
        yield from parts(list(value.values()))


def is_sane(result: Any) -> bool:
    """Numbers have a measure; nobody is said to have spoken what was no text."""
    found = list(parts(result))
    spoken = [one.text for one in found if isinstance(getattr(one, "text", None), str)]
    for text in spoken:
        text.encode()
    numbers = [one for one in found if isinstance(one, int | float)]
    return all(math.isfinite(one) for one in numbers) and not any(
        sign in text for text in spoken for sign in ("{", "[", "None", "True", "inf", "nan")
    )


@pytest.mark.parametrize("vendor", _SOCKETS)
def test_a_socket_with_one_field_of_another_kind(vendor: str) -> None:
    make, messages = _SOCKETS[vendor]
    for message in messages:
        try:
            make().read(json.dumps(message))
        except ProviderError:
            assert "rror" in str(message)
        for mutant in mutants(message):
            try:
                read = make().read(json.dumps(mutant))
            except ProviderError:
                continue
            assert is_sane(read), (mutant, read)


@pytest.mark.parametrize("vendor", _TALKS)
def test_a_stream_of_words_with_one_field_of_another_kind(vendor: str) -> None:
    make, events = _TALKS[vendor]

    def read(told: list[Any]) -> list[Any]:
        reader, found = make(), []
        for event in told:
            found += reader.push(f"data: {json.dumps(event)}\n\n".encode())
        return [*found, *reader.finish()]

    assert MARK in str(read(events))
    for at, event in enumerate(events):
        for mutant in mutants(event):
            try:
                found = read([*events[:at], mutant, *events[at + 1 :]])
            except ProviderError:
                continue
            assert is_sane(found), (mutant, found)


def test_a_whole_transcript_with_one_field_of_another_kind() -> None:
    for mutant in mutants(_WHOLE):
        try:
            found = transcribe._read(json.dumps(mutant).encode(), "application/json", led=False)
        except ProviderError:
            continue
        assert is_sane(found), (mutant, found)


def test_a_wyoming_event_with_one_field_of_another_kind() -> None:
    for mutant in mutants({"rate": 16000, "width": 2, "channels": 1}):
        try:
            assert _rate(Event("audio-start", mutant if isinstance(mutant, dict) else {})) >= 8000
        except ProviderError:
            continue


def test_blocks_and_calls_whose_numbers_are_text_are_those_blocks_and_calls() -> None:
    for vendor in ("anthropic", "openai"):
        make, events = _TALKS[vendor]
        text = json.dumps(events).replace('"index": 0', '"index": "0"')
        reader, found = make(), []
        for event in json.loads(text.replace('"index": 1', '"index": "1"')):
            found += reader.push(f"data: {json.dumps(event)}\n\n".encode())
        found += reader.finish()
        assert MARK in str(found)
        assert "ToolCall" in str(found)
