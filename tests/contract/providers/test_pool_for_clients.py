"""Clients of the speech server never stand between a call and the engines."""

from __future__ import annotations

import asyncio
import threading

from vaani.call.ports.speaker import Waiting
from vaani.providers.local.pool import AtWork, EnginePool


async def test_clients_leave_a_thread_free_and_wait_behind_everybody() -> None:
    begun: list[str] = []
    gate, first = threading.Event(), threading.Event()

    def job(name: str, wait: bool = True) -> None:
        begun.append(name)
        first.set()
        if wait:
            gate.wait(30)

    pool = EnginePool("speaker", threads=2)
    try:
        clients = [pool.run(lambda n=n: job(f"client {n}"), Waiting.CLIENT) for n in range(3)]  # type: ignore[misc]
        assert await asyncio.to_thread(first.wait, 30)
        assert pool.idle, "a call's job would begin at once"
        await pool.run(lambda: job("call", wait=False))
        await pool.run(lambda: job("prepared", wait=False), Waiting.NOBODY)
        assert begun == ["client 0", "call", "prepared"]
        clients[1].cancel()
        gate.set()
        await asyncio.gather(clients[0], clients[2])
        assert begun == ["client 0", "call", "prepared", "client 2"]
    finally:
        gate.set()
        pool.close()


async def test_a_client_s_job_is_not_begun_while_another_engine_works_for_a_call() -> None:
    """And begins when that is at rest, whoever was first."""
    ended: list[str] = []
    gate, working = threading.Event(), threading.Event()
    for_calls = AtWork()
    hearing = EnginePool("transcriber", threads=2, for_calls=for_calls, patience_s=3600)
    speaking = EnginePool("speaker", threads=2, for_calls=for_calls, patience_s=3600)

    def hear() -> None:
        working.set()
        gate.wait(30)
        ended.append("call heard")

    try:
        heard = hearing.run(hear)
        assert await asyncio.to_thread(working.wait, 30)
        client = speaking.run(lambda: ended.append("client"), Waiting.CLIENT)
        await speaking.run(lambda: ended.append("call spoken"))
        gate.set()
        await asyncio.gather(heard, client)
        assert ended == ["call spoken", "call heard", "client"]
    finally:
        gate.set()
        hearing.close()
        speaking.close()
