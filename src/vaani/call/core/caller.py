"""What is the caller uttering just now?

The utterance in progress, from its first sound to the moment at which it is a turn or nothing; how
many there were; how this caller pauses. Pure; milliseconds of the call.
"""

from __future__ import annotations

from vaani.call.core.dialogue_state import Pace, Utterance
from vaani.call.core.shared import Shared
from vaani.call.decisions import FollowSpeech
from vaani.kit.clock import MediaMs


class Caller:
    """The caller's voice, as far as it is told. The transcriber is told where it stands."""

    __slots__ = ("_shared", "count", "pace", "said")

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.said: Utterance | None = None
        """The utterance in progress."""
        self.count = 0
        """The number of the last one."""
        self.pace = Pace()

    def begins(self, at: MediaMs, *, over_us: bool) -> None:
        """He speaks; `over_us`: while a reply is ours to say."""
        self.count += 1
        self.said = Utterance(self.count, at, over_us=over_us)
        self._shared.decide(FollowSpeech(self.count, "began", at))

    def pauses(self, at: MediaMs, speech_ms: int) -> None:
        """He has fallen silent after so much speech."""
        said = self.said
        if said is None:
            return
        said.end, said.speech_ms, said.asked = at, said.speech_ms + speech_ms, 0
        self._shared.decide(FollowSpeech(said.number, "paused", at))

    def scored(self, utterance: int, probability: float | None) -> None:
        """The detector of turns has judged his pause; None: it could not."""
        said = self.said
        if said is None or said.number != utterance or said.end is None or probability is None:
            return
        said.scores = (*said.scores, probability)

    def goes_on(self, at: MediaMs, *, learns: bool) -> None:
        """The pause was none. `learns`: it tells how he speaks."""
        said = self.said
        if said is None:
            return
        if learns and said.end is not None and said.asked:
            self.pace.add(at - said.end)
        said.final, said.scores, said.end = None, (), None
        self._shared.decide(FollowSpeech(said.number, "resumed", at))

    def done(self, at: MediaMs, said: Utterance | None = None) -> None:
        """The utterance is a turn, or nothing: no more of it is waited for. `said`: one of before,
        whose words came late."""
        said = said or self.said
        if said is not None:
            self._shared.decide(FollowSpeech(said.number, "ended", at))
        self.said = None

    def forget(self) -> None:
        """What he was saying is of no matter any more."""
        self.said = None

    def counted(self, number: int) -> None:
        """Somebody else has counted on meanwhile, up to this one."""
        self.count = number
