"""How much room does a database take?"""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import text

from vaani.storage.session import Database


async def size_bytes(database: Database) -> int:
    """Bytes on disk: of SQLite the file and what is written beside it."""
    if database.is_postgresql:
        async with database.reading() as session:
            found = await session.scalar(text("SELECT pg_database_size(current_database())"))
            return int(found or 0)
    place = database.engine.url.database
    return 0 if not place or place == ":memory:" else await asyncio.to_thread(_files, Path(place))


def _files(place: Path) -> int:
    beside = (place.with_name(place.name + ending) for ending in ("", "-wal", "-shm"))
    return sum(one.stat().st_size for one in beside if one.is_file())
