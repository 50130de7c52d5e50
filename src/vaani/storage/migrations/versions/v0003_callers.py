"""The last call of a number is found without reading all calls."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_calls_business_caller", "calls", ["business_id", "caller_blind"])


def downgrade() -> None:
    op.drop_index("ix_calls_business_caller", table_name="calls")
