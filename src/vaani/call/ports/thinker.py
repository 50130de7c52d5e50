"""Who decides what to say to a caller's turn?

A `Thinker` serves one call and keeps the state of its talk. The flow brain answers at once, a
language model streams. A reply is a draft until its `Commit` is given: before that a thinker may
read but not write, and closing the iterator leaves no trace.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from vaani.call.ports.hint import Awaiting as Awaiting  # of a reply's end, like the acts
from vaani.call.ports.transcriber import Alternative
from vaani.language.found import Language, Variety

Act = Literal[
    "greet", "ask_name", "ask_phone", "ask_party", "ask_date", "ask_time", "ask_doctor",
    "ask_service", "ask_which", "readback", "offer", "unavailable", "done", "inform", "refuse",
    "emergency", "handoff", "message_taken", "reprompt", "anything_else", "goodbye",
]  # fmt: skip
Outcome = Literal[
    "booked", "changed", "cancelled", "answered", "message", "transferred", "refused",
    "abandoned", "unresolved", "opted_out",
]  # fmt: skip


class Commit(Protocol):
    """Whether a reply may take effect: the end of the caller's turn has been decided."""

    @property
    def given(self) -> bool: ...

    @property
    def cut(self) -> bool:
        """Did the caller speak over the committed reply? Further words of it are heard by nobody,
        and his next turn waits for its end."""
        ...

    async def wait(self) -> None:
        """Returns once the turn is committed; is cancelled with the draft otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class CallerTurn:
    """What the caller did. `number` counts the turns of a call from 1.

    kind `start`: the line was answered, greet. `said`: `alternatives`, best first. `keys`: `digits`
    were pressed. `silence`: nothing for so long; `silence_step` 1, 2 are prompts, the step after
    them is the goodbye. `limit`: the call's time is nearly over, warn. `not_heard`: there was
    speech but no words. `too_busy`: this computer cannot recognise him in time, so say so, and pass
    him on or take a message; only keys are sure to be heard. `outage`: there is no voice, or no
    brain that answers: only what was recorded can be said (`dialogue.outage`). `heard` is what the
    caller really heard of the reply before; `heard_all` false when he cut it off.
    """

    number: int
    kind: Literal["start", "said", "keys", "silence", "limit", "not_heard", "too_busy", "outage"]
    alternatives: tuple[Alternative, ...] = ()
    spoken_language: str | None = None
    digits: str = ""
    silence_step: int = 0
    heard: str = ""
    heard_all: bool = True

    @property
    def text(self) -> str:
        return self.alternatives[0].text if self.alternatives else ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to be spoken, already in speakable words."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Offered:
    """A concrete free slot that was offered."""

    date: str
    time: str
    resource: str | None = None
    party: int | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """A write made in this turn."""

    action: Literal["created", "changed", "cancelled", "message"]
    ref: str


@dataclass(frozen=True, slots=True)
class ReplyEnd:
    """The end of a reply: what was done, what is awaited, what happens next."""

    acts: tuple[Act, ...] = ()
    awaiting: Awaiting | None = None
    offered: tuple[Offered, ...] = ()
    committed: tuple[Committed, ...] = ()
    then: Literal["listen", "hang_up", "transfer"] = "listen"
    transfer_to: str | None = None
    hints: tuple[str, ...] = ()
    """Names and phrases that the answer may hold, the likeliest first (`Hint.words`)."""
    digits_wanted: int | None = None
    """How many digits are expected next (10 for a phone number), so that pauses are waited for."""


ReplyPart = Sentence | ReplyEnd


@dataclass(frozen=True, slots=True)
class CallResult:
    """How the call ended for the business. `otherwise` is the outcome if nobody takes the
    transfer."""

    outcome: Outcome
    variety: Variety
    transfer: str | None = None
    transcript_kept: bool = True
    summary: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    otherwise: Outcome = "abandoned"

    def ended_by(self, by: Literal["caller", "assistant", "system"]) -> CallResult:
        """Nothing came of it: `abandoned` by the caller, or ended by us with nothing done."""
        if by == "caller" or self.outcome != "abandoned":
            return self
        return replace(self, outcome="unresolved")

    def carried_out(self, transfer: str | None) -> CallResult:
        """The result of a call whose line was asked to pass the caller on to `transfer`, or (None)
        to nobody: he may leave before it, and a call without brain or voice passes on by itself."""
        if (transfer is None) == (self.transfer is None):
            return self
        if transfer is None:
            outcome = self.otherwise if self.outcome == "transferred" else self.outcome
            return replace(self, outcome=outcome, transfer=None)
        passed_on: Outcome = self.outcome if self.outcome == "opted_out" else "transferred"
        return replace(self, outcome=passed_on, otherwise=self.outcome, transfer=transfer)


class Thinker(Protocol):
    """The brain of one call. Errors are `ProviderError(stage="thinker")`."""

    def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        """Sentences as they come, then exactly one `ReplyEnd`.

        Without commit it may stop and wait where a write is due; a reply that writes nothing says
        its end without it, because what kind of answer it is decides how long the caller's pause
        is waited for. Closing it before the commit undoes all: the talk stands where it stood
        before the turn.
        """
        ...

    async def hung_up(self) -> CallResult:
        """The call is over: releases what was held and says how it ended. Idempotent."""
        ...
