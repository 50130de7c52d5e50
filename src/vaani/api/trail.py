"""Which requests leave a row in the audit? Every change, and every read of what a caller said.

A change that notes itself, with what was before and after, is not noted a second time, nor is one
that was done before under its key. A read is noted before its answer goes out: where that cannot
be, nothing is told. Requests for speech change nothing and are left out.
"""

from __future__ import annotations

import structlog
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vaani.api.auth import WHO
from vaani.api.errors import error_response, request_id_of
from vaani.api.once import AGAIN
from vaani.api.permissions import READS, ROUTES
from vaani.api.principal import Principal
from vaani.api.tenants import about
from vaani.domain.audit.service import Actor, Audit, noticing
from vaani.kit.clock import Clock
from vaani.storage.errors import StorageError

log = structlog.get_logger(__name__)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SPEECH = frozenset({"speech.use", "speech.read"})
_CANNOT = "This read cannot be noted in the audit just now: try again in a moment."


class Trail:
    """Around the routes."""

    def __init__(self, app: ASGIApp, audit: Audit, clock: Clock) -> None:
        self.app = app
        self.audit = audit
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = False

        async def answer(message: Message) -> None:
            nonlocal refused
            if refused:
                return
            begins = message["type"] == "http.response.start" and message["status"] < 400
            if begins and not await self._noted(scope, wrote, business):
                refused = True
                response = error_response(503, _CANNOT, request_id_of(HTTPConnection(scope)))
                await response(scope, receive, send)
                return
            await send(message)

        with noticing() as wrote, about() as business:
            await self.app(scope, receive, answer)

    async def _noted(self, scope: Scope, wrote: list[str], business: list[str | None]) -> bool:
        """False: it is a read, and could not be noted."""
        who: Principal | None = scope.get("state", {}).get(WHO)
        route = scope.get("route")
        if who is None or route is None or wrote or AGAIN in scope["state"]:
            return True
        name = (scope["method"].lower(), getattr(route, "path_format", route.path))
        reads = name in READS
        changes = scope["method"] not in _SAFE and ROUTES.get(name) not in _SPEECH
        if not reads and not changes:
            return True
        client = scope.get("client")
        try:
            await self.audit.record(
                self.clock.now(),
                Actor(who.actor, client[0] if client else None),
                route.name[:40],
                scope["path"][:200],
                business[-1] if business else None,
            )
        except StorageError as error:
            log.error("the audit cannot be written", why=error.message)
            return not reads
        return True
