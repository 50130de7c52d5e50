"""What goes wrong at a vendor, and at which of its connections?

A script is one `Fault` for each connection (or HTTP request), in order; those after the last one
are served well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One connection's bad day. Counts are messages (or pieces of a body) that the server sent.

    `status`: refused with this HTTP status. `delay_s`: every answer comes so much later.
    `stall_after`: then it reads on and says nothing more. `drop_after`: then the connection is cut
    without a goodbye; `half_close_after`: then its sending side is closed. `close_after`: then it
    closes with `close_code`. `garbage_after`: then it sends `garbage` instead of an answer.
    """

    status: int | None = None
    delay_s: float = 0.0
    stall_after: int | None = None
    drop_after: int | None = None
    half_close_after: int | None = None
    close_after: int | None = None
    close_code: int = 1011
    garbage_after: int | None = None
    garbage: bytes = b"\x00<html>no"


WELL = Fault()


class Script:
    """Hands out the fault of each connection."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        self._faults = list(faults)
        self.connections = 0

    def next(self) -> Fault:
        """The fault of the connection that is opened now."""
        self.connections += 1
        return self._faults.pop(0) if self._faults else WELL


class Lines:
    """What callers say, a line for each pause. A line that did not reach the client is said again,
    as the vendor hears it again."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = tuple(lines)
        self._at = 0
        self._told = False

    def now(self) -> str:
        """The running line; nothing once all are said."""
        return self._lines[self._at] if self._at < len(self._lines) else ""

    def end(self) -> str:
        """The running line as a final: the next one follows once it was delivered."""
        self._told = True
        return self.now()

    def delivered(self, whole: bool) -> None:
        """Whether the answer with the final went out."""
        self._at += self._told and whole
        self._told = False


def half(text: str) -> str:
    """The first half of the words."""
    words = text.split()
    return " ".join(words[: max(1, len(words) // 2)])
