"""What do the messages of a Telnyx media socket say? Bytes in, events out; no I/O.

Source: Telnyx media streaming, both directions (`bidirectionalMode="rtp"`): snake_case, ids at the
top, numbers as text. Media may come in another order than it was spoken in; `chunk` counts it, and
what is a little early is held until what is missing has come.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import orjson

from vaani.audio.g711 import ALAW_TO_INT16, encode_mulaw
from vaani.call.ports.line import MULAW_8K, Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    Connected,
    Heard,
    Ignored,
    Malformed,
    Started,
    Unreadable,
    number_in,
    object_in,
    parameters_in,
    text_in,
)

_MOST_HELD = 5
"""So many chunks (100 ms) are waited for one that is missing."""
_MOST_LATE = 50
"""What is later than this (a second) belongs to another count."""
_HELD = Ignored("sound that came early")
_LATE = Ignored("sound that came too late, or twice")


def read(message: bytes) -> Heard:
    """One text message, media as it stands; never raises."""
    return messages.read(message, _READERS)


def chunk_of(message: bytes) -> int | None:
    """The number of a media message; None: it says none."""
    try:
        tree = orjson.loads(message)
        return number_in(tree["media"], "chunk")
    except (orjson.JSONDecodeError, Unreadable, KeyError, TypeError, AttributeError):
        return None


def _start(tree: dict[str, Any]) -> Started:
    start = object_in(tree, "start")
    form = object_in(start, "media_format")
    return Started(
        stream_id=text_in(tree, "stream_id", default=start.get("stream_id", "")),
        carrier_call_id=text_in(start, "call_control_id", "call_sid"),
        encoding=text_in(form, "encoding"),
        rate_hz=number_in(form, "sample_rate", default=8000),
        channels=number_in(form, "channels", default=1),
        parameters=parameters_in(start.get("custom_parameters")),
        account=text_in(start, "user_id", default=""),
    )


def _connected(tree: dict[str, Any]) -> Connected:
    return Connected("", text_in(tree, "version", default=""))


def _error(tree: dict[str, Any]) -> Ignored:
    said = object_in(tree, "payload")
    return Ignored(f"error {text_in(said, 'code', default='')[:12]}")


_READERS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {
    "connected": _connected,
    "start": _start,
    "media": messages.media,
    "dtmf": messages.dtmf,
    "mark": messages.mark,
    "stop": messages.stop,
    "error": _error,
}


class TelnyxCodec:
    """One stream's messages."""

    carrier = "telnyx"
    binary_out = False
    says_stop = True
    returns_cleared = True

    def __init__(self) -> None:
        self.coding: Coding = MULAW_8K
        self._is_alaw = False
        self._next: int | None = None
        self._early: dict[int, bytes] = {}

    def text(self, message: bytes) -> Heard:
        """One text message, the sound in the order in which it was spoken."""
        got = read(message)
        if not isinstance(got, bytes):
            return got
        if self._is_alaw:
            got = encode_mulaw(ALAW_TO_INT16[np.frombuffer(got, dtype=np.uint8)])
        chunk = chunk_of(message)
        return got if chunk is None else self._in_order(chunk, got)

    def _in_order(self, chunk: int, sound: bytes) -> Heard:
        if self._next is None or chunk < self._next - _MOST_LATE:
            self._next, self._early = chunk, {}  # the first, or the count has begun anew
        if chunk < self._next or chunk in self._early:
            return _LATE
        self._early[chunk] = sound
        if chunk > self._next and len(self._early) > _MOST_HELD:
            self._next = min(self._early)  # what is missing will not come
        ready = bytearray()
        while self._next in self._early:
            ready += self._early.pop(self._next)
            self._next += 1
        return bytes(ready) or _HELD

    def binary(self, _message: bytes) -> Heard:
        """None are sent."""
        return Malformed("a binary message")

    def begin(self, start: Started) -> bool:
        """The codec that we ask for, or A-law, which is heard as mu-law."""
        encoding = start.encoding.upper()
        self._is_alaw = encoding == "PCMA"
        return encoding in ("PCMU", "PCMA") and (start.rate_hz, start.channels) == (8000, 1)

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Mu-law, from 20 ms to 30 s."""
        sound = binascii.b2a_base64(payload, newline=False)
        return (b'{"event":"media","media":{"payload":"' + sound + b'"}}',)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back, played or cleared."""
        return (b'{"event":"mark","mark":{"name":' + orjson.dumps(name) + b"}}",)

    def clear(self) -> tuple[bytes, ...]:
        """Empties Telnyx's queue."""
        return (b'{"event":"clear"}',)
