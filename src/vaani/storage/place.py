"""Is the file that is written still the one at its place, and has anybody written to it?

A file that was removed, or another put in its place, can still be written by whoever has it open:
everything would be confirmed and gone with the process. Every commit of any program is appended to
the write-ahead log beside the file or written over it (sqlite.org/wal.html), which its time tells.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from sqlalchemy.engine import URL

from vaani.storage.engine import is_memory

Identity = tuple[int, int]
"""Device and number of a file."""
Written = tuple[Identity, Identity, int, int]
"""The file, its log, the log's length and the time of the last write to it."""
_TELLS_APART_NS = 100_000_000
"""Times of files have steps of some milliseconds: a write that is older than this cannot have the
same time as one that comes after it."""


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

    def written(self) -> Written | None:
        """What stays the same for as long as nobody commits anything; take it before reading what
        is to be compared with it. None: it cannot be told, as somebody writes now, or there is no
        log."""
        file = self.now()
        if file is None:
            return None
        try:
            log = os.stat(f"{self._path}-wal")
        except OSError:
            return None
        if time.time_ns() - log.st_mtime_ns < _TELLS_APART_NS:
            return None
        return file, (log.st_dev, log.st_ino), log.st_size, log.st_mtime_ns
