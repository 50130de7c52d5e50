"""What do the messages of a Twilio media socket say? Bytes in, events out; no I/O, no state.

Source: Twilio Media Streams, messages of `<Connect><Stream>`. All messages are JSON text. Media is
the hot path: fifty a second and call, so its payload is cut out of the text where the message has
its usual shape, and everything unusual is read as JSON. Numbers may be strings and strings numbers.
A frame is read alone: `line.py` knows what may come when.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

MOST_PARAMETERS = 64
_SHOWN = 40

_MEDIA_HEAD = b'{"event":"media"'
_PAYLOAD_KEY = b'"payload":"'
_INBOUND = b'"track":"inbound"'
_USUAL_HEAD_BYTES = 240
_INBOUND_TRACKS = ("inbound", "inbound_track")


@dataclass(frozen=True, slots=True)
class Connected:
    """The socket is a Twilio stream; `start` follows."""

    protocol: str
    version: str


@dataclass(frozen=True, slots=True)
class Started:
    """The stream begins. `encoding` and `rate_hz` are Twilio's own words, to be trusted."""

    stream_sid: str
    call_sid: str
    account_sid: str
    encoding: str
    rate_hz: int
    channels: int
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Digit:
    """A key was pressed: 0-9, *, #, A-D."""

    digit: str


@dataclass(frozen=True, slots=True)
class Played:
    """Everything before the mark was played, or dropped by a `clear`."""

    mark: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The stream is over; not guaranteed to come."""

    call_sid: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Well-formed and of no use: an unknown event, the other track, an empty payload."""

    why: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """Cannot be read; it is dropped."""

    why: str


Event = Connected | Started | Digit | Played | Stopped | Ignored | Malformed

_OTHER_TRACK = Ignored("a track that is not the caller's")
_EMPTY = Ignored("media without sound")


def read(message: bytes) -> bytes | Event:
    """One text message. The caller's audio comes back bare: mu-law bytes, never empty.

    Never raises: what cannot be read is `Malformed`.
    """
    if message.startswith(_MEDIA_HEAD):
        start = message.find(_PAYLOAD_KEY, 16, _USUAL_HEAD_BYTES)
        if start > 0 and message.find(_INBOUND, 16, start) > 0:
            end = message.find(b'"', start + 11)
            tail = message[end:]
            if tail == b'"}}' or (tail.startswith(b'"},"streamSid":"') and tail.endswith(b'"}')):
                try:
                    audio = binascii.a2b_base64(message[start + 11 : end], strict_mode=True)
                except binascii.Error:
                    return _whole(message)
                return audio or _EMPTY
    return _whole(message)


def _whole(message: bytes) -> bytes | Event:
    try:
        tree = orjson.loads(message)
    except orjson.JSONDecodeError as error:
        return Malformed(f"not JSON: {error.msg[:_SHOWN]}")
    if not isinstance(tree, dict):
        return Malformed("not a JSON object")
    name = tree.get("event")
    if not isinstance(name, str):
        return Malformed("no event name")
    reader = _READERS.get(name)
    if reader is None:
        return Ignored(f"unknown event {name[:_SHOWN]}")
    try:
        return reader(tree)
    except _Unreadable as error:
        return Malformed(f"{name}: {error}")


class _Unreadable(Exception):
    """A field is missing or of another kind."""


def _media(tree: dict[str, Any]) -> bytes | Event:
    media = _object(tree, "media")
    track = media.get("track")
    if track is not None and track not in _INBOUND_TRACKS:
        return _OTHER_TRACK
    payload = media.get("payload")
    if not isinstance(payload, str):
        raise _Unreadable("payload is no text")
    if not payload:
        return _EMPTY
    padded = payload + "=" * (-len(payload) % 4)
    try:
        return binascii.a2b_base64(padded, strict_mode=True) or _EMPTY
    except ValueError:  # binascii.Error is one too; letters outside ASCII raise the plain kind
        raise _Unreadable("payload is not base64") from None


def _start(tree: dict[str, Any]) -> Started:
    start = _object(tree, "start")
    form = _object(start, "mediaFormat")
    given = start.get("customParameters")
    parameters = given if isinstance(given, dict) else {}
    if len(parameters) > MOST_PARAMETERS:
        raise _Unreadable("too many parameters")
    return Started(
        stream_sid=_text(start, "streamSid", tree.get("streamSid")),
        call_sid=_text(start, "callSid"),
        account_sid=_text(start, "accountSid", ""),
        encoding=_text(form, "encoding"),
        rate_hz=_number(form, "sampleRate"),
        channels=_number(form, "channels", 1),
        parameters={str(name): _plain(value) for name, value in parameters.items()},
    )


def _connected(tree: dict[str, Any]) -> Connected:
    return Connected(_text(tree, "protocol", ""), _text(tree, "version", ""))


def _dtmf(tree: dict[str, Any]) -> Digit:
    digit = _text(_object(tree, "dtmf"), "digit").upper()
    if len(digit) != 1 or digit not in "0123456789*#ABCD":
        raise _Unreadable("no such key")
    return Digit(digit)


def _mark(tree: dict[str, Any]) -> Played:
    return Played(_text(_object(tree, "mark"), "name"))


def _stop(tree: dict[str, Any]) -> Stopped:
    stop = tree.get("stop")
    return Stopped(_text(stop, "callSid", "") if isinstance(stop, dict) else "")


_READERS: Mapping[str, Callable[[dict[str, Any]], bytes | Event]] = {
    "connected": _connected,
    "start": _start,
    "media": _media,
    "dtmf": _dtmf,
    "mark": _mark,
    "stop": _stop,
}


def _object(tree: dict[str, Any], key: str) -> dict[str, Any]:
    value = tree.get(key)
    if not isinstance(value, dict):
        raise _Unreadable(f"no {key}")
    return value


def _plain(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _text(tree: dict[str, Any], key: str, default: object = None) -> str:
    value = tree.get(key, default)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Unreadable(f"{key} is no text")
    return str(value)


def _number(tree: dict[str, Any], key: str, default: int | None = None) -> int:
    value = tree.get(key, default)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Unreadable(f"{key} is no number")
    return value


@dataclass(frozen=True, slots=True)
class Encoder:
    """Writes messages for one stream: the constant parts are made once."""

    media_head: bytes
    mark_head: bytes
    clear: bytes
    """The whole message that empties Twilio's queue."""

    @classmethod
    def of(cls, stream_sid: str) -> Encoder:
        """For the stream `stream_sid`, whatever letters it has."""
        sid = orjson.dumps(stream_sid)
        return cls(
            b'{"event":"media","streamSid":' + sid + b',"media":{"payload":"',
            b'{"event":"mark","streamSid":' + sid + b',"mark":{"name":',
            b'{"event":"clear","streamSid":' + sid + b"}",
        )

    def media(self, payload: bytes) -> bytes:
        """Mu-law to be played after what is queued; any length."""
        return b"".join((self.media_head, binascii.b2a_base64(payload, newline=False), b'"}}'))

    def mark(self, name: str) -> bytes:
        """Comes back when everything before it was played."""
        return self.mark_head + orjson.dumps(name) + b"}}"
