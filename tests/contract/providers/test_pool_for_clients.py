"""Clients of the speech server never stand between a call and the engines."""

from __future__ import annotations

import asyncio
import threading

from vaani.call.ports.speaker import Waiting
from vaani.providers.local.pool import EnginePool


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
