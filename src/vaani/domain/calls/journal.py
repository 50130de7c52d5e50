"""How is a call's journal stored without making the call wait?

Notes go into a queue and one task writes them, a few at a time and together with those of other
calls; a database that is slow delays nothing that is heard, one that fails is tried again until the
call is over. `ended` returns when everything is stored. When the caller refuses storage, his words
are removed at once and none added.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal, cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import CallPlan
from vaani.call.ports.journal import CallStatus, TurnRecord
from vaani.call.ports.thinker import CallResult, Outcome
from vaani.domain.calls import repository
from vaani.domain.calls.repository import Note
from vaani.domain.calls.rules import OUTCOMES, follows, outcome_of_transfer
from vaani.domain.calls.tables import CallRow, EventRow, TurnRow
from vaani.domain.outbox import service as outbox
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.ids import new_id
from vaani.storage.errors import StorageError
from vaani.storage.together import SharedWrites

log = logging.getLogger(__name__)

CALLER = "calls.caller"
TEXT = "calls.text"
_TRIES = 5
_WAIT_S = 0.4


class StoringJournal:
    """A `Journal` over the database. Made on the event loop, one for each call."""

    def __init__(self, writes: SharedWrites, vault: Vault, clock: Clock, plan: CallPlan) -> None:
        self._writes = writes
        self._vault = vault
        self._clock = clock
        self._plan = plan
        self._notes: list[Note] = []
        self._fresh = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._answered = False
        self._closing = False
        self._withheld = False
        self._taken = 0
        self._under_way = self._found = False
        self._transcript_kept = True

    def answered(self, plan: CallPlan) -> None:
        self._answered = True
        self._wake()

    def turn(self, record: TurnRecord) -> None:
        self._notes.append((TurnRow, self._values(record)))
        self._wake()

    def event(self, kind: str, at_ms: int, data: Mapping[str, Any]) -> None:
        about = {"id": new_id(), "call_id": self._plan.call_id}
        self._notes.append((EventRow, {**about, "kind": kind, "at_ms": at_ms, "data": dict(data)}))
        self._wake()

    def withhold(self) -> None:
        self._withheld = True
        self._wake()

    async def ended(
        self,
        status: CallStatus,
        ended_by: Literal["caller", "assistant", "system"],
        result: CallResult,
        duration_ms: int,
    ) -> None:
        if self._writer is not None:
            self._closing = True
            self._fresh.set()
            await self._writer
            self._writer = None

        async def work(session: AsyncSession) -> None:
            row = await repository.by_id(session, self._plan.call_id, lock=True)
            await self._store(session)
            if row is None:
                return
            if follows(cast(CallStatus, row.status), status):
                row.status = status
            row.ended_by, row.duration_ms = ended_by, duration_ms
            row.language, row.transfer_to = result.variety, result.transfer
            row.ended_at = self._clock.now()
            row.summary_sealed = self._vault.seal_optional(result.summary or None, TEXT)
            row.extra = _extra(row.extra, result)
            outcome = outcome_in(row.extra, result.outcome)
            row.outcome = outcome if outcome in OUTCOMES[cast(CallStatus, row.status)] else None
            if not result.transcript_kept:
                await self._forget(session, row)
            if not row.transcript_kept:
                row.summary_sealed = None
            await outbox.append(
                session,
                type="call.completed" if status == "completed" else "call.failed",
                stream=f"call:{self._plan.call_id}",
                at=self._clock.now(),
                business_id=self._plan.business.id,
                call_id=self._plan.call_id,
                payload={"status": status, "outcome": row.outcome, "duration_ms": duration_ms},
            )

        await self._patiently(work)

    def _wake(self) -> None:
        self._fresh.set()
        if self._writer is None:
            loop = asyncio.get_running_loop()
            self._writer = loop.create_task(self._write(), name="journal")

    async def _write(self) -> None:
        while not self._closing:
            await self._fresh.wait()
            self._fresh.clear()
            if not self._closing:
                await self._patiently(self._store)

    async def _patiently(self, work: Any) -> None:
        for attempt in range(_TRIES):
            try:
                await self._writes.write(work)
                del self._notes[: self._taken]
                self._taken = 0
                self._under_way = self._found
                return
            except (SQLAlchemyError, StorageError, OSError) as error:
                self._under_way = self._found = False
                about = {"call_id": self._plan.call_id, "error": type(error).__name__}
                log.warning("journal.retry", extra=about)
                if attempt == _TRIES - 1:
                    log.error("journal.lost", extra={"call_id": self._plan.call_id})
                    self._taken = 0
                    return
                await asyncio.sleep(_WAIT_S * 2**attempt)

    async def _store(self, session: AsyncSession) -> None:
        """Write what waits; it leaves the queue only with a transaction that goes through."""
        waiting = tuple(self._notes)
        self._taken = len(waiting)
        if not self._under_way and not await self._look(session):
            return
        if self._withheld and self._transcript_kept:
            await self._withhold(session)
        kept = self._transcript_kept
        await repository.note(session, [one for one in waiting if kept or one[0] is not TurnRow])

    async def _look(self, session: AsyncSession) -> bool:
        """Is the call's row there? Of an answered call this is asked once, and again when a
        transaction has failed."""
        row = await repository.by_id(session, self._plan.call_id)
        if row is None:
            return False
        if self._answered and row.status in ("initiated", "ringing"):
            row.status = "in_progress"
        self._found, self._transcript_kept = self._answered, row.transcript_kept
        return True

    async def _withhold(self, session: AsyncSession) -> None:
        row = await repository.by_id(session, self._plan.call_id)
        if row is not None:
            await self._forget(session, row)
            self._transcript_kept = False

    async def _forget(self, session: AsyncSession, row: CallRow) -> None:
        """None of the caller's words stay; the row says so, and takes none from now on."""
        if row.transcript_kept:
            row.transcript_kept = False
            await repository.forget_turns(session, self._plan.call_id)

    def _values(self, record: TurnRecord) -> Mapping[str, Any]:
        return {
            "id": new_id(),
            "call_id": self._plan.call_id,
            "number": record.number,
            "speaker": record.speaker,
            "text_sealed": self._vault.seal(record.text, TEXT),
            "language": record.language,
            "start_ms": record.start_ms,
            "end_ms": record.end_ms,
            "interrupted": record.interrupted,
            "acts": list(record.acts),
            "confidence": record.confidence,
            "times": asdict(record.times),
            "unheard_sealed": self._vault.seal_optional(record.unheard or None, TEXT),
        }


def _extra(kept: Mapping[str, Any], result: CallResult) -> dict[str, Any]:
    """What is kept beside a call's end. The carrier may have told of its transfer before it."""
    told = {name: kept[name] for name in ("transfer", "message", "turn_taking") if name in kept}
    passed_on = {"otherwise": result.otherwise} if result.transfer is not None else {}
    return {**result.extra, **passed_on, **told}


def outcome_in(extra: Mapping[str, Any], outcome: Outcome) -> Outcome:
    """What came of a call, by what is kept about its transfer."""
    otherwise = extra.get("otherwise", "abandoned")
    return outcome_of_transfer(outcome, otherwise, extra.get("transfer"), "message" in extra)
