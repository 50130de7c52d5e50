"""Everything that can happen in a call, in the past tense.

Whatever happened is a `Fact` in the call's one mailbox; only `core.conversation` reads it. Times
are `MediaMs` since answer. `generation` numbers a reply, `utterance` a stretch of the caller's
speech: what carries an old number is stale and is dropped by that number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vaani.call.ports.thinker import ReplyEnd
from vaani.call.ports.transcriber import Heard
from vaani.call.turn_taking import TurnTaking
from vaani.kit.clock import MediaMs
from vaani.kit.errors import Stage
from vaani.language.found import Language

ConsultOutcome = Literal["accepted", "declined", "no_answer", "busy", "machine", "failed"]
Wish = Literal["whisper", "forget", "take_over", "hand_back", "pass_on", "hang_up"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The line is open both ways."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The caller speaks, surely enough to act on. `at` is where the speech began."""

    at: MediaMs


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """The caller fell silent. `at` is where the speech ended, some 200 ms before now."""

    at: MediaMs
    speech_ms: int


@dataclass(frozen=True, slots=True)
class TurnScored:
    """The end-of-turn model judged the pause; None when it had no answer in time."""

    utterance: int
    probability: float | None


@dataclass(frozen=True, slots=True)
class CallerSaid:
    """Words of the caller, partial or final."""

    heard: Heard


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """A key: 0-9, *, #."""

    digit: str


@dataclass(frozen=True, slots=True)
class ReplySentence:
    """The brain has a sentence of reply `generation`."""

    generation: int
    index: int
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class ReplyEnded:
    """The brain has said all of reply `generation`."""

    generation: int
    end: ReplyEnd


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """There is first sound of reply `generation`; nothing of it is heard yet."""

    generation: int


@dataclass(frozen=True, slots=True)
class PlayoutStarted:
    """The first frame of reply `generation` went to the line at `at`."""

    generation: int
    at: MediaMs


@dataclass(frozen=True, slots=True)
class PlayoutEnded:
    """Everything of reply `generation` was played, its last sound until `at`. `text` is what the
    caller heard."""

    generation: int
    text: str
    at: MediaMs


@dataclass(frozen=True, slots=True)
class CallerGone:
    """The caller hung up or the line died."""

    reason: Literal["hangup", "lost"]


@dataclass(frozen=True, slots=True)
class ProviderFailed:
    """A model or service failed. `generation` is the reply that it hit, when it hit one."""

    stage: Stage
    retryable: bool
    code: str = ""
    generation: int | None = None


@dataclass(frozen=True, slots=True)
class DrainAsked:
    """The process wants to stop: the call is to end with a spoken notice."""


@dataclass(frozen=True, slots=True)
class TurnTakingChosen:
    """Somebody chose how patiently this call listens from now on."""

    choice: TurnTaking


@dataclass(frozen=True, slots=True)
class StaffAsked:
    """One of the staff wants something of this call; it is answered by `Answer` with `ref`.

    `whisper` an instruction (`words`) to the assistant, `forget` one that waits; `take_over` and
    `hand_back` the talk with the caller; `pass_on` the caller; `hang_up`.
    """

    ref: int
    wish: Wish
    words: str = ""


@dataclass(frozen=True, slots=True)
class HumanSaid:
    """Words of the person who speaks with the caller in our place."""

    text: str
    language: str
    start: MediaMs
    end: MediaMs
    confidence: float


@dataclass(frozen=True, slots=True)
class Consulted:
    """What the colleague did whom we called for a caller."""

    outcome: ConsultOutcome


@dataclass(frozen=True, slots=True)
class ColleagueGone:
    """The colleague who has taken the caller has hung up."""


@dataclass(frozen=True, slots=True)
class MachineAnswered:
    """A machine has picked up this call of ours, and plays its greeting."""


@dataclass(frozen=True, slots=True)
class MachineListens:
    """The machine has beeped, or is silent: what is said now is what it keeps."""


Fact = (
    Answered
    | SpeechStarted
    | SpeechPaused
    | TurnScored
    | CallerSaid
    | DigitPressed
    | ReplySentence
    | ReplyEnded
    | VoiceStarted
    | PlayoutStarted
    | PlayoutEnded
    | CallerGone
    | ProviderFailed
    | DrainAsked
    | TurnTakingChosen
    | StaffAsked
    | HumanSaid
    | Consulted
    | ColleagueGone
    | MachineAnswered
    | MachineListens
)
