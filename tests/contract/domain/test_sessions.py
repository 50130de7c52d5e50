"""A unit of work is all or nothing and is tried again when it must be; times keep their zone."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.consent.tables import DoNotCallRow
from vaani.domain.outbox.tables import LeaseRow
from vaani.kit.errors import DomainError
from vaani.storage.errors import StorageError
from vaani.storage.paging import PageWish, page_of
from vaani.storage.session import Database
from vaani.storage.together import SharedWrites, Work

NOON = datetime(2027, 5, 6, 12, tzinfo=UTC)


def lease(name: str, until: datetime = NOON) -> LeaseRow:
    return LeaseRow(name=name, holder="h", until=until)


async def names(database: Database) -> list[str]:
    async with database.reading() as session:
        return sorted(await session.scalars(select(LeaseRow.name)))


async def test_a_unit_of_work_that_fails_at_its_end_leaves_nothing(database: Database) -> None:
    async def work(session: AsyncSession) -> None:
        session.add_all([lease("a"), lease("b")])
        await session.flush()
        raise DomainError("CONFLICT", "no")

    with pytest.raises(DomainError):
        await database.write(work)
    assert await names(database) == []


async def test_what_is_not_committed_yet_is_seen_by_nobody_and_keeps_no_reader_waiting(
    database: Database,
) -> None:
    async with database.transaction() as session:
        session.add(lease("a"))
        await session.flush()
        assert await asyncio.wait_for(names(database), 60) == []
    assert await names(database) == ["a"]


async def test_writers_wait_for_each_other_and_lose_nothing(url: str) -> None:
    databases = [Database.open(url) for _ in range(3)]
    await databases[0].write(_add_counter)

    async def count(session: AsyncSession) -> None:
        row = await session.get(LeaseRow, "counter", with_for_update=True)
        assert row is not None
        row.holder = str(int(row.holder) + 1)

    await asyncio.gather(*(one.write(count) for one in databases for _ in range(10)))
    async with databases[0].reading() as session:
        row = await session.get(LeaseRow, "counter")
        assert row is not None
        assert row.holder == "30"
    for one in databases:
        await one.close()


async def _add_counter(session: AsyncSession) -> None:
    session.add(LeaseRow(name="counter", holder="0", until=NOON))


async def test_changes_that_come_together_share_a_commit(database: Database) -> None:
    shared, commits = SharedWrites(database), []
    event.listen(database.engine.sync_engine, "commit", commits.append)
    await asyncio.gather(*(shared.write(_adding(f"l{n:02}")) for n in range(30)))
    assert await names(database) == [f"l{n:02}" for n in range(30)]
    assert len(commits) == 1


async def test_a_change_that_is_refused_costs_no_other_its_own(database: Database) -> None:
    shared = SharedWrites(database)
    await shared.write(_adding("taken"))
    works = [_adding("a"), _adding("taken"), _refusing, _adding("b")]
    ended = await asyncio.gather(*(shared.write(one) for one in works), return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), IntegrityError, DomainError, type(None)]
    assert await names(database) == ["a", "b", "taken"]


async def test_a_database_that_fails_is_not_asked_once_more_for_each_who_waits(
    database: Database,
) -> None:
    shared, asked = SharedWrites(database), []

    async def work(session: AsyncSession) -> None:
        asked.append(session)
        raise StorageError("the disk is full; free some space")

    ended = await asyncio.gather(*(shared.write(work) for _ in range(5)), return_exceptions=True)
    assert [type(one) for one in ended] == [StorageError] * 5
    assert len(asked) == 1
    await shared.write(_adding("later"))
    assert await names(database) == ["later"]


async def test_who_gives_up_waiting_does_not_stop_the_others(database: Database) -> None:
    shared = SharedWrites(database)
    first, second = (asyncio.create_task(shared.write(_adding(name))) for name in "ab")
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert first.cancelled()
    assert await names(database) == ["a", "b"]


def _adding(name: str) -> Work:
    async def work(session: AsyncSession) -> None:
        session.add(lease(name))

    return work


async def _refusing(session: AsyncSession) -> None:
    raise DomainError("CONFLICT", "no")


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_two_that_block_each_other_both_get_done(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all([lease("a"), lease("b")])
    both_hold_one = asyncio.Barrier(2)
    tries = {"ab": 0, "ba": 0}

    async def crosswise(order: str) -> None:
        async def work(session: AsyncSession) -> None:
            tries[order] += 1
            await _touch(session, order[0])
            if tries[order] == 1:
                await both_hold_one.wait()
            await _touch(session, order[1])

        await database.write(work)

    await asyncio.gather(crosswise("ab"), crosswise("ba"))
    assert sum(tries.values()) > 2, "at least one of them was asked again"
    async with database.reading() as session:
        assert set(await session.scalars(select(LeaseRow.holder))) == {"hxx"}


async def _touch(session: AsyncSession, name: str) -> None:
    row = await session.get(LeaseRow, name, with_for_update=True)
    assert row is not None
    row.holder += "x"
    await session.flush()


async def test_a_moment_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    async with database.transaction() as session:
        session.add(lease("a", NOON.astimezone(india)))
    async with database.reading() as session:
        row = await session.get(LeaseRow, "a")
    assert row is not None
    assert (row.until, row.until.tzinfo) == (NOON, UTC)


async def test_a_time_without_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without zone"):
        await database.write(lambda session: _add(session, lease("a", naive)))
    assert await names(database) == []


async def test_a_row_of_a_business_that_is_not_there_is_refused(database: Database) -> None:
    row = DoNotCallRow(business_id="nobody", phone_blind="b", phone_sealed="s", at=NOON)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.write(lambda session: _add(session, row))


async def _add(session: AsyncSession, row: Any) -> None:
    session.add(row)
    await session.flush()


async def test_a_business_that_is_removed_takes_its_rows_with_it(rooms: Any) -> None:
    desk = await rooms.opens("""
