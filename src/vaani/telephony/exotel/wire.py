"""What do the messages of an Exotel media socket say? Bytes in, events out; no I/O.

Source: Exotel Voicebot applet. Twilio's messages in snake_case (some stacks write camelCase: both
are read), linear sound of 16 bit, little-endian. What is sent goes out in pieces of 100 ms at
least, each at least 3,200 bytes and a multiple of 320; a mark fills the last piece with silence.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.line import Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    Connected,
    Heard,
    Malformed,
    Started,
    number_in,
    object_in,
    parameters_in,
    text_in,
)

RATE_HZ = 16_000
"""What we ask for: there the least piece, 3,200 bytes, is no longer than the 100 ms that it is said
to be."""
_RATES = (8000, 16000, 24000)
_LINEAR = ("audio/x-raw", "base64", "raw/slin", "audio/x-l16", "audio/l16", "slin", "linear16", "")
_PIECE_MS = 100
_LEAST_PIECE_BYTES = 3200
_MOST_PIECE_BYTES = 96_000


def read(message: bytes) -> Heard:
    """One text message; never raises."""
    return messages.read(message, _READERS)


def _start(tree: dict[str, Any]) -> Started:
    start = object_in(tree, "start")
    form = start.get("media_format") or start.get("mediaFormat")
    form = form if isinstance(form, dict) else {}
    own = text_in(tree, "stream_sid", "streamSid", default="")
    return Started(
        stream_id=text_in(start, "stream_sid", "streamSid", default=own),
        carrier_call_id=text_in(start, "call_sid", "callSid"),
        account=text_in(start, "account_sid", "accountSid", default=""),
        encoding=text_in(form, "encoding", default=""),
        rate_hz=number_in(form, "sample_rate", "sampleRate", default=8000),
        parameters=parameters_in(start.get("custom_parameters", start.get("customParameters"))),
    )


def _connected(_tree: dict[str, Any]) -> Connected:
    return Connected()


_READERS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {
    "connected": _connected,
    "start": _start,
    "media": messages.media,
    "dtmf": messages.dtmf,
    "mark": messages.mark,
    "stop": messages.stop,
}


class ExotelCodec:
    """One stream's messages. Keeps sound until it is a whole piece."""

    carrier = "exotel"
    binary_out = False
    says_stop = True
    returns_cleared = True

    def __init__(self) -> None:
        self.coding: Coding = Coding("l16", RATE_HZ)
        self._waiting = bytearray()
        self._id = b'""'
        self._chunk = 0
        self._sent_ms = 0

    text = staticmethod(read)

    def binary(self, _message: bytes) -> Heard:
        """None are sent."""
        return Malformed("a binary message")

    def begin(self, start: Started) -> bool:
        """Linear sound at the rate that is said."""
        self.coding = Coding("l16", start.rate_hz)
        self._id = orjson.dumps(start.stream_id)
        return start.encoding.lower() in _LINEAR and start.rate_hz in _RATES

    @property
    def _piece_bytes(self) -> int:
        return max(_LEAST_PIECE_BYTES, self.coding.frame_bytes * _PIECE_MS // 20)

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Whole pieces; what is left over waits for more, or for a mark."""
        self._waiting += payload
        made = []
        while len(self._waiting) >= self._piece_bytes:
            most = min(len(self._waiting), _MOST_PIECE_BYTES)
            made.append(self._piece(most // self._piece_bytes * self._piece_bytes))
        return tuple(made)

    def _piece(self, size: int) -> bytes:
        sound = bytes(self._waiting[:size]).ljust(size, b"\x00")
        del self._waiting[:size]
        self._chunk += 1
        count, at = str(self._chunk).encode(), str(self._sent_ms).encode()
        head = (
            b'{"event":"media","stream_sid":' + self._id + b',"sequence_number":"' + count
            + b'","media":{"chunk":"' + count + b'","timestamp":"' + at + b'","payload":"'
        )  # fmt: skip
        self._sent_ms += size * 20 // self.coding.frame_bytes
        return head + binascii.b2a_base64(sound, newline=False) + b'"}}'

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back, played or cleared; what waits goes out before it."""
        head = b'{"event":"mark","stream_sid":' + self._id + b',"mark":{"name":'
        message = head + orjson.dumps(name) + b"}}"
        return (self._piece(self._piece_bytes), message) if self._waiting else (message,)

    def clear(self) -> tuple[bytes, ...]:
        """Empties Exotel's queue, and ours."""
        self._waiting.clear()
        return (b'{"event":"clear","stream_sid":' + self._id + b"}",)
