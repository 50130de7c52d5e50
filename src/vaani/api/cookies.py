"""In which cookie does a session travel, and may it travel here at all?

Over https it is `__Host-vaani_session` (Secure, this host alone, RFC 6265bis 4.1.3); over http on
this very machine one without the prefix, which browsers would refuse there. Over http from
elsewhere nobody signs in: password and cookie would cross the network readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from vaani.kit.errors import DomainError

PLAIN, HOST = "vaani_session", "__Host-vaani_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NO_TLS = (
    "Signing in needs https: over plain http your password could be read on the way. Open this "
    "page at its https address (`public_url`); docs/access.md shows how it gets one. On the "
    "machine itself http://127.0.0.1 works, and API keys work everywhere."
)


@dataclass(frozen=True, slots=True)
class Cookies:
    """`public_name`: the name in `public_url`, where that is an https address."""

    public_name: str | None = None

    def name_on(self, connection: HTTPConnection) -> str | None:
        """The cookie of sessions on this connection; None: none may travel on it."""
        if connection.url.scheme in ("https", "wss"):
            return HOST
        name = (urlsplit(f"//{connection.headers.get('host', '')}").hostname or "").lower()
        forwarded = connection.headers.get("x-forwarded-proto", "")
        if name == self.public_name or (forwarded == "https" and _from_here(connection)):
            return HOST
        return PLAIN if is_loopback(name) and _from_here(connection) else None

    def token_of(self, connection: HTTPConnection) -> str | None:
        """What this browser's cookie holds."""
        name = self.name_on(connection)
        return connection.cookies.get(name) if name is not None else None

    def must_be_safe(self, connection: HTTPConnection) -> None:
        """Raises DomainError FORBIDDEN where nobody may sign in."""
        if self.name_on(connection) is None:
            raise DomainError("FORBIDDEN", NO_TLS, {"https_needed": True})
        if "origin" in connection.headers and not same_site(connection, writes=True):
            raise DomainError("FORBIDDEN", "Sign in from this server's own page.")

    def put(self, connection: HTTPConnection, response: Response, token: str, seconds: int) -> None:
        """Let the browser keep it."""
        name = self.name_on(connection) or HOST
        response.set_cookie(
            name, token, max_age=seconds, path="/", httponly=True, samesite="strict",
            secure=name == HOST,
        )  # fmt: skip

    def drop(self, connection: HTTPConnection, response: Response) -> None:
        """Let the browser forget it."""
        name = self.name_on(connection) or HOST
        response.delete_cookie(
            name, path="/", httponly=True, samesite="strict", secure=name == HOST
        )


def public_name(url: str | None) -> str | None:
    """The name in `public_url`, where that is an https address."""
    found = urlsplit(url or "")
    return found.hostname if found.scheme == "https" else None


def same_site(connection: HTTPConnection, *, writes: bool = False) -> bool:
    """A cookie counts for writes and sockets only when our own page sent them."""
    if not writes and connection.scope["type"] == "http" and connection.scope["method"] in _SAFE:
        return True
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == connection.headers.get("host")


def is_loopback(name: str) -> bool:
    """Is it a name or an address of this machine alone?"""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _from_here(connection: HTTPConnection) -> bool:
    return connection.client is None or is_loopback(connection.client.host)
