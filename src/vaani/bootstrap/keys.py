"""Who holds which API key? The `KeyRing` of the API over the keys that are stored."""

from __future__ import annotations

from collections.abc import Sequence

from vaani.api.auth import Opened, Principal, Role
from vaani.domain.businesses.service import Businesses
from vaani.domain.users.service import Key, Users
from vaani.domain.users.sessions import Sessions

FIRST = "first owner"


class SessionRows:
    """The `SessionBook` of the API over the sessions that are stored."""

    def __init__(self, sessions: Sessions) -> None:
        self.open = sessions.open
        self.key_of = sessions.key_of
        self.end = sessions.end
        self._sessions = sessions

    async def opened(self) -> Sequence[Opened]:
        """Those that are open, the latest first."""
        return [
            Opened(one.id, one.key_id, one.created_at, one.expires_at)
            for one in await self._sessions.opened()
        ]


class KeyStore:
    """The keys of one database."""

    def __init__(self, users: Users, businesses: Businesses) -> None:
        self._users = users
        self._businesses = businesses

    async def who(self, key: str) -> Principal | None:
        """Whose key this is; None when it is unknown or revoked."""
        found = await self._users.find(key)
        return None if found is None else _principal(found)

    async def still(self, key_id: str) -> Principal | None:
        """The same by the key's id, for a session that was opened with it."""
        found = await self._users.get(key_id)
        return None if found is None else _principal(found)

    async def first_owner_key(self) -> str | None:
        """The owner's first key, made when there is none at all; else None."""
        return await self._users.first_owner(FIRST)

    async def create(self, role: Role, name: str, slugs: Sequence[str] | None = None) -> str:
        """A fresh key, bound to the businesses of `slugs` (none: to all).

        Raises DomainError NOT_FOUND for an unknown slug.
        """
        ids = [(await self._businesses.get(slug)).id for slug in slugs or ()]
        return await self._users.create(role, name, ids)

    async def revoke(self, key_id: str) -> None:
        """End a key. Raises DomainError NOT_FOUND."""
        await self._users.revoke(key_id)

    async def lines(self) -> list[str]:
        """Every key as a line for people: id, role, how it begins, state, name."""
        return [_line(key) for key in await self._users.listing()]


def _line(key: Key) -> str:
    state = "revoked" if key.revoked_at else "valid"
    used = key.last_used_at.isoformat(timespec="minutes") if key.last_used_at else "never"
    return f"{key.id}  {key.role:<6}  {key.shown}...  {state:<7}  last used {used}  {key.name}"


def _principal(key: Key) -> Principal:
    return Principal(key.id, key.role, frozenset(key.businesses) or None)
