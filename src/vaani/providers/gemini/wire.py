"""What goes over the wire of Gemini's generateContent? Requests to JSON, chunks to parts. Pure.

Calls come one whole part each, with a signature that goes back with the call, byte for byte; the
end of a stream is a `finishReason`, and STOP it is for calls too. No sampling values are sent.
Specification: Gemini API, streamGenerateContent (SDK 3.6, November 2026).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

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
from vaani.providers.values import counts, entries

BASE = "https://generativelanguage.googleapis.com"
VERSION = "v1beta"
_OPENING = "(The call begins.)"
_SIGNATURE = "thoughtSignature"
_SAID = frozenset(("STOP", "MAX_TOKENS"))
"""Reasons with which an answer may be used; after any other it was broken off or refused."""
_RETRYABLE = frozenset(("MALFORMED_FUNCTION_CALL", "OTHER", "MALFORMED_RESPONSE"))


def body(request: ChatRequest, thinking: str | None = None) -> dict[str, Any]:
    """The JSON body. `thinking`: the level of Gemini 3 and later, None leaves it to the model."""
    lead = 0
    while lead < len(request.messages) and request.messages[lead].role == "system":
        lead += 1
    shape: dict[str, Any] = {"maxOutputTokens": request.most_tokens}
    if thinking:
        shape["thinkingConfig"] = {"thinkingLevel": thinking.upper()}
    if request.schema is not None:
        shape |= {
            "responseMimeType": "application/json",
            "responseJsonSchema": dict(request.schema),
        }
    found: dict[str, Any] = {
        "contents": _contents(request.messages[lead:]),
        "generationConfig": shape,
    }
    if lead:
        system = "\n\n".join(one.text for one in request.messages[:lead])
        found["systemInstruction"] = {"parts": [{"text": system}]}
    if request.tools:
        declared = [
            {
                "name": one.name,
                "description": one.description,
                "parametersJsonSchema": dict(one.parameters),
            }
            for one in request.tools
        ]
        found["tools"] = [{"functionDeclarations": declared}]
        found["toolConfig"] = {"functionCallingConfig": {"mode": "AUTO"}}
    return found


def _contents(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The talk: alternating, the caller first; the answers to one turn's calls in one content."""
    names = {call.id: call.name for one in messages for call in one.tool_calls}
    found: list[dict[str, Any]] = []
    for one in messages:
        role = "model" if one.role == "assistant" else "user"
        parts = _parts(one, names)
        if not parts:
            continue
        if not found and role == "model":
            found.append({"role": "user", "parts": [{"text": _OPENING}]})
        if found and found[-1]["role"] == role and not _calls(found[-1]):
            found[-1]["parts"] += parts
        else:
            found.append({"role": role, "parts": parts})
    return found


def _calls(content: Mapping[str, Any]) -> bool:
    return any("functionCall" in part for part in content["parts"])


def _parts(one: Message, names: Mapping[str, str]) -> list[dict[str, Any]]:
    if one.role == "tool":
        call = one.tool_call_id or ""
        answer = {"name": names.get(call, ""), "response": {"output": _value(one.text)}}
        own = {} if call.startswith(_OWN_ID) else {"id": call}
        return [{"functionResponse": {**own, **answer}}]
    found: list[dict[str, Any]] = [{"text": one.text}] if one.text.strip() else []
    for call_ in one.tool_calls:
        own = {} if call_.id.startswith(_OWN_ID) else {"id": call_.id}
        arguments = _value(call_.arguments)
        asked = {
            **own,
            "name": call_.name,
            "args": arguments if isinstance(arguments, dict) else {},
        }
        found.append({"functionCall": asked, **call_.extra})
    return found


_OWN_ID = "call_"
"""Ids that older models do not give are ours, and do not go back."""


def _value(text: str) -> Any:
    try:
        return json.loads(text or "{}")
    except (ValueError, RecursionError):
        return text


