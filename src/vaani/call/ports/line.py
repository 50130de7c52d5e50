"""How does a call's audio and control reach the caller, whatever the carrier?

A carrier's `line.py` implements `Line` (what the session may do) and feeds a `LineEar` (what
happened on the wire). Payloads stay in the line's own coding from socket to socket: bytes of
`Coding`, whole frames of 20 ms outwards, any length inwards. Neither side ever blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

Encoding = Literal["mulaw", "alaw", "l16"]


@dataclass(frozen=True, slots=True)
class Coding:
    """The line's audio: `l16` is little-endian signed 16 bit, one channel always."""

    encoding: Encoding
    rate_hz: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of 20 ms."""
        return self.rate_hz // 50 * (2 if self.encoding == "l16" else 1)

    @property
    def silence(self) -> bytes:
        """One byte pattern of silence: mu-law 0xFF, A-law 0xD5, L16 zeros."""
        return {"mulaw": b"\xff", "alaw": b"\xd5", "l16": b"\x00\x00"}[self.encoding]


MULAW_8K = Coding("mulaw", 8000)


class LineEar(Protocol):
    """What the line tells the session. Every call returns at once and never raises."""

    def media(self, payload: bytes) -> None:
        """The caller's audio in the line's coding."""
        ...

    def digit(self, digit: str) -> None:
        """A key was pressed: 0-9, *, #."""
        ...

    def played(self, mark: str) -> None:
        """All audio sent before `mark` was played, or dropped by `clear`."""
        ...

    def malformed(self, why: str) -> None:
        """A frame could not be read; it was dropped and is counted."""
        ...

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        """The caller hung up, or the line died. May be told more than once."""
        ...


class Line(Protocol):
    """One open line to a caller."""

    coding: Coding

    def send(self, payload: bytes) -> None:
        """Queue audio at the carrier, in the line's coding, whole 20 ms frames."""
        ...

    def mark(self, name: str) -> None:
        """Ask to be told (`LineEar.played`) when everything sent so far was played."""
        ...

    def clear(self) -> None:
        """Drop what the carrier has queued. Pending marks come back at once."""
        ...

    def hang_up(self) -> None:
        """End the call. Idempotent."""
        ...

    def transfer(self, number: str) -> None:
        """Pass the caller on to `number` (E.164) and leave the call. Idempotent."""
        ...


@runtime_checkable
class Nameless(Protocol):
    """A line whose stream need not say which call it is, and that is told so."""

    def belongs_to(self, carrier_call_id: str) -> None:
        """The carrier's id of its call."""
        ...


@runtime_checkable
class KeySender(Protocol):
    """A line that can press keys at the far end. Others have no such message."""

    def press(self, digits: str) -> bool:
        """Press these (0-9, * and #) one after the other; False: this wire cannot."""
        ...


@runtime_checkable
class Viewer(Protocol):
    """A line whose far end also shows the talk (the browser). Others have none."""

    def show(self, kind: str, data: dict[str, object]) -> None:
        """Push one JSON event; dropped when the far end is slow."""
        ...
