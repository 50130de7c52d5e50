"""Who may use the processor for models, and in which order?

A few threads of lowered priority work off one queue by rank; jobs that nobody wants any more are
dropped before they start. Jobs for clients of the speech server (`Waiting.CLIENT`) go last and
never take the last thread, so that a call finds one. Models release Python's lock while they
compute, so the event loop goes on. Threads are lowered before they load anything: helpers that a
model library starts inherit it.
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

    def run(self) -> None:
        if self.future.cancelled():
            return
        try:
            result = self.work()
        except Exception as error:  # noqa: BLE001 - whoever awaits the future gets it
            self.tell(self.future.set_exception, error)
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
    ) -> None:
        self._stage = stage
        self._nice = nice
        self._limit = limit
        self._count = itertools.count()
        self._queue: list[_Job[Any]] = []
        self._wake = threading.Condition()
        self._running = 0
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
        return before + self._running < self._size

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
            if len(self._threads) < self._size:
                self._start_thread()
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
        for_client = self._queue[0].rank >= Waiting.CLIENT
        return not for_client or self._for_clients < self._most_for_clients

    def _start_thread(self) -> None:
        name = f"{self._name}-{len(self._threads)}"
        thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        lower_priority(self._nice)
        while True:
            with self._wake:
                while not self._closed and not self._may_begin():
                    self._wake.wait()
                if self._closed:
                    return
                job = heapq.heappop(self._queue)
                client = job.rank >= Waiting.CLIENT
                self._running += 1
                self._for_clients += client
            try:
                job.run()
            finally:
                with self._wake:
                    self._running -= 1
                    self._for_clients -= client
                    self._wake.notify()
                del job
