"""How often does a statement cross to the driver's thread? Once, with all of its rows.

aiosqlite makes a cursor, runs the statement, reads the rows and closes the cursor in four visits to
its thread, each of which costs the event loop a future, a wake-up and a round. The house reads all
rows of a statement anyway.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any


class WholeCursor:
    """What SQLAlchemy asks of a cursor of aiosqlite, over one connection of it."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> WholeCursor:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> WholeCursor:
        """Run it and read its rows. Raises sqlite3.Error, ValueError on a closed connection."""
        await self._driver._execute(self._run, sqlite3.Cursor.execute, statement, parameters)
        return self

    async def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> WholeCursor:
        """Run it for each of them. Raises the same."""
        await self._driver._execute(self._run, sqlite3.Cursor.executemany, statement, rows)
        return self

    async def fetchall(self) -> list[Any]:
        """The rows that were read, once."""
        rows, self._rows = self._rows, []
        return rows

    async def fetchmany(self, size: int = 1) -> list[Any]:
        """The next so many of them: a result that is read in parts asks so."""
        part, self._rows = self._rows[:size], self._rows[size:]
        return part

    async def fetchone(self) -> Any:
        """The next of them, None behind the last."""
        part = await self.fetchmany(1)
        return part[0] if part else None

    async def close(self) -> None:
        """It is closed already."""

    def _run(self, way: Any, statement: str, parameters: Any) -> None:
        """On the driver's thread."""
        cursor = self._driver._conn.cursor()
        try:
            way(cursor, statement, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if self.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()
