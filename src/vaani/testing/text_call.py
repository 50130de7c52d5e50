"""How does a call without audio go, turn by turn? (contracts: text calls)

One caller line in, one assistant line out. The clock is turned by hand: it moves only by the
silences that are sent, and 8 s of silence make a `silence` turn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from vaani.call.plan import CallPlan
from vaani.call.ports.thinker import CallerTurn, CallResult, Offered, ReplyEnd, Sentence, Thinker
from vaani.call.ports.transcriber import Alternative
from vaani.kit.clock import Instant

Line = dict[str, Any]
Report = Callable[[CallResult], Awaitable[Line]]
"""What the database holds at the end: `bookings`, `messages` and whatever else it knows."""


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._began = self._now

    def now(self) -> datetime:
        return self._now

    def instant(self) -> Instant:
        return Instant((self._now - self._began).total_seconds())

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Given:
    """A commit that is given from the start: a typed line is a whole turn."""

    given: bool = True
    cut: bool = False

    async def wait(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class SilenceLadder:
    """How long the caller has been silent, and how many prompts he had. Pure."""

    after_ms: int
    heard_ms: int = 0
    step: int = 0

    def wait(self, seconds: float) -> tuple[SilenceLadder, int | None]:
        """The ladder after that silence, and the step that is due now, if one is."""
        waited = self.heard_ms + round(seconds * 1000)
        if waited < self.after_ms:
            return SilenceLadder(self.after_ms, waited, self.step), None
        return SilenceLadder(self.after_ms, 0, self.step + 1), self.step + 1

    def spoken(self) -> SilenceLadder:
        """The caller did something: the ladder starts anew."""
        return SilenceLadder(self.after_ms)


@dataclass(slots=True)
class TextCall:
    """One call in text. `report` gives the rows at its end."""

    plan: CallPlan
    thinker: Thinker
    clock: HandClock
    report: Report
    turn: int = 0
    ended: bool = False
    ended_by: str = "caller"
    language: str = "en"
    _ladder: SilenceLadder = field(default_factory=lambda: SilenceLadder(8000))

    def __post_init__(self) -> None:
        self._ladder = SilenceLadder(self.plan.limits.silence_after_ms)

    async def greet(self) -> Line:
        """The first line, before any input."""
        return await self.take(CallerTurn(1, "start"))

    async def say(self, text: str) -> Line:
        self._ladder = self._ladder.spoken()
        alternatives = (Alternative(text, "en"),) if text.strip() else ()
        kind: Any = "said" if alternatives else "not_heard"
        return await self.take(CallerTurn(self.turn + 1, kind, alternatives))

    async def press(self, digits: str) -> Line:
        self._ladder = self._ladder.spoken()
        return await self.take(CallerTurn(self.turn + 1, "keys", digits=digits))

    async def wait(self, seconds: float) -> Line:
        """Silence: at most one assistant turn answers."""
        self.clock.advance(seconds)
        self._ladder, step = self._ladder.wait(seconds)
        if step is None:
            self.turn += 1
            return line_of(self.turn, "", self.language, ReplyEnd(), False)
        return await self.take(CallerTurn(self.turn + 1, "silence", silence_step=step))

    async def finish(self) -> Line:
        """The final line: rows, messages, outcome."""
        result = await self.thinker.hung_up()
        rows = await self.report(result)
        transfer = {"number": result.transfer} if result.transfer else None
        return {
            "final": {
                "bookings": rows["bookings"],
                "messages": rows["messages"],
                "transfer": transfer,
                "outcome": result.outcome,
                "language": self.language,
                "ended_by": self.ended_by,
                "outbound_calls": rows.get("outbound_calls", 0),
                "transcript_kept": result.transcript_kept,
            }
        }

    async def take(self, turn: CallerTurn) -> Line:
        """One turn, whatever it is, and what is said to it."""
        self.turn = turn.number
        said: list[str] = []
        end = ReplyEnd()
        async for part in self.thinker.reply(turn, Given()):
            if isinstance(part, Sentence):
                said.append(part.text)
                self.language = part.language
            else:
                end = part
        if end.then != "listen":
            self.ended, self.ended_by = True, "assistant"
        return line_of(self.turn, " ".join(said), self.language, end, self.ended)


def line_of(turn: int, say: str, language: str, end: ReplyEnd, ended: bool) -> Line:
    """A turn of the assistant's as the contract of text calls writes it."""
    return {
        "turn": turn,
        "say": say,
        "language": language,
        "acts": list(end.acts),
        "awaiting": end.awaiting,
        "offered": [_offered(one) for one in end.offered],
        "committed": [{"action": one.action, "ref": one.ref} for one in end.committed],
        "ended": ended,
    }


def _offered(one: Offered) -> Line:
    found: Line = {"date": one.date, "time": one.time}
    if one.resource is not None:
        found["resource"] = one.resource
    if one.party is not None:
        found["party"] = one.party
    return found
