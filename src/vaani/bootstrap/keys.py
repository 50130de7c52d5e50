"""Who holds which API key, and who are the people? What the gate asks, over what is stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from vaani.api.auth import Gate, Principal, SessionLimits
from vaani.api.cookies import Cookies, public_name
from vaani.domain.audit.service import Actor, Audit
from vaani.domain.businesses.service import Businesses
from vaani.domain.users.accounts import Account, Accounts
from vaani.domain.users.rights import Role
from vaani.domain.users.service import Key, Users
from vaani.domain.users.sessions import Sessions, Via
from vaani.first_start import Secrets
from vaani.kit.clock import Clock
from vaani.settings import Settings
from vaani.storage.session import Database

Told = Callable[[str, str], Awaitable[None]]
"""An action, and what it was done to."""


async def _to_nobody(_action: str, _subject: str) -> None:
    return None


def told_by_command(database: Database, clock: Clock) -> Told:
    """Notes in the audit what a command of this machine did."""
    audit = Audit(database)

    async def told(action: str, subject: str) -> None:
        await audit.record(clock.now(), Actor("cli"), action, subject)

    return told


class KeyStore:
    """The keys of one database."""

    def __init__(self, users: Users, businesses: Businesses, told: Told | None = None) -> None:
        """`told`: hears what was done, for the audit."""
        self._users = users
        self._businesses = businesses
        self._told = told or _to_nobody

    async def who(self, key: str) -> Principal | None:
        """Whose key this is; None when it is unknown or revoked."""
        found = await self._users.find(key)
        return None if found is None else _principal(found)

    async def still(self, key_id: str) -> Principal | None:
        """The same by the key's id, for a session that was opened with it."""
        found = await self._users.get(key_id)
        return None if found is None else _principal(found)

    async def create(self, role: Role, name: str, slugs: Sequence[str] | None = None) -> str:
        """A fresh key, bound to the businesses of `slugs` (none: to all).

        Raises DomainError NOT_FOUND for an unknown slug.
        """
        ids = [(await self._businesses.get(slug)).id for slug in slugs or ()]
        key, made = await self._users.issue(role, name, ids)
        await self._told("make_key", f"/api/v1/keys/{made.id}")
        return key

    async def revoke(self, key_id: str) -> None:
        """End a key. Raises DomainError NOT_FOUND."""
        await self._users.revoke(key_id)
        await self._told("revoke_key", f"/api/v1/keys/{key_id}")

    async def lines(self) -> list[str]:
        """Every key as a line for people: id, role, how it begins, state, name."""
        return [_line(key) for key in await self._users.listing()]


class Persons:
    """The `People` of the gate."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def by_password(self, login: str, password: str, code: str | None) -> Principal:
        """Raises DomainError UNAUTHORIZED."""
        return _person(await self._accounts.by_password(login, password, code), "password")

    async def by_link(self, token: str) -> Principal | None:
        """Whose one-time link this is, which is used up by that."""
        found = await self._accounts.by_link(token)
        return None if found is None else _person(found, "link")

    async def still(self, user_id: str, via: Via) -> Principal | None:
        """The person of a session, unless he is unknown or disabled."""
        found = await self._accounts.active(user_id)
        return None if found is None else _person(found, via)


def _person(account: Account, via: Via) -> Principal:
    return Principal.of_person(account.id, account.name, account.roles, via)


def _line(key: Key) -> str:
    state = "revoked" if key.revoked_at else "valid"
    used = key.last_used_at.isoformat(timespec="minutes") if key.last_used_at else "never"
    return f"{key.id}  {key.role:<12}  {key.shown}...  {state:<7}  last used {used}  {key.name}"


def _principal(key: Key) -> Principal:
    return Principal(key.id, key.role, frozenset(key.businesses) or None, name=key.name)


def gate_of(
    settings: Settings,
    secrets: Secrets,
    sessions: Sessions,
    keys: KeyStore,
    accounts: Accounts,
    clock: Clock,
) -> Gate:
    """Who proves requests, over what is stored."""
    limits = session_limits(settings)
    cookies = Cookies(public_name(settings.public_url))
    return Gate(keys, secrets.session_key, clock, sessions, Persons(accounts), cookies, limits)


def session_limits(settings: Settings) -> SessionLimits:
    """How long a browser stays signed in."""
    access = settings.access
    return SessionLimits(timedelta(minutes=access.idle_minutes), timedelta(hours=access.hours))
