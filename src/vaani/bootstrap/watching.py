"""How do live events, metrics and the page learn of calls and of what was committed?

What is said is told as it happens, by a `Journal` that passes everything on to the one that stores.
What was committed comes from the outbox. So that one call's events keep their order, the outbox is
emptied before the call's end is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from vaani.api.events import EventHub, EventType
from vaani.api.metrics import Metrics
from vaani.call.plan import CallPlan
from vaani.call.ports.journal import CallStatus, Journal, TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.call.ports.toolbox import Refusal, Toolbox
from vaani.domain.outbox.service import Event, Outbox

POLL_S = 0.5
TOLD: Mapping[str, EventType] = {
    "booking.created": "booking.created",
    "booking.changed": "booking.changed",
    "booking.cancelled": "booking.cancelled",
    "call.transferred": "call.transferred",
    "call.transfer_failed": "error.occurred",
}
"""What the outbox tells, and as which event; what else happens in a call is told at once."""
_ENDS: Mapping[CallStatus, EventType] = {"completed": "call.completed"}
_NOTED: Mapping[str, EventType] = {"barge_in": "turn.interrupted", "tool": "tool.called"}
_TROUBLES = frozenset(("transcript.late", "machine.too_busy"))
"""What tells the owner that his machine is too slow for its callers."""
_TOOLS = frozenset(
    ("know", "bookings", "book", "change", "cancel", "leave_message", "stop_calling", "recognise")
)
"""Of a toolbox, what is told: not every look at the calendar, of which a turn may make many."""


class OutboxPump:
    """Hands on what was committed, soon: when it is woken, else twice a second."""

    def __init__(self, outbox: Outbox, hub: EventHub, metrics: Metrics) -> None:
        self._outbox = outbox
        self._hub = hub
        self._metrics = metrics
        self._wake = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._asked = self._served = 0

    def wake(self) -> None:
        """Something may have been committed."""
        self._wake.set()

    async def empty(self) -> None:
        """Hand on all that waits; returns when it is done. Those who ask while it is done share the
        next time."""
        self._asked += 1
        mine = self._asked
        async with self._one_at_a_time:
            if self._served >= mine:
                return
            asked = self._asked
            while await self._outbox.dispatch([self._tell]):
                pass
            self._served = asked

    async def rest(self) -> None:
        """Until it is woken, or the next beat."""
        try:
            async with asyncio.timeout(POLL_S):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _tell(self, event: Event) -> None:
        told = TOLD.get(event.type)
        if told is None:
            return
        payload = event.payload
        if event.type.startswith("booking."):
            self._metrics.bookings.labels(event.type.partition(".")[2]).inc()
        else:
            self._metrics.transfers.labels(str(payload["result"])).inc()
        if event.type == "call.transfer_failed":
            payload = {"what": event.type, **payload}
        self._hub.publish(
            told,
            payload,
            call_id=event.call_id,
            business_id=event.business_id,
            at=event.at,
        )


class WatchedJournal:
    """A `Journal` that tells live events and figures, and passes everything on."""

    def __init__(
        self,
        inner: Journal,
        plan: CallPlan,
        hub: EventHub,
        metrics: Metrics,
        settle: Callable[[], Awaitable[None]],
    ) -> None:
        self._inner = inner
        self._plan = plan
        self._hub = hub
        self._metrics = metrics
        self._settle = settle
        self._withheld = False
        self._began: float | None = None

    def withhold(self) -> None:
        self._withheld = True
        self._inner.withhold()
        self._hub.forget(self._plan.call_id)

    def tool(self, name: str, ok: bool) -> None:
        """The brain has used a tool of its toolbox; `ok`: it was not refused, and a question is
        answered."""
        self.noticed("tool", {"name": name, "ok": ok})

    def noticed(self, kind: str, data: Mapping[str, Any]) -> None:
        """Something happened just now."""
        now = asyncio.get_running_loop().time()
        at_ms = int((now - self._began) * 1000) if self._began is not None else 0
        self.event(kind, at_ms, data)

    def answered(self, plan: CallPlan) -> None:
        self._began = asyncio.get_running_loop().time()
        self._inner.answered(plan)
        self._metrics.calls_open.inc()
        about = {"carrier": plan.carrier, "direction": plan.direction, "test": plan.test}
        self._tell("call.started", {"business": plan.business.slug, **about})
        self._tell("call.answered", about)

    def turn(self, record: TurnRecord) -> None:
        self._inner.turn(record)
        kind: EventType = "message.received" if record.speaker == "caller" else "message.sent"
        said: dict[str, Any] = {
            "turn": record.number,
            "speaker": record.speaker,
            "text": None if self._withheld else record.text,
            "language": record.language,
        }
        if record.speaker == "assistant":
            said |= {"acts": list(record.acts), "interrupted": record.interrupted}
            self._measure(record)
        self._tell(kind, said)

    def event(self, kind: str, at_ms: int, data: Mapping[str, Any]) -> None:
        self._inner.event(kind, at_ms, data)
        told = _NOTED.get(kind)
        if told is not None:
            self._tell(told, {"at_ms": at_ms, **data})
        elif "failed" in kind or kind in _TROUBLES:
            self._tell("error.occurred", {"at_ms": at_ms, "what": kind})
        if kind in _TROUBLES:
            self._metrics.speech_late.labels(kind).inc()

    async def ended(
        self,
        status: CallStatus,
        ended_by: Literal["caller", "assistant", "system"],
        result: CallResult,
        duration_ms: int,
    ) -> None:
        try:
            await self._inner.ended(status, ended_by, result, duration_ms)
            await self._settle()
        finally:
            self._metrics.calls_open.dec()
            self._metrics.calls_ended.labels(self._plan.carrier, status, result.outcome).inc()
        outcome = {"status": status, "outcome": result.outcome, "ended_by": ended_by}
        self._tell(_ENDS.get(status, "call.failed"), {**outcome, "duration_ms": duration_ms})

    def _measure(self, record: TurnRecord) -> None:
        times = record.times
        if record.interrupted:
            self._metrics.turns_interrupted.inc()
        if times.speech_end is not None and times.sent is not None:
            self._metrics.turn_seconds.observe(max(0, times.sent - times.speech_end) / 1000)

    def _tell(self, kind: EventType, data: Mapping[str, Any]) -> None:
        self._hub.publish(
            kind, data, call_id=self._plan.call_id, business_id=self._plan.business.id
        )


class WatchedToolbox:
    """A `Toolbox` that tells which of its tools were used, and is else the one inside."""

    def __init__(self, inner: Toolbox, told: Callable[[str, bool], None]) -> None:
        self._inner = inner
        self._told = told

    def __getattr__(self, name: str) -> Any:
        tool = getattr(self._inner, name)
        if name not in _TOOLS:
            return tool

        async def used(*args: Any, **values: Any) -> Any:
            result = await tool(*args, **values)
            self._told(name, not isinstance(result, Refusal) and (name != "know" or bool(result)))
            return result

        return used
