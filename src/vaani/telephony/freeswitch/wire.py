"""What do the messages of FreeSWITCH's mod_audio_stream say? Bytes in, events out; no I/O.

Source: the module's page, version 1.0.3 with playback (November 2026). The first message is text:
the metadata that the dialplan gave, from which the call is named. Sound is binary both ways, 16 bit
little-endian at 8 kHz as the dialplan asks for (`mono 8k`).
"""

from __future__ import annotations

from typing import Any

import orjson

from vaani.call.ports.line import Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    Heard,
    Ignored,
    Malformed,
    Started,
    Unreadable,
    number_in,
    text_in,
)

_RATES = (8000, 16_000)


class AudioStreamCodec:
    """One stream's messages. What it is sent is played at once."""

    carrier = "freeswitch"
    fills = False

    def __init__(self) -> None:
        self.coding = Coding("l16", 8000)
        self._is_named = False

    def text(self, message: bytes) -> Heard:
        """The metadata, or an event of no use."""
        try:
            tree = orjson.loads(message)
        except orjson.JSONDecodeError:
            return Malformed("not JSON")
        if not isinstance(tree, dict):
            return Malformed("not a JSON object")
        if self._is_named:
            return Ignored("more metadata")
        try:
            return self._named(tree)
        except Unreadable as error:
            return Malformed(f"metadata: {error}")

    def _named(self, tree: dict[str, Any]) -> Started:
        call = text_in(tree, "call")
        rate = number_in(tree, "rate", default=8000)
        self._is_named = True
        return Started(call, call, "l16", rate)

    def begin(self, start: Started) -> bool:
        """Linear sound at the rate that the dialplan names."""
        self.coding = Coding("l16", start.rate_hz)
        return start.rate_hz in _RATES

    binary = staticmethod(messages.sound)

    def frame(self, payload: bytes) -> bytes:
        """As it is."""
        return payload

    def hang_up(self) -> bytes | None:
        """The wire has no such message."""
        return None
