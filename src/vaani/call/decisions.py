"""Everything that can be decided in a call, in the imperative. The session carries it out in order.

A reply is a draft from `Think` to `Commit`: it is thought and voiced, but not played and nothing is
written. `Drop` undoes a draft; `Cut` ends a reply that was playing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vaani.call.ports.hint import Hint
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.speaker import HeardSentence
from vaani.call.ports.thinker import CallerTurn
from vaani.kit.clock import MediaMs
from vaani.language.found import Language


@dataclass(frozen=True, slots=True)
class FollowSpeech:
    """Tell the transcriber where the utterance stands."""

    utterance: int
    now: Literal["began", "paused", "resumed", "ended"]
    at: MediaMs


@dataclass(frozen=True, slots=True)
class ScoreTurn:
    """Ask the end-of-turn model about the pause of `utterance`."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Think:
    """Start the reply `generation` to `turn`, as a draft."""

    generation: int
    turn: CallerTurn


@dataclass(frozen=True, slots=True)
class Commit:
    """Reply `generation` may write and be heard."""

    generation: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget the draft `generation`: its thinking, its sound, without a trace."""

    generation: int


@dataclass(frozen=True, slots=True)
class Say:
    """Voice one sentence of reply `generation`. `urgent` sentences go before the others' sound."""

    generation: int
    index: int
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class FinishSaying:
    """No further sentence comes in reply `generation`: its end may be marked."""

    generation: int


@dataclass(frozen=True, slots=True)
class Hold:
    """The caller speaks over us: stop at once, keep what was not heard."""

    generation: int


@dataclass(frozen=True, slots=True)
class Resume:
    """It was a cough or a nod: go on from where the caller heard us last."""

    generation: int


@dataclass(frozen=True, slots=True)
class Cut:
    """End reply `generation`: what was not heard will not be said. `heard` is what was, by
    sentence."""

    generation: int
    heard: tuple[HeardSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Expect:
    """Tell the transcriber what the next utterance probably answers."""

    hint: Hint


@dataclass(frozen=True, slots=True)
class WriteTurn:
    """A line of the transcript is settled."""

    record: TurnRecord


@dataclass(frozen=True, slots=True)
class Note:
    """Something for the journal."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Pass the caller on and leave."""

    number: str


@dataclass(frozen=True, slots=True)
class Consult:
    """Call a colleague and ask him with this sentence; the caller hears music meanwhile."""

    number: str
    briefing: str
    language: Language


@dataclass(frozen=True, slots=True)
class Join:
    """The colleague has accepted: he and the caller hear each other."""

    number: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Tell the staff what became of their wish `ref`; `refusal` None: it is done."""

    ref: int
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Attend:
    """A person speaks with the caller from now on (`on`), or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class EndCall:
    """The call is over. `status` as in the journal."""

    by: Literal["caller", "assistant", "system"]
    status: Literal["completed", "failed"] = "completed"


Decision = (
    FollowSpeech
    | ScoreTurn
    | Think
    | Commit
    | Drop
    | Say
    | FinishSaying
    | Hold
    | Resume
    | Cut
    | Expect
    | WriteTurn
    | Note
    | Transfer
    | Consult
    | Join
    | Answer
    | Attend
    | EndCall
)
