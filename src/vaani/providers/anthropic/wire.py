"""What goes over the wire of Anthropic's Messages? Requests to JSON, stream events to parts. Pure.

Version 2026-10-21: no sampling values at all. A stream without `message_stop` was cut off. Results
of tools stand first in the user's message after the calls; neighbours of one role are one message.
Specification: Anthropic Messages API (SDK 2.14, November 2026).
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
from vaani.providers.failures import ModelError, broken_off, event_in, plain_code
from vaani.providers.sse import Aloud, EventReader
from vaani.providers.values import counts, whole

BASE = "https://api.anthropic.com"
VERSION = "2026-10-21"
_OPENING = "(The call begins.)"
_RETRYABLE = frozenset(("overloaded_error", "rate_limit_error", "api_error", "timeout_error"))
Block = dict[str, Any]


def body(request: ChatRequest, model: str) -> dict[str, Any]:
    """The JSON body."""
    system, talk = _apart(request.messages)
    found: dict[str, Any] = {
        "model": model,
        "max_tokens": request.most_tokens,
        "stream": True,
        "messages": talk,
        "cache_control": {"type": "ephemeral"},
    }
    if system:
        found["system"] = system
    if request.tools:
        found["tools"] = [
            {"name": one.name, "description": one.description, "input_schema": dict(one.parameters)}
            for one in request.tools
        ]
        found["tool_choice"] = {"type": "auto"}
    if request.schema is not None:
        wanted = {"type": "json_schema", "schema": dict(request.schema)}
        found["output_config"] = {"format": wanted}
    return found


def _apart(messages: tuple[Message, ...]) -> tuple[str, list[dict[str, Any]]]:
    """The leading system texts, and the talk: alternating, the caller first."""
    lead = 0
    while lead < len(messages) and messages[lead].role == "system":
        lead += 1
    talk: list[dict[str, Any]] = []
    for one in messages[lead:]:
        role = "assistant" if one.role == "assistant" else "user"
        blocks = _blocks(one)
        if not talk and role == "assistant":
            talk.append({"role": "user", "content": [{"type": "text", "text": _OPENING}]})
        if talk and talk[-1]["role"] == role:
            talk[-1]["content"] += blocks
        elif blocks:
            talk.append({"role": role, "content": blocks})
    for message in talk:
        message["content"].sort(key=lambda block: block["type"] != "tool_result")
    return "\n\n".join(one.text for one in messages[:lead]), talk


def _blocks(one: Message) -> list[Block]:
    if one.role == "tool":
        return [{"type": "tool_result", "tool_use_id": one.tool_call_id or "", "content": one.text}]
    found: list[Block] = [{"type": "text", "text": one.text}] if one.text.strip() else []
    for call in one.tool_calls:
        found.append(
            {"type": "tool_use", "id": call.id, "name": call.name, "input": _object(call.arguments)}
        )
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class _Block:
    kind: str
    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StreamReader:
    """Bytes in, parts out. `finish` says whether the stream was whole."""

    _events: EventReader = field(default_factory=EventReader)
    _aloud: Aloud = field(default_factory=Aloud)
    _open: dict[int, _Block] = field(default_factory=dict)
    _calls: list[ToolCall] = field(default_factory=list)
    _usage: dict[str, int] = field(default_factory=dict)
    _reason: str = ""
    done: bool = False

    def push(self, raw: bytes) -> Iterator[ModelPart]:
        """Parts that are complete with these bytes. Raises ProviderError for an error event."""
        for event in self._events.push(raw):
            yield from self._event(event)

    def finish(self) -> Iterator[ModelPart]:
        """The stream is over. Raises ProviderError when it ended before the answer did."""
        for event in self._events.finish():
            yield from self._event(event)
        if not self.done or not self._reason:
            raise broken_off()
        if rest := self._aloud.flush():
            yield TextPiece(rest)
        if self._reason == "refusal":
            raise ProviderError("thinker", "The model refuses to answer.", code="refusal")
        if self._reason != "max_tokens":
            yield from self._calls
        yield ModelEnd(self._reason, dict(self._usage))

    def _event(self, text: str) -> Iterator[ModelPart]:
        event = event_in(text)
        if not isinstance(event, dict):
            return
        kind, index = event.get("type"), event.get("index")
        if kind == "error":
            raise failure(500, event)
        if kind == "message_start":
            self._count(_mapping(event.get("message")).get("usage"))
        elif kind == "message_delta":
            self._count(event.get("usage"))
            reason = _mapping(event.get("delta")).get("stop_reason")
            self._reason = reason if isinstance(reason, str) else self._reason
        elif kind == "message_stop":
            self.done = True
        elif (place := whole(index)) is not None:
            yield from self._block(str(kind), place, event)

    def _block(self, kind: str, index: int, event: Mapping[str, Any]) -> Iterator[ModelPart]:
        if kind == "content_block_start":
            told = _mapping(event.get("content_block"))
            kind_, id_, name = (str(told.get(one) or "") for one in ("type", "id", "name"))
            self._open[index] = _Block(kind_, id_, name)
        elif kind == "content_block_delta" and index in self._open:
            delta = _mapping(event.get("delta"))
            if delta.get("type") == "text_delta" and isinstance(delta.get("text"), str):
                if aloud := self._aloud.push(delta["text"]):
                    yield TextPiece(aloud)
            elif delta.get("type") == "input_json_delta":
                self._open[index].pieces.append(str(delta.get("partial_json") or ""))
        elif kind == "content_block_stop" and index in self._open:
            block = self._open.pop(index)
            if block.kind == "tool_use":
                arguments = "".join(block.pieces).strip() or "{}"
                self._calls.append(ToolCall(block.id or f"call_{index}", block.name, arguments))

    def _count(self, usage: Any) -> None:
        """Counts are cumulative: the last ones hold."""
        self._usage |= counts(_mapping(usage))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def failure(status: int, answer: Any) -> ModelError:
    """The error that an answer means; its kind counts more than its status."""
    kind = plain_code(str(_mapping(_mapping(answer).get("error")).get("type") or ""))
    retryable = kind in _RETRYABLE or (not kind and status in (408, 409, 429, 500, 502, 503, 529))
    return ModelError(
        f"The language model refused ({status}{f', {kind}' if kind else ''}).",
        code=kind or str(status), status=status, retryable=retryable,
    )  # fmt: skip


class MessagesWire:
    """`POST {base}/v1/messages`."""

    def __init__(self, api_key: str | None, model: str, base_url: str = BASE) -> None:
        self._model, self._url = model, f"{base_url.rstrip('/')}/v1/messages"
        self._headers = {"anthropic-version": VERSION}
        if api_key:
            self._headers["x-api-key"] = api_key

    def asked(self, request: ChatRequest) -> tuple[str, Mapping[str, str], dict[str, Any]]:
        """Address, headers, JSON body."""
        return self._url, self._headers, body(request, self._model)

    def reader(self) -> StreamReader:
        """Of one answer."""
        return StreamReader()

    def failure(self, status: int, answer: Any) -> ModelError:
        """The error that an answer of another status than 200 means."""
        return failure(status, answer)
