"""Which types do columns have, so that both databases keep the same values?

Times are UTC and never naive; ids are time-ordered strings; sealed texts are what `kit.crypto`
made of them. Minutes of a day are never stored without their day.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from vaani.kit.ids import new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment. Naive values are refused, others come back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it so


Id = Annotated[str, mapped_column(String(36), primary_key=True, default=new_id)]
"""A time-ordered primary key."""


Sealed = Annotated[str | None, mapped_column(Text)]
"""Text under the vault's key."""

Blind = Annotated[str | None, mapped_column(String(64))]
"""Blind index of a sealed text."""

Word = Annotated[str, mapped_column(String(40))]
"""A name out of a fixed set: a status, a kind, a language."""
