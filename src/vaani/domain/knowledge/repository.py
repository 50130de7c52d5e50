"""How are topics found by their words, and vectors kept and compared? Every query of the room.

Words: BM25 of FTS5, or the rank of a tsvector. Vectors: pgvector, where PostgreSQL has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import bindparam, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.knowledge.sentences import Key
from vaani.domain.knowledge.tables import TopicRow, VectorRow
from vaani.kit.ids import new_id
from vaani.storage.engine import insert_missing

Vector = npt.NDArray[np.float32]

_SQLITE = text(
    "SELECT k.topic FROM knowledge_words JOIN knowledge k ON k.id = knowledge_words.topic_id "
    "WHERE knowledge_words MATCH :query AND k.business_id = :business "
    "AND (k.valid_until IS NULL OR k.valid_until >= :today) "
    "ORDER BY bm25(knowledge_words) LIMIT :most"
)
_POSTGRESQL = text(
    "SELECT k.topic FROM knowledge k, to_tsquery('simple', :query) asked "
    "WHERE to_tsvector('simple', k.words) @@ asked AND k.business_id = :business "
    "AND (k.valid_until IS NULL OR k.valid_until >= :today) "
    "ORDER BY ts_rank(to_tsvector('simple', k.words), asked) DESC LIMIT :most"
)
_EXTENSION = text("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
_NEAREST = text(
    "WITH one AS MATERIALIZED (SELECT CAST(CAST(:question AS text) AS vector) AS asked) "
    "SELECT topic, side, max(-(CAST(embedding AS vector) <#> one.asked)) "
    "FROM knowledge_vectors, one WHERE business_id = :business AND model = :model "
    "GROUP BY topic, side"
)
"""The question is read once, not for every row."""
_PART = 100
"""So many rows at a time: the calls of this process go on between."""
_KNOWN = text("SELECT 1 FROM knowledge WHERE business_id = :business LIMIT 1")


async def replace_all(
    session: AsyncSession, business_id: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """`rows` hold the columns of `TopicRow`."""
    await session.execute(delete(TopicRow).where(TopicRow.business_id == business_id))
    for at in range(0, len(rows), _PART):
        await session.execute(insert(TopicRow), rows[at : at + _PART])


async def indexed(session: AsyncSession, business_id: str) -> bool:
    """Has this business any row?"""
    return (await session.execute(_KNOWN, {"business": business_id})).first() is not None


async def by_words(
    session: AsyncSession, business_id: str, words: Collection[str], today: date, most: int
) -> list[str]:
    """Names of topics that hold a word that begins like one of `words` (letters, digits only)."""
    plain = [word for word in words if word.isalnum()]
    if not plain:
        return []
    sqlite = not _is_postgresql(session)
    query = (
        " OR ".join(f'"{word}"*' for word in plain)
        if sqlite
        else " | ".join(f"{word}:*" for word in plain)
    )
    statement = _SQLITE if sqlite else _POSTGRESQL
    values = {"query": query, "business": business_id, "most": most}
    typed = statement.bindparams(bindparam("today", type_=TopicRow.__table__.c.valid_until.type))
    return list((await session.scalars(typed, {**values, "today": today})).all())


async def pgvector(session: AsyncSession) -> str | None:
    """The version of pgvector in this database."""
    if not _is_postgresql(session):
        return None
    version: str | None = (await session.execute(_EXTENSION)).scalar_one_or_none()
    return version


async def vector_keys(session: AsyncSession, business_id: str, model: str) -> set[Key]:
    wanted = select(VectorRow.topic, VectorRow.side, VectorRow.digest).where(
        VectorRow.business_id == business_id, VectorRow.model == model
    )
    return {(topic, side, digest) for topic, side, digest in (await session.execute(wanted)).all()}


async def vectors(session: AsyncSession, business_id: str, model: str) -> dict[Key, Vector]:
    wanted = select(VectorRow.topic, VectorRow.side, VectorRow.digest, VectorRow.embedding).where(
        VectorRow.business_id == business_id, VectorRow.model == model
    )
    found: dict[Key, Vector] = {}
    rows = await session.stream(wanted)
    async for part in rows.partitions(_PART):
        found |= {(topic, side, digest): vector for topic, side, digest, vector in part}
    return found


async def add_vectors(
    session: AsyncSession, business_id: str, model: str, new: Mapping[Key, Vector]
) -> None:
    """Those that are there already stay as they are."""
    there = await vector_keys(session, business_id, model)
    rows = [
        {
            "id": new_id(), "business_id": business_id, "model": model, "topic": topic,
            "side": side, "digest": digest, "embedding": new[topic, side, digest],
        }
        for topic, side, digest in sorted(new.keys() - there)
    ]  # fmt: skip
    statement = insert_missing(session, VectorRow)
    for at in range(0, len(rows), _PART):
        await session.execute(statement, rows[at : at + _PART])


async def keep_vectors_of(session: AsyncSession, business_id: str, keys: Collection[Key]) -> None:
    """Remove every other vector of a business."""
    wanted = select(VectorRow.id, VectorRow.topic, VectorRow.side, VectorRow.digest).where(
        VectorRow.business_id == business_id
    )
    stale = [
        id
        for id, topic, side, digest in (await session.execute(wanted)).all()
        if (topic, side, digest) not in keys
    ]
    for at in range(0, len(stale), _PART):
        await session.execute(delete(VectorRow).where(VectorRow.id.in_(stale[at : at + _PART])))


async def nearest(
    session: AsyncSession, business_id: str, model: str, question: Vector
) -> dict[tuple[str, str], float]:
    """The cosine of the nearest sentence by topic and side. Needs pgvector."""
    asked = "[" + ",".join(f"{value:.9g}" for value in question.tolist()) + "]"
    values = {"question": asked, "business": business_id, "model": model}
    rows = (await session.execute(_NEAREST, values)).all()
    return {(topic, side): float(cosine) for topic, side, cosine in rows}


def _is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
