"""Where does everything that happened in a call go, without making the call wait?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from vaani.call.plan import CallPlan
from vaani.call.ports.thinker import CallResult

CallStatus = Literal[
    "initiated", "ringing", "in_progress", "completed", "failed", "no_answer", "busy", "canceled"
]

TransferResult = Literal["answered", "busy", "no_answer", "failed", "canceled"]
"""How it went when a caller was passed on: somebody took the call, or why nobody did."""


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Every stage of one assistant turn, in ms of media time since answer; None: not met.

    `speech_end`: the caller's last speech; `endpoint`: end of turn decided; `transcript`: final
    text; `thought`: first sentence of the reply; `voiced`: first audio of it; `sent`: first frame
    on the line; `played_until`: the last of it heard.
    """

    speech_start: int | None = None
    speech_end: int | None = None
    transcript: int | None = None
    endpoint: int | None = None
    thought: int | None = None
    voiced: int | None = None
    sent: int | None = None
    played_until: int | None = None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One line of the transcript. The assistant's `text` is what was heard of it, `unheard` what
    was made for it and never reached the caller."""

    number: int
    speaker: Literal["caller", "assistant", "human"]
    """human: one of the staff, who spoke in the assistant's place."""
    text: str
    language: str
    start_ms: int
    end_ms: int
    interrupted: bool = False
    acts: tuple[str, ...] = ()
    confidence: float | None = None
    times: StageTimes = field(default_factory=StageTimes)
    unheard: str = ""


class Journal(Protocol):
    """Takes notes of one call; returns at once, stores behind the call, loses nothing."""

    def answered(self, plan: CallPlan) -> None: ...

    def turn(self, record: TurnRecord) -> None: ...

    def event(self, kind: str, at_ms: int, data: Mapping[str, Any]) -> None:
        """Anything else that happened (barge-in, provider failure, counters)."""
        ...

    def withhold(self) -> None:
        """The caller refused storage: what he said so far goes now, not at the end of the call,
        and nothing of what is said from now on is kept. Idempotent."""
        ...

    async def ended(
        self,
        status: CallStatus,
        ended_by: Literal["caller", "assistant", "system"],
        result: CallResult,
        duration_ms: int,
    ) -> None:
        """The call is over and its result known; returns when all is stored."""
        ...
