"""What is owed to a caller whose words are not recognised yet, and how long is he kept waiting?

On a busy machine the recogniser is late. Its words are used whenever they come: the utterances
whose words are owed are kept here, in order, until they are answered. Meanwhile the caller hears
that we are at work, and after the last of these sentences he is told the truth and passed on. Pure;
milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vaani.call.core.dialogue_state import Utterance
from vaani.call.ports.transcriber import Alternative, Heard


@dataclass(frozen=True, slots=True)
class PatienceSettings:
    """Silence at the caller's ear, in milliseconds: never more than three seconds of it."""

    moment_ms: int = 2300
    """After his last sound, before the first "one moment"."""
    again_ms: int = 2500
    """After a sentence of ours, before the next."""
    sentences: int = 2
    """So many of them, then the truth."""


@dataclass(slots=True)
class Owed:
    """The utterances whose words have not come, or have come and are not answered."""

    settings: PatienceSettings
    utterances: dict[int, Utterance] = field(default_factory=dict)
    said: int = 0
    """How many sentences the caller has heard instead of an answer."""

    def __bool__(self) -> bool:
        return bool(self.utterances)

    @property
    def waiting(self) -> bool:
        """Is any word still to come?"""
        return any(one.final is None for one in self.utterances.values())

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of the utterances, in order."""
        return tuple(self.utterances)

    def add(self, said: Utterance) -> None:
        """The words of this utterance are late."""
        self.utterances[said.number] = said

    def came(self, heard: Heard, now: int) -> bool:
        """The words of an utterance have come; false when they are not owed."""
        said = self.utterances.get(heard.utterance)
        if said is None:
            return False
        if heard.text.strip():
            said.final, said.transcript_at = heard, now
        else:
            del self.utterances[heard.utterance]
        return True

    def next(self) -> Literal["moment", "still", "too_busy"]:
        """What the caller hears now; it counts as said."""
        self.said += 1
        if self.said > self.settings.sentences:
            return "too_busy"
        return "moment" if self.said == 1 else "still"

    def settled(self) -> tuple[Utterance, Heard] | None:
        """All words together, as one utterance, once they have all come; nothing is owed then."""
        if not self.utterances or self.waiting:
            return None
        parts = [one for one in self.utterances.values() if one.final is not None]
        self.forget()
        first, last = parts[0], parts[-1]
        heard = last.final
        for one in reversed(parts[:-1]):
            if one.final is not None and heard is not None:
                heard = joined(one.final, heard)
        if heard is None:
            return None
        last.onset = first.onset
        last.final = heard
        return last, heard

    def forget(self) -> None:
        """Nothing is owed any more."""
        self.utterances.clear()
        self.said = 0


def joined(before: Heard, after: Heard) -> Heard:
    """Two utterances as one: each reading of the later one behind the like one of the earlier."""
    if not before.alternatives or not after.alternatives:
        return after if after.alternatives else before
    together = tuple(
        Alternative(
            f"{_like(before, one).text} {one.text}",
            one.language,
            min(_like(before, one).confidence, one.confidence),
            one.led or _like(before, one).led,
        )
        for one in after.alternatives
    )
    return Heard(after.utterance, together, True, after.spoken_language)


def _like(heard: Heard, one: Alternative) -> Alternative:
    same = (other for other in heard.alternatives if other.language == one.language)
    return next(same, heard.alternatives[0])
