"""Is a key that was found read again as soon as anybody wrote to the database, and not before?"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event, text

from vaani.domain.users.service import Users
from vaani.domain.users.tables import ApiKeyRow
from vaani.kit.clock import Instant
from vaani.storage.session import Database


class Clock:
    """It stands."""

    def now(self) -> datetime:
        return datetime(2027, 5, 6, 4, 30, tzinfo=UTC)

    def instant(self) -> Instant:
        return Instant(0.0)


def grown_old(folder: Path) -> None:
    """The last write to the log is a minute ago."""
    minute_ago = time.time() - 60
    os.utime(folder / "vaani.db-wal", (minute_ago, minute_ago))


async def test_a_known_key_is_read_again_only_after_a_write_of_anybody(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'vaani.db'}"
    database, other = Database.open(url), Database.open(url)
    try:
        await database.create_all(ApiKeyRow.metadata)
        users, elsewhere = Users(database, Clock()), Users(other, Clock())
        asked: list[str] = []
        event.listen(
            database.engine.sync_engine,
            "before_cursor_execute",
            lambda _c, _k, statement, *_: asked.append(statement),
        )
        key, made = await users.issue("staff", "desk")
        assert await users.find(key) is not None
        await users.settle()
        grown_old(tmp_path)
        assert await users.find(key) is not None
        asked.clear()
        for _ in range(3):
            assert (await users.find(key)) is not None
        assert asked == []

        await elsewhere.revoke(made.id)
        assert await users.find(key) is None
        grown_old(tmp_path)
        assert await users.find(key) is None
        assert await users.find(key) is None
    finally:
        await database.close()
        await other.close()


async def test_a_write_of_this_moment_may_hide_the_next_one(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'vaani.db'}")
    try:
        async with database.transaction() as session:
            await session.execute(text("CREATE TABLE a (b INTEGER)"))
        assert database.written() is None
        grown_old(tmp_path)
        before = database.written()
        assert before is not None
        assert database.written() == before
        async with database.transaction() as session:
            found = await session.execute(text("INSERT INTO a VALUES (1), (2) RETURNING b"))
            assert found.scalars().all() == [1, 2]
            assert (await session.execute(text("UPDATE a SET b = 3"))).rowcount == 2
        grown_old(tmp_path)
        assert database.written() != before
    finally:
        await database.close()


async def test_in_memory_nothing_is_told() -> None:
    database = Database.open("sqlite:///:memory:")
    try:
        assert database.written() is None
    finally:
        await database.close()
