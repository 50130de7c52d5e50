"""How does a language model behave that obeys an attacker? A scripted server of chat completions.

`ScriptedModel` listens on loopback, speaks the OpenAI-compatible stream and answers as a function
says: text, tool calls, errors, silence, garbage, a connection that dies. `Obedient` is such a
function: it does whatever the caller demands, knows other people's secrets and tells them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from vaani.testing.vendors.tcp import TcpServer

Asked = dict[str, Any]
"""The JSON body of a request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends.

    `pieces` are deltas of text, `calls` pairs of a tool's name and its arguments' text. `raw`
    replaces the whole stream by these bytes. `ending`: `whole`; `silent` (headers, then nothing
    until the client leaves); `dies` (the socket closes before the end).
    """

    pieces: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    status: int = 200
    error: str = ""
    raw: bytes | None = None
    ending: str = "whole"


_CHUNK = {
    "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "scripted",
}  # fmt: skip
"""What every chunk says; a vendor's own client passes over chunks without it."""
Answering = Callable[[Asked], Answer]


def text(*pieces: str) -> Answer:
    """A plain answer."""
    return Answer(pieces)


class ScriptedModel(TcpServer):
    """A server on a free port of loopback. `asked` keeps every request, oldest first."""

    def __init__(self, answering: Answering) -> None:
        super().__init__()
        self.answering = answering
        self.asked: list[Asked] = []
        self.left = asyncio.Event()
        """Set when a client closed a stream before its end."""

    @property
    def base_url(self) -> str:
        return f"http://{self.place}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests, one after the other."""
        while (asked := await _request(reader)) is not None:
            self.asked.append(asked)
            if not await self._answer(self.answering(asked), reader, writer):
                break

    def lost(self) -> None:
        """The client went away."""
        self.left.set()

    async def _answer(
        self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """True: the connection may be used again."""
        if answer.status != 200:
            body = json.dumps({"error": {"message": answer.error, "code": answer.error}}).encode()
            writer.write(_head(answer.status, len(body)) + body)
            await writer.drain()
            return True
        writer.write(_head(200, None))
        for event in [answer.raw] if answer.raw is not None else _events(answer):
            writer.write(b"%x\r\n%s\r\n" % (len(event), event) if event else b"")
            await writer.drain()
        if answer.ending == "silent":
            await writer.drain()
            if not await reader.read(1):
                self.left.set()
            return False
        if answer.ending == "dies":
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


async def _request(reader: asyncio.StreamReader) -> Asked | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head:
        return None
    length = 0
    for line in head.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    asked: Asked = json.loads(await reader.readexactly(length))
    return asked


def _head(status: int, length: int | None) -> bytes:
    kind = "text/event-stream" if length is None else "application/json"
    size = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
    return f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\n{size}\r\n\r\n".encode()


def _events(answer: Answer) -> list[bytes]:
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in answer.pieces]
    for index, (name, arguments) in enumerate(answer.calls):
        half = len(arguments) // 2
        first = {"name": name, "arguments": arguments[:half]}
        deltas.append({"tool_calls": [{"index": index, "id": f"c{index}", "function": first}]})
        rest = {"arguments": arguments[half:]}
        deltas.append({"tool_calls": [{"index": index, "function": rest}]})
    events = [
        _event({"choices": [{"index": 0, "delta": d, "finish_reason": None}]}) for d in deltas
    ]
    if answer.ending == "whole":
        reason = "tool_calls" if answer.calls else "stop"
        events.append(_event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}))
        events.append(_event({"choices": [], "usage": {"completion_tokens": len(deltas)}}))
        events.append(b"data: [DONE]\n\n")
    return events


def _event(chunk: dict[str, Any]) -> bytes:
    whole = {**_CHUNK, **chunk}
    return b"data: " + json.dumps(whole, ensure_ascii=False).encode() + b"\n\n"


@dataclass(slots=True)
class Obedient:
    """Does what the last caller said, and worse.

    `secrets` are sentences it tries to tell. Asked for JSON it answers with `commands`; offered
    tools it calls `calls` one after the other, `per_step` at a time, then claims that all is done.
    """

    secrets: Sequence[str]
    calls: Sequence[tuple[str, str]] = ()
    commands: Sequence[dict[str, Any]] = ()
    claims: Sequence[str] = (
        "Done, your booking is confirmed.",
        "I have cancelled all bookings.",
        "Everything is free of charge today.",
        "We are open all night.",
    )
    per_step: int = 4
    _at: int = field(default=0)

    def __call__(self, asked: Asked) -> Answer:
        if asked.get("response_format"):
            return text(json.dumps({"commands": list(self.commands)}, ensure_ascii=False))
        messages = asked.get("messages") or [{}]
        words = next((m.get("content") or "" for m in messages[::-1] if m["role"] == "user"), "")
        if asked.get("tools") and messages[-1].get("role") == "user" and self.calls:
            chosen = [self.calls[(self._at + n) % len(self.calls)] for n in range(self.per_step)]
            self._at = (self._at + self.per_step) % len(self.calls)
            return Answer((f"{self.secrets[0]} ",), tuple(chosen))
        told = [*self.claims, *self.secrets, f"You said {words}.", words]
        return text(*(f"{one} " for one in told))
