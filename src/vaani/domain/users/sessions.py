"""Which browsers are signed in? Sessions as rows: they can be listed and ended."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy.exc import SQLAlchemyError

from vaani.domain.users import repository
from vaani.domain.users.tables import SessionRow
from vaani.kit.clock import Clock
from vaani.kit.ids import new_id
from vaani.storage.errors import StorageError
from vaani.storage.session import Database

Via = Literal["key", "password", "link", "openid", "local"]
"""How somebody proved himself: an API key, his password, his one-time link, the company's OpenID
provider, or the data folder's own key (a command of this machine)."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`key_id` is the id of the key or of the person; `seen_at` to the minute."""

    id: str
    key_id: str
    via: Via
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class Sessions:
    """The sessions of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(self, key_id: str, expires_at: datetime, via: Via = "key") -> str:
        """A new session's id; those that are over are removed by the way."""
        now = self._clock.now()
        row = SessionRow(
            id=new_id(), key_id=key_id, via=via, created_at=now, seen_at=now, expires_at=expires_at
        )
        async with self._database.transaction() as session:
            await repository.drop_sessions(session, now)
            session.add(row)
        return row.id

    async def get(self, id: str) -> OpenSession | None:
        """The session; None when it is unknown, over or ended."""
        async with self._database.reading() as session:
            row = await repository.open_session(session, id, self._clock.now())
        return None if row is None else _open(row)

    async def seen(self, id: str) -> None:
        """It was used just now. Whoever uses it does not fail with the note."""
        try:
            async with self._database.transaction() as session:
                row = await repository.open_session(session, id, self._clock.now())
                if row is not None:
                    row.seen_at = self._clock.now()
        except (StorageError, SQLAlchemyError, OSError) as error:
            log.warning("a use cannot be noted (%s)", type(error).__name__)

    async def end(self, id: str) -> bool:
        """End it; False: there is no such open session."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            row = await repository.open_session(session, id, now)
            if row is None:
                return False
            row.ended_at = now
        return True

    async def opened(self) -> tuple[OpenSession, ...]:
        """Those that are open, the latest first."""
        async with self._database.reading() as session:
            rows = await repository.open_sessions(session, self._clock.now())
        return tuple(_open(row) for row in rows)


def _open(row: SessionRow) -> OpenSession:
    return OpenSession(
        row.id, row.key_id, cast(Via, row.via), row.created_at, row.seen_at, row.expires_at
    )