slug: desk
name: Desk
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers: ["+919999900100"]
hours: {fri: [{open: "12:00", close: "23:00"}]}
""")
    await rooms.call(desk, "+919999977001").leave_message("note", "hello", None, None, "k")
    await rooms.do_not_call.stop_calling(desk.id, "+919999977001")
    async with rooms.database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM businesses"))
    for table in ("messages", "do_not_call", "numbers"):
        assert await rooms.rows(f"SELECT * FROM {table}") == []


async def test_a_database_in_a_folder_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    database = Database.open(f"sqlite:///{tmp_path}/nowhere/vaani.db")
    with pytest.raises(StorageError, match="check its folder and rights"):
        await database.write(_add_counter)
    await database.close()
    # the driver's thread, which still tells this loop that it ends
    for thread in set(threading.enumerate()) - before:
        if "connection_worker" in thread.name:
            await asyncio.to_thread(thread.join, 5)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [("mysql://x/y", "use sqlite or postgresql"), ("vaani.db", "write sqlite:///PATH")],
)
def test_a_wrong_address_of_a_database_is_refused_in_one_sentence(wrong: str, told: str) -> None:
    with pytest.raises(StorageError, match=told):
        Database.open(wrong)


def test_a_page_ends_where_the_next_begins() -> None:
    items = [(f"{number:02d}",) for number in range(5)]
    first = page_of(items[:3], 2, lambda one: one)
    assert first.items == (("00",), ("01",))
    assert PageWish(2, first.next_cursor).after() == ("01",)
    assert page_of(items[3:], 2, lambda one: one).next_cursor is None


@pytest.mark.parametrize("limit", [0, 101, -1])
def test_a_page_of_no_or_of_too_many_items_is_refused(limit: int) -> None:
    with pytest.raises(DomainError, match="between 1 and 100"):
        PageWish(limit)


@pytest.mark.parametrize("cursor", ["%%%", "YQ", "w6k=", "YXxi"])
def test_a_cursor_that_no_list_gave_out_is_refused(cursor: str) -> None:
    with pytest.raises(DomainError, match="cursor"):
        PageWish(cursor=cursor).after(3)
