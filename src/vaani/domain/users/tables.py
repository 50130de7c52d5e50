"""Which rows hold people, keys of the API (only hashes of what proves either) and sessions?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaani.storage.columns import Base, Id, Sealed, Word


class UserRow(Base):
    """A person who signs in. `roles` by business id, or `*` alone; `link_hash` is that of the
    one-time link that lies open; `second_sealed` the secret of his one-time codes (place
    `users.second`), `second_step` the step of the last code that counted; `recovery` hashes of
    codes for when the telephone is lost; `subject` who he is at the OpenID provider."""

    __tablename__ = "users"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    roles: Mapped[dict[str, str]] = mapped_column(JSON)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_until: Mapped[datetime | None]
    second_sealed: Mapped[Sealed]
    second_since: Mapped[datetime | None]
    second_step: Mapped[int] = mapped_column(Integer, default=0)
    recovery: Mapped[list[str]] = mapped_column(JSON)
    subject: Mapped[str | None] = mapped_column(Text)
    subject_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


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
    """A browser that is signed in. `key_id` names the key, the person, or the owner's link; `via`
    says which: `key`, `password`, `link` (a person's one-time link), `openid`, `local`."""

    __tablename__ = "sessions"

    id: Mapped[Id]
    key_id: Mapped[str] = mapped_column(String(36), index=True)
    via: Mapped[Word]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
