"""How does a call go, on paper? A timed script of a caller against the pure core, on virtual time.

No loop, no threads, no real seconds: the script says when the caller speaks, the rehearsal plays
the parts of detector, transcriber, brain, voice and line with fixed delays, and the result reads
like a transcript. Seconds in scripts, milliseconds in results.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from vaani.call.core.conversation import Conversation
from vaani.call.core.manner import TurnSettings
from vaani.call.core.playout import Playout
from vaani.call.decisions import (
    Answer,
    Consult,
    Cut,
    Decision,
    Drop,
    EndCall,
    FinishSaying,
    FollowSpeech,
    Hold,
    Join,
    Note,
    Say,
    ScoreTurn,
    Think,
    Transfer,
    WriteTurn,
)
from vaani.call.facts import (
    Answered,
    CallerGone,
    CallerSaid,
    DigitPressed,
    Fact,
    PlayoutEnded,
    PlayoutStarted,
    ProviderFailed,
    ReplyEnded,
    ReplySentence,
    SpeechPaused,
    SpeechStarted,
    StaffAsked,
    TurnScored,
    VoiceStarted,
    Wish,
)
from vaani.call.plan import Business, Caller, CallLimits, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.call.ports.transcriber import Alternative, Heard
from vaani.kit.clock import MediaMs

TICK_MS = 20
_FRAME = 160
_ONSET_MS = 110
"""After the first sound the detector is sure of speech."""
_PAUSE_MS = 200

Brain = Callable[[CallerTurn], tuple[list[str], ReplyEnd]]


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds until each part has done its work."""

    transcript: int = 150
    score: int = 60
    think: int = 20
    voice: int = 40
    ms_per_character: int = 50
    mute_from: int | None = None
    """From then on the voice takes sentences and gives no sound."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One stretch of the caller's sound."""

    start: int
    end: int
    words: str
    finished: float | tuple[float, ...] | None
    confidence: float = 1.0


@dataclass(slots=True)
class Outcome:
    """What came of the call."""

    turns: list[TurnRecord] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    audible: list[tuple[int, int]] = field(default_factory=list)
    """Stretches of our sound at the caller's ear, start and end."""
    thoughts: list[CallerTurn] = field(default_factory=list)
    ended: EndCall | None = None
    ended_at: int | None = None
    transfer: str | None = None
    consults: list[Consult] = field(default_factory=list)
    """Colleagues who were asked to take the caller."""
    joined: str | None = None
    answers: dict[int, str | None] = field(default_factory=dict)
    """What staff were told of each wish: None, or why not."""

    def said(self, speaker: str) -> list[str]:
        """What one side said, in order, as it was heard."""
        return [turn.text for turn in self.turns if turn.speaker == speaker]

    def noted(self, kind: str) -> list[int]:
        """When something was noted."""
        return [at for at, what in self.notes if what == kind]

    def silent_at(self, ms: int) -> bool:
        """Does the caller hear nothing of us at that moment?"""
        return not any(start <= ms < end for start, end in self.audible)


def plan(**limits: int) -> CallPlan:
    """A plan for a rehearsal, with other limits where named."""
    business = Business(
        id="b1", slug="stage", name="Stage", kind="restaurant", timezone="Asia/Kolkata",
        languages=("en", "hi"), hours={},
    )  # fmt: skip
    return CallPlan(
        call_id="c1", business=business, caller=Caller("+919999900001"), carrier="rehearsal",
        carrier_call_id="r1", limits=CallLimits(**limits),
    )  # fmt: skip


