"""A thread of the engines that is stuck or gone: do the others' jobs get done?"""

from __future__ import annotations

import asyncio
import threading

import pytest

from vaani.providers.local.pool import EnginePool


async def test_a_job_that_never_returns_holds_up_no_later_one() -> None:
    pool = EnginePool("transcriber", threads=1, nice=0, stuck_s=0.0)
    never, began = threading.Event(), threading.Event()

    def hang() -> None:
        began.set()
        never.wait()

    lost = pool.run(hang)
    await asyncio.to_thread(began.wait, 5)
    async with asyncio.timeout(60):
        assert await pool.run(lambda: 7) == 7
    never.set()
    async with asyncio.timeout(60):
        await lost
        assert await pool.run(lambda: 8) == 8
    pool.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_thread_that_is_gone_is_replaced() -> None:
    pool = EnginePool("transcriber", threads=1, nice=0)

    def die() -> None:
        raise SystemExit

    lost = pool.run(die)
    (thread,) = pool._threads
    await asyncio.to_thread(thread.join, 5)
    async with asyncio.timeout(60):
        assert await pool.run(lambda: 7) == 7
    with pytest.raises(RuntimeError, match="ended"):
        await lost
    pool.close()
