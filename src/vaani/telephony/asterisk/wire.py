"""What do the frames of an AudioSocket say? Bytes in, values out; no I/O.

Source: Asterisk's res_audiosocket. A frame is a kind (one byte), a length (two, big-endian) and so
many bytes; TCP splits and joins frames as it likes. Sound is 16 bit little-endian at 8 kHz, which
is what the dialplan's application always speaks.
"""

from __future__ import annotations

import uuid

from vaani.call.ports.line import Coding
from vaani.telephony.messages import (
    EMPTY,
    Heard,
    Ignored,
    Malformed,
    Started,
    Stopped,
    Unreadable,
    key_pressed,
)

CODING = Coding("l16", 8000)
HEAD_BYTES = 3
HANG_UP = b"\x00\x00\x00"
_HANG_UP, _ID, _DIGIT, _SOUND, _ERROR = 0x00, 0x01, 0x03, 0x10, 0xFF
_OTHER_RATES = range(0x11, 0x19)


class Frames:
    """Cuts a stream of bytes into frames."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, received: bytes) -> list[bytes]:
        """The frames that are whole now, heads included; never more than 64 KiB waits."""
        self._rest += received
        found, at = [], 0
        while len(self._rest) - at >= HEAD_BYTES:
            end = at + HEAD_BYTES + int.from_bytes(self._rest[at + 1 : at + 3], "big")
            if len(self._rest) < end:
                break
            found.append(bytes(self._rest[at:end]))
            at = end
        del self._rest[:at]
        return found


def call_in(frame: bytes) -> str | None:
    """The id that Asterisk's first frame names; None: it is another frame."""
    if frame[:1] != bytes([_ID]) or len(frame) != HEAD_BYTES + 16:
        return None
    return str(uuid.UUID(bytes=frame[HEAD_BYTES:]))


def read(frame: bytes) -> Heard:
    """One whole frame; never raises."""
    if len(frame) < HEAD_BYTES:
        return Malformed("a frame without head")
    kind, payload = frame[0], frame[HEAD_BYTES:]
    if kind == _SOUND:
        if len(payload) % 2:
            return Malformed("sound that is no whole number of samples")
        return payload or EMPTY
    if kind == _DIGIT:
        try:
            return key_pressed(payload.decode("ascii"))
        except (UnicodeDecodeError, Unreadable):
            return Malformed("no such key")
    if kind == _ID:
        name = call_in(frame)
        if name is None:
            return Malformed("an id of another length")
        return Started(name, name, "slin", CODING.rate_hz)
    if kind == _HANG_UP:
        return Stopped()
    if kind == _ERROR:
        return Ignored(f"error {payload[:1].hex()}")
    if kind in _OTHER_RATES:
        return Malformed("sound of another rate than 8 kHz")
    return Malformed("a frame of no known kind")


def sound(payload: bytes) -> bytes:
    """Twenty milliseconds, or any other time below two seconds."""
    return bytes([_SOUND]) + len(payload).to_bytes(2, "big") + payload


class AudioSocketCodec:
    """One connection's frames."""

    carrier = "asterisk"
    coding = CODING
    fills = True

    def text(self, _message: bytes) -> Heard:
        """There is none on this wire."""
        return Malformed("text")

    binary = staticmethod(read)
    frame = staticmethod(sound)

    def begin(self, start: Started) -> bool:
        """Always at 8 kHz."""
        return True

    def hang_up(self) -> bytes | None:
        """Ends the application."""
        return HANG_UP
