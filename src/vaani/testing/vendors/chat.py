"""What do chat models of vendors stream? Events of Anthropic and of Gemini, and their refusals.

`text` and `calls` are what the model says; the peer checks key, version and the form of the history
as the vendor would, so that a body that the vendor refuses is refused here too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vaani.testing.vendors.hearing import KEY
from vaani.testing.vendors.http import Request, Response

_SAMPLING = ("temperature", "top_p", "top_k")
Call = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Says:
    """What the model answers with: pieces of text, then calls of tools."""

    text: Sequence[str] = ()
    calls: Sequence[Call] = ()
    reason: str | None = None


def anthropic(says: Callable[[dict[str, Any]], Says]) -> Callable[[Request], Response]:
    """`POST /v1/messages`."""

    def respond(request: Request) -> Response:
        asked = json.loads(request.body)
        if request.headers.get("x-api-key") != KEY:
            return _anthropic_error(401, "authentication_error")
        if (
            request.path != "/v1/messages"
            or request.headers.get("anthropic-version") != "2026-10-21"
            or any(name in asked for name in _SAMPLING)
            or not _alternates(asked["messages"])
        ):
            return _anthropic_error(400, "invalid_request_error")
        return Response(_anthropic_events(says(asked)), kind="text/event-stream")

    return respond


def _alternates(messages: list[dict[str, Any]]) -> bool:
    """Does the caller begin and end, and is every call answered first in the next message?"""
    roles = [one["role"] for one in messages]
    if not roles or roles[0] != "user" or roles[-1] != "user":
        return False
    for before, after in pairwise(messages):
        if before["role"] == after["role"]:
            return False
        called = [b["id"] for b in before["content"] if b["type"] == "tool_use"]
        told = [b.get("tool_use_id") for b in after["content"][: len(called)]]
        if called != told:
            return False
    return True


def _anthropic_error(status: int, kind: str) -> Response:
    body = {"type": "error", "error": {"type": kind, "message": "no"}}
    return Response((json.dumps(body).encode(),), status)


def _anthropic_events(says: Says) -> list[bytes]:
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {"usage": {"input_tokens": 25, "output_tokens": 1}}},
        {"type": "ping"},
        {"type": "a_kind_of_tomorrow", "index": 0},
    ]
    blocks: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    if says.text:
        pieces = [{"type": "text_delta", "text": one} for one in says.text]
        blocks.append(({"type": "text", "text": ""}, pieces))
    for number, (name, given) in enumerate(says.calls):
        text = json.dumps(given, ensure_ascii=False) if given else ""
        half = len(text) // 2
        pieces = [
            {"type": "input_json_delta", "partial_json": one}
            for one in ("", text[:half], text[half:])
        ]
        start = {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": {}}
        blocks.append((start, pieces))
    for index, (start, pieces) in enumerate(blocks):
        events.append({"type": "content_block_start", "index": index, "content_block": start})
        events += [{"type": "content_block_delta", "index": index, "delta": p} for p in pieces]
        events.append({"type": "content_block_stop", "index": index})
    reason = says.reason or ("tool_use" if says.calls else "end_turn")
    usage = {"output_tokens": 20}
    events.append({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage})
    events.append({"type": "message_stop"})
    return [
        f"event: {one['type']}\ndata: {json.dumps(one, ensure_ascii=False)}\n\n".encode()
        for one in events
    ]


def gemini(says: Callable[[dict[str, Any]], Says]) -> Callable[[Request], Response]:
    """`POST /v1beta/models/{model}:streamGenerateContent?alt=sse`."""

    def respond(request: Request) -> Response:
        asked = json.loads(request.body)
        if request.headers.get("x-goog-api-key") != KEY:
            return _gemini_error(400, "INVALID_ARGUMENT")
        good = request.path.startswith("/v1beta/models/") and request.path.endswith("?alt=sse")
        if not good or not _signed(asked["contents"]):
            return _gemini_error(400, "INVALID_ARGUMENT")
        return Response(_gemini_events(says(asked)), kind="text/event-stream")

    return respond


def _signed(contents: list[dict[str, Any]]) -> bool:
    """Does the caller begin, does each turn's first call carry its signature, and do as many
    answers follow as there were calls?"""
    if not contents or contents[0]["role"] != "user":
        return False
    for before, after in zip(contents, [*contents[1:], {"parts": []}], strict=True):
        calls = [part for part in before["parts"] if "functionCall" in part]
        answers = [part for part in after["parts"] if "functionResponse" in part]
        if calls and (calls[0].get("thoughtSignature") != "c2ln" or len(answers) != len(calls)):
            return False
    return True


def _gemini_error(status: int, word: str) -> Response:
    body = [{"error": {"code": status, "message": "no", "status": word}}]
    return Response((json.dumps(body).encode(),), status)


def _gemini_events(says: Says) -> list[bytes]:
    parts: list[dict[str, Any]] = [{"text": "hidden plan", "thought": True}]
    parts += [{"text": one} for one in says.text]
    for number, (name, given) in enumerate(says.calls):
        called: dict[str, Any] = {"id": f"fc{number}", "name": name}
        part: dict[str, Any] = {"functionCall": called | ({"args": given} if given else {})}
        parts.append(part | ({"thoughtSignature": "c2ln"} if number == 0 else {}))
    chunks: list[dict[str, Any]] = [
        {"candidates": [{"index": 0, "content": {"role": "model", "parts": [one]}}]}
        for one in parts
    ]
    end = {"candidates": [{"index": 0, "finishReason": says.reason or "STOP"}]}
    chunks.append({**end, "usageMetadata": {"totalTokenCount": 15}})
    return [f"data: {json.dumps(one, ensure_ascii=False)}\r\n\r\n".encode() for one in chunks]
