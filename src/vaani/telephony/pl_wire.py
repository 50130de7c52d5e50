"""What do the messages of a Plivo media socket say? Bytes in, events out; no I/O.

Source: Plivo audio streaming, `<Stream bidirectional="true">`, which Vobiz speaks too. There is no
`connected` and no `stop`: the socket closes. Checkpoints that a clear drops do not come back; an
acknowledgement of the clear does.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    Cleared,
    Heard,
    Malformed,
    Played,
    Started,
    number_in,
    object_in,
    text_in,
)

_MULAW = ("audio/x-mulaw", "audio/mulaw", "audio/x-mulaw;rate=8000")
_L16 = ("audio/x-l16", "audio/l16")


def read(message: bytes) -> Heard:
    """One text message; never raises."""
    return messages.read(message, _READERS)


def _start(tree: dict[str, Any]) -> Started:
    start = object_in(tree, "start")
    form = object_in(start, "mediaFormat")
    return Started(
        stream_id=text_in(start, "streamId", default=tree.get("streamId")),
        carrier_call_id=text_in(start, "callId", "callUUID"),
        account=text_in(start, "accountId", default=""),
        encoding=text_in(form, "encoding"),
        rate_hz=number_in(form, "sampleRate"),
    )


def _played(tree: dict[str, Any]) -> Played:
    return Played(text_in(tree, "name"))


def _cleared(_tree: dict[str, Any]) -> Cleared:
    return Cleared()


_READERS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {
    "start": _start,
    "media": messages.media,
    "dtmf": messages.dtmf,
    "playedStream": _played,
    "clearedAudio": _cleared,
    "stop": messages.stop,
}


class PlivoCodec:
    """One stream's messages, of `carrier`. The sound that comes says what sound is sent back."""

    binary_out = False
    says_stop = False
    returns_cleared = False

    def __init__(self, carrier: str) -> None:
        self.carrier = carrier
        self.coding: Coding = MULAW_8K
        self._head = b""
        self._id = b'""'

    text = staticmethod(read)

    def binary(self, _message: bytes) -> Heard:
        """None are sent."""
        return Malformed("a binary message")

    def begin(self, start: Started) -> bool:
        """Mu-law at 8 kHz as we ask for, or L16 at 8 or 16 kHz where an application says so."""
        encoding, rate = start.encoding.lower().replace(" ", ""), start.rate_hz
        if encoding in _MULAW and rate == 8000:
            self.coding, said = MULAW_8K, b"audio/x-mulaw"
        elif encoding.partition(";")[0] in _L16 and rate in (8000, 16000):
            self.coding, said = Coding("l16", rate), b"audio/x-l16"
        else:
            return False
        self._head = (
            b'{"event":"playAudio","media":{"contentType":"' + said + b'","sampleRate":'
            + str(rate).encode() + b',"payload":"'
        )  # fmt: skip
        self._id = orjson.dumps(start.stream_id)
        return True

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Any length."""
        return (self._head + binascii.b2a_base64(payload, newline=False) + b'"}}',)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back as `playedStream`."""
        return (
            b'{"event":"checkpoint","streamId":' + self._id + b',"name":' + orjson.dumps(name)
            + b"}",
        )  # fmt: skip

    def keys(self, digits: str) -> tuple[bytes, ...]:
        """All in one message."""
        return (b'{"event":"sendDTMF","dtmf":' + orjson.dumps(digits) + b"}",)

    def clear(self) -> tuple[bytes, ...]:
        """Comes back as `clearedAudio`."""
        return (b'{"event":"clearAudio","streamId":' + self._id + b"}",)
