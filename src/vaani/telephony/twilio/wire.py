"""What do the messages of a Twilio media socket say? Bytes in, events out; no I/O.

Source: Twilio Media Streams, messages of `<Connect><Stream>`. All messages are JSON text. Media is
the hot path: fifty a second and call, so its payload is cut out of the text where the message has
its usual shape, and everything unusual is read as JSON. Numbers may be strings and strings numbers.
A frame is read alone: `stream.py` knows what may come when.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    EMPTY,
    Connected,
    Heard,
    Malformed,
    Started,
    number_in,
    object_in,
    parameters_in,
    text_in,
)

_MEDIA_HEAD = b'{"event":"media"'
_PAYLOAD_KEY = b'"payload":"'
_INBOUND = b'"track":"inbound"'
_USUAL_HEAD_BYTES = 240
_CODINGS = ("audio/x-mulaw", "audio/mulaw", "audio/pcmu")


def read(message: bytes) -> Heard:
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
                    return messages.read(message, _READERS)
                return audio or EMPTY
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


class TwilioCodec:
    """One stream's messages."""

    carrier = "twilio"
    binary_out = False
    says_stop = True
    returns_cleared = True

    def __init__(self) -> None:
        self.coding: Coding = MULAW_8K
        self._encoder = Encoder.of("")

    text = staticmethod(read)

    def binary(self, _message: bytes) -> Heard:
        """Twilio sends none."""
        return Malformed("a binary message")

    def begin(self, start: Started) -> bool:
        """Twilio's sound is mu-law at 8 kHz."""
        self._encoder = Encoder.of(start.stream_id)
        return start.encoding.lower() in _CODINGS and (start.rate_hz, start.channels) == (8000, 1)

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Mu-law of any length."""
        return (self._encoder.media(payload),)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back, played or cleared."""
        return (self._encoder.mark(name),)

    def clear(self) -> tuple[bytes, ...]:
        """Empties Twilio's queue."""
        return (self._encoder.clear,)
