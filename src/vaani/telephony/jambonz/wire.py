"""What do the messages of jambonz's listen verb say? Bytes in, events out; no I/O.

Source: the listen reference, `bidirectionalAudio` with `streaming` (November 2026). The first
message is text with the call's data; sound is binary both ways, 16 bit little-endian. Marks come
back played, or cleared after `killAudio`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.line import Coding
from vaani.telephony import messages
from vaani.telephony.messages import (
    Digit,
    Heard,
    Malformed,
    Played,
    Started,
    Unreadable,
    key_pressed,
    number_in,
    object_in,
    parameters_in,
    text_in,
)

RATE_HZ = 8000
"""What we ask for, both ways: a telephone has no more."""
_KILL = b'{"type":"killAudio"}'


def _dtmf(tree: dict[str, Any]) -> Digit:
    return key_pressed(text_in(tree, "dtmf"))


def _mark(tree: dict[str, Any]) -> Played:
    return Played(text_in(object_in(tree, "data"), "name"))


_EVENTS: Mapping[str, Callable[[dict[str, Any]], Heard]] = {"dtmf": _dtmf}
_TYPES: Mapping[str, Callable[[dict[str, Any]], Heard]] = {"mark": _mark}


class JambonzCodec:
    """One stream's messages."""

    carrier = "jambonz"
    binary_out = True
    says_stop = False
    returns_cleared = True

    def __init__(self) -> None:
        self.coding: Coding = Coding("l16", RATE_HZ)

    def text(self, message: bytes) -> Heard:
        """One text message; never raises."""
        try:
            tree = orjson.loads(message)
        except orjson.JSONDecodeError:
            return Malformed("not JSON")
        if not isinstance(tree, dict):
            return Malformed("not a JSON object")
        if "type" in tree:
            return messages.read(message, _TYPES, "type")
        if "event" in tree:
            return messages.read(message, _EVENTS)
        try:
            return _start(tree)
        except Unreadable as error:
            return Malformed(f"call data: {error}")

    binary = staticmethod(messages.sound)

    def begin(self, start: Started) -> bool:
        """One channel at the rate that we asked for: what is sent has no other."""
        return start.rate_hz == RATE_HZ and start.encoding == "mono"

    def media(self, payload: bytes) -> tuple[bytes, ...]:
        """Any length."""
        return (payload,)

    def mark(self, name: str) -> tuple[bytes, ...]:
        """Comes back, played or cleared."""
        return (b'{"type":"mark","data":{"name":' + orjson.dumps(name) + b"}}",)

    def clear(self) -> tuple[bytes, ...]:
        """Empties jambonz's queue."""
        return (_KILL,)


def _start(tree: dict[str, Any]) -> Started:
    given = tree.get("metadata")
    said = {**tree, **given} if isinstance(given, dict) else tree
    call = text_in(said, "callSid", "call_sid")
    return Started(
        stream_id=call,
        carrier_call_id=call,
        encoding=text_in(said, "mixType", default="mono").lower(),
        rate_hz=number_in(said, "sampleRate", default=RATE_HZ),
        parameters=parameters_in({"call_id": said["call_id"]} if "call_id" in said else {}),
    )
