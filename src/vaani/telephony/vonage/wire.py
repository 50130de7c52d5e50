"""What do the messages of a Vonage media socket say? Bytes in, events out; no I/O.

Source: Vonage Voice API, websocket endpoint. The first message is text and says the sound's form
and our own values; sound is binary both ways, 16 bit little-endian, 20 ms a message. Notifications
that a clear drops do not come back, an acknowledgement of the clear does. There is no stop message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.line import Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    Cleared,
    Digit,
    Heard,
    Played,
    Started,
    Unreadable,
    key_pressed,
    object_in,
    parameters_in,
    text_in,
)

RATE_HZ = 16_000
"""What we ask for."""
CALL = "carrier_call_id"
"""The header under which our answer document names the call; of one that goes out, which has no
id yet, `call_id` names it."""
_TYPE = re.compile(r"(audio/l16)\s*;\s*rate=(\d{4,5})", re.IGNORECASE)
_RATES = (8000, 16000, 24000)
_NOT_OURS = frozenset({"event", "content-type"})


def read(message: bytes) -> Heard:
    """One text message; never raises."""
    return messages.read(message, _READERS)


def _connected(tree: dict[str, Any]) -> Started:
    said = _TYPE.fullmatch(text_in(tree, "content-type", default="").strip())
    if said is None:
        raise Unreadable("no form of sound")
    ours = {name: value for name, value in tree.items() if name not in _NOT_OURS}
    parameters = parameters_in(ours)
    named = parameters.get(CALL, parameters.get("call_id", ""))
    return Started(
        stream_id=named,
        carrier_call_id=named,
        encoding=said.group(1),
        rate_hz=int(said.group(2)),
        parameters=parameters,
    )


def _dtmf(tree: dict[str, Any]) -> Digit:
    if "digit" in tree:
        return key_pressed(text_in(tree, "digit"))
    return messages.dtmf(tree)


def _notify(tree: dict[str, Any]) -> Played:
    return Played(text_in(object_in(tree, "payload"), "utterance"))


def _cleared(_tree: dict[str, Any]) -> Cleared:
    return Cleared()


_READERS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {
    "websocket:connected": _connected,
    "websocket:dtmf": _dtmf,
    "websocket:notify": _notify,
    "websocket:cleared": _cleared,
}


class VonageCodec:
    """One stream's messages."""

    carrier = "vonage"
    binary_out = True
    says_stop = False
    returns_cleared = False

    def __init__(self) -> None:
        self.coding: Coding = Coding("l16", RATE_HZ)

    text = staticmethod(read)
    binary = staticmethod(messages.sound)

    def begin(self, start: Started) -> bool:
        """L16 at the rate that is said."""
        self.coding = Coding("l16", start.rate_hz)
        return start.rate_hz in _RATES

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Messages of exactly 20 ms; a shorter end is filled with silence."""
        size = self.coding.frame_bytes
        return tuple(
            payload[at : at + size].ljust(size, b"\x00") for at in range(0, len(payload), size)
        )

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back as `websocket:notify`."""
        return (b'{"action":"notify","payload":{"utterance":' + orjson.dumps(name) + b"}}",)

    def clear(self) -> tuple[bytes, ...]:
        """Comes back as `websocket:cleared`."""
        return (b'{"action":"clear"}',)
