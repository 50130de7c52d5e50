"""Which rows let the database find topics by their words?

The business's document is the truth; these rows only find it again. `words` are rough spellings
(`spelling.py`), so that one index serves both scripts: FTS5 on SQLite, tsvector on PostgreSQL.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import DDL, ForeignKey, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id


class TopicRow(Base):
    """One topic of one business at its newest revision. `valid_until`: its last day."""

    __tablename__ = "knowledge"

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), index=True
    )
    topic: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date | None]


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
