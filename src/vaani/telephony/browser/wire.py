"""What do the call page and its media socket say to each other? Our own wire, version 1. Pure.

Sound is binary both ways: PCM16 little-endian, mono, 16 kHz, any whole number of samples inwards,
20 ms frames outwards. All else is JSON text, one object with a `type`.

Page to server
    {"type": "hello", "version": 1, "call_id": ID, "language": "en"|"hi"|"auto"}    first, once
    {"type": "mark", "name": NAME}       everything sent before the mark was played, or cleared
    {"type": "digit", "digit": "0".."9"|"*"|"#"}
    {"type": "bye"}                      the caller hung up
Server to page
    {"type": "ready", "version": 1, "rate_hz": 16000}     the call is on; sound may flow
    {"type": "mark", "name": NAME}       acknowledge when everything before it was played
    {"type": "clear"}                    drop what is queued; pending marks come back at once
    {"type": "event", "kind": KIND, "data": {...}}        something to show (`Viewer.show`)
    {"type": "bye"}                      we hung up; the socket closes
Unknown types and fields are ignored. The semantics of marks and clears are Twilio's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

VERSION = 1
RATE_HZ = 16_000
_SHOWN = 40
_MOST_TEXT_BYTES = 4096
_MOST_NAME = 200
_KEYS = "0123456789*#"


@dataclass(frozen=True, slots=True)
class Hello:
    """The page is ready. `call_id` is the one that it was given with its token."""

    call_id: str
    language: str


@dataclass(frozen=True, slots=True)
class Digit:
    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    mark: str


@dataclass(frozen=True, slots=True)
class Bye:
    """The caller hung up."""


@dataclass(frozen=True, slots=True)
class Ignored:
    why: str


@dataclass(frozen=True, slots=True)
class Malformed:
    why: str


Event = Hello | Digit | Played | Bye | Ignored | Malformed

READY = orjson.dumps({"type": "ready", "version": VERSION, "rate_hz": RATE_HZ})
CLEAR = b'{"type":"clear"}'
BYE = b'{"type":"bye"}'


def read(message: bytes) -> Event:
    """One text message of the page's. Never raises."""
    if len(message) > _MOST_TEXT_BYTES:
        return Malformed("a control message that is too long")
    try:
        tree = orjson.loads(message)
    except orjson.JSONDecodeError as error:
        return Malformed(f"not JSON: {error.msg[:_SHOWN]}")
    if not isinstance(tree, dict) or not isinstance(tree.get("type"), str):
        return Malformed("no object with a type")
    match tree["type"]:
        case "hello":
            return _hello(tree)
        case "mark":
            name = tree.get("name")
            if isinstance(name, str) and len(name) <= _MOST_NAME:
                return Played(name)
            return Malformed("a mark without a name")
        case "digit":
            digit = tree.get("digit")
            if isinstance(digit, str) and len(digit) == 1 and digit in _KEYS:
                return Digit(digit)
            return Malformed("no such key")
        case "bye":
            return Bye()
        case other:
            return Ignored(f"unknown type {other[:_SHOWN]}")


def mark(name: str) -> bytes:
    """Ask to be told when everything before it was played."""
    return b'{"type":"mark","name":' + orjson.dumps(name) + b"}"


def event(kind: str, data: Mapping[str, Any]) -> bytes:
    """Something to show. Dataclasses, dates and times become JSON; anything else its text."""
    return orjson.dumps(
        {"type": "event", "kind": kind, "data": data}, default=str, option=orjson.OPT_NON_STR_KEYS
    )


def _hello(tree: dict[str, Any]) -> Event:
    version, call_id = tree.get("version"), tree.get("call_id")
    if version != VERSION:
        return Malformed("another version of the page: reload it")
    if not isinstance(call_id, str) or not 0 < len(call_id) <= _MOST_NAME:
        return Malformed("hello without a call")
    language = tree.get("language")
    return Hello(call_id, language if language in ("en", "hi") else "auto")
