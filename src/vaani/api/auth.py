"""Who asks, and may he do that? Keys, people's sessions, and the right that the route asks for.

A request proves itself by `Authorization: Bearer KEY` or, from the page, by a session cookie. A key
or a person is bound to all businesses or to some; another tenant's id answers like one that does
not exist. What each route needs is said in `permissions`, who has it in `domain/users/rights`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Protocol

import orjson
import structlog
from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.requests import HTTPConnection

from vaani.api.cookies import PLAIN, Cookies, same_site
from vaani.api.permissions import ROUTES
from vaani.api.principal import Principal as Principal
from vaani.api.session_book import SessionBook, SessionsInMemory
from vaani.domain.users.rights import Permission
from vaani.domain.users.sessions import OpenSession, Via
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError

COOKIE = PLAIN
PROVEN = "proven"
"""Set in the `state` of a request whose key or session was accepted."""
ON_PROOF = "on_proof"
"""There: who wants to be told of that at once."""
WHO = "who"
"""There, whose it was."""
LINK_SECONDS = 24 * 3600
_LOCAL = "owner-link"
_SEEN_EVERY = timedelta(minutes=1)


class KeyRing(Protocol):
    """The API keys; only their digests are stored."""

    async def who(self, key: str) -> Principal | None:
        """Whose key this is; None when it is unknown or revoked."""
        ...

    async def still(self, key_id: str) -> Principal | None:
        """The same by the key's id, for a session that was opened with it."""
        ...


class People(Protocol):
    """Persons who sign in."""

    async def by_password(self, login: str, password: str, code: str | None) -> Principal:
        """Raises DomainError UNAUTHORIZED."""
        ...

    async def by_link(self, token: str) -> Principal | None:
        """Whose one-time link this is, which is used up by that; None: nobody's."""
        ...

    async def still(self, user_id: str, via: Via) -> Principal | None:
        """The person of a session; None when he is unknown or disabled."""
        ...


class NoPeople:
    """`People` of a house where only keys open."""

    async def by_password(self, login: str, password: str, code: str | None) -> Principal:
        raise DomainError("UNAUTHORIZED", "Login, password or code is wrong.")

    async def by_link(self, token: str) -> Principal | None:
        return None

    async def still(self, user_id: str, via: Via) -> Principal | None:
        return None


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts: unused, and in all."""

    idle: timedelta = timedelta(hours=2)
    whole: timedelta = timedelta(hours=12)


class Gate:
    """Proves requests. Tokens are signed; a session's names a row, which can be ended."""

    def __init__(
        self,
        keys: KeyRing,
        session_key: bytes,
        clock: Clock,
        sessions: SessionBook | None = None,
        people: People | None = None,
        cookies: Cookies | None = None,
        limits: SessionLimits | None = None,
    ) -> None:
        self.sessions: SessionBook = sessions or SessionsInMemory(clock)
        self.cookies = cookies or Cookies()
        self.limits = limits or SessionLimits()
        self._keys = keys
        self._people: People = people or NoPeople()
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
        state = connection.scope.setdefault("state", {})
        state[PROVEN], state[WHO] = True, found
        if (told := state.get(ON_PROOF)) is not None:
            told()
        structlog.contextvars.bind_contextvars(key_id=found.key_id)
        return found

    async def allow(self, connection: HTTPConnection, right: Permission) -> Principal:
        """Raises DomainError UNAUTHORIZED, and FORBIDDEN for who lacks the right everywhere."""
        principal = await self.prove(connection)
        if not principal.may(right):
            raise DomainError(
                "FORBIDDEN", f"This needs the right {right}, which your role does not have.",
                {"right": right},
            )  # fmt: skip
        return principal.asking(right)

    async def sign_in(self, proof: str) -> tuple[Principal, str]:
        """Exchange a key, or the token of a link, for a session token.

        Raises DomainError(UNAUTHORIZED).
        """
        local = self._read(proof, "link")
        found = _owner() if local else await self._people.by_link(proof)
        found = found or await self._keys.who(proof)
        if found is None:
            raise DomainError("UNAUTHORIZED", "This key or link is wrong, used or too old.")
        return found, await self.admit(found)

    async def sign_in_by_password(
        self, login: str, password: str, code: str | None
    ) -> tuple[Principal, str]:
        """The same for a person. Raises DomainError(UNAUTHORIZED)."""
        found = await self._people.by_password(login, password, code)
        return found, await self.admit(found)

    async def admit(self, principal: Principal) -> str:
        """Open a session for who has proven himself; its token."""
        until = self._clock.now() + self.limits.whole
        id = await self.sessions.open(principal.key_id, until, principal.via)
        return self._sign("session", id, int(self.limits.whole.total_seconds()))

    async def sign_out(self, connection: HTTPConnection) -> None:
        """End the session of this browser, everywhere its cookie may have gone."""
        id = self.session_of(connection)
        if id is not None and same_site(connection):
            await self.sessions.end(id)

    def session_of(self, connection: HTTPConnection) -> str | None:
        """The id that this browser's cookie names."""
        token = self.cookies.token_of(connection)
        return self._read(token, "session") if token else None

    def owner_link_token(self) -> str:
        """A token that signs its bearer in as the owner, for a day: for commands of this machine,
        which can read the data folder's key."""
        return self._sign("link", _LOCAL, LINK_SECONDS)

    async def _by_session(self, connection: HTTPConnection) -> Principal | None:
        id = self.session_of(connection)
        if id is None or not same_site(connection):
            return None
        found = await self.sessions.get(id)
        if found is None or not await self._in_use(found):
            return None
        if found.via == "local":
            return _owner()
        if found.via == "key":
            return await self._keys.still(found.key_id)
        return await self._people.still(found.key_id, found.via)

    async def _in_use(self, found: OpenSession) -> bool:
        """One that nobody used for too long is ended."""
        unused = self._clock.now() - found.seen_at
        if unused > self.limits.idle:
            await self.sessions.end(found.id)
            return False
        if unused >= _SEEN_EVERY:
            await self.sessions.seen(found.id)
        return True

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
    return Principal(_LOCAL, "owner", via="local", name="This machine")


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
    description="The cookie of `POST /api/v1/session` (over https its name begins with `__Host-`); "
    "it writes only from our own page.",
    auto_error=False,
)


async def allowed(
    request: Request,
    _key: Annotated[object, Security(_KEY)],
    _session: Annotated[object, Security(_SESSION)],
) -> Principal:
    """A dependency: somebody who has the right that this route asks for. Raises UNAUTHORIZED or
    FORBIDDEN. The two schemes only stand in the description; the gate reads the request itself."""
    route = request.scope["route"]
    right = ROUTES.get((request.method.lower(), route.path_format))
    if right is None:
        await gate_of(request).prove(request)
        raise DomainError("FORBIDDEN", "Nobody may do this: no right is declared for it.")
    return await gate_of(request).allow(request, right)


async def allowed_socket(connection: HTTPConnection) -> Principal:
    """The same for a WebSocket."""
    right = ROUTES["socket", connection.scope["route"].path]
    return await gate_of(connection).allow(connection, right)


Allowed = Annotated[Principal, Depends(allowed)]
"""Who asks, with the right that `permissions` names for this route."""
