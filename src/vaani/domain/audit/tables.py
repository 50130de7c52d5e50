"""Which rows hold who changed what? The database itself refuses to change or remove one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.append_only import AUDIT
from vaani.storage.columns import Base, Id, Word


class AuditRow(Base):
    """`number` counts entries from 1 without a gap, `digest` chains them (`chain`); both are null
    for entries that are older than the chain."""

    __tablename__ = "audit"

    id: Mapped[Id]
    number: Mapped[int | None] = mapped_column(Integer, unique=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[Word]
    subject: Mapped[str] = mapped_column(String(200), index=True)
    business_id: Mapped[str | None] = mapped_column(String(36), index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    address: Mapped[str | None] = mapped_column(String(60))


for _dialect, _statements in AUDIT.items():
    for _statement in _statements:
        event.listen(
            AuditRow.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
