"""Which rows hold businesses and the numbers that reach them?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id


class BusinessRow(Base):
    """One business. `document` is its whole file, `text` the file as its owner wrote it, where it
    came from one; `revision` counts the changes."""

    __tablename__ = "businesses"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    document: Mapped[dict[str, Any]]
    text: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class VersionRow(Base):
    """A business as it was at one of its revisions."""

    __tablename__ = "business_versions"
    __table_args__ = (UniqueConstraint("business_id", "revision"),)

    id: Mapped[Id]
    business_id: Mapped[str] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    revision: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    document: Mapped[dict[str, Any]]
    text: Mapped[str | None] = mapped_column(Text)


class DraftRow(Base):
    """What is to be changed of a business and is not published yet: one draft for all who work at
    it. `made_from` is the revision of the business that it was begun from."""

    __tablename__ = "business_drafts"

    business_id: Mapped[str] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), primary_key=True
    )
    made_from: Mapped[int]
    changes: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))


class NumberRow(Base):
    """One telephone number of ours, E.164, and whom it reaches."""

    __tablename__ = "numbers"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    business_id: Mapped[str] = mapped_column(
        ForeignKey("businesses.id", ondelete="CASCADE"), index=True
    )
    carrier: Mapped[str | None] = mapped_column(String(40))
