"""How does a scripted caller talk over a real telephone wire, turn by turn?

The same steps as `text_call`, so that one script serves both: a line in, a line out. Here a line is
sound at the pace of speech, silence is silence, a key is a key, and the caller speaks when the
assistant's reply was played to its end. What was said, done and understood is read by a `Tap`
between the call and its parts, which changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast, get_args

from vaani.call import phrases
from vaani.call.plan import CallPlan
from vaani.call.ports.journal import CallStatus, Journal, TurnRecord
from vaani.call.ports.thinker import CallerTurn, CallResult, Commit, ReplyEnd, ReplyPart, Thinker
from vaani.call.session import Parts
from vaani.kit.clock import Clock, Instant
from vaani.language.found import Language
from vaani.testing.carrier_peer import PeerError
from vaani.testing.text_call import Line, line_of
from vaani.testing.twilio_peer import TwilioPeer

BREATH_S = 0.5
"""So long after the assistant's last sound a caller begins to speak."""
PATIENCE_S = 30.0
_PROMPT_S = 1.5
"""A prompt that is due may take so long until it is heard."""
_MOMENTS = frozenset(
    text.speak(language)
    for text in (phrases.FILLER, phrases.STILL_AT_IT)
    for language in get_args(Language)
)
_MOST_MOMENTS = 3
NOTHING = "(nothing)"
LATE = "(nothing: recognition took too long for this machine)"


class SetClock:
    """A clock that was set: stands at `now` until `start`, then runs at the machine's pace."""

    def __init__(self, now: datetime, machine: Clock) -> None:
        self._set_to = now.astimezone(UTC)
        self._machine = machine
        self._started: Instant | None = None

    def start(self) -> None:
        """The phone rings."""
        self._started = self._machine.instant()

    def now(self) -> datetime:
        if self._started is None:
            return self._set_to
        return self._set_to + timedelta(seconds=self._machine.instant() - self._started)

    def instant(self) -> Instant:
        return self._machine.instant()


@dataclass(slots=True)
class Tap:
    """Notes what the brain of one call answers and which turns were heard."""

    language: str = "en"
    """Of the assistant's last words."""
    _turns: list[TurnRecord] = field(default_factory=list)
    _ends: dict[int, ReplyEnd] = field(default_factory=dict)
    _late: bool = False

    def on(self, _plan: CallPlan, parts: Parts) -> Parts:
        """The parts of the call, listened to."""
        return replace(
            parts,
            thinker=_Overheard(parts.thinker, self._ends),
            journal=_Read(parts.journal, self),
        )

    def turn(self, record: TurnRecord) -> None:
        """A line of the transcript."""
        self._turns.append(record)

    def event(self, kind: str) -> None:
        """Anything else that the journal is told."""
        self._late = self._late or kind == "transcript.late"

    @property
    def asked_to_wait(self) -> bool:
        """Was the caller told since the last time that it takes a moment, and nothing else?"""
        said = [turn.text for turn in self._turns if turn.speaker == "assistant" and turn.text]
        return bool(said) and all(text in _MOMENTS for text in said)

    def take(self) -> tuple[str, str, ReplyEnd]:
        """Since the last time: what was heard of the caller, what he heard, and what was done."""
        turns, self._turns = self._turns, []
        late, self._late = self._late, False
        ours = [turn for turn in turns if turn.speaker == "assistant"]
        if ours:
            self.language = ours[-1].language
        ends = [self._ends.pop(turn.number, ReplyEnd()) for turn in ours]
        heard = " / ".join(turn.text for turn in turns if turn.speaker == "caller")
        return (
            heard or (LATE if late else NOTHING),
            " ".join(turn.text for turn in ours if turn.text),
            _together(ends),
        )


def _together(ends: list[ReplyEnd]) -> ReplyEnd:
    """Several replies to one line, as the caller remembers them: the last one asks."""
    if not ends:
        return ReplyEnd()
    return replace(
        ends[-1],
        acts=tuple(act for end in ends for act in end.acts),
        committed=tuple(one for end in ends for one in end.committed),
    )


class _Overheard:
    """A `Thinker` whose ends of replies are noted by the number of their turn."""

    def __init__(self, inner: Thinker, ends: dict[int, ReplyEnd]) -> None:
        self._inner = inner
        self._ends = ends

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        parts = cast(AsyncGenerator[ReplyPart, None], self._inner.reply(turn, commit))
        async with aclosing(parts):
            async for part in parts:
                if isinstance(part, ReplyEnd):
                    self._ends[turn.number] = part
                yield part

    async def hung_up(self) -> CallResult:
        return await self._inner.hung_up()


class _Read:
    """A `Journal` that shows the tap what it is told."""

    def __init__(self, inner: Journal, tap: Tap) -> None:
        self._inner = inner
        self._tap = tap

    def answered(self, plan: CallPlan) -> None:
        self._inner.answered(plan)

    def turn(self, record: TurnRecord) -> None:
        self._tap.turn(record)
        self._inner.turn(record)

    def event(self, kind: str, at_ms: int, data: Mapping[str, Any]) -> None:
        self._tap.event(kind)
        self._inner.event(kind, at_ms, data)

    def withhold(self) -> None:
        self._inner.withhold()

    async def ended(
        self,
        status: CallStatus,
        ended_by: Literal["caller", "assistant", "system"],
        result: CallResult,
        duration_ms: int,
    ) -> None:
        await self._inner.ended(status, ended_by, result, duration_ms)


@dataclass(slots=True)
class SpokenCall:
    """One call on an open stream. `voice` gives the sound of a line, mu-law at 8 kHz; `report` is
    asked once the line is down and gives everything of the final line but the language."""

    peer: TwilioPeer
    tap: Tap
    voice: Callable[[str], bytes]
    report: Callable[[], Awaitable[Line]]
    turn: int = 0

    @property
    def ended(self) -> bool:
        return self.peer.closed.is_set()

    async def greet(self) -> Line:
        """Listen to the first words."""
        return await self._listen()

    async def say(self, text: str) -> Line:
        """Speak, and hear the answer out. The line's `heard` is what was understood."""
        self.peer.say(self.voice(text))
        await self.peer.said()
        return await self._listen(spoken=True)

    async def press(self, digits: str) -> Line:
        """Press keys, and hear the answer out."""
        self.peer.press(digits)
        return await self._listen()

    async def wait(self, seconds: float) -> Line:
        """Say nothing; what is said meanwhile is heard out."""
        if await self.peer.assistant_began(within_s=seconds + _PROMPT_S):
            return await self._listen()
        return self._line()

    async def finish(self) -> Line:
        """Hang up, if that has not happened, and give the final line."""
        await self.peer.hang_up()
        self.tap.take()
        return {"final": {**await self.report(), "language": self.tap.language}}

    async def _listen(self, *, spoken: bool = False) -> Line:
        for _ in range(_MOST_MOMENTS):
            try:
                await self.peer.assistant_finished(
                    quiet_s=BREATH_S,
                    timeout_s=PATIENCE_S,
                    since=asyncio.get_running_loop().time(),
                    whole=True,
                )
            except PeerError:
                break  # nobody answered: a line without words
            if not self.tap.asked_to_wait:
                break  # who is asked for a moment waits for what comes
        return self._line(spoken=spoken)

    def _line(self, *, spoken: bool = False) -> Line:
        self.turn += 1
        heard, said, end = self.tap.take()
        line = line_of(self.turn, said, self.tap.language, end, self.ended)
        return {**line, "heard": heard} if spoken else line
