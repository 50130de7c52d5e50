"""The word index of what businesses know: FTS5 on SQLite, tsvector on PostgreSQL.

Rows come with the next import of a business; until then its topics are compared one by one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE VIRTUAL TABLE knowledge_words USING fts5(words, topic_id UNINDEXED)",
    "CREATE TRIGGER knowledge_words_in AFTER INSERT ON knowledge BEGIN "
    "INSERT INTO knowledge_words (words, topic_id) VALUES (new.words, new.id); END",
    "CREATE TRIGGER knowledge_words_out AFTER DELETE ON knowledge BEGIN "
    "DELETE FROM knowledge_words WHERE topic_id = old.id; END",
)
_POSTGRESQL = (
    "CREATE INDEX ix_knowledge_words ON knowledge USING gin (to_tsvector('simple', words))",
)


def upgrade() -> None:
    op.create_table(
        "knowledge",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("business_id", sa.String(length=36), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_knowledge_business_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge")),
    )  # fmt: skip
    op.create_index(op.f("ix_knowledge_business_id"), "knowledge", ["business_id"])
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if _is_sqlite():
        op.execute("DROP TABLE knowledge_words")
    op.drop_table("knowledge")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
