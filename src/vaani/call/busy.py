"""What does a caller hear when the process has no room for him?

One spoken sentence, sound that was prepared at start, and then the end: no session, no models.
"""

from __future__ import annotations

from typing import Literal

from vaani.call.ports.line import Line

_MARK = "busy"


class BusyCall:
    """The ear of a refused call (`LineEar`): plays the busy line and hangs up."""

    __slots__ = ("_line",)

    def __init__(self, line: Line, sound: bytes) -> None:
        self._line = line
        line.send(sound)
        line.mark(_MARK)

    def media(self, payload: bytes) -> None:
        """Nobody listens."""

    def digit(self, digit: str) -> None:
        """Nobody listens."""

    def played(self, mark: str) -> None:
        """The sentence was heard."""
        if mark == _MARK:
            self._line.hang_up()

    def malformed(self, why: str) -> None:
        """Nobody listens."""

    def gone(self, reason: Literal["hangup", "lost"]) -> None:
        """Nothing to free."""
