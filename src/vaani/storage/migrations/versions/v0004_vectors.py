"""The vectors of topics are kept, and compared by pgvector where PostgreSQL has it.

The extension is taken where the server offers it and the role may; nothing depends on it. It stays
when the migration is undone: others may use it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OFFERED = sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        _take_pgvector()
    op.create_table(
        "knowledge_vectors",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("business_id", sa.String(length=36), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "embedding", sa.ARRAY(sa.REAL()) if postgresql else sa.LargeBinary(), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_knowledge_vectors_business_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_vectors")),
        sa.UniqueConstraint(
            "business_id", "model", "topic", "side", "digest",
            name=op.f("uq_knowledge_vectors_business_id_model_topic_side_digest"),
        ),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("knowledge_vectors")


def _take_pgvector() -> None:
    bind = op.get_bind()
    if bind.execute(_OFFERED).first() is None:
        return
    try:
        with bind.begin_nested():
            bind.execute(sa.text("CREATE EXTENSION IF NOT EXISTS vector"))
    except DBAPIError:
        return
