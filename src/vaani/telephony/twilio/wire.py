"""What do the messages of a Twilio media socket say? Bytes in, events out; no I/O.

Source: Twilio Media Streams, messages of `<Connect><Stream>`. All messages are JSON text. Media is
the hot path: fifty a second and call, so its payload is cut out of the text where the message has
its usual shape, and everything unusual is read as JSON. Numbers may be strings and strings numbers.
A frame is read alone: `stream.py` knows what may come when.
"""

from __future__ import annotations

import binascii

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.telephony import cxml_wire
from vaani.telephony.cxml_wire import Encoder
from vaani.telephony.messages import EMPTY, Heard, Malformed, Started

_MEDIA_HEAD = b'{"event":"media"'
_PAYLOAD_KEY = b'"payload":"'
_INBOUND = b'"track":"inbound"'
_USUAL_HEAD_BYTES = 240


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
                    return cxml_wire.read(message)
                return audio or EMPTY
    return cxml_wire.read(message)


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
        return cxml_wire.is_mulaw(start)

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Mu-law of any length."""
        return (self._encoder.media(payload),)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back, played or cleared."""
        return (self._encoder.mark(name),)

    def clear(self) -> tuple[bytes, ...]:
        """Empties Twilio's queue."""
        return (self._encoder.clear,)
