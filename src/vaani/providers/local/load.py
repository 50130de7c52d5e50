"""How much speech can this machine recognise in time, and what goes first when it is too much?

Measured at start and while it runs: seconds of work for a second of speech, for each stage, and how
long callers wait for their words. From both follows how many spoken calls the machine carries, and
the pressure: first no partials, then the smaller model where it can serve, then no further call.
A call is refused by harm alone: its words, or those of the calls that are up, would come later than
two seconds.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Stage = Literal["words", "partials"]

SPEAKS = 0.35
"""Share of a call in which the caller speaks."""
UTTERANCE_S = 3.0
_PAUSES = 1.3
"""Recognitions for each utterance: who pauses inside a sentence is recognised again."""
_OTHER = 0.045
"""Share of a core for everything else of a spoken call: voice, end of turn, detector."""
_HARM_S = 2.0
_SMALLER_S = 1.5
_PLAIN_S = 0.9
_KEPT_S = 30.0
_NEW = 0.2
"""Weight of a new measurement."""
_FEWEST = 3
_ALWAYS = 2
"""So many calls are taken whatever is measured."""
_FULL = 0.95
_TAIL = 3.0
"""How much longer than the mean the unlucky wait in a queue."""


class Pressure(IntEnum):
    """What is given up; each includes the ones before."""

    NONE = 0
    NO_PARTIALS = 1
    SMALLER_MODEL = 2
    NO_FURTHER_CALL = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """For metrics and `vaani doctor`."""

    factor: float
    calls: int
    pressure: Pressure
    waited_s: float


class SpeechLoad:
    """The speech work of a process. Told by engine threads and the loop alike."""

    def __init__(
        self,
        threads: int,
        *,
        cores: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lanes = max(1, min(threads, cores or _cores()))
        self._clock = clock
        self._factors: dict[Stage, float] = {}
        self._work_s: dict[Stage, float] = {}
        self._waits: deque[tuple[float, float]] = deque(maxlen=50)
        self._lock = threading.Lock()
        self._pressure = Pressure.NONE
        self.calls_up: Callable[[], int] = lambda: 0
        self.on_change: Callable[[Pressure], None] | None = None

    def worked(self, stage: Stage, work_s: float, sound_s: float) -> None:
        """A piece of work is done: how long it took, for so much speech."""
        if sound_s <= 0:
            return
        with self._lock:
            _average(self._factors, stage, work_s / sound_s)
            _average(self._work_s, stage, work_s)

    def waited(self, seconds: float) -> None:
        """A caller's words came so long after his pause."""
        with self._lock:
            self._waits.append((self._clock(), seconds))
        self._look()

    def factor(self, stage: Stage = "words") -> float:
        """Seconds of work for a second of speech; 0 while nothing is known."""
        return self._factors.get(stage, 0.0)

    @property
    def carries(self) -> int:
        """So many spoken calls have their words in time; at least one."""
        return max(1, sum(1 for up in range(1, 500) if self._expected_s(up) <= _HARM_S))

    @property
    def pressure(self) -> Pressure:
        """What is given up just now; for the loop, which hears of changes."""
        self._look()
        return self._pressure

    @property
    def level(self) -> Pressure:
        """The same as it was looked at last; for any thread."""
        return self._pressure

    @property
    def figures(self) -> Figures:
        """Everything together."""
        return Figures(self.factor(), self.carries, self.pressure, self._recent_s())

    def admits(self, up: int) -> bool:
        """Would the words of one call more, with `up` of them up, come in time?"""
        if up < _ALWAYS or not self.factor():
            return True
        return max(self._expected_s(up + 1), self._recent_s()) <= _HARM_S

    def _expected_s(self, calls: int) -> float:
        """The wait for words with so many calls: work that queues for the lanes."""
        work_s = self._work_s.get("words", 0.0)
        share = calls * (SPEAKS / UTTERANCE_S * _PAUSES * work_s + _OTHER) / self._lanes
        if share >= _FULL:
            return float("inf")
        return work_s * (1 + _TAIL * share**self._lanes / (1 - share))

    def _recent_s(self) -> float:
        """What callers waited lately: nine of ten less than this; 0 while few are known."""
        since = self._clock() - _KEPT_S
        with self._lock:
            waits = sorted(seconds for at, seconds in self._waits if at >= since)
        return waits[int(len(waits) * 0.9)] if len(waits) >= _FEWEST else 0.0

    def _look(self) -> None:
        up = self.calls_up()
        worst = max(self._recent_s(), self._expected_s(up) if up > 1 else 0.0)
        found = Pressure.NONE
        for level, limit in (
            (Pressure.NO_PARTIALS, _PLAIN_S),
            (Pressure.SMALLER_MODEL, _SMALLER_S),
            (Pressure.NO_FURTHER_CALL, _HARM_S),
        ):
            if worst > limit:
                found = level
        if found is not self._pressure:
            self._pressure = found
            if self.on_change is not None:
                self.on_change(found)


def _average(of: dict[Stage, float], stage: Stage, value: float) -> None:
    """Move the average of a stage a little."""
    before = of.get(stage, value)
    of[stage] = before + _NEW * (value - before)


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
