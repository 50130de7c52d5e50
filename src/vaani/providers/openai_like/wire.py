"""What goes over the wire of chat completions? Requests to JSON, server-sent events to parts.

Pure. Knows the peculiarities of compatible servers: usage chunks without choices, tool calls in
pieces or whole, two calls under one index, no index, no `[DONE]`, errors in four shapes. Fields of
a call that this house does not know go back with it. A stream without `finish_reason` was cut off.
Reasoning text and what stands in `<think>` is never passed on. Specification: OpenAI API reference,
chat completions streaming.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vaani.call.ports.chat_model import (
    ChatRequest,
    Message,
    ModelEnd,
    ModelPart,
    TextPiece,
    ToolCall,
)
from vaani.kit.errors import ProviderError
from vaani.providers.failures import ModelError as ModelError  # of every chat model
from vaani.providers.failures import broken_off, event_in
from vaani.providers.sse import Aloud, EventReader
from vaani.providers.values import counts, whole

MOST_CALLS = 32
_KNOWN = frozenset(("index", "id", "type", "function"))
_MISWRITTEN = frozenset(("tool_use_failed",))
"""The model wrote a call that is none: asked again it may do better."""
_RETRYABLE = frozenset((408, 409, 425, 429, 498, 500, 502, 503, 504, 529))


def body(request: ChatRequest, model: str, plain: bool = False) -> dict[str, Any]:
    """The JSON body. `plain`: only fields that every compatible server knows."""
    found: dict[str, Any] = {
        "model": model,
        "stream": True,
        "temperature": request.temperature,
        "messages": [_message(one) for one in request.messages],
    }
    found["max_tokens" if plain else "max_completion_tokens"] = request.most_tokens
    if not plain:
        found["stream_options"] = {"include_usage": True}
    if request.tools:
        found["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                },
            }
            for tool in request.tools
        ]
        found["tool_choice"] = "auto"
    if request.schema is not None:
        found["response_format"] = _format(request.schema, plain)
    return found


def _format(schema: Mapping[str, Any], plain: bool) -> dict[str, Any]:
    if plain:
        return {"type": "json_object"}
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)},
    }


def _message(one: Message) -> dict[str, Any]:
    found: dict[str, Any] = {"role": one.role, "content": one.text}
    if one.tool_calls:
        found["content"] = one.text or None
        found["tool_calls"] = [
            {
                **call.extra,
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in one.tool_calls
        ]
    if one.role == "tool":
        found["tool_call_id"] = one.tool_call_id or ""
    return found


@dataclass(slots=True)
class _Pending:
    """A tool call that comes in pieces. `extra` are fields that this house does not know: some
    servers want them back with the call."""

    id: str = ""
    name: str = ""
    arguments: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class StreamReader:
    """Bytes in, parts out. `finish` says whether the stream was whole."""

    _events: EventReader = field(default_factory=EventReader)
    _aloud: Aloud = field(default_factory=Aloud)
    _calls: list[_Pending] = field(default_factory=list)
    _running: dict[int, int] = field(default_factory=dict)
    """Which of `_calls` an index means now."""
    _reason: str = ""
    _usage: dict[str, int] = field(default_factory=dict)
    done: bool = False

    def push(self, raw: bytes) -> Iterator[ModelPart]:
        """Parts that are complete with these bytes. Raises ProviderError for an error event."""
        for event in self._events.push(raw):
            yield from self._event(event)

    def finish(self) -> Iterator[ModelPart]:
        """The stream is over. Raises ProviderError when it ended before the answer did."""
        for event in self._events.finish():
            yield from self._event(event)
        if not self._reason:
            bare = self._events.bare.strip()
            if bare and (told := _error_in(bare)) is not None:
                raise failure(500, told)
            raise broken_off()
        if rest := self._aloud.flush():
            yield TextPiece(rest)
        for number, call in enumerate(self._calls):
            arguments = call.arguments.strip()
            arguments = "{}" if arguments in ("", "null") else arguments
            yield ToolCall(call.id or f"call_{number}", call.name, arguments, call.extra)
        yield ModelEnd("tool_calls" if self._calls else self._reason, dict(self._usage))

    def _event(self, event: str) -> Iterator[ModelPart]:
        if event.strip() == "[DONE]":
            self.done = True
            return
        chunk = event_in(event)
        if isinstance(chunk, list) and chunk:
            chunk = chunk[0]
        if not isinstance(chunk, dict):
            return
        own = chunk.get("x_groq")
        own = own if isinstance(own, dict) else {}
        if chunk.get("error") or own.get("error") or chunk.get("object") == "error":
            raise failure(
                500, chunk if chunk.get("error") else {"error": own.get("error") or chunk}
            )
        self._count(own.get("usage"))
        self._count(chunk.get("usage"))
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        if isinstance(choice.get("finish_reason"), str):
            self._reason = choice["finish_reason"]
        delta = choice.get("delta")
        if isinstance(delta, dict):
            content = delta.get("content")
            if isinstance(content, str) and (aloud := self._aloud.push(content)):
                yield TextPiece(aloud)
            self._pieces(delta.get("tool_calls"))

    def _count(self, usage: Any) -> None:
        if isinstance(usage, dict):
            self._usage = counts(usage)
            details = usage.get("prompt_tokens_details")
            cached = details.get("cached_tokens") if isinstance(details, dict) else None
            if (known := whole(cached)) is not None:
                self._usage["cached_tokens"] = known

    def _pieces(self, pieces: Any) -> None:
        if not isinstance(pieces, list):
            return
        fresh: set[int] = set()
        for piece in pieces:
            if isinstance(piece, dict):
                place = self._place(piece, fresh)
                fresh.add(place)
                self._add(self._calls[place], piece)

    def _place(self, piece: Mapping[str, Any], fresh: set[int]) -> int:
        """Which call a piece belongs to. Another id is another call, also under the same index; an
        entry of one chunk without index and id is another call than the entries before it."""
        index, own = whole(piece.get("index")), piece.get("id")
        own = own if isinstance(own, str) else ""
        if index is not None:
            known = self._running.get(index)
            if known is None or (own and self._calls[known].id not in ("", own)):
                known = self._running[index] = self._new()
            return known
        same = next((n for n, call in enumerate(self._calls) if own and call.id == own), None)
        if same is not None:
            return same
        last = len(self._calls) - 1
        if own or last < 0 or last in fresh:
            return self._new()
        return last

    def _new(self) -> int:
        if len(self._calls) >= MOST_CALLS:
            raise ProviderError("thinker", "The model calls without end.", code="endless_calls")
        self._calls.append(_Pending())
        return len(self._calls) - 1

    def _add(self, call: _Pending, piece: Mapping[str, Any]) -> None:
        told = piece.get("function")
        if isinstance(piece.get("id"), str) and piece["id"]:
            call.id = piece["id"]
        call.extra |= {name: value for name, value in piece.items() if name not in _KNOWN}
        if not isinstance(told, dict):
            return
        if isinstance(told.get("name"), str) and told["name"]:
            call.name = told["name"]
        given = told.get("arguments")
        if isinstance(given, dict):
            given = json.dumps(given)
        if isinstance(given, str):
            call.arguments += given


def _error_in(bare: str) -> Any:
    """The error that a server wrote without a field, if it is one."""
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def failure(status: int, answer: Any) -> ModelError:
    """The error that an answer of this status means; a list of one error is that error."""
    if isinstance(answer, list) and answer:
        answer = answer[0]
    told = answer.get("error") if isinstance(answer, dict) else None
    code, words = "", ""
    if isinstance(told, dict):
        code = str(told.get("code") or told.get("type") or told.get("status") or "")
        words = str(told.get("message") or "")
    elif isinstance(told, str):
        words = told
    retryable = (status in _RETRYABLE and code != "insufficient_quota") or code in _MISWRITTEN
    message = f"The language model refused ({status}{': ' + words[:120] if words else ''})."
    return ModelError(message, code=code or str(status), status=status, retryable=retryable)


def names(answer: Any) -> tuple[str, ...]:
    """The models of a list of models; what is no list names none."""
    listed = answer.get("data") if isinstance(answer, dict) else None
    entries = listed if isinstance(listed, list) else ()
    return tuple(str(one["id"]) for one in entries if isinstance(one, dict) and "id" in one)