@dataclass(slots=True)
class StreamReader:
    """Bytes in, parts out. `finish` says whether the stream was whole."""

    _events: EventReader = field(default_factory=EventReader)
    _aloud: Aloud = field(default_factory=Aloud)
    _calls: list[ToolCall] = field(default_factory=list)
    _usage: dict[str, int] = field(default_factory=dict)
    _reason: str = ""
    done: bool = False

    def push(self, raw: bytes) -> Iterator[ModelPart]:
        """Parts that are complete with these bytes. Raises ProviderError for an error."""
        for event in self._events.push(raw):
            yield from self._event(event)

    def finish(self) -> Iterator[ModelPart]:
        """The stream is over. Raises ProviderError when it ended before the answer did."""
        for event in self._events.finish():
            yield from self._event(event)
        if self._events.bare.strip():
            raise failure(500, _value(self._events.bare))
        if not self._reason:
            raise broken_off()
        if self._reason not in _SAID:
            raise ProviderError(
                "thinker", f"The model ended its answer ({self._reason}).", code=self._reason,
                retryable=self._reason in _RETRYABLE,
            )  # fmt: skip
        if rest := self._aloud.flush():
            yield TextPiece(rest)
        if self._reason != "MAX_TOKENS":
            yield from self._calls
        yield ModelEnd("tool_calls" if self._calls else self._reason.lower(), dict(self._usage))

    def _event(self, text: str) -> Iterator[ModelPart]:
        if text.strip() == "[DONE]":
            return
        chunk = event_in(text)
        if isinstance(chunk, list) and chunk:
            chunk = chunk[0]
        if not isinstance(chunk, dict):
            return
        if chunk.get("error"):
            raise failure(500, chunk)
        usage = chunk.get("usageMetadata")
        if isinstance(usage, dict):
            self._usage |= counts(usage)
        blocked = chunk.get("promptFeedback")
        if isinstance(blocked, dict) and blocked.get("blockReason"):
            raise ProviderError("thinker", "The model refuses to answer.", code="blocked")
        found = chunk.get("candidates")
        first = found[0] if isinstance(found, list) and found else None
        if not isinstance(first, dict):
            return
        if isinstance(first.get("finishReason"), str):
            self._reason = plain_code(first["finishReason"]) or "OTHER"
        content = first.get("content")
        for part in entries(content.get("parts") if isinstance(content, dict) else None):
            yield from self._part(part)

    def _part(self, part: Mapping[str, Any]) -> Iterator[ModelPart]:
        called = part.get("functionCall")
        if isinstance(called, dict):
            extra = {_SIGNATURE: part[_SIGNATURE]} if part.get(_SIGNATURE) else {}
            number = f"{_OWN_ID}{len(self._calls)}"
            arguments = json.dumps(called.get("args") or {}, ensure_ascii=False)
            name = str(called.get("name") or "")
            self._calls.append(ToolCall(str(called.get("id") or number), name, arguments, extra))
            return
        text = part.get("text")
        if isinstance(text, str) and part.get("thought") is not True:
            aloud = self._aloud.push(text)
            if aloud:
                yield TextPiece(aloud)


def failure(status: int, answer: Any) -> ModelError:
    """The error that an answer means, wrapped in a list or not."""
    if isinstance(answer, list) and answer:
        answer = answer[0]
    told = answer.get("error") if isinstance(answer, dict) else None
    told = told if isinstance(told, dict) else {}
    code = plain_code(str(told.get("status") or ""))
    own = told.get("code")
    status = own if isinstance(own, int) and 400 <= own < 600 else status
    return ModelError(
        f"The language model refused ({status}{f', {code}' if code else ''}).",
        code=code or str(status), status=status,
        retryable=status in (408, 429, 500, 502, 503, 504),
    )  # fmt: skip


class GenerateWire:
    """`POST {base}/v1beta/models/{model}:streamGenerateContent?alt=sse`."""

    def __init__(
        self,
        api_key: str,
        model: str,
        base_url: str = BASE,
        *,
        version: str = VERSION,
        thinking: str | None = None,
    ) -> None:
        name = quote(model.removeprefix("models/"), safe="")
        place = f"{base_url.rstrip('/')}/{version}/models/{name}"
        self._url, self._thinking = f"{place}:streamGenerateContent?alt=sse", thinking
        self._headers = {"x-goog-api-key": api_key}

    def asked(self, request: ChatRequest) -> tuple[str, Mapping[str, str], dict[str, Any]]:
        """Address, headers, JSON body."""
        return self._url, self._headers, body(request, self._thinking)

    def reader(self) -> StreamReader:
        """Of one answer."""
        return StreamReader()

    def failure(self, status: int, answer: Any) -> ModelError:
        """The error that an answer of another status than 200 means."""
        return failure(status, answer)
