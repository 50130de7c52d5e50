"""Who asks, and what may he do? API keys, the page's sessions, roles, and whose business it is.

A request proves itself by `Authorization: Bearer KEY` or, from the page, by a session cookie that a
key was exchanged for. A key is bound to all businesses or to some; another tenant's id answers like
one that does not exist. Roles: a viewer reads with numbers masked, staff also write bookings and
messages and see numbers, an owner does everything.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, Protocol
from urllib.parse import urlsplit

import orjson
import structlog
from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.requests import HTTPConnection

from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError

Role = Literal["viewer", "staff", "owner"]
RANK: dict[str, int] = {"viewer": 0, "staff": 1, "owner": 2}
COOKIE = "vaani_session"
PROVEN = "proven"
"""Set in the `state` of a request whose key or session was accepted."""
SESSION_SECONDS = 12 * 3600
LINK_SECONDS = 24 * 3600
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who proved himself. `businesses` None: all of them."""

    key_id: str
    role: Role
    businesses: frozenset[str] | None = None

    def may(self, role: Role) -> bool:
        return RANK[self.role] >= RANK[role]

    def sees(self, business_id: str | None) -> bool:
        """May he know of this business? What belongs to none is for those who see all."""
        return self.businesses is None or business_id in self.businesses

    @property
    def sees_numbers(self) -> bool:
        return self.may("staff")


class KeyRing(Protocol):
    """The API keys; only their digests are stored."""

    async def who(self, key: str) -> Principal | None:
        """Whose key this is; None when it is unknown or revoked."""
        ...

    async def still(self, key_id: str) -> Principal | None:
        """The same by the key's id, for a session that was opened with it."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that is open: whose key it was opened with, and until when it lasts."""

    id: str
    key_id: str
    created_at: datetime
    expires_at: datetime


class SessionBook(Protocol):
    """The page's sessions. One that was ended opens nothing, whoever holds its cookie."""

    async def open(self, key_id: str, expires_at: datetime) -> str:
        """A new session's id."""
        ...

    async def key_of(self, id: str) -> str | None:
        """Whose session this is; None when it is unknown, over or ended."""
        ...

    async def end(self, id: str) -> bool:
        """End it; False: there is no such open session."""
        ...

    async def opened(self) -> Sequence[Opened]:
        """Those that are open, the latest first."""
        ...


