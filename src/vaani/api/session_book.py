"""Which sessions are open? What the gate asks of whoever keeps them, and a book in memory."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from vaani.domain.users.sessions import OpenSession, Via
from vaani.kit.clock import Clock


class SessionBook(Protocol):
    """The page's sessions. One that was ended opens nothing, whoever holds its cookie."""

    async def open(self, key_id: str, expires_at: datetime, via: Via) -> str:
        """A new session's id."""
        ...

    async def get(self, id: str) -> OpenSession | None:
        """The session; None when it is unknown, over or ended."""
        ...

    async def seen(self, id: str) -> None:
        """It was used just now."""
        ...

    async def end(self, id: str) -> bool:
        """End it; False: there is no such open session."""
        ...

    async def opened(self) -> Sequence[OpenSession]:
        """Those that are open, the latest first."""
        ...


class SessionsInMemory:
    """A `SessionBook` that ends with the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, OpenSession] = {}

    async def open(self, key_id: str, expires_at: datetime, via: Via) -> str:
        id, now = secrets.token_hex(16), self._clock.now()
        self._open[id] = OpenSession(id, key_id, via, now, now, expires_at)
        return id

    async def get(self, id: str) -> OpenSession | None:
        found = self._open.get(id)
        return found if found and found.expires_at > self._clock.now() else None

    async def seen(self, id: str) -> None:
        if id in self._open:
            self._open[id] = replace(self._open[id], seen_at=self._clock.now())

    async def end(self, id: str) -> bool:
        return self._open.pop(id, None) is not None

    async def opened(self) -> Sequence[OpenSession]:
        now = self._clock.now()
        return [one for one in reversed(self._open.values()) if one.expires_at > now]
