"""What is done about silence: words that are owed to the caller, and a caller who says nothing?

Words that the recogniser owes are waited for, and the caller hears so; a caller who says nothing is
spoken to. Both are one clock: the silence at his ear. Pure; milliseconds of the call.
"""

from __future__ import annotations

from dataclasses import replace

from vaani.call import phrases
from vaani.call.core.dialogue_state import Utterance
from vaani.call.core.patience import Owed
from vaani.call.core.replies import Replies
from vaani.call.core.shared import Alarm, Shared
from vaani.call.core.turns import Floor
from vaani.call.ports.transcriber import Heard
from vaani.kit.clock import MediaMs


class Silences:
    """Nobody speaks, or the caller has and we do not know what. `owed`: the utterances without
    words."""

    __slots__ = ("_replies", "_shared", "owed")

    def __init__(self, shared: Shared, replies: Replies) -> None:
        self._shared = shared
        self._replies = replies
        self.owed = Owed(shared.settings.patience)

    def alarms(self) -> list[Alarm]:
        """When we speak into the silence."""
        since = self._replies.quiet_since
        if self._shared.floor is not Floor.LISTENING or since is None:
            return []
        if self.owed:
            again = self._shared.settings.patience.again_ms
            return [Alarm(since + again, self._have_patience)]
        return [Alarm(since + self._shared.plan.limits.silence_after_ms, self._prompt)]

    def _prompt(self, now: MediaMs) -> None:
        replies = self._replies
        replies.prompts += 1
        self._shared.note("silence", step=replies.prompts)
        replies.ask(replace(replies.turn("silence"), silence_step=replies.prompts), now)

    # --- words that are late ---------------------------------------------------------------------

    def late(self, said: Utterance, now: MediaMs) -> None:
        """The words of this utterance do not come in time."""
        self._shared.note("transcript.late", utterance=said.number)
        self.owed.add(said)
        self._have_patience(now)

    def _have_patience(self, now: MediaMs) -> None:
        """Words are owed: the caller hears that they are worked on, at last that they are not."""
        step = self.owed.next()
        if step == "too_busy":
            self.too_busy("late", now)
            return
        text = phrases.FILLER if step == "moment" else phrases.STILL_AT_IT
        self._replies.announce(text, "listen", now)

    def late_words(self, heard: Heard, now: MediaMs, *, is_nod: bool) -> None:
        """Words of an utterance of before have come. `is_nod`: they mean nothing."""
        if not self.owed.came(Heard(heard.utterance, (), True) if is_nod else heard, now):
            return
        if not is_nod or self.owed:
            self.answer_late(now)

    def answer_late(self, now: MediaMs) -> None:
        """Late words have come: they are the caller's turn, unless somebody is speaking just now;
        then they are with the next."""
        if self._shared.floor is not Floor.LISTENING or self.owed.waiting:
            return
        replies = self._replies
        late = self.owed.settled()
        if late is None:
            replies.ask(replies.turn("not_heard"), now)
            return
        said, heard = late
        self._shared.note("transcript.used_late", after_ms=now - (said.end or now))
        turn = replace(
            replies.turn("said"),
            alternatives=heard.alternatives,
            spoken_language=heard.spoken_language,
        )
        replies.take_turn(replies.begin(turn, now, said), now)

    def too_busy(self, why: str, now: MediaMs) -> None:
        """This computer cannot hear him in time: said as it is, and the caller is passed on."""
        self.owed.forget()
        self._shared.note("machine.too_busy", why=why)
        self._replies.ask(self._replies.turn("too_busy"), now)

    def no_words(self, said: Utterance, now: MediaMs) -> None:
        """There was a sound, and no word in it."""
        shared, replies = self._shared, self._replies
        shared.note("speech.without_words", speech_ms=said.speech_ms)
        if replies.quiet_since is None:
            replies.quiet_from(now)
        if said.speech_ms >= shared.settings.worth_asking_ms or said.over_us:
            replies.ask(replies.turn("not_heard"), now)