class SessionsInMemory:
    """A `SessionBook` that ends with the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Opened] = {}

    async def open(self, key_id: str, expires_at: datetime) -> str:
        id = secrets.token_hex(16)
        self._open[id] = Opened(id, key_id, self._clock.now(), expires_at)
        return id

    async def key_of(self, id: str) -> str | None:
        found = self._open.get(id)
        return found.key_id if found and found.expires_at > self._clock.now() else None

    async def end(self, id: str) -> bool:
        return self._open.pop(id, None) is not None

    async def opened(self) -> Sequence[Opened]:
        now = self._clock.now()
        return [one for one in reversed(self._open.values()) if one.expires_at > now]


class Gate:
    """Proves requests. Tokens are signed; a session's names a row, which can be ended."""

    def __init__(
        self,
        keys: KeyRing,
        session_key: bytes,
        clock: Clock,
        sessions: SessionBook | None = None,
    ) -> None:
        self.sessions: SessionBook = sessions or SessionsInMemory(clock)
        self._keys = keys
        self._key = hashlib.sha256(b"vaani session" + session_key).digest()
        self._clock = clock

    async def prove(self, connection: HTTPConnection) -> Principal:
        """Raises DomainError(UNAUTHORIZED)."""
        shown = connection.headers.get("authorization", "")
        scheme, _, key = shown.partition(" ")
        if shown:
            found = await self._keys.who(key.strip()) if scheme.lower() == "bearer" else None
        else:
            found = await self._by_session(connection)
        if found is None:
            raise DomainError("UNAUTHORIZED", "Send a valid key as `Authorization: Bearer KEY`.")
        connection.scope.setdefault("state", {})[PROVEN] = True
        structlog.contextvars.bind_contextvars(key_id=found.key_id)
        return found

    async def sign_in(self, proof: str) -> tuple[Principal, str]:
        """Exchange a key, or the token of the owner's link, for a session token.

        Raises DomainError(UNAUTHORIZED).
        """
        link = self._read(proof, "link")
        found = _owner() if link else await self._keys.who(proof)
        if found is None:
            raise DomainError("UNAUTHORIZED", "This key or link is wrong or too old.")
        until = self._clock.now() + timedelta(seconds=SESSION_SECONDS)
        id = await self.sessions.open(found.key_id, until)
        return found, self._sign("session", id, SESSION_SECONDS)

    async def sign_out(self, connection: HTTPConnection) -> None:
        """End the session of this browser, everywhere its cookie may have gone."""
        id = self.session_of(connection)
        if id is not None and _same_site(connection):
            await self.sessions.end(id)

    def session_of(self, connection: HTTPConnection) -> str | None:
        """The id that this browser's cookie names."""
        token = connection.cookies.get(COOKIE)
        return self._read(token, "session") if token else None

    def owner_link_token(self) -> str:
        """A token that signs its bearer in as the owner, for a day."""
        return self._sign("link", "owner-link", LINK_SECONDS)

    async def _by_session(self, connection: HTTPConnection) -> Principal | None:
        id = self.session_of(connection)
        if id is None or not _same_site(connection):
            return None
        subject = await self.sessions.key_of(id)
        if subject is None:
            return None
        return _owner() if subject == "owner-link" else await self._keys.still(subject)

    def _sign(self, purpose: str, subject: str, seconds: int) -> str:
        until = int(self._clock.now().timestamp()) + seconds
        body = orjson.dumps([purpose, subject, until, secrets.token_hex(4)])
        return f"{_text(body)}.{_text(self._mac(body))}"

    def _read(self, token: str, purpose: str) -> str | None:
        """Whom a token of ours names, while it lasts."""
        body_text, _, mac_text = token.partition(".")
        try:
            body, mac = _bytes(body_text), _bytes(mac_text)
        except (binascii.Error, ValueError):
            return None
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        said, subject, until, _ = orjson.loads(body)
        if said != purpose or until < self._clock.now().timestamp():
            return None
        return str(subject)

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()


def _owner() -> Principal:
    return Principal("owner-link", "owner")


def _same_site(connection: HTTPConnection) -> bool:
    """A cookie counts for writes and sockets only when our own page sent them."""
    if connection.scope["type"] == "http" and connection.scope["method"] in _SAFE:
        return True
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == connection.headers.get("host")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def gate_of(connection: HTTPConnection) -> Gate:
    gate: Gate = connection.app.state.gate
    return gate


_KEY = HTTPBearer(
    scheme_name="key",
    description="A key, as `vaani key create --role owner` prints it: `Authorization: Bearer KEY`.",
    auto_error=False,
)
_SESSION = APIKeyCookie(
    name=COOKIE,
    scheme_name="session",
    description="The cookie of `POST /api/v1/session`; it writes only from our own page.",
    auto_error=False,
)


def need(role: Role) -> Callable[..., object]:
    """A dependency: somebody of at least this role. Raises UNAUTHORIZED or FORBIDDEN. The two
    schemes only stand in the description; the gate reads the request itself."""

    async def proven(
        request: Request,
        _key: Annotated[object, Security(_KEY)],
        _session: Annotated[object, Security(_SESSION)],
    ) -> Principal:
        principal = await gate_of(request).prove(request)
        if not principal.may(role):
            raise DomainError("FORBIDDEN", f"This needs a key of the role {role}.")
        return principal

    return proven


Viewer = Annotated[Principal, Depends(need("viewer"))]
Staff = Annotated[Principal, Depends(need("staff"))]
Owner = Annotated[Principal, Depends(need("owner"))]
