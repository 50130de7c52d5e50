"""How far is a call, by Twilio's status events, whatever order they arrive in? Pure.

Twilio's words become the journal's; `SequenceNumber` (from 0) orders them, and where it is missing
the rank of the status does. A call that is over stays over.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from vaani.call.ports.journal import CallStatus, TransferResult

OF_TWILIO: Mapping[str, CallStatus] = {
    "queued": "initiated",
    "initiated": "initiated",
    "ringing": "ringing",
    "in-progress": "in_progress",
    "answered": "in_progress",
    "completed": "completed",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "canceled",
    "failed": "failed",
}
OF_A_DIAL: Mapping[str, TransferResult] = {
    "completed": "answered",
    "answered": "answered",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "canceled",
    "failed": "failed",
}
FINAL: frozenset[CallStatus] = frozenset({"completed", "busy", "no_answer", "canceled", "failed"})
_RANK: Mapping[CallStatus, int] = {"initiated": 0, "ringing": 1, "in_progress": 2}


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What a status event says."""

    carrier: str
    carrier_call_id: str
    status: CallStatus


class StatusOrder:
    """Lets each call's status only go forward; remembers the last `most` calls."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._calls: OrderedDict[str, tuple[int | None, CallStatus]] = OrderedDict()

    def accept(self, call_sid: str, status: CallStatus, sequence: int | None) -> bool:
        """Whether this event is news: neither a repetition nor overtaken by a later one."""
        last = self._calls.get(call_sid)
        if last is not None and not _later(last, status, sequence):
            return False
        self._calls[call_sid] = (sequence, status)
        self._calls.move_to_end(call_sid)
        while len(self._calls) > self._most:
            self._calls.popitem(last=False)
        return True


def _later(last: tuple[int | None, CallStatus], status: CallStatus, sequence: int | None) -> bool:
    before, was = last
    if was in FINAL:
        return False
    if before is not None and sequence is not None:
        return sequence > before
    return status in FINAL or _RANK[status] > _RANK[was]
