"""May whoever writes be cancelled at any moment, and the others still write?"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from vaani.storage.session import Database

MOMENTS = 40


async def test_a_write_that_is_cancelled_at_any_moment_locks_nobody_out(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'house.db'}", patience_s=5)
    async with database.transaction() as session:
        await session.execute(text("create table seen (moment integer)"))

    async def write(moment: int) -> None:
        async with database.transaction() as session:
            await session.execute(text("select moment from seen"))
            await session.execute(text("insert into seen values (:moment)"), {"moment": moment})
            await session.execute(text("select count(*) from seen"))

    left: list[asyncio.Task[None]] = []  # what is kept of them, with its cursors
    for moment in range(MOMENTS):
        task = asyncio.create_task(write(-1))
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        left.append(task)
        await write(moment)
    async with database.reading() as session:
        rows = await session.execute(text("select moment from seen where moment >= 0"))
    assert sorted(row.moment for row in rows) == list(range(MOMENTS))
    assert any(task.cancelled() for task in left)
    await database.close()
