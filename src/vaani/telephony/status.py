"""How far is a call, by a carrier's status events, whatever order they arrive in? Pure.

A carrier's count orders them, and where it is missing the rank of the status does. A call that is
over stays over. Words of carriers become the journal's in their own `status.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from vaani.call.ports.journal import CallStatus
from vaani.telephony.driver import FINAL, StatusUpdate

_RANK: Mapping[CallStatus, int] = {"initiated": 0, "ringing": 1, "in_progress": 2}


class StatusOrder:
    """Lets each call's status only go forward; remembers the last `most` calls."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._calls: OrderedDict[tuple[str, str], StatusUpdate] = OrderedDict()

    def accept(self, update: StatusUpdate) -> bool:
        """Whether this event is news: neither a repetition nor overtaken by a later one."""
        call = (update.carrier, update.carrier_call_id)
        last = self._calls.get(call)
        if last is not None and not _later(last, update):
            return False
        self._calls[call] = update
        self._calls.move_to_end(call)
        while len(self._calls) > self._most:
            self._calls.popitem(last=False)
        return True


def _later(last: StatusUpdate, now: StatusUpdate) -> bool:
    if last.status in FINAL:
        return False
    if last.sequence is not None and now.sequence is not None:
        return now.sequence > last.sequence
    return now.status in FINAL or _RANK[now.status] > _RANK[last.status]