class Rehearsal:
    """One call on virtual time."""

    def __init__(
        self,
        brain: Brain,
        *,
        call: CallPlan | None = None,
        delays: Delays | None = None,
        turns: TurnSettings | None = None,
    ) -> None:
        self._brain = brain
        self._delays = delays or Delays()
        self.playout = Playout(_FRAME, b"\xff")
        self.conversation = Conversation(call or plan(), self.playout, turns)
        self.outcome = Outcome()
        self._queue: list[tuple[int, int, Callable[[int], None]]] = []
        self._count = 0
        self._speech: list[Speech] = []
        self._resumed: set[tuple[int, int]] = set()
        """Pauses after which the caller went on: utterance and which of them."""
        self._open_sound: int | None = None
        self._utterance = 0
        self._words: list[str] = []
        self._last: Speech | None = None
        self._judged = 0
        self._fact(0, Answered())

    # --- the script ------------------------------------------------------------------------------

    def says(
        self,
        words: str,
        at: float,
        *,
        seconds: float | None = None,
        finished: float | tuple[float, ...] | None = 0.95,
        partial: bool = True,
        confidence: float = 1.0,
    ) -> Rehearsal:
        """The caller says `words` from `at`; `finished` is what the end-of-turn model thinks, each
        time it is asked, `confidence` how well the recogniser hears him."""
        start = int(at * 1000)
        length = int((seconds if seconds is not None else 0.3 + 0.06 * len(words)) * 1000)
        speech = Speech(start, start + length, words, finished, confidence)
        self._at(start + _ONSET_MS, lambda now: self._start(speech))
        if partial and words:
            self._at(start + 600, lambda now: self._partial(speech, now))
        self._at(speech.end + _PAUSE_MS, lambda now: self._pause(speech))
        return self

    def coughs(self, at: float, *, seconds: float = 0.25) -> Rehearsal:
        """A noise that the detector takes for speech; no words come of it."""
        return self.says("", at, seconds=seconds, finished=None)

    def presses(self, digits: str, at: float, *, gap: float = 0.2) -> Rehearsal:
        """Keys, one after the other."""
        for index, digit in enumerate(digits):
            self._fact(int((at + index * gap) * 1000), DigitPressed(digit))
        return self

    def hangs_up(self, at: float) -> Rehearsal:
        """The caller is gone."""
        self._fact(int(at * 1000), CallerGone("hangup"))
        return self

    def fails(self, fact: ProviderFailed, at: float) -> Rehearsal:
        """A provider fails."""
        self._fact(int(at * 1000), fact)
        return self

    def staff(self, wish: Wish, at: float, words: str = "", ref: int = 1) -> Rehearsal:
        """One of the staff wants something."""
        return self.happens(StaffAsked(ref, wish, words), at)

    def happens(self, fact: Fact, at: float) -> Rehearsal:
        """Something that the caller did not do."""
        self._fact(int(at * 1000), fact)
        return self

    def run(self, seconds: float) -> Outcome:
        """Play the script for so long."""
        for now in range(0, int(seconds * 1000), TICK_MS):
            while self._queue and self._queue[0][0] <= now:
                _, _, work = heapq.heappop(self._queue)
                work(now)
            self._carry_out(self._tick(now), now)
            self._play(now)
            if self.outcome.ended is not None:
                break
        self._silence(int(seconds * 1000))
        return self.outcome

    def _tick(self, now: int) -> list[Decision]:
        """What time decides. A session asks only once the deadline has come: what would be decided
        before it would come late."""
        deadline = self.conversation.deadline()
        decided = self.conversation.tick(MediaMs(now))
        if decided and (deadline is None or deadline > now):
            raise AssertionError(f"{decided} at {now} ms, but the deadline is {deadline}")
        after = self.conversation.deadline()
        if after is not None and after <= now:
            raise AssertionError(f"at {now} ms the deadline {after} has passed, and rings for ever")
        return decided

    # --- the parts -------------------------------------------------------------------------------

    def _at(self, ms: int, work: Callable[[int], None]) -> None:
        self._count += 1
        heapq.heappush(self._queue, (ms, self._count, work))

    def _fact(self, ms: int, fact: Fact) -> None:
        self._at(ms, lambda now: self._carry_out(self._handle(fact, now), now))

    def _handle(self, fact: Fact, now: int) -> list[Decision]:
        return self.conversation.handle(fact, MediaMs(now))

    def _start(self, speech: Speech) -> None:
        self._last = speech
        self._judged = 0
        self._fact(speech.start + _ONSET_MS, SpeechStarted(MediaMs(speech.start)))

    def _pause(self, speech: Speech) -> None:
        self._fact(
            speech.end + _PAUSE_MS,
            SpeechPaused(MediaMs(speech.end), speech.end - speech.start),
        )

    def _partial(self, speech: Speech, now: int) -> None:
        if now < speech.end:
            words = " ".join([*self._words, *speech.words.split()[:2]])
            found = (Alternative(words, confidence=speech.confidence),)
            self._fact(now, CallerSaid(Heard(self._utterance, found, False)))

    def _follow(self, order: FollowSpeech, now: int) -> None:
        if order.now == "began":
            self._utterance, self._words = order.utterance, []
        pause = len(self._words)
        if order.now == "resumed":
            self._resumed.add((order.utterance, pause - 1))
        if order.now == "paused" and self._last is not None:
            self._words.append(self._last.words)
            text = " ".join(word for word in self._words if word)
            found = (Alternative(text, confidence=self._last.confidence),) if text else ()
            heard = Heard(order.utterance, found, True)
            self._at(now + self._delays.transcript, lambda when: self._final(heard, pause, when))

    def _final(self, heard: Heard, pause: int, now: int) -> None:
        """The words of a pause, unless the caller went on after it."""
        if (heard.utterance, pause) not in self._resumed:
            self._carry_out(self._handle(CallerSaid(heard), now), now)

    def _score(self, utterance: int, now: int) -> None:
        finished = self._last.finished if self._last is not None else None
        if isinstance(finished, tuple):
            self._judged += 1
            finished = finished[min(self._judged, len(finished)) - 1]
        self._fact(now + self._delays.score, TurnScored(utterance, finished))

    def _think(self, order: Think, now: int) -> None:
        self.outcome.thoughts.append(order.turn)
        sentences, end = self._brain(order.turn)
        at = now + self._delays.think
        for index, text in enumerate(sentences):
            self._fact(at, ReplySentence(order.generation, index, text, "en"))
        self._fact(at, ReplyEnded(order.generation, end))

    def _mute(self, now: int) -> bool:
        return self._delays.mute_from is not None and now >= self._delays.mute_from

    def _say(self, order: Say, now: int) -> None:
        if self._mute(now):
            return

        def voiced(when: int) -> None:
            self._fact(when, VoiceStarted(order.generation))
            self.playout.begin_sentence(order.generation, order.index, order.text)
            size = len(order.text) * self._delays.ms_per_character * 8
            self.playout.append(order.generation, b"\x00" * size)
            self.playout.end_sentence(order.generation)

        self._at(now + self._delays.voice, voiced)

    def _carry_out(self, decisions: list[Decision], now: int) -> None:
        for decision in decisions:
            match decision:
                case FollowSpeech():
                    self._follow(decision, now)
                case ScoreTurn(utterance):
                    self._score(utterance, now)
                case Think():
                    self._think(decision, now)
                case Say():
                    self._say(decision, now)
                case FinishSaying(generation) if not self._mute(now):
                    self._at(
                        now + self._delays.voice + 1,
                        lambda _now, closing=generation: self.playout.close(closing),  # type: ignore[misc]
                    )
                case Hold() | Cut() | Drop():
                    self._silence(now)
                case Note(kind, _):
                    self.outcome.notes.append((now, kind))
                case WriteTurn(record):
                    self.outcome.turns.append(record)
                case Answer(ref, refusal):
                    self.outcome.answers[ref] = refusal
                case Consult():
                    self.outcome.consults.append(decision)
                case Join(number):
                    self.outcome.joined = number
                case Transfer(number):
                    self.outcome.transfer = number
                case EndCall():
                    self.outcome.ended, self.outcome.ended_at = decision, now

    def _play(self, now: int) -> None:
        track = self.playout.current
        if track is None:
            return
        payload, first = self.playout.due(now)
        if payload and self._open_sound is None:
            self._open_sound = now
        if first:
            self._carry_out(self._handle(PlayoutStarted(track.generation, MediaMs(now)), now), now)
        self.playout.mark_due()
        over = self.playout.finished(now + 500)
        if over is not None:
            self._silence(now)
            ended = PlayoutEnded(over.generation, over.text, MediaMs(now))
            self._carry_out(self._handle(ended, now), now)

    def _silence(self, now: int) -> None:
        if self._open_sound is not None:
            self.outcome.audible.append((self._open_sound, now))
            self._open_sound = None


def answering(*replies: str, awaiting: str | None = None) -> Brain:
    """A brain that greets with the first reply and then gives the others, one a turn."""

    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        text = replies[turn.number - 1] if turn.number <= len(replies) else "I see."
        return [text], ReplyEnd(awaiting=awaiting)  # type: ignore[arg-type]

    return brain
