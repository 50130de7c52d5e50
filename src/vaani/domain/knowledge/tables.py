"""Which rows let the database find topics by their words, and by their meaning?

The business's document is the truth; these rows only find it again. `words` are rough spellings
(`spelling.py`), so that one index serves both scripts: FTS5 on SQLite, tsvector on PostgreSQL.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ARRAY,
    DDL,
    REAL,
    Dialect,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from vaani.domain.knowledge.sentences import TOPIC_LETTERS
from vaani.storage.columns import Base, Id, Word


class Embedding(TypeDecorator[npt.NDArray[np.float32]]):
    """A vector of float32: little-endian bytes on SQLite, `real[]` on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(
            ARRAY(REAL) if dialect.name == "postgresql" else LargeBinary()
        )

    def process_bind_param(self, value: npt.NDArray[np.float32] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return value.tolist()
        return value.astype("<f4").tobytes()

    def process_result_value(self, value: Any, dialect: Dialect) -> npt.NDArray[np.float32] | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return np.array(value, dtype=np.float32)
        return np.frombuffer(value, dtype="<f4").astype(np.float32)


class TopicRow(Base):
    """One topic of one business at its newest revision. `valid_until`: its last day."""

    __tablename__ = "knowledge"

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), index=True
    )
    topic: Mapped[str] = mapped_column(String(TOPIC_LETTERS))
    words: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date | None]


class VectorRow(Base):
    """The vector of one sentence of a topic, as one model made it."""

    __tablename__ = "knowledge_vectors"
    __table_args__ = (UniqueConstraint("business_id", "model", "topic", "side", "digest"),)

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    model: Mapped[Word]
    topic: Mapped[str] = mapped_column(String(TOPIC_LETTERS))
    side: Mapped[Word]
    digest: Mapped[str] = mapped_column(String(64))
    embedding: Mapped[npt.NDArray[np.float32]] = mapped_column(Embedding)


SQLITE_WORDS = (
    "CREATE VIRTUAL TABLE knowledge_words USING fts5(words, topic_id UNINDEXED)",
    "CREATE TRIGGER knowledge_words_in AFTER INSERT ON knowledge BEGIN "
    "INSERT INTO knowledge_words (words, topic_id) VALUES (new.words, new.id); END",
    "CREATE TRIGGER knowledge_words_out AFTER DELETE ON knowledge BEGIN "
    "DELETE FROM knowledge_words WHERE topic_id = old.id; END",
)
POSTGRESQL_WORDS = (
    "CREATE INDEX ix_knowledge_words ON knowledge USING gin (to_tsvector('simple', words))",
)
"""The indexes over words, for private databases; the migration makes the same."""

for _dialect, _statements in (("sqlite", SQLITE_WORDS), ("postgresql", POSTGRESQL_WORDS)):
    for _statement in _statements:
        _made = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(Base.metadata.tables[TopicRow.__tablename__], "after_create", _made)
