"""What do the messages of a media socket of Twilio's dialect say? Bytes in, events out; no I/O.

Twilio and SignalWire speak it: all messages are JSON text, numbers may be strings, the stream's id
may stand beside `start` or in it. Source: Twilio Media Streams, messages of `<Connect><Stream>`.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from vaani.telephony import messages
from vaani.telephony.messages import (
    Connected,
    Heard,
    Started,
    number_in,
    object_in,
    parameters_in,
    text_in,
)

MULAW = ("audio/x-mulaw", "audio/mulaw", "audio/pcmu")


def read(message: bytes) -> Heard:
    """One text message; never raises."""
    return messages.read(message, _READERS)


def is_mulaw(start: Started) -> bool:
    """Mu-law at 8 kHz, one channel."""
    return start.encoding.lower() in MULAW and (start.rate_hz, start.channels) == (8000, 1)


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
    key_head: bytes
    clear: bytes
    """The whole message that empties the carrier's queue."""

    @classmethod
    def of(cls, stream_sid: str) -> Encoder:
        """For the stream `stream_sid`, whatever letters it has."""
        sid = orjson.dumps(stream_sid)
        return cls(
            b'{"event":"media","streamSid":' + sid + b',"media":{"payload":"',
            b'{"event":"mark","streamSid":' + sid + b',"mark":{"name":',
            b'{"event":"dtmf","streamSid":' + sid + b',"dtmf":{"digit":',
            b'{"event":"clear","streamSid":' + sid + b"}",
        )

    def media(self, payload: bytes) -> bytes:
        """Sound to be played after what is queued; any length."""
        return b"".join((self.media_head, binascii.b2a_base64(payload, newline=False), b'"}}'))

    def mark(self, name: str) -> bytes:
        """Comes back when everything before it was played."""
        return self.mark_head + orjson.dumps(name) + b"}}"

    def key(self, digit: str) -> bytes:
        """Presses one key."""
        return self.key_head + orjson.dumps(digit) + b"}}"
