"""Who may use the processor for models, and in which order?

A few threads of lowered priority work off one queue by rank; jobs that nobody wants any more are
dropped before they start. Jobs for clients of the speech server (`Waiting.CLIENT`) go last and
never take the last thread, so that a call finds one; and while any engine of the process works for
a call they are not begun, as they would share the processor with it. Models release Python's lock
while they compute, so the event loop goes on. Threads are lowered before they load anything:
helpers that a model library starts inherit it.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from vaani.call.ports.speaker import Waiting
from vaani.kit.errors import ProviderError, Stage

Result = TypeVar("Result")

_LAST_JOB_S = 10.0
_STUCK_S = 20.0
"""A job that has run for so long does not come back; its thread is replaced."""
_MOST_STUCK = 4
"""So many threads are replaced at a time; more would only wait for the same thing."""


_LOOK_S = 0.01
"""So often a client's job looks whether calls' engines are at rest."""
_LONG_ENOUGH_S = 1.0
"""A client's job that has waited so long beside working engines begins all the same."""


class AtWork:
    """How many jobs for calls compute now? One count for all pools of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def change(self, by: int) -> None:
        """A job begins (1) or ends (-1)."""
        with self._lock:
            self._count += by

    def __bool__(self) -> bool:
        return self._count > 0


_FOR_CALLS = AtWork()


def lower_priority(nice: int) -> None:
    """Let the calling thread, and threads that it starts, yield to others. Linux only."""
    if hasattr(os, "setpriority") and nice > 0:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)


def lowered(work: Callable[[], Result], nice: int) -> Result:
    """Do `work` on a thread of lowered priority and wait: threads that it starts inherit it."""

    def task() -> Result:
        lower_priority(nice)
        return work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(task).result()


@dataclass(order=True, slots=True)
class _Job(Generic[Result]):
    rank: int
    number: int
    work: Callable[[], Result] = field(compare=False)
    future: asyncio.Future[Result] = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)
    since: float = field(compare=False, default_factory=time.monotonic)

    def run(self) -> None:
        if self.future.cancelled():
            return
        try:
            result = self.work()
        except Exception as error:  # noqa: BLE001 - whoever awaits the future gets it
            self.tell(self.future.set_exception, error)
        except BaseException:
            # The thread ends with it; the one who waits must not wait for ever.
            gone = RuntimeError("the engine's thread ended")
            self.tell(self.future.set_exception, gone)
            raise
        else:
            self.tell(self.future.set_result, result)

    def tell(self, deliver: Callable[..., object], *values: object) -> None:
        """Settle the future on its own loop, unless it is settled."""

        def settle() -> None:
            if not self.future.done():
                deliver(*values)

        try:
            self.loop.call_soon_threadsafe(settle)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            self.future.cancel()


class EnginePool:
    """`threads` workers behind one queue of at most `limit` waiting jobs.

    Lower `rank` first; among equals the older one.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        threads: int = 1,
        nice: int = 5,
        limit: int = 64,
        name: str = "engine",
        stuck_s: float = _STUCK_S,
        for_calls: AtWork = _FOR_CALLS,
        patience_s: float = _LONG_ENOUGH_S,
    ) -> None:
        self._stage = stage
        self._patience_s = patience_s
        self._for_calls = for_calls
        self._nice = nice
        self._limit = limit
        self._count = itertools.count()
        self._names = itertools.count()
        self._queue: list[_Job[Any]] = []
        self._wake = threading.Condition()
        self._working: dict[threading.Thread, float] = {}
        """Which threads are at a job, and since when (monotonic seconds)."""
        self._stuck_s = stuck_s
        self._for_clients = 0
        self._most_for_clients = max(1, threads - 1)
        self._closed = False
        self._size = threads
        self._name = name
        self._threads: list[threading.Thread] = []

    @property
    def idle(self) -> bool:
        """A call's job would start at once."""
        before = sum(job.rank < Waiting.CLIENT for job in tuple(self._queue))
        return before + len(self._working) < self._size

    @property
    def waiting(self) -> int:
        """Jobs that have not begun."""
        return len(self._queue)

    def run(self, work: Callable[[], Result], rank: int = 0) -> asyncio.Future[Result]:
        """Do `work` on a thread; cancel the future to drop it while it waits.

        Raises ProviderError(code="busy", retryable) when too much is waiting.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        with self._wake:
            if self._closed:
                raise ProviderError(self._stage, "The engine was closed.", code="closed")
            self._sweep()
            if len(self._queue) >= self._limit:
                raise ProviderError(
                    self._stage, "The engine has too much to do.", code="busy", retryable=True
                )
            job: _Job[Result] = _Job(rank, next(self._count), work, future, loop)
            heapq.heappush(self._queue, job)
            self._mend()
            self._wake.notify()
        return future

    def close(self) -> None:
        """Take no more work; what waits is cancelled, what runs is waited for, at most 10 s: a
        library that computes while the process ends would abort it. Idempotent."""
        with self._wake:
            self._closed = True
            waiting, self._queue = self._queue, []
            self._wake.notify_all()
        for job in waiting:
            job.tell(job.future.cancel)
        until = time.monotonic() + _LAST_JOB_S
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))

    def _sweep(self) -> None:
        if any(job.future.cancelled() for job in self._queue):
            self._queue = [job for job in self._queue if not job.future.cancelled()]
            heapq.heapify(self._queue)

    def _may_begin(self) -> bool:
        """Is there a job, and a thread left for calls if it is a client's?"""
        if not self._queue:
            return False
        first = self._queue[0]
        if first.rank < Waiting.CLIENT:
            return True
        if self._for_clients >= self._most_for_clients:
            return False
        return not self._for_calls or time.monotonic() - first.since > self._patience_s

    def _look_again_s(self) -> float | None:
        """How long a thread without a job sleeps: a client's job waits for all pools' calls."""
        waits = bool(self._queue) and self._for_clients < self._most_for_clients
        return _LOOK_S if waits else None

    def _mend(self) -> None:
        """Start a thread where there are too few: at first, when one is gone, when one is stuck."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._working = {one: at for one, at in self._working.items() if one.is_alive()}
        if len(self._threads) - min(self._stuck(), _MOST_STUCK) < self._size:
            self._start_thread()

    def _stuck(self) -> int:
        now = time.monotonic()
        return sum(now - since > self._stuck_s for since in self._working.values())

    def _surplus(self) -> bool:
        """Has a thread that came back been replaced meanwhile?"""
        return len(self._threads) - min(self._stuck(), _MOST_STUCK) > self._size

    def _start_thread(self) -> None:
        name = f"{self._name}-{next(self._names)}"
        thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        lower_priority(self._nice)
        own = threading.current_thread()
        while True:
            with self._wake:
                if self._surplus():
                    self._threads.remove(own)
                    return
                while not self._closed and not self._may_begin():
                    self._wake.wait(self._look_again_s())
                if self._closed:
                    return
                job = heapq.heappop(self._queue)
                client = job.rank >= Waiting.CLIENT
                self._working[own] = time.monotonic()
                self._for_clients += client
            self._for_calls.change(not client)
            try:
                job.run()
            finally:
                self._for_calls.change(-(not client))
                with self._wake:
                    self._working.pop(own, None)
                    self._for_clients -= client
                    self._wake.notify()
                del job
