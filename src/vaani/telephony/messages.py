"""What can a media socket's messages say, whichever carrier wrote them? And how is JSON read?

A carrier's `wire.py` turns its messages into these values. Numbers may be strings and strings
numbers; what is unknown is `Ignored`, what cannot be read is `Malformed`; nothing raises. Pure.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

MOST_PARAMETERS = 64
_SHOWN = 40
_MOST_SOUND_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Connected:
    """The socket is a stream; `Started` follows."""

    protocol: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """The stream begins. `encoding` and `rate_hz` are the carrier's own words, to be trusted."""

    stream_id: str
    carrier_call_id: str
    encoding: str
    rate_hz: int
    channels: int = 1
    parameters: Mapping[str, str] = field(default_factory=dict)
    account: str = ""


@dataclass(frozen=True, slots=True)
class Digit:
    """A key was pressed: 0-9, *, #, A-D."""

    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    """Everything before the mark was played, or dropped by a clear."""

    mark: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The queue was emptied; marks that stood in it do not come back."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The stream is over; not guaranteed to come."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Well-formed and of no use: an unknown event, the other track, an empty payload."""

    why: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """Cannot be read; it is dropped."""

    why: str


Event = Connected | Started | Digit | Played | Cleared | Stopped | Ignored | Malformed
Heard = bytes | Event
"""What a message says; the caller's audio comes back bare, never empty."""

OTHER_TRACK = Ignored("a track that is not the caller's")
EMPTY = Ignored("media without sound")
_INBOUND_TRACKS = ("inbound", "inbound_track")


class Unreadable(Exception):
    """A field is missing or of another kind."""


def read(
    message: bytes,
    readers: Mapping[str, Callable[[dict[str, Any]], Heard]],
    key: str = "event",
) -> Heard:
    """One JSON message by the reader of its event."""
    try:
        tree = orjson.loads(message)
    except orjson.JSONDecodeError as error:
        return Malformed(f"not JSON: {error.msg[:_SHOWN]}")
    if not isinstance(tree, dict):
        return Malformed("not a JSON object")
    name = tree.get(key)
    if not isinstance(name, str):
        return Malformed("no event name")
    reader = readers.get(name)
    if reader is None:
        return Ignored(f"unknown event {name[:_SHOWN]}")
    try:
        return reader(tree)
    except Unreadable as error:
        return Malformed(f"{name[:_SHOWN]}: {error}")


def media(tree: dict[str, Any]) -> Heard:
    """`{"media": {"payload": base64, "track"?}}`, as most carriers write it."""
    said = object_in(tree, "media")
    track = said.get("track")
    if track is not None and track not in _INBOUND_TRACKS:
        return OTHER_TRACK
    payload = said.get("payload")
    if not isinstance(payload, str):
        raise Unreadable("payload is no text")
    if not payload:
        return EMPTY
    padded = payload + "=" * (-len(payload) % 4)
    try:
        return binascii.a2b_base64(padded, strict_mode=True) or EMPTY
    except ValueError:  # binascii.Error is one too; letters outside ASCII raise the plain kind
        raise Unreadable("payload is not base64") from None


def sound(message: bytes, sample_bytes: int = 2) -> Heard:
    """A binary message that is bare sound: whole samples, not too many at once."""
    if len(message) % sample_bytes or len(message) > _MOST_SOUND_BYTES:
        return Malformed("sound that is no whole number of samples or too long")
    return message or EMPTY


def dtmf(tree: dict[str, Any]) -> Digit:
    """`{"dtmf": {"digit": "5"}}`."""
    return key_pressed(text_in(object_in(tree, "dtmf"), "digit"))


def key_pressed(text: str) -> Digit:
    """A key by its letter."""
    digit = text.strip().upper()
    if len(digit) != 1 or digit not in "0123456789*#ABCD":
        raise Unreadable("no such key")
    return Digit(digit)


def mark(tree: dict[str, Any]) -> Played:
    """`{"mark": {"name": "utt-3"}}`."""
    return Played(text_in(object_in(tree, "mark"), "name"))


def stop(_tree: dict[str, Any]) -> Stopped:
    """The stream is over, whatever else is said about it."""
    return Stopped()


def parameters_in(given: object) -> Mapping[str, str]:
    """Our own values, as they come back: an object, or a list of names and values."""
    if isinstance(given, list):
        pairs = [one for one in given if isinstance(one, dict) and "name" in one]
        given = {str(one["name"]): one.get("value", "") for one in pairs}
    if not isinstance(given, dict):
        return {}
    if len(given) > MOST_PARAMETERS:
        raise Unreadable("too many parameters")
    return {str(name): _plain(value) for name, value in given.items()}


def object_in(tree: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The first of these that is an object."""
    for key in keys:
        value = tree.get(key)
        if isinstance(value, dict):
            return value
    raise Unreadable(f"no {keys[0]}")


def text_in(tree: dict[str, Any], *keys: str, default: object = None) -> str:
    """The first of these that is a text or a number, as text."""
    for value in (*(tree.get(key) for key in keys), default):
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
    raise Unreadable(f"{keys[0]} is no text")


def number_in(tree: dict[str, Any], *keys: str, default: int | None = None) -> int:
    """The first of these that is there, as a whole number."""
    value = next((tree[key] for key in keys if tree.get(key) is not None), default)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable(f"{keys[0]} is no number")
    return value


def _plain(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
