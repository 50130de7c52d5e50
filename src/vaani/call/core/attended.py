"""What is kept of a call while a person speaks with the caller in our place? Pure.

The assistant says and decides nothing. What both say is still recognised and written down, each
pause of the caller's as a turn of his; times are milliseconds of the call.
"""

from __future__ import annotations

from vaani.call.core.dialogue_state import Utterance
from vaani.call.decisions import Decision, FollowSpeech, Note, WriteTurn
from vaani.call.facts import (
    CallerSaid,
    Fact,
    HumanSaid,
    ProviderFailed,
    SpeechPaused,
    SpeechStarted,
)
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.transcriber import Heard
from vaani.kit.clock import MediaMs


class Attended:
    """The stretch of a call that a person carries. `utterances` counts on from the call's."""

    __slots__ = ("_open", "_turn", "utterances")

    def __init__(self, utterances: int, turn: int, said: Utterance | None) -> None:
        """`turn` is the call's last; `said` the caller's utterance in progress."""
        self.utterances = utterances
        self._turn = turn
        self._open = said

    def handle(self, fact: Fact, now: MediaMs) -> list[Decision]:
        """What is written down of one fact; most of them mean nothing here."""
        match fact:
            case SpeechStarted(at):
                return self._started(at)
            case SpeechPaused(at, speech_ms):
                return self._paused(at, speech_ms)
            case CallerSaid(heard) if heard.final:
                return self._said(heard, now)
            case HumanSaid():
                return [WriteTurn(self._human(fact))]
            case ProviderFailed():
                return [Note("provider.failed", {"stage": fact.stage, "code": fact.code})]
        return []

    def close(self, now: MediaMs) -> list[Decision]:
        """The person leaves: what was not recognised by then is nobody's turn."""
        said, self._open = self._open, None
        return [] if said is None else [FollowSpeech(said.number, "ended", now)]

    def _started(self, at: MediaMs) -> list[Decision]:
        if self._open is not None:
            self._open.end = None
            return [FollowSpeech(self._open.number, "resumed", at)]
        self.utterances += 1
        self._open = Utterance(self.utterances, at)
        return [FollowSpeech(self.utterances, "began", at)]

    def _paused(self, at: MediaMs, speech_ms: int) -> list[Decision]:
        if self._open is None:
            return []
        self._open.end = at
        self._open.speech_ms += speech_ms
        return [FollowSpeech(self._open.number, "paused", at)]

    def _said(self, heard: Heard, now: MediaMs) -> list[Decision]:
        said = self._open
        if said is None or said.number != heard.utterance or said.end is None:
            return []
        self._open = None
        ended: list[Decision] = [FollowSpeech(said.number, "ended", now)]
        if not heard.text.strip():
            return ended
        best = heard.alternatives[0]
        record = TurnRecord(
            number=self._turn,
            speaker="caller",
            text=heard.text,
            language=best.language,
            start_ms=said.onset,
            end_ms=said.end,
            confidence=best.confidence,
        )
        return [*ended, WriteTurn(record)]

    def _human(self, fact: HumanSaid) -> TurnRecord:
        return TurnRecord(
            number=self._turn,
            speaker="human",
            text=fact.text,
            language=fact.language,
            start_ms=fact.start,
            end_ms=fact.end,
            confidence=fact.confidence,
        )
