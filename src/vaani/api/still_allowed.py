"""How long may a socket stay open? As long as whoever opened it may still use it.

A connection is proven when it opens and once a minute from then on: a key that is revoked, a person
who is removed or lost the right, and a session that ended end their sockets too. A database that
does not answer ends none: who was let in stays, and is asked about again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog
from starlette.requests import HTTPConnection

from vaani.api.auth import allowed_socket
from vaani.kit.errors import DomainError
from vaani.storage.errors import StorageError

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
PROOF_S = 60.0
"""How often an open socket is proven again."""
NO_LONGER = 1008
"""The code with which it closes then (RFC 6455, 7.4.1: a policy is violated)."""


async def while_allowed(connection: HTTPConnection, work: Coroutine[Any, Any, Result]) -> Result:
    """The work's result; once `connection` proves nobody any more, the work is cancelled and has
    ended when this raises DomainError: its message is the reason to close with, at most 123 bytes.
    """
    doing = asyncio.create_task(work)
    proving = asyncio.create_task(_until_refused(connection))
    try:
        await asyncio.wait({doing, proving}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            proving.result()
    finally:
        doing.cancel()
        proving.cancel()
        await asyncio.gather(doing, proving, return_exceptions=True)
    return doing.result()


async def _until_refused(connection: HTTPConnection) -> None:
    while True:
        await asyncio.sleep(PROOF_S)
        try:
            await allowed_socket(connection)
        except DomainError as error:
            why = (
                "This key, user or session may no longer do this: connect again with one that may."
            )
            raise DomainError(error.kind, why) from error
        except StorageError as error:
            log.warning("socket.not_proven", error=error.message)
