"""What follows from a key that the caller presses? Pure.

The first key silences us; when the answer is whole (`keys`), it is a turn. Who goes on speaking
behind his key is not talked over for a while, and what he says is answered after it.
"""

from __future__ import annotations

from dataclasses import replace

from vaani.call.core import records
from vaani.call.core.caller import Caller
from vaani.call.core.keys import Keys
from vaani.call.core.patience import Owed
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.turns import Event, Floor
from vaani.call.decisions import WriteTurn
from vaani.kit.clock import MediaMs

_SPEAKS_MS = 2_500
"""So much longer keys wait for somebody who speaks; in a loud room everything sounds like it."""


class Keypad:
    """The keys that are not yet an answer. `owed`: where what was said beside them waits for its
    answer."""

    __slots__ = ("_caller", "_keys", "_owed", "_replies", "_shared")

    def __init__(self, shared: Shared, caller: Caller, replies: Replies, owed: Owed) -> None:
        self._shared = shared
        self._caller = caller
        self._replies = replies
        self._owed = owed
        self._keys = Keys(shared.settings.key_gap_ms, shared.settings.single_key_ms)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def alarms(self) -> list[Alarm]:
        """When what was pressed counts as the answer."""
        until = self._keys.until(self._replies.asked.digits_wanted)
        if until is None:
            return []
        speaks = self._shared.floor is Floor.HEARING
        return [Alarm(until + _SPEAKS_MS * speaks, self._entered)]

    def pressed(self, digit: str, now: MediaMs) -> None:
        """One key."""
        if self._shared.floor is Floor.CLOSING:
            return
        replies = self._replies
        if not self._keys and replies.reply is not None:
            if self._shared.floor in (Floor.HELD, Floor.HELD_PAUSED):
                replies.give_way(now)
            else:
                replies.stop(now)
                self._shared.move(Event.STOPPED)
        replies.prompts = 0
        replies.quiet_from(now)
        if self._keys.press(digit, now, replies.asked.digits_wanted):
            self._entered(now)

    def forget(self) -> None:
        """Nobody waits for them any more."""
        self._keys.take()

    def _entered(self, now: MediaMs) -> None:
        turn = replace(self._replies.turn("keys"), digits=self._keys.take())
        self._shared.decide(WriteTurn(records.of_keys(turn, now)))
        if (said := self._caller.said) is not None:
            if said.end is not None:
                self._owed.add(said)
            self._caller.done(now)
        self._replies.ask(turn, now)
