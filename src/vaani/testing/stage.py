"""A whole session on virtual time: a line that plays like a carrier, a journal that remembers.

The session, the switchboard and the playout are production's; the models are the simulated ones
unless given. What the caller hears is kept with its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from vaani.audio.g711 import encode_mulaw
from vaani.call.plan import CallPlan
from vaani.call.ports.journal import CallStatus, TurnRecord
from vaani.call.ports.line import MULAW_8K, LineEar
from vaani.call.ports.thinker import CallResult

FRAME = 160


class StageLine:
    """A `Line` that plays mu-law like a carrier: queue, marks, clear. Times in seconds."""

    coding = MULAW_8K

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.ear: LineEar | None = None
        self._free_at = 0.0
        self._marks: dict[str, asyncio.TimerHandle] = {}
        self.heard: list[tuple[float, float]] = []
        """Stretches of our sound at the caller's ear."""
        self.cleared: list[float] = []
        self.hung_up_at: float | None = None
        self.transferred: str | None = None

    def send(self, payload: bytes) -> None:
        if self.hung_up_at is not None:
            return
        now = self._loop.time()
        start = max(now, self._free_at)
        self._free_at = start + len(payload) / 8000
        if self.heard and abs(self.heard[-1][1] - start) < 0.001:
            self.heard[-1] = (self.heard[-1][0], self._free_at)
        else:
            self.heard.append((start, self._free_at))

    def mark(self, name: str) -> None:
        if self.hung_up_at is not None:
            return
        at = max(self._loop.time(), self._free_at)
        self._marks[name] = self._loop.call_at(at, self._played, name)

    def clear(self) -> None:
        if self.hung_up_at is not None:
            return
        now = self._loop.time()
        self.cleared.append(now)
        self._free_at = now
        self.heard = [(start, min(end, now)) for start, end in self.heard if start < now]
        for name, timer in tuple(self._marks.items()):
            timer.cancel()
            self._loop.call_soon(self._played, name)

    def hang_up(self) -> None:
        if self.hung_up_at is None:
            self.hung_up_at = self._loop.time()

    def transfer(self, number: str) -> None:
        self.transferred = self.transferred or number
        self.hang_up()

    def _played(self, name: str) -> None:
        self._marks.pop(name, None)
        if self.ear is not None:
            self.ear.played(name)

    def silent_at(self, moment: float) -> bool:
        """Does the caller hear nothing of us then?"""
        return not any(start <= moment < end for start, end in self.heard)


@dataclass
class MemoryJournal:
    """A `Journal` that keeps everything in lists."""

    turns: list[TurnRecord] = field(default_factory=list)
    events: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    status: CallStatus | None = None
    ended_by: str | None = None
    result: CallResult | None = None
    withheld: bool = False

    def answered(self, plan: CallPlan) -> None:
        self.events.append(("answered", 0, {"call_id": plan.call_id}))

    def turn(self, record: TurnRecord) -> None:
        if not self.withheld:
            self.turns.append(record)

    def event(self, kind: str, at_ms: int, data: Mapping[str, Any]) -> None:
        self.events.append((kind, at_ms, dict(data)))

    def withhold(self) -> None:
        self.turns.clear()
        self.withheld = True

    async def ended(
        self,
        status: CallStatus,
        ended_by: Literal["caller", "assistant", "system"],
        result: CallResult,
        duration_ms: int,
    ) -> None:
        self.status, self.ended_by, self.result = status, ended_by, result

    def said(self, speaker: str) -> list[str]:
        """What one side said."""
        return [turn.text for turn in self.turns if turn.speaker == speaker]


class StageCaller:
    """A caller who sends 20 ms of sound or silence for the whole call."""

    def __init__(self, ear: LineEar, sounds: list[tuple[float, float]]) -> None:
        self._ear = ear
        self._sounds = sounds
        rng = np.random.default_rng(5)
        loud = (rng.normal(0, 6000, FRAME)).astype(np.int16)
        self._loud = encode_mulaw(loud)
        self._quiet = encode_mulaw((rng.normal(0, 8, FRAME)).astype(np.int16))

    async def call(self, seconds: float, *, hang_up: bool = True) -> None:
        """Send audio for so long, then hang up."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for frame in range(int(seconds * 50)):
            at = frame * 0.02
            talking = any(begin <= at < end for begin, end in self._sounds)
            self._ear.media(self._loud if talking else self._quiet)
            wait = start + at + 0.02 - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
        if hang_up:
            self._ear.gone("hangup")
