"""What goes over the wire of chat completions? Requests to JSON, server-sent events to parts.

Pure. Knows the peculiarities of compatible servers: comments, CRLF, `data:` without a space, UTF-8
cut anywhere, usage chunks without choices, tool calls in pieces or whole, no index, no `[DONE]`.
Reasoning text is never passed on. Specification: OpenAI API reference, chat completions streaming.
"""

from __future__ import annotations

import codecs
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

MOST_LINE_CHARS = 65_536
MOST_EVENT_CHARS = 131_072
MOST_ANSWER_BYTES = 2_000_000
"""A reply of a telephone call has a few hundred bytes; more than this is no reply."""
MOST_ERROR_BYTES = 65_536
STEP_BYTES = 4_096
"""So much is read of an answer before others have their turn."""
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
    """A tool call that comes in pieces."""

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class StreamReader:
    """Bytes in, parts out. `finish` says whether the stream was whole."""

    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )
    _pieces_of_line: list[str] = field(default_factory=list)
    _line_chars: int = 0
    _taken: int = 0
    _lines: list[str] = field(default_factory=list)
    _event_chars: int = 0
    _calls: dict[int, _Pending] = field(default_factory=dict)
    _reason: str = ""
    _usage: dict[str, int] = field(default_factory=dict)
    done: bool = False

    def push(self, raw: bytes) -> Iterator[ModelPart]:
        """Parts that are complete with these bytes. Raises ProviderError for an error event."""
        self._taken += len(raw)
        if self._taken > MOST_ANSWER_BYTES:
            raise ProviderError("thinker", "The model's answer has no end.", code="endless_answer")
        first, *others = self._decoder.decode(raw).split("\n")
        self._keep(first)
        for piece in others:
            yield from self._line(self._whole())
            self._keep(piece)

    def _keep(self, piece: str) -> None:
        self._pieces_of_line.append(piece)
        self._line_chars += len(piece)
        if self._line_chars > MOST_LINE_CHARS:
            raise ProviderError("thinker", "The model sent an endless line.", code="endless_line")

    def _whole(self) -> str:
        line, self._line_chars = "".join(self._pieces_of_line).rstrip("\r"), 0
        self._pieces_of_line.clear()
        return line

    def finish(self) -> Iterator[ModelPart]:
        """The stream is over. Raises ProviderError when it ended before the answer did."""
        yield from self._line(self._whole())
        yield from self._line("")
        if not self._reason and not (self.done and self._calls):
            raise ProviderError(
                "thinker", "The model's answer broke off.", code="broken_off", retryable=True
            )
        for index in sorted(self._calls):
            call = self._calls[index]
            yield ToolCall(call.id or f"call_{index}", call.name, call.arguments or "{}")
        yield ModelEnd(self._reason or "tool_calls", dict(self._usage))

    def _line(self, line: str) -> Iterator[ModelPart]:
        if line.startswith(":"):
            return
        if line.startswith("data:"):
            self._lines.append(line[5:].removeprefix(" "))
            self._event_chars += len(line)
            if self._event_chars > MOST_EVENT_CHARS:
                raise ProviderError("thinker", "The model sent an endless event.", code="endless")
            return
        if line == "" and self._lines:
            event, self._lines, self._event_chars = "\n".join(self._lines), [], 0
            yield from self._event(event)

    def _event(self, event: str) -> Iterator[ModelPart]:
        if event.strip() == "[DONE]":
            self.done = True
            return
        try:
            chunk = json.loads(event)
        except (ValueError, RecursionError) as error:
            raise ProviderError(
                "thinker", "The model sent something that is not JSON.", code="not_json"
            ) from error
        if not isinstance(chunk, dict):
            return
        if chunk.get("error"):
            raise failure(500, chunk)
        self._count(chunk.get("usage"))
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        if isinstance(choice.get("finish_reason"), str):
            self._reason = choice["finish_reason"]
        delta = choice.get("delta")
        if isinstance(delta, dict):
            if isinstance(delta.get("content"), str) and delta["content"]:
                yield TextPiece(delta["content"])
            self._pieces(delta.get("tool_calls"))

    def _count(self, usage: Any) -> None:
        if isinstance(usage, dict):
            self._usage = {k: v for k, v in usage.items() if isinstance(v, int)}

    def _pieces(self, pieces: Any) -> None:
        if not isinstance(pieces, list):
            return
        for place, piece in enumerate(pieces):
            if not isinstance(piece, dict):
                continue
            index = piece.get("index")
            index = index if isinstance(index, int) else self._place(piece, place)
            call = self._calls.setdefault(index, _Pending())
            told = piece.get("function")
            if isinstance(piece.get("id"), str) and piece["id"]:
                call.id = piece["id"]
            if not isinstance(told, dict):
                continue
            if isinstance(told.get("name"), str) and told["name"]:
                call.name = told["name"]
            given = told.get("arguments")
            if isinstance(given, dict):
                given = json.dumps(given)
            if isinstance(given, str):
                call.arguments += given

    def _place(self, piece: Mapping[str, Any], place: int) -> int:
        """Where a piece without an index belongs: a new id is a new call, none the last one."""
        known = {call.id: index for index, call in self._calls.items()}
        if piece.get("id") in known:
            return known[piece["id"]]
        if piece.get("id"):
            return len(self._calls)
        return max(self._calls, default=place)


class ModelError(ProviderError):
    """The server answered, and not with words. `status` is HTTP's."""

    def __init__(self, message: str, *, code: str, status: int, retryable: bool) -> None:
        super().__init__("thinker", message, code=code, retryable=retryable)
        self.status = status


def failure(status: int, answer: Any) -> ModelError:
    """The error that an answer of this status means."""
    told = answer.get("error") if isinstance(answer, dict) else None
    code, words = "", ""
    if isinstance(told, dict):
        code = str(told.get("code") or told.get("type") or "")
        words = str(told.get("message") or "")
    elif isinstance(told, str):
        words = told
    retryable = status in _RETRYABLE and code != "insufficient_quota"
    message = f"The language model refused ({status}{': ' + words[:120] if words else ''})."
    return ModelError(message, code=code or str(status), status=status, retryable=retryable)


def names(answer: Any) -> tuple[str, ...]:
    """The models of a list of models; what is no list names none."""
    listed = answer.get("data") if isinstance(answer, dict) else None
    entries = listed if isinstance(listed, list) else ()
    return tuple(str(one["id"]) for one in entries if isinstance(one, dict) and "id" in one)
