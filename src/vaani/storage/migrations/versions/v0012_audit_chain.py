"""The audit is numbered, chained and append-only; what is older than that stays as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vaani.storage.append_only import AUDIT, NO_MORE

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit") as table:
        table.add_column(sa.Column("number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("digest", sa.String(length=64), nullable=True))
        table.create_unique_constraint(op.f("uq_audit_number"), ["number"])
    for statement in AUDIT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in NO_MORE[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("audit") as table:
        table.drop_constraint(op.f("uq_audit_number"), type_="unique")
        table.drop_column("digest")
        table.drop_column("number")
