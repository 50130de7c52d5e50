"""Who watches what goes on behind the calls? One supervisor; no task ends without a word.

A task is a piece of work and a rest after it. An error of either is logged and counted; it is
tried again after a while that doubles. What fails again and again, or has ended, is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import structlog

FIRST_S, LONGEST_S = 1.0, 300.0
STOPPED_AFTER = 3
"""So many failures in a row are no passing trouble."""

Work = Callable[[], Awaitable[object]]

log = structlog.get_logger(__name__)


class Counting(Protocol):
    """Counts the failures of a task."""

    def __call__(self, task: str) -> None: ...


class Supervisor:
    """Starts tasks on the running loop, keeps them at work, ends them with `close`."""

    def __init__(
        self, count: Counting, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._count = count
        self._pause = pause
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failed: dict[str, int] = {}

    def start(self, name: str, work: Work, rest: Work) -> None:
        """Do `work`, then `rest`, and again, until closed."""
        self._failed[name] = 0
        loop = asyncio.get_running_loop()
        self._tasks[name] = loop.create_task(self._run(name, work, rest), name=name)

    def states(self) -> Mapping[str, str]:
        """Each task: `ok`, `failing`, or `stopped`."""
        return {name: self._state(name) for name in self._tasks}

    async def close(self) -> None:
        """End every task."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _state(self, name: str) -> str:
        if self._tasks[name].done():
            return "stopped"
        return "failing" if self._failed[name] >= STOPPED_AFTER else "ok"

    async def _run(self, name: str, work: Work, rest: Work) -> None:
        while True:
            try:
                await work()
                self._failed[name] = 0
                await rest()
            except Exception as error:  # noqa: BLE001 - a task outlives whatever its work says
                await self._again(name, error)

    async def _again(self, name: str, error: Exception) -> None:
        self._failed[name] += 1
        times = self._failed[name]
        self._count(name)
        log.error(
            "a task behind the calls failed",
            task=name, error=type(error).__name__, times=times, exc_info=error,
        )  # fmt: skip
        await self._pause(min(FIRST_S * 2 ** min(times - 1, 20), LONGEST_S))
