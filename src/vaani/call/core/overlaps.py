"""The caller speaks over us: is it words, or a nod, a cough, a noise?

We hold at once (`replies`); words make us give way, anything else lets us go on. Pure; milliseconds
of the call.
"""

from __future__ import annotations

from vaani.call.core.caller import Caller
from vaani.call.core.dialogue_state import Utterance
from vaani.call.core.patience import Owed
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.turns import Floor
from vaani.call.ports.transcriber import Heard
from vaani.kit.clock import MediaMs
from vaani.language.phrases import is_backchannel
from vaani.language.script import from_urdu


class Overlaps:
    """A sound of the caller's while a reply is ours to say. `owed`: where words that come after
    their verdict are still waited for."""

    __slots__ = ("_caller", "_owed", "_replies", "_shared")

    def __init__(self, shared: Shared, caller: Caller, replies: Replies, owed: Owed) -> None:
        self._shared = shared
        self._caller = caller
        self._replies = replies
        self._owed = owed

    def alarms(self) -> list[Alarm]:
        """When it is decided without words."""
        said, floor = self._caller.said, self._shared.floor
        if said is None:
            return []
        if floor is Floor.HELD:
            until = said.onset + self._shared.settings.yield_after_ms
            return [Alarm(until, self._replies.give_way)]
        if floor is Floor.HELD_PAUSED and said.end is not None:
            return [Alarm(said.end + self._verdict_ms(said), self._nod)]
        return []

    def partial(self, heard: Heard, now: MediaMs) -> None:
        """Words while he still speaks."""
        is_held = self._shared.floor is Floor.HELD
        if is_held and _is_talk(heard.text) and self._heard_well(heard):
            self._replies.give_way(now)

    def gives_way(self, said: Utterance, heard: Heard, now: MediaMs) -> bool:
        """All words are there: do they make us give way? If not, we go on."""
        if self.is_nod(said, heard):
            self._nod(now)
            return False
        self._replies.give_way(now)
        return True

    def is_nod(self, said: Utterance, heard: Heard) -> bool:
        """No words, a murmur, or a nod that answers nothing."""
        if not heard.text.strip():
            return True
        short = said.speech_ms < self._shared.settings.murmur_ms
        nods = any(is_backchannel(from_urdu(one.text)) for one in heard.alternatives)
        if not is_backchannel(heard.text) and not (short and (nods or not self._heard_well(heard))):
            return False
        return not self._answerable()

    def _heard_well(self, heard: Heard) -> bool:
        least = self._shared.settings.heard_well
        return any(one.confidence >= least for one in heard.alternatives)

    def _answerable(self) -> bool:
        """Was enough of a question of ours heard for a short word to be its answer?"""
        reply = self._replies.reply
        if reply is None or reply.end is None:
            return False
        if reply.end.awaiting not in ("confirm", "anything_else", "which"):
            return False
        return self._replies.heard_share() >= self._shared.settings.answered_share

    def _verdict_ms(self, said: Utterance) -> int:
        """How long after a sound over ours its words are waited for."""
        settings = self._shared.settings
        if said.speech_ms < settings.noise_ms:
            return settings.verdict_ms
        if said.speech_ms < settings.murmur_ms * 2 // 3:
            return settings.verdict_murmur_ms
        return settings.verdict_long_ms

    def _nod(self, _now: MediaMs) -> None:
        said = self._caller.said
        if said is not None:
            if said.final is None and said.speech_ms >= self._shared.settings.noise_ms:
                self._owed.add(said)
            self._caller.done(MediaMs(said.end or said.onset))
        self._replies.go_on()


def _is_talk(text: str) -> bool:
    """Three words that are more than a nod: a murmur is easily heard as two."""
    return len(text.split()) >= 3 and not is_backchannel(text)
