"""Which status may follow which, and which outcome may a call have then? Pure tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from vaani.call.ports.journal import CallStatus
from vaani.call.ports.thinker import Outcome

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
