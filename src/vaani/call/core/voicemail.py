"""What is said to a machine that has picked up a call of ours? Pure.

Nothing is heard or answered from then on (`on`); once the machine listens, the business's message
is left on it. Who has picked up is `answering`.
"""

from __future__ import annotations

from vaani.call.core.caller import Caller
from vaani.call.core.patience import Owed
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Shared
from vaani.call.core.turns import Event
from vaani.kit.clock import MediaMs


class Voicemail:
    """`on`: a machine is at the other end, and a message may be left."""

    __slots__ = ("_caller", "_owed", "_replies", "_shared", "on")

    def __init__(self, shared: Shared, caller: Caller, replies: Replies, owed: Owed) -> None:
        self._shared = shared
        self._caller = caller
        self._replies = replies
        self._owed = owed
        self.on = False

    def answered(self, now: MediaMs) -> None:
        """Say no more to it; what is left on it is said when it listens."""
        if self.on or self._replies.ending:
            return
        self._shared.note("machine.answered")
        self._replies.stop(now)
        self._replies.drop_draft()
        manner = self._shared.plan.machine
        if manner is None or manner.message is None:
            self._shared.over("assistant")
            return
        self.on = True
        self._caller.forget()
        self._replies.quiet_from(None)
        self._owed.forget()
        self._shared.move(Event.HANDED_OVER)

    def listens(self, now: MediaMs) -> None:
        """It has beeped, or is silent."""
        manner = self._shared.plan.machine
        if self.on and manner is not None and manner.message is not None:
            self._shared.note("machine.message")
            self._replies.announce(manner.message, "hang_up", now)
