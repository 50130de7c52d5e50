"""Which calls does this process carry, and what beats for all of them every 20 ms?

One clock for all calls: it runs the voice detector once for everybody who has a window ready, lets
each call decide what time decides, and sends what is due. How late it beats is what admission goes
by, and how much of its thread's time is taken, as a full thread is late all at once: a process that
could not keep its beat takes no further call and keeps the ones it has.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import thread_time
from typing import Protocol, TypeVar

import numpy as np

from vaani.audio.g711 import MULAW_TO_FLOAT32
from vaani.call.ports.detector import Floats, VoiceDetector

Result = TypeVar("Result")

log = logging.getLogger(__name__)

TICK_S = 0.02
_RESERVED_S = 10.0
"""A carrier that was told to connect opens its socket within this time, or not at all."""
_PAGE_RESERVED_S = 2.0
"""The call page asks when its microphone is open already: it comes at once, or not at all."""
_PAGE_SHARE = 4
"""One in so many places, at least one, may wait for a page."""
_PAGE_MOST = 8
"""So many wait for pages at the most, where no number of calls is set."""
_TELLING = 25
"""Beats that tell how busy the thread is: half a second."""
_ROUNDS = 4
"""Windows that one call may catch up on in one beat, after a burst of late audio."""


class Beating(Protocol):
    """A call as the clock sees it."""

    detector_state: Floats
    wake: float
    """The loop's time before which `beat` has nothing to do."""
    ready: bool
    """It has a window for the voice detector."""

    def window(self) -> bytes | None:
        """The next window of the caller's audio that may hold speech, mu-law at the detector's
        rate."""
        ...

    def scored(self, probability: float) -> None:
        """The window just given sounds like speech with this probability."""
        ...

    def beat(self, now: float) -> None:
        """20 ms have passed; `now` is the loop's time in seconds."""
        ...

    def broken(self) -> None:
        """A fault was raised by this call: it gets no further beat and must end."""
        ...


@dataclass(frozen=True, slots=True)
class Admission:
    """When is there room? Milliseconds of lateness, share of the clock's thread, calls a second."""

    late_ms: float = 40.0
    """What our lead at the caller covers, and half of the overhead that would harm him."""
    busy: float = 0.8
    max_calls: int | None = None
    per_second: int = 20
    speech: Callable[[int], bool] = field(default=lambda _up: True)
    """Would the words of one call more come in time, with so many calls up?"""


