"""Was this request done before? A key of a program stands for one request, for a day.

The key is taken before anything is done, and bound to all that is asked for. What came of it is
kept when it was done, sealed, so that a repetition gets the same answer; what was refused frees the
key. Where the server was stopped in between nobody knows whether it was done: that is said, and
nothing is done a second time. Bookings and calls bind keys in their own transaction instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.requests import repository
from vaani.domain.requests.tables import RequestRow
from vaani.kit.clock import Clock
from vaani.kit.crypto import SealError, Vault
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.storage.session import Database

KEPT = timedelta(days=1)
_ANSWER = "requests.answer"
_OTHER = "This Idempotency-Key was used for another request or other values."
_UNKNOWN = (
    "The first request under this Idempotency-Key is in work, or was cut off: look whether it was "
    "done before you send it under another key."
)
_ONCE = (
    "This was done under this Idempotency-Key already. What it showed is shown once and not kept."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: its status of HTTP, and its body."""

    status: int
    body: str


class Requests:
    """The keys of all programs."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def mark(self, who: str, key: str) -> str:
        """The key of one program is nobody else's."""
        return self._vault.index(f"request|{who}|{key}")

    async def begin(self, mark: str, asked: str) -> Answer | None:
        """Take the key for all that is `asked`; what came of it, when it was done before. Raises
        DomainError CONFLICT for another request, and for one whose end is not known or whose answer
        is not kept."""
        digest, now = self._vault.index(asked), self._clock.now()

        async def work(session: AsyncSession) -> Answer | None:
            await repository.drop_before(session, now - KEPT)
            row = await repository.by_mark(session, mark)
            if row is not None:
                return self._answer(row, digest)
            row = RequestRow(id=new_id(), mark=mark, asked=digest, at=now)
            await repository.add(session, row)
            return None

        try:
            return await self._database.write(work)
        except IntegrityError:  # another took it at the same moment
            return await self._database.write(work)

    async def finish(self, mark: str, status: int, body: str | None) -> None:
        """It was done; `body` None: it is not kept."""
        async with self._database.transaction() as session:
            row = await repository.by_mark(session, mark, lock=True)
            if row is not None:
                row.status = status
                row.answer_sealed = self._vault.seal_optional(body, _ANSWER)

    async def forget(self, mark: str) -> None:
        """Nothing was done: the key is free."""
        async with self._database.transaction() as session:
            await repository.drop(session, mark)

    def _answer(self, row: RequestRow, digest: str) -> Answer:
        if row.asked != digest:
            raise DomainError("CONFLICT", _OTHER)
        if row.status is None:
            raise DomainError("CONFLICT", _UNKNOWN)
        if row.answer_sealed is None:
            raise DomainError("CONFLICT", _ONCE)
        try:
            return Answer(row.status, self._vault.open(row.answer_sealed, _ANSWER))
        except SealError:
            raise DomainError("CONFLICT", _ONCE) from None
