"""What a caller hears for whom there is no room: one sentence, then the end, whatever he does."""

from __future__ import annotations

from vaani.call.busy import BusyCall
from vaani.call.ports.line import MULAW_8K, Coding

SOUND = bytes(8000)


class Line:
    """Keeps what is sent (test double of a carrier's line)."""

    coding: Coding = MULAW_8K

    def __init__(self) -> None:
        self.heard = b""
        self.marks: list[str] = []
        self.up = True

    def send(self, payload: bytes) -> None:
        self.heard += payload

    def mark(self, name: str) -> None:
        self.marks.append(name)

    def clear(self) -> None:
        raise AssertionError("nobody interrupts the busy line")

    def hang_up(self) -> None:
        self.up = False

    def transfer(self, number: str) -> None:
        raise AssertionError("a refused call is passed on to nobody")


def test_a_refused_caller_is_on_the_line_until_he_has_heard_why() -> None:
    line = Line()
    call = BusyCall(line, SOUND)
    assert line.heard == SOUND
    call.played("another")
    assert line.up
    call.played(line.marks[0])
    assert not line.up


def test_a_carrier_that_never_tells_what_was_heard_does_not_keep_a_refused_call() -> None:
    line = Line()
    call = BusyCall(line, SOUND)
    frames = 0
    while line.up and frames < 1000:
        call.media(bytes(160))
        frames += 1
    assert 1.0 + 2.0 <= frames * 0.02 < 1.0 + 2.1
