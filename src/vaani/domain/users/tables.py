"""Which rows hold keys of the API (only their hashes) and the page's sessions?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id, Word


class ApiKeyRow(Base):
    __tablename__ = "api_keys"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Word]
    businesses: Mapped[list[str]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    shown: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SessionRow(Base):
    """A browser that is signed in; `key_id` names the key, or the owner's link."""

    __tablename__ = "sessions"

    id: Mapped[Id]
    key_id: Mapped[str] = mapped_column(String(36), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
