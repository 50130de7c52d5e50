"""What topics mean is learned once, kept in the database, and compared alike everywhere."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from vaani.call.plan import Text, Topic
from vaani.domain.knowledge.meaning import Likeness, Meaning, Vectors
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.knowledge.vectors import VectorStore
from vaani.storage.migrations import migrate, newest, revisions
from vaani.storage.session import Database

TODAY = date(2027, 5, 6)
HOUSE = """
slug: house
name: House
kind: other
timezone: Asia/Kolkata
languages: [en, hi]
hours: {fri: [{open: "12:00", close: "23:00"}]}
knowledge:
  - topic: parking
    text: {en: "There is a free car park behind the house.", hi: "घर के पीछे।"}
    questions: ["where do I park", "gaadi kahan lagayein"]
  - topic: payment
    text: {en: "You can pay by UPI, by card or in cash."}
    questions: ["how can I pay", "paise kaise"]
  - topic: children
    text: {hi: "बच्चों का स्वागत है।"}
"""
SENTENCES = 7 + 4
"""Names, questions and answers of the file."""


class Letters:
    """A model whose vectors follow from the text alone, and which knows what it was asked."""

    def __init__(self, name: str = "letters-1") -> None:
        self.name = name
        self.learned: list[str] = []

    async def questions(self, texts: Sequence[str]) -> Vectors:
        self.learned += texts
        seeds = [int.from_bytes(hashlib.sha256(one.encode()).digest()[:4]) for one in texts]
        drawn = np.stack([np.random.default_rng(seed).normal(size=24) for seed in seeds])
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)

    passages = questions


async def likeness(rooms: Any, letters: Letters, store: bool = True) -> dict[str, Likeness]:
    """What a process that has just started finds."""
    house = await rooms.businesses.get("house")
    meaning = Meaning(letters, 60, VectorStore(rooms.database) if store else None)
    found = await meaning.likeness(house.id, house.knowledge, "is there a car park")
    assert found is not None
    return dict(found)


async def kept(rooms: Any) -> int:
    (row,) = await rooms.rows("SELECT count(*) AS number FROM knowledge_vectors")
    return int(row["number"])


def check_same(one: dict[str, Likeness], other: dict[str, Likeness]) -> None:
    assert one.keys() == other.keys()
    for name, like in one.items():
        assert like.asked == pytest.approx(other[name].asked, abs=1e-5)
        assert like.told == pytest.approx(other[name].told, abs=1e-5)


async def test_the_second_start_makes_no_vector_again(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    first, second = Letters(), Letters()
    before = await likeness(rooms, first)
    assert len(first.learned) == SENTENCES + 1
    check_same(await likeness(rooms, second), before)
    assert second.learned == ["is there a car park"]


async def test_the_database_compares_as_memory_does(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    check_same(await likeness(rooms, Letters()), await likeness(rooms, Letters(), store=False))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_postgresql_compares_by_pgvector_and_manages_without(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    assert await VectorStore(rooms.database).pgvector()
    before = await likeness(rooms, Letters())
    async with rooms.database.engine.begin() as connection:
        await connection.execute(text("DROP EXTENSION vector"))
    assert await VectorStore(rooms.database).pgvector() is None
    again = Letters()
    check_same(await likeness(rooms, again), before)
    assert again.learned == ["is there a car park"]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_a_role_that_may_not_take_pgvector_has_its_tables_all_the_same(
    empty_url: str,
) -> None:
    above = Database.open(empty_url)
    try:
        async with above.engine.begin() as connection:
            for statement in (
                "CREATE EXTENSION btree_gist",
                "CREATE ROLE clerk LOGIN",
                "GRANT USAGE, CREATE ON SCHEMA public TO clerk",
            ):
                await connection.execute(text(statement))
        database = Database.open(empty_url.replace("postgres@", "clerk@"))
        try:
            await migrate(database)
            assert await revisions(database) == (newest(), newest())
            assert await VectorStore(database).pgvector() is None
        finally:
            await database.close()
    finally:
        async with above.engine.begin() as connection:
            await connection.execute(text("DROP OWNED BY clerk"))
            await connection.execute(text("DROP ROLE clerk"))
        await above.close()


async def test_only_what_the_owner_changed_is_learned_anew(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await likeness(rooms, Letters())
    await rooms.opens(HOUSE.replace("where do I park", "where can I leave the car"))
    assert await kept(rooms) == SENTENCES - 1
    letters = Letters()
    await likeness(rooms, letters)
    assert letters.learned == ["where can I leave the car", "is there a car park"]
    assert await kept(rooms) == SENTENCES


async def test_vectors_of_another_model_are_not_compared(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await likeness(rooms, Letters())
    newer = Letters("letters-2")
    await likeness(rooms, newer)
    assert len(newer.learned) == SENTENCES + 1


async def test_processes_that_learn_one_business_together_keep_it_once(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await asyncio.gather(*(likeness(rooms, Letters()) for _ in range(4)))
    assert await kept(rooms) == SENTENCES


async def test_a_deleted_business_leaves_no_vectors(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await likeness(rooms, Letters())
    async with rooms.database.transaction() as session:
        await session.execute(text("DELETE FROM businesses"))
    assert await kept(rooms) == 0


async def test_a_database_that_keeps_no_vectors_costs_only_their_making(
    rooms: Any, caplog: pytest.LogCaptureFixture
) -> None:
    house = await rooms.opens(HOUSE)
    async with rooms.database.engine.begin() as connection:
        await connection.execute(text("DROP TABLE knowledge_vectors"))
    with caplog.at_level(logging.WARNING):
        check_same(await likeness(rooms, Letters()), await likeness(rooms, Letters(), store=False))
    assert [record.message for record in caplog.records] == ["knowledge.vectors_not_kept"]
    stranger = replace(house, id="nobody", knowledge=(*house.knowledge, Topic("x", Text("y"))))
    found = Knowledge(rooms.database, Meaning(Letters(), 60, VectorStore(rooms.database)))
    assert await found.answers(stranger, "where do I park", "en", TODAY)
