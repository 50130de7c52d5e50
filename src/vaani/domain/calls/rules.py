"""Which status may follow which, which outcome may a call have then, and what came of a call that
was passed on? Pure tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.call.ports.thinker import Outcome
from vaani.language.found import Language

TRANSITIONS: Mapping[CallStatus, tuple[CallStatus, ...]] = {
    "initiated": ("ringing", "in_progress", "completed", "failed", "no_answer", "busy", "canceled"),
    "ringing": ("in_progress", "completed", "failed", "no_answer", "busy", "canceled"),
    "in_progress": ("completed", "failed"),
    "completed": (),
    "failed": (),
    "no_answer": (),
    "busy": (),
    "canceled": (),
}
"""The last five are final; events that arrive late or twice change nothing."""


_ANY: frozenset[Outcome] = frozenset(get_args(Outcome))

OUTCOMES: Mapping[CallStatus, frozenset[Outcome]] = {
    "initiated": frozenset(),
    "ringing": frozenset(),
    "in_progress": frozenset(),
    "completed": _ANY,
    "failed": _ANY,
    "no_answer": frozenset(),
    "busy": frozenset(),
    "canceled": frozenset(),
}
"""Only a call that was answered and is over has an outcome; one that failed keeps what it wrote."""


def follows(now: CallStatus, told: CallStatus) -> bool:
    """May a call that stands at `now` become `told`?"""
    return told in TRANSITIONS[now]


def outcome_of_transfer(
    outcome: Outcome, otherwise: Outcome, result: TransferResult | None, message: bool
) -> Outcome:
    """What came of a call that was to be passed on: `outcome` as it stands, `otherwise` if nobody
    takes the transfer. `result` None: the carrier has not told. `message`: one was left then."""
    if result is None or result == "answered":
        return outcome
    return "message" if message and otherwise in _LESS_THAN_A_MESSAGE else otherwise


_LESS_THAN_A_MESSAGE: frozenset[Outcome] = frozenset({"abandoned", "answered", "refused"})


def spoken(variety: str) -> Language:
    """In which language somebody who speaks so is answered."""
    return "en" if variety == "en" else "hi"
