"""Is the file that is written still the one at its place?

A file that was removed, or another put in its place, can still be written by whoever has it open:
everything would be confirmed and gone with the process.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL

from vaani.storage.engine import is_memory

Identity = tuple[int, int]
"""Device and number of a file."""


class Place:
    """Where an SQLite file lies. Asked before each unit of work; two microseconds."""

    def __init__(self, url: URL) -> None:
        file = url.get_backend_name() == "sqlite" and not is_memory(url)
        self._path = Path(url.database or "") if file else None
        self.opened: Identity | None = None
        """The file that is written; None before it was there, and where there is no file."""

    def exchanged(self) -> bool:
        """Does another file lie there since this was asked last? What is open must be let go."""
        now, before = self.now(), self.opened
        if now is not None:
            self.opened = now
        return now is not None and before is not None and now != before

    def now(self) -> Identity | None:
        """The file that lies there; None: none, or it cannot be reached."""
        if self._path is None:
            return None
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_dev, found.st_ino
