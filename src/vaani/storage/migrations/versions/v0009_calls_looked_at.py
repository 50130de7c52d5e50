"""What staff say of a call, what of a reply was never heard, and indexes for lists of calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_calls_business_status": ["business_id", "status", "started_at"],
    "ix_calls_business_outcome": ["business_id", "outcome", "started_at"],
    "ix_calls_business_duration": ["business_id", "duration_ms"],
}
_CALLER = "ix_calls_business_caller"


def upgrade() -> None:
    op.add_column("call_turns", sa.Column("unheard_sealed", sa.Text(), nullable=True))
    op.add_column("calls", sa.Column("rating", sa.Integer(), nullable=True))
    op.add_column("calls", sa.Column("note_sealed", sa.Text(), nullable=True))
    for name, columns in _INDEXES.items():
        op.create_index(name, "calls", columns)
    op.drop_index(_CALLER, "calls")
    op.create_index(_CALLER, "calls", ["business_id", "caller_blind", "started_at"])


def downgrade() -> None:
    op.drop_index(_CALLER, "calls")
    op.create_index(_CALLER, "calls", ["business_id", "caller_blind"])
    for name in _INDEXES:
        op.drop_index(name, "calls")
    op.drop_column("calls", "note_sealed")
    op.drop_column("calls", "rating")
    op.drop_column("call_turns", "unheard_sealed")
