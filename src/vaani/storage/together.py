"""How do many small changes share one commit?

Each `write` is a unit of work as in `Database.write`. It begins at once when nobody else writes
here; those that come meanwhile are carried out one after the other in the next transaction. When
the database fails, all of them hear of it; when one of them is at fault, each is tried in a
transaction of its own, so that nobody's fault is another's loss.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.storage.errors import StorageError
from vaani.storage.session import Database

Work = Callable[[AsyncSession], Awaitable[None]]
_NOBODYS_FAULT = (OperationalError, InterfaceError, StorageError, OSError)


@dataclass(frozen=True, slots=True)
class _Waiting:
    work: Work
    done: asyncio.Future[None]

    def tell(self, failed: Exception | None) -> None:
        if self.done.done():
            return
        if failed is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(failed)


class SharedWrites:
    """The shared transactions of one database. Used on one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, work: Work) -> None:
        """Returns when `work` is committed. Raises what it raises. It may be carried out more than
        once, of which the last time counts; cancelling does not stop it."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(work, loop.create_future())
        self._waiting.append(waiting)
        if self._task is None:
            self._task = loop.create_task(self._run(), name="shared writes")
        await waiting.done

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._commit(batch)
        finally:
            self._task = None

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        async def work(session: AsyncSession) -> None:
            for one in batch:
                await one.work(session)

        failed: Exception | None = None
        try:
            await self._database.write(work)
        except Exception as error:  # noqa: BLE001 - whoever waits for it hears of it
            failed = error
        if failed is not None and len(batch) > 1 and not isinstance(failed, _NOBODYS_FAULT):
            for one in batch:
                await self._commit((one,))
            return
        for one in batch:
            one.tell(failed)
