"""Who may use the API? Keys with roles; only their hashes are stored."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.users import repository
from vaani.domain.users.rights import Role
from vaani.domain.users.tables import ApiKeyRow
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.storage.errors import StorageError
from vaani.storage.place import Written
from vaani.storage.session import Database

_PREFIX = "vk_"
_SEEN_EVERY = timedelta(minutes=1)
_MOST_KNOWN = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. `businesses` empty: all. `shown` is how it begins."""

    id: str
    name: str
    role: Role
    businesses: tuple[str, ...]
    shown: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Users:
    """The keys of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._seen: dict[str, datetime] = {}
        self._known: dict[str, tuple[Written, Key]] = {}
        self._notes: set[asyncio.Task[None]] = set()

    async def create(self, role: Role, name: str, businesses: Sequence[str] = ()) -> str:
        """A fresh key; this is the only time that it can be read."""
        return (await self.issue(role, name, businesses))[0]

    async def issue(self, role: Role, name: str, businesses: Sequence[str] = ()) -> tuple[str, Key]:
        """The same, and what is kept of it."""
        async with self._database.transaction() as session:
            return await self._create(session, role, name, businesses)

    async def find(self, key: str) -> Key | None:
        """Whose key this is; None when it is unknown or revoked."""
        now = self._clock.now()
        found = await self._find(_digest(key))
        if found is None or found.revoked_at is not None:
            return None
        seen = self._seen.get(found.id, found.last_used_at)
        if seen is None or now - seen >= _SEEN_EVERY:
            self._seen[found.id] = now
            task = asyncio.get_running_loop().create_task(self._note(found.id, now))
            self._notes.add(task)
            task.add_done_callback(self._notes.discard)
        return found

    async def _find(self, digest: str) -> Key | None:
        """The key as it stands in the database; not read again while nobody wrote there."""
        written = self._database.written()
        known = self._known.get(digest)
        if known is not None and written is not None and known[0] == written:
            return known[1]
        async with self._database.reading() as session:
            row = await repository.by_hash(session, digest)
        if row is None:
            return None
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        found = _key(row)
        if written is not None:
            self._known[digest] = written, found
        return found

    async def settle(self) -> None:
        """Returns when the uses that were seen are noted, or could not be."""
        await asyncio.gather(*self._notes)

    async def _note(self, id: str, now: datetime) -> None:
        """Behind the request; nobody waits for it or fails with it."""
        try:
            async with self._database.transaction() as session:
                used = await repository.by_id(session, id)
                if used is not None:
                    used.last_used_at = now
        except (StorageError, SQLAlchemyError, OSError) as error:
            log.warning("a use cannot be noted (%s)", type(error).__name__)

    async def get(self, id: str) -> Key | None:
        """The key with this id; None when it is unknown or revoked."""
        async with self._database.reading() as session:
            row = await repository.by_id(session, id)
        return None if row is None or row.revoked_at is not None else _key(row)

    async def listing(self) -> tuple[Key, ...]:
        """Every key, oldest first."""
        async with self._database.reading() as session:
            return tuple(_key(row) for row in await repository.everything(session))

    async def revoke(self, id: str) -> None:
        """End a key. Idempotent. Raises DomainError NOT_FOUND."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, id)
            if row is None:
                raise DomainError("NOT_FOUND", f"there is no key {id}; see `vaani key list`")
            row.revoked_at = row.revoked_at or self._clock.now()

    async def _create(
        self, session: AsyncSession, role: Role, name: str, businesses: Sequence[str]
    ) -> tuple[str, Key]:
        key = _PREFIX + secrets.token_urlsafe(32)
        row = ApiKeyRow(
            id=new_id(),
            name=name,
            role=role,
            businesses=list(businesses),
            hash=_digest(key),
            shown=key[:8],
            created_at=self._clock.now(),
        )
        await repository.add(session, row)
        return key, _key(row)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _key(row: ApiKeyRow) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        role=cast(Role, row.role),
        businesses=tuple(row.businesses),
        shown=row.shown,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
