"""How long may a call last, and how long may its caller talk without a pause? Pure."""

from __future__ import annotations

from vaani.call import phrases
from vaani.call.core.caller import Caller
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.turns import Floor
from vaani.kit.clock import MediaMs


class Limits:
    """The deadlines of the call as a whole."""

    __slots__ = ("_caller", "_replies", "_shared", "_warned")

    def __init__(self, shared: Shared, caller: Caller, replies: Replies) -> None:
        self._shared = shared
        self._caller = caller
        self._replies = replies
        self._warned = False

    def alarms(self) -> list[Alarm]:
        """The call's end, the warning before it, and the end of the caller's breath."""
        if self._replies.ending:
            return []
        limits, floor, said = self._shared.plan.limits, self._shared.floor, self._caller.said
        alarms = [Alarm(limits.call_limit_ms, self.reached)]
        if said is not None and floor in (Floor.HEARING, Floor.PAUSED):
            alarms.append(Alarm(said.onset + limits.talk_limit_ms, self._talked_on))
        if not self._warned and floor is Floor.LISTENING:
            alarms.append(Alarm(limits.call_limit_ms - limits.limit_warning_ms, self._warn))
        return alarms

    def reached(self, now: MediaMs) -> None:
        """The call has lasted as long as a call may."""
        self._shared.note("call.limit")
        self._replies.announce(phrases.LIMIT_REACHED, "hang_up", now)

    def _talked_on(self, now: MediaMs) -> None:
        self._shared.note("call.talked_on")
        self._replies.announce(phrases.TALKED_ON, "hang_up", now)

    def _warn(self, now: MediaMs) -> None:
        self._warned = True
        self._replies.announce(phrases.LIMIT_WARNING, "listen", now)
