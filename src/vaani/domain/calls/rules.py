"""Which status may follow which, of a call and of its carrier's word for it? Pure tables."""

from __future__ import annotations

from collections.abc import Mapping

from vaani.call.ports.journal import CallStatus

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


def follows(now: CallStatus, told: CallStatus) -> bool:
    """May a call that stands at `now` become `told`?"""
    return told in TRANSITIONS[now]
