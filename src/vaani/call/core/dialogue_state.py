"""What does the conversation remember between two facts?

The caller's utterance in progress, our reply in progress, and what was asked last. Times are
milliseconds of the call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vaani.call.core.sentences import last_sentence
from vaani.call.core.whispers import Whisper
from vaani.call.ports.hint import Hint
from vaani.call.ports.journal import StageTimes
from vaani.call.ports.thinker import Awaiting, CallerTurn, ReplyEnd
from vaani.call.ports.transcriber import Heard
from vaani.language.found import Language


@dataclass(slots=True)
class Utterance:
    """A stretch of the caller's speech that may become a turn."""

    number: int
    onset: int
    end: int | None = None
    speech_ms: int = 0
    asked: int = 0
    """How often was the detector of turns asked about this pause?"""
    scores: tuple[float, ...] = ()
    """What it said to that, in order."""
    partial: Heard | None = None
    final: Heard | None = None
    transcript_at: int | None = None
    over_us: bool = False

    @property
    def words(self) -> str | None:
        """The best text known; None while nothing was recognised of this pause."""
        if self.final is not None:
            return self.final.text
        return self.partial.text if self.partial is not None else None


@dataclass(slots=True)
class Asked:
    """What the last reply asked for, and what was heard of it."""

    awaiting: Awaiting | None = None
    digits_wanted: int | None = None
    heard: str = ""
    heard_all: bool = True


@dataclass(slots=True)
class Reply:
    """One of our replies, from draft to its last heard word."""

    generation: int
    turn: CallerTurn
    started: int
    utterance: Utterance | None = None
    committed: int | None = None
    sentences: int = 0
    made: list[tuple[int, str]] = field(default_factory=list)
    """What the brain said so far, by the number of the sentence."""
    language: Language = "en"
    thought: int | None = None
    voiced: int | None = None
    sent: int | None = None
    end: ReplyEnd | None = None
    filled: bool = False
    voices: int = 0
    """Of how many sentences, a filler among them, has the voice begun?"""
    moved: int = 0
    """When did a sentence come, or the voice of one begin?"""
    told: Whisper | None = None
    """The instruction that this draft would follow."""
    texts: list[tuple[str, Language]] = field(default_factory=list)
    """Its sentences, as long as it is not known whether it does."""
    before: Asked | None = None
    """For a sentence of the call's own: what was heard of the brain's last reply."""

    def asked(self, heard: str, heard_all: bool) -> Asked:
        """What it asked for, and what the caller heard of the brain."""
        end = self.end or ReplyEnd()
        if self.before is not None:
            heard, heard_all = self.before.heard, self.before.heard_all
        return Asked(end.awaiting, end.digits_wanted, heard, heard_all)

    def hint(self, heard: str) -> Hint:
        """What the caller's next words probably answer, once he heard `heard` of it."""
        end = self.end or ReplyEnd()
        question = last_sentence(heard)
        return Hint(question, self.language, end.awaiting, end.hints, end.digits_wanted)

    def unheard(self, left: Mapping[int, str]) -> str:
        """What was made and not heard; `left` are the unheard words of sentences with a sound."""
        return " ".join(part for index, text in self.made if (part := left.get(index, text)))

    @property
    def unvoiced(self) -> bool:
        """Is a sentence waiting for its voice?"""
        return self.voices < self.sentences + self.filled

    def times(self, now: int) -> StageTimes:
        """The stage times of the turn that this reply answers."""
        said = self.utterance
        return StageTimes(
            speech_start=said.onset if said else None,
            speech_end=said.end if said else None,
            transcript=said.transcript_at if said else None,
            endpoint=self.committed,
            thought=self.thought,
            voiced=self.voiced,
            sent=self.sent,
            played_until=now,
        )


@dataclass(slots=True)
class Pace:
    """How long this caller pauses inside his sentences; 1.0 is ordinary."""

    pauses_ms: list[int] = field(default_factory=list)

    def add(self, pause_ms: int) -> None:
        self.pauses_ms = [*self.pauses_ms[-7:], pause_ms]

    @property
    def factor(self) -> float:
        if not self.pauses_ms:
            return 1.0
        mean = sum(self.pauses_ms) / len(self.pauses_ms)
        return min(1.4, max(0.9, 0.9 + (mean - 300) / 2000))
