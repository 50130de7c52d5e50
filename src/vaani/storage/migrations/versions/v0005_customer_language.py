"""A customer's language is that of his last call: the column beside it, never written, goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("customers", "language")


def downgrade() -> None:
    op.add_column("customers", sa.Column("language", sa.String(length=10), nullable=True))
