"""By which names may this server be asked for? Others are refused, so that no page of another site
reaches it under a name of its own that was made to point here.

An IP address is no name that could be made to point anywhere. Carriers' requests are proven by
their signature and pass a proxy under whatever name; what tells nothing (`/health`, `/ready`) is
free too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from vaani.api.errors import error_response, request_id_of

FREE = ("/api/v1/voice/incoming", "/health", "/ready")
_CARRIER = re.compile(r"/carriers/(?!browser/)[a-z0-9_-]+/")
_PORT = re.compile(r":\d{1,5}$")


def names_of(public_url: str | None, hosts: Iterable[str]) -> frozenset[str]:
    """The names that are ours: localhost, that of the public address, those that were chosen."""
    public = urlsplit(public_url).hostname if public_url else None
    return frozenset(
        {"localhost", *(name.lower() for name in hosts), *([public] if public else ())}
    )


class HostNames:
    """Answers 421 to a request under a name that is not ours."""

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        free = path.startswith(FREE) or _CARRIER.match(path)
        asks = scope["type"] in {"http", "websocket"} and not free
        if not asks or self._ours(Headers(scope=scope).getlist("host")):
            await self.app(scope, receive, send)
            return
        message = "This server is not asked for by that name; `server.hosts` adds names."
        response = error_response(421, message, request_id_of(HTTPConnection(scope)))
        await response(scope, receive, send)

    def _ours(self, given: list[str]) -> bool:
        if len(given) != 1:
            return not given
        name = _PORT.sub("", given[0].strip().lower()).rstrip(".")
        return name in self.names or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
