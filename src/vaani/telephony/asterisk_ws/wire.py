"""What do the messages of Asterisk's WebSocket channel say? Bytes in, events out; no I/O.

Source: chan_websocket (August 2026), `f(json)`. Sound is binary, control is JSON. Whole frames of
20 ms need no buffering mode. A flush drops marks without a word, so a mark of our own follows it:
when that one was reached, the flush is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    Cleared,
    Digit,
    Heard,
    Played,
    Started,
    key_pressed,
    text_in,
)

_FORMATS: Mapping[str, Coding] = {
    "ulaw": MULAW_8K,
    "slin": Coding("l16", 8000),
    "slin16": Coding("l16", 16_000),
    "slin24": Coding("l16", 24_000),
}
_FLUSHED = "flushed-"


def read(message: bytes) -> Heard:
    """One text message; never raises."""
    return messages.read(message, _READERS)


def _start(tree: dict[str, Any]) -> Started:
    format = text_in(tree, "format")
    coding = _FORMATS.get(format)
    return Started(
        stream_id=text_in(tree, "connection_id", default=""),
        carrier_call_id=text_in(tree, "channel_id", "channel"),
        encoding=format,
        rate_hz=0 if coding is None else coding.rate_hz,
    )


def _digit(tree: dict[str, Any]) -> Digit:
    return key_pressed(text_in(tree, "digit"))


def _played(tree: dict[str, Any]) -> Played | Cleared:
    name = text_in(tree, "correlation_id", "id")
    return Cleared() if name.startswith(_FLUSHED) else Played(name)


_READERS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {
    "MEDIA_START": _start,
    "DTMF_END": _digit,
    "MEDIA_MARK_PROCESSED": _played,
}


class AsteriskWsCodec:
    """One channel's messages."""

    carrier = "asterisk_ws"
    binary_out = True
    says_stop = False
    returns_cleared = False

    def __init__(self) -> None:
        self.coding: Coding = _FORMATS["slin16"]
        self._flushes = 0

    text = staticmethod(read)

    def binary(self, message: bytes) -> Heard:
        """The caller's sound."""
        return messages.sound(message, 2 if self.coding.encoding == "l16" else 1)

    def begin(self, start: Started) -> bool:
        """The format that is said."""
        coding = _FORMATS.get(start.encoding)
        if coding is not None:
            self.coding = coding
        return coding is not None

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Whole frames."""
        return (payload,)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back when it was reached."""
        return (_command("MARK_MEDIA", name),)

    def clear(self) -> tuple[bytes, ...]:
        """Empties the queue; a mark of ours tells that it is done."""
        self._flushes += 1
        return (
            orjson.dumps({"command": "FLUSH_MEDIA"}),
            _command("MARK_MEDIA", f"{_FLUSHED}{self._flushes}"),
        )


def _command(name: str, id: str) -> bytes:
    return orjson.dumps({"command": name, "correlation_id": id})
