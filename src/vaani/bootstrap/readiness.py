"""Can calls be taken and what they leave be kept? Each part of the house in a word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from vaani.storage.engine import is_memory
from vaani.storage.errors import StorageError
from vaani.storage.probe import prove_writing
from vaani.storage.session import Database

READY_S = 2.0


class Readiness:
    """Asked by `/ready`. One write at a time is tried; who asks meanwhile waits for the same."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        states: Callable[[], Mapping[str, str]],
        patience_s: float = READY_S,
    ) -> None:
        self._database = database
        self._folder = folder
        self._states = states
        self._patience_s = patience_s
        self._probe: asyncio.Task[str] | None = None

    async def parts(self) -> dict[str, str]:
        """`ok`, or what is wrong."""
        found = {"database": await self._writing(), "data folder": "ok", "background": "ok"}
        if not self._folder.is_dir():
            found["data folder"] = "missing"
        wrong = [f"{name} {state}" for name, state in self._states().items() if state != "ok"]
        if wrong:
            found["background"] = ", ".join(wrong)
        return found

    async def _writing(self) -> str:
        if not _there(self._database):
            return "missing"
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(self._tried(), name="ready")
        try:
            async with asyncio.timeout(self._patience_s):
                return await asyncio.shield(self._probe)
        except TimeoutError:
            return "locked"

    async def _tried(self) -> str:
        try:
            await prove_writing(self._database)
        except StorageError as error:
            return f"not writable ({error.message})"
        except (SQLAlchemyError, OSError, TimeoutError):
            return "unreachable"
        return "ok"


def _there(database: Database) -> bool:
    """An SQLite file that was removed can still be written by whoever has it open."""
    url = database.engine.url
    return database.is_postgresql or is_memory(url) or Path(url.database or "").is_file()
