"""Which browsers are signed in? Sessions as rows: they can be listed and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vaani.domain.users import repository
from vaani.domain.users.tables import SessionRow
from vaani.kit.clock import Clock
from vaani.kit.ids import new_id
from vaani.storage.session import Database


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: str
    key_id: str
    created_at: datetime
    expires_at: datetime


class Sessions:
    """The sessions of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open(self, key_id: str, expires_at: datetime) -> str:
        """A new session's id; those that are over are removed by the way."""
        now = self._clock.now()
        row = SessionRow(id=new_id(), key_id=key_id, created_at=now, expires_at=expires_at)
        async with self._database.transaction() as session:
            await repository.drop_sessions(session, now)
            session.add(row)
        return row.id

    async def key_of(self, id: str) -> str | None:
        """Whose session this is; None when it is unknown, over or ended."""
        async with self._database.reading() as session:
            row = await repository.open_session(session, id, self._clock.now())
        return None if row is None else row.key_id

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
        return tuple(
            OpenSession(row.id, row.key_id, row.created_at, row.expires_at) for row in rows
        )