class Switchboard:
    """The calls of one process."""

    def __init__(self, detector: VoiceDetector, admission: Admission | None = None) -> None:
        self._detector = detector
        self._window_bytes = detector.window_samples
        self._admission = admission or Admission()
        self._calls: list[Beating] = []
        self._beside: list[Beating] = []
        self._late_ms: deque[float] = deque(maxlen=100)
        self._spent: deque[tuple[float, float]] = deque(maxlen=100)
        self._admitted: deque[float] = deque()
        self._reserved: deque[float] = deque()
        self._of_pages: deque[float] = deque()
        self._task: asyncio.Task[None] | None = None
        self.draining = False
        self.refused = 0
        self.on_beat: Callable[[float], None] | None = None

    @property
    def detector(self) -> VoiceDetector:
        return self._detector

    @property
    def calls(self) -> int:
        """How many calls are up."""
        return len(self._calls)

    @property
    def beating(self) -> bool:
        """Does the clock run, where there are calls?"""
        return self._task is None or not self._task.done()

    @property
    def late_p95_ms(self) -> float:
        """How late the last hundred beats were, 95th percentile."""
        if not self._late_ms:
            return 0.0
        ordered = sorted(self._late_ms)
        return ordered[int(len(ordered) * 0.95)]

    @property
    def busy(self) -> float:
        """Processor time of the clock's thread over the last hundred beats, share of a core."""
        if len(self._spent) < _TELLING:
            return 0.0
        (began, before), (ended, after) = self._spent[0], self._spent[-1]
        return (after - before) / (ended - began)

    def admits(self) -> bool:
        """Is there room for one more call? A yes reserves its place until the call joins, for ten
        seconds at most."""
        return self._take(self._forgotten())

    def admits_page(self) -> bool:
        """The same for the call page, which anybody may ask for: such a reservation takes no place
        from a carrier, only from other pages, and ends after two seconds."""
        now = self._forgotten()
        limit = self._admission.max_calls
        share = _PAGE_MOST if limit is None else max(1, min(_PAGE_MOST, limit // _PAGE_SHARE))
        up = self.calls + len(self._reserved) + len(self._of_pages)
        room = len(self._of_pages) < share and self._fits(up)
        if room:
            self._of_pages.append(now)
        else:
            self.refused += 1
        return room

    def page_comes(self) -> bool:
        """The socket of a page is here: does it have its place, or one that is free by now? A yes
        reserves it like a carrier's until the call joins."""
        now = self._forgotten()
        if self._of_pages:
            self._of_pages.popleft()
        return self._take(now)

    @property
    def expected(self) -> int:
        """How many of carriers' calls are admitted and not up yet."""
        self._forgotten()
        return len(self._reserved)

    def _forgotten(self) -> float:
        """Forget what is over; the time now."""
        now = asyncio.get_running_loop().time()
        while self._admitted and now - self._admitted[0] > 1.0:
            self._admitted.popleft()
        while self._reserved and now - self._reserved[0] > _RESERVED_S:
            self._reserved.popleft()
        while self._of_pages and now - self._of_pages[0] > _PAGE_RESERVED_S:
            self._of_pages.popleft()
        return now

    def _take(self, now: float) -> bool:
        """A place like a carrier's, where there is one."""
        room = len(self._admitted) < self._admission.per_second and self._fits(
            self.calls + len(self._reserved)
        )
        if room:
            self._admitted.append(now)
            self._reserved.append(now)
        else:
            self.refused += 1
        return room

    def _fits(self, up: int) -> bool:
        limit = self._admission.max_calls
        return (
            not self.draining
            and (limit is None or up < limit)
            and (self.calls < 4 or self._keeps_up())
            and self._admission.speech(up)
        )

    def _keeps_up(self) -> bool:
        keeps = self.late_p95_ms < self._admission.late_ms
        return keeps and self.busy < self._admission.busy

    def join(self, call: Beating) -> None:
        """The call gets its beats from now on."""
        self._calls.append(call)
        if self._reserved:
            self._reserved.popleft()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._beat(), name="switchboard")

    def join_beside(self, ear: Beating) -> None:
        """Somebody else in a call that is up gets beats: no call, and no place is taken."""
        self._beside.append(ear)

    def leave(self, call: Beating) -> None:
        """The call gets no further beats."""
        for joined in (self._calls, self._beside):
            if call in joined:
                joined.remove(call)

    async def close(self) -> None:
        """Stop the clock."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += TICK_S
            wait = due - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            now = loop.time()
            self._late_ms.append((now - due) * 1000)
            self._spent.append((now, thread_time()))
            if now - due > 0.5:
                due = now
            self._listen()
            for call in [call for call in self._calls if call.wake <= now]:
                self._of(call, call.beat, now)
            if self.on_beat is not None:
                self.on_beat(now)
            if wait <= 0:
                await asyncio.sleep(0)

    def _listen(self) -> None:
        for _ in range(_ROUNDS):
            ready: list[Beating] = []
            heard: list[bytes] = []
            for call in [call for call in (*self._calls, *self._beside) if call.ready]:
                window = self._of(call, call.window)
                if window is not None:
                    ready.append(call)
                    heard.append(window)
            if not ready:
                return
            samples = MULAW_TO_FLOAT32[np.frombuffer(b"".join(heard), dtype=np.uint8)]
            states = np.concatenate([call.detector_state for call in ready])
            states = states.reshape(len(ready), -1)
            try:
                scores, states = self._detector.score(samples.reshape(len(ready), -1), states)
            except Exception:
                # These calls hear nobody any more: they end rather than run on deaf.
                log.exception("the voice detector failed")
                for call in ready:
                    self._break(call)
                return
            for call, score, state in zip(ready, scores.tolist(), states, strict=True):
                call.detector_state = state
                self._of(call, call.scored, score)

    def _of(self, call: Beating, step: Callable[..., Result], *values: float) -> Result | None:
        """A step of one call; its fault is its own."""
        try:
            return step(*values)
        except Exception:
            log.exception("a call failed in its beat")
            self._break(call)
            return None

    def _break(self, call: Beating) -> None:
        self.leave(call)
        try:
            call.broken()
        except Exception:
            log.exception("a failed call does not end")
