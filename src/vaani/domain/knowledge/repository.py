"""How are topics found by their words? BM25 of FTS5, or the rank of a tsvector."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import bindparam, delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.knowledge.tables import TopicRow

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
_KNOWN = text("SELECT 1 FROM knowledge WHERE business_id = :business LIMIT 1")


async def replace_all(session: AsyncSession, business_id: str, rows: Sequence[TopicRow]) -> None:
    await session.execute(delete(TopicRow).where(TopicRow.business_id == business_id))
    session.add_all(rows)
    await session.flush()


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
    sqlite = session.get_bind().dialect.name == "sqlite"
    query = (
        " OR ".join(f'"{word}"*' for word in plain)
        if sqlite
        else " | ".join(f"{word}:*" for word in plain)
    )
    statement = _SQLITE if sqlite else _POSTGRESQL
    values = {"query": query, "business": business_id, "most": most}
    typed = statement.bindparams(bindparam("today", type_=TopicRow.__table__.c.valid_until.type))
    return list((await session.scalars(typed, {**values, "today": today})).all())
