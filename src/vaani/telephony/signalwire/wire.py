"""What do the messages of a SignalWire media socket say? Bytes in, events out; no I/O.

Source: SignalWire's compatibility interface, `<Connect><Stream>`: Twilio's messages, save that the
stream's id may stand in `start` alone, that `stop` says no more, that keys go out over the stream,
and that the sound may be L16.
"""

from __future__ import annotations

from vaani.call.ports.line import MULAW_8K, Coding
from vaani.telephony import cxml_wire
from vaani.telephony.cxml_wire import Encoder
from vaani.telephony.messages import Heard, Malformed, Started

_L16_RATES = (8000, 16000, 24000)


class SignalWireCodec:
    """One stream's messages."""

    carrier = "signalwire"
    binary_out = False
    says_stop = True
    returns_cleared = True

    def __init__(self) -> None:
        self.coding: Coding = MULAW_8K
        self._encoder = Encoder.of("")

    text = staticmethod(cxml_wire.read)

    def binary(self, _message: bytes) -> Heard:
        """None are sent."""
        return Malformed("a binary message")

    def begin(self, start: Started) -> bool:
        """Mu-law at 8 kHz as we ask for, or L16."""
        self._encoder = Encoder.of(start.stream_id)
        if cxml_wire.is_mulaw(start):
            return True
        self.coding = Coding("l16", start.rate_hz)
        is_linear = start.encoding.lower() == "audio/x-l16"
        return is_linear and start.rate_hz in _L16_RATES and start.channels == 1

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Any length."""
        return (self._encoder.media(payload),)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back, played or cleared."""
        return (self._encoder.mark(name),)

    def keys(self, digits: str) -> tuple[bytes, ...]:
        """One message for each."""
        return tuple(self._encoder.key(digit) for digit in digits)

    def clear(self) -> tuple[bytes, ...]:
        """Empties SignalWire's queue."""
        return (self._encoder.clear,)
