"""What do the messages of a SignalWire media socket say? Bytes in, events out; no I/O.

Source: SignalWire's compatibility interface, `<Connect><Stream>`: Twilio's messages, save that the
stream's id may stand in `start` alone, that `stop` says no more, and that the sound may be L16.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.line import MULAW_8K, Coding
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

_MULAW = ("audio/x-mulaw", "audio/mulaw")
_L16_RATES = (8000, 16000, 24000)


def read(message: bytes) -> Heard:
    """One text message; never raises."""
    return messages.read(message, _READERS)


def _start(tree: dict[str, Any]) -> Started:
    start = object_in(tree, "start")
    form = object_in(start, "mediaFormat")
    return Started(
        stream_id=text_in(start, "streamSid", default=tree.get("streamSid")),
        carrier_call_id=text_in(start, "callSid"),
        account=text_in(start, "accountSid", default=""),
        encoding=text_in(form, "encoding"),
        rate_hz=number_in(form, "sampleRate"),
        channels=number_in(form, "channels", default=1),
        parameters=parameters_in(start.get("customParameters")),
    )


def _connected(tree: dict[str, Any]) -> Connected:
    return Connected(text_in(tree, "protocol", default=""), text_in(tree, "version", default=""))


_READERS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {
    "connected": _connected,
    "start": _start,
    "media": messages.media,
    "dtmf": messages.dtmf,
    "mark": messages.mark,
    "stop": messages.stop,
}


class SignalWireCodec:
    """One stream's messages."""

    carrier = "signalwire"
    binary_out = False
    says_stop = True
    returns_cleared = True

    def __init__(self) -> None:
        self.coding: Coding = MULAW_8K
        self._id = b'""'

    text = staticmethod(read)

    def binary(self, _message: bytes) -> Heard:
        """None are sent."""
        return Malformed("a binary message")

    def begin(self, start: Started) -> bool:
        """Mu-law at 8 kHz as we ask for, or L16."""
        self._id = orjson.dumps(start.stream_id)
        encoding = start.encoding.lower()
        if encoding in _MULAW:
            return (start.rate_hz, start.channels) == (8000, 1)
        self.coding = Coding("l16", start.rate_hz)
        return encoding == "audio/x-l16" and start.rate_hz in _L16_RATES and start.channels == 1

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Any length."""
        sound = binascii.b2a_base64(payload, newline=False)
        head = b'{"event":"media","streamSid":' + self._id + b',"media":{"payload":"'
        return (head + sound + b'"}}',)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back, played or cleared."""
        head = b'{"event":"mark","streamSid":' + self._id + b',"mark":{"name":'
        return (head + orjson.dumps(name) + b"}}",)

    def keys(self, digits: str) -> tuple[bytes, ...]:
        """One message for each."""
        head = b'{"event":"dtmf","streamSid":' + self._id + b',"dtmf":{"digit":'
        return tuple(head + orjson.dumps(digit) + b"}}" for digit in digits)

    def clear(self) -> tuple[bytes, ...]:
        """Empties SignalWire's queue."""
        return (b'{"event":"clear","streamSid":' + self._id + b"}",)
