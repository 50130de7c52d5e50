"""What is kept of calls? Their status and outcome, what was said, how long each stage took.

`begin` writes a call once, whoever rings twice; `journal` keeps what happens behind the call;
carriers' status events may come in any order. A refused transcript leaves no words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypedDict, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import Business, CallPlan
from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.call.ports.thinker import Outcome
from vaani.call.turn_taking import TurnTaking, kept
from vaani.domain.audit import service as audit
from vaani.domain.audit.service import Actor
from vaani.domain.calls import repository
from vaani.domain.calls.journal import CALLER, TEXT, StoringJournal, outcome_in
from vaani.domain.calls.rules import OUTCOMES, follows, spoken
from vaani.domain.calls.schemas import WantedCalls
from vaani.domain.calls.tables import CallRow, EventRow, TurnRow
from vaani.domain.outbox import service as outbox
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.errors import DomainError
from vaani.kit.phone import masked
from vaani.kit.revision import must_be_fresh, revision_of
from vaani.language.found import Language
from vaani.storage.paging import Page, PageWish
from vaani.storage.session import Database
from vaani.storage.together import SharedWrites

_AT_ONCE = 200
_LONGEST_MS = 2**31 - 1
_MOST_LOOKED_UP = 5_000


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the owner sees it. `caller` is E.164 here; the API masks it by role. `transfer` is
    how passing the caller on went; None: nobody was asked, or the carrier has not told yet."""

    id: str
    business_id: str
    carrier: str
    carrier_call_id: str
    direction: str
    status: CallStatus
    outcome: str | None
    language: str
    caller: str | None
    caller_masked: str | None
    started_at: datetime
    ended_at: datetime | None
    duration_ms: int | None
    ended_by: str | None
    transfer_to: str | None
    transfer: TransferResult | None
    transcript_kept: bool
    test: bool
    summary: str | None
    turn_taking: TurnTaking
    rating: int | None
    note: str | None
    revision: str


class Judgement(TypedDict, total=False):
    """What staff say of a call; what is left out stays. `rating` is 1 to 5, None: none."""

    rating: int | None
    note: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Turn:
    number: int
    speaker: str
    text: str
    language: str
    start_ms: int
    end_ms: int
    interrupted: bool
    acts: list[str]
    confidence: float | None
    times: Mapping[str, int | None]
    unheard: str | None


@dataclass(frozen=True, slots=True)
class AskedInVain:
    """What a caller asked and got no answer to."""

    question: str
    language: str
    call_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallEvent:
    kind: str
    at_ms: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CallDetail:
    call: Call
    turns: tuple[Turn, ...]
    events: tuple[CallEvent, ...]


class Calls:
    def __init__(self, database: Database, vault: Vault, clock: Clock, server: str = "") -> None:
        """`server` tells the calls of this server from those of others on the database."""
        self._server = server
        self._database = database
        self._writes = SharedWrites(database)
        self._vault = vault
        self._clock = clock

    async def begin(self, plan: CallPlan) -> CallPlan:
        """Write the ringing call. When the carrier tells of the same call again, the plan comes
        back with the id that it was given first."""

        async def work(session: AsyncSession) -> CallPlan:
            known = await repository.by_carrier(session, plan.carrier, plan.carrier_call_id)
            if known is not None:
                return replace(plan, call_id=known.id)
            await repository.add(session, [self._row(plan)])
            return plan

        try:
            return await self._database.write(work)
        except IntegrityError:
            return await self._database.write(work)

    async def add_outgoing(self, session: AsyncSession, plan: CallPlan) -> None:
        """Write a call that is to go out, in somebody's transaction. Until its carrier has given it
        an id (`bind`), that of the call stands there."""
        row = self._row(plan)
        row.status = "initiated"
        await repository.add(session, [row])

    async def bind(
        self, call_id: str, carrier: str, carrier_call_id: str, *, by_event: bool = False
    ) -> None:
        """The carrier's id of a call that went out. Told again it changes nothing, unless by an
        event: those name the call itself, the answer to the command perhaps only the request."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is None or (row.carrier, row.direction) != (carrier, "outbound"):
                return
            if row.carrier_call_id != call_id and not by_event:
                return
            if await repository.by_carrier(session, carrier, carrier_call_id) is None:
                row.carrier_call_id = carrier_call_id

    async def never_left(self, call_id: str) -> None:
        """The carrier refused to place this call."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is not None and follows(cast(CallStatus, row.status), "failed"):
                row.status, row.ended_at, row.ended_by = "failed", self._clock.now(), "system"

    async def leg_over(self, call_id: str, status: CallStatus) -> None:
        """The call to a colleague is over, for whom no assistant took notes."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is not None and row.ended_by is None:
                if follows(cast(CallStatus, row.status), status):
                    row.status = status
                row.ended_at, row.ended_by = row.ended_at or self._clock.now(), "system"

    async def note(
        self, carrier: str, carrier_call_id: str, kind: str, about: Mapping[str, str]
    ) -> str | None:
        """Keep what the carrier tells beside the call's status; the call's id, None: a foreign
        call. Told again it is kept once."""
        async with self._database.transaction() as session:
            row = await repository.by_carrier(session, carrier, carrier_call_id, lock=True)
            if row is None:
                return None
            kept = await repository.events(session, row.id)
            if not any(one.kind == kind and one.data == dict(about) for one in kept):
                await repository.add_event(session, row.id, kind, dict(about))
            return row.id

    def journal(self, plan: CallPlan) -> StoringJournal:
        """Takes notes of a call that has begun; made on the event loop."""
        return StoringJournal(self._writes, self._vault, self._clock, plan)

    async def last_language(self, business_id: str, number: str) -> Language | None:
        """The language that was spoken in the last finished call of this number."""
        return (await self.last_languages(business_id, [number])).get(number)

    async def last_languages(self, business_id: str, numbers: Sequence[str]) -> dict[str, Language]:
        """The same for many numbers; those that never called are left out."""
        blinds = {self._vault.index(number): number for number in numbers}
        async with self._database.reading() as session:
            found = await repository.languages_of_last(
                session, business_id, list(blinds), "completed"
            )
        return {blinds[blind]: spoken(language) for blind, language in found.items()}

    async def carrier_status(
        self, carrier: str, carrier_call_id: str, status: CallStatus
    ) -> str | None:
        """Keep a carrier's status when it may follow; the call's id, None for a foreign call."""
        async with self._database.transaction() as session:
            row = await repository.by_carrier(session, carrier, carrier_call_id)
            if row is None:
                return None
            if row.status in ("initiated", "ringing") and follows(
                cast(CallStatus, row.status), status
            ):
                row.status = status
                if status not in ("ringing", "in_progress"):
                    row.ended_at = row.ended_at or self._clock.now()
            return row.id

    async def transfer_ended(
        self, carrier: str, carrier_call_id: str, result: TransferResult
    ) -> Call | None:
        """Keep how passing the caller on went, and what came of the call by that; the first word
        counts. None: no call of ours, or one whose caller was passed on to nobody."""
        async with self._database.transaction() as session:
            row = await repository.by_carrier(session, carrier, carrier_call_id, lock=True)
            if row is None or (row.ended_at is not None and row.transfer_to is None):
                return None
            if "transfer" not in row.extra:
                self._note(row, {"transfer": result})
                await outbox.append(
                    session,
                    type="call.transferred" if result == "answered" else "call.transfer_failed",
                    stream=f"call:{row.id}",
                    at=self._clock.now(),
                    business_id=row.business_id,
                    call_id=row.id,
                    payload={"result": result},
                )
            return self._call(row)

    async def message_left(self, call_id: str) -> None:
        """A message was left for staff because nobody took the transfer."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is not None:
                self._note(row, {"message": True})

    async def choose_turn_taking(self, call_id: str, choice: TurnTaking, actor: Actor) -> None:
        """A call listens otherwise from now on. Raises DomainError NOT_FOUND."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is None:
                raise DomainError("NOT_FOUND", "There is no such call.")
            before = row.extra.get("turn_taking", {})
            row.extra = {**row.extra, "turn_taking": choice.said}
            await audit.note(
                session, at=self._clock.now(), actor=actor, action="call.turn_taking",
                subject=call_id, business_id=row.business_id, before=before, after=choice.said,
            )  # fmt: skip

    async def note_act(self, call: Call, action: str, actor: Actor) -> None:
        """Keep for the audit what one of the staff did in a call."""
        async with self._database.transaction() as session:
            await audit.note(
                session, at=self._clock.now(), actor=actor, action=action, subject=call.id,
                business_id=call.business_id,
            )  # fmt: skip

    def _note(self, row: CallRow, about: Mapping[str, Any]) -> None:
        """Keep it; the outcome follows, or is settled when the call's end is stored."""
        row.extra = {**row.extra, **about}
        if row.outcome is not None:
            row.outcome = outcome_in(row.extra, cast(Outcome, row.outcome))

    async def end_lost(self, longest: timedelta, *, ours: bool = False) -> int:
        """Calls that began longer ago than a call can last, and whose end nobody stored because a
        process or machine died, have failed: they ended when the last that is written of them
        happened, or later. What came of them stays open. `ours`: those of this server alone, others
        on the database may be in theirs. How many there were."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            rows = await repository.unfinished_before(session, now - longest)
            if ours:
                rows = [row for row in rows if row.extra.get("server", "") == self._server]
            for row in rows:
                last_ms = await repository.last_known_ms(session, row.id)
                known = row.started_at + timedelta(milliseconds=last_ms or 0)
                row.status, row.ended_by, row.duration_ms = "failed", "system", last_ms
                row.ended_at = min(now, known)
                await outbox.append(
                    session,
                    type="call.failed",
                    stream=f"call:{row.id}",
                    at=now,
                    business_id=row.business_id,
                    call_id=row.id,
                    payload={
                        "status": "failed", "outcome": row.outcome, "duration_ms": last_ms,
                        "ended_by": "system", "reason": "process_died",
                    },
                )  # fmt: skip
        return len(rows)

    async def forget_words(self, business: Business) -> int:
        """Remove what was said in calls older than the business keeps it; status and outcome stay.
        How many calls lost their words."""
        moment = self._clock.now() - timedelta(days=business.privacy.keep_transcript_days)
        forgotten = 0
        while True:
            async with self._database.transaction() as session:
                rows = await repository.with_words_before(session, business.id, moment, _AT_ONCE)
                for row in rows:
                    await repository.forget_turns(session, row.id)
                    row.summary_sealed = None
            forgotten += len(rows)
            if len(rows) < _AT_ONCE:
                return forgotten

    async def listing(
        self, business_id: str, wish: PageWish, wanted: WantedCalls | None = None
    ) -> Page[Call]:
        """The calls that are wanted (all), newest first or as it says. Raises DomainError INVALID
        for a cursor of another list."""
        wanted = wanted or WantedCalls()
        blind = self._vault.index(wanted.caller) if wanted.caller is not None else None
        async with self._database.reading() as session:
            rows = await repository.listing(session, business_id, wanted, blind, wish)
        return repository.ORDERS[wanted.sort].page(rows, wanted.sort, wish, self._call)

    async def judge(
        self, call_id: str, judgement: Judgement, actor: Actor, seen: str | None = None
    ) -> Call:
        """What staff say of a call: rating, note, the outcome as they know it. `seen`: the revision
        that this was made from. Raises DomainError NOT_FOUND, StaleError, and CONFLICT for an
        outcome that a call of its status cannot have."""
        async with self._database.transaction() as session:
            row = await repository.by_id(session, call_id, lock=True)
            if row is None:
                raise DomainError("NOT_FOUND", "There is no such call.")
            must_be_fresh("call", self._call(row).revision, seen)
            before = {"rating": row.rating, "outcome": row.outcome}
            if "rating" in judgement:
                row.rating = judgement["rating"]
            if "note" in judgement:
                row.note_sealed = self._vault.seal_optional(judgement["note"] or None, TEXT)
            if "outcome" in judgement:
                if judgement["outcome"] not in OUTCOMES[cast(CallStatus, row.status)]:
                    raise DomainError("CONFLICT", "Only a call that is over has an outcome.")
                row.outcome = judgement["outcome"]
            await audit.note(
                session,
                at=self._clock.now(),
                actor=actor,
                action="call.judged",
                subject=call_id,
                business_id=row.business_id,
                before=before,
                after={"rating": row.rating, "outcome": row.outcome},
            )
            return self._call(row)

    async def asked_in_vain(self, business_id: str, since: datetime) -> tuple[AskedInVain, ...]:
        """The turns of calls since then for whose question nothing was known, the latest first; of
        calls whose words are not kept there are none."""
        async with self._database.reading() as session:
            looked = await repository.looked_up(session, business_id, since, _MOST_LOOKED_UP)
            ids = {one.call_id for one, _ in looked if not one.data.get("ok")}
            turns = await repository.caller_turns(session, ids)
        last: dict[str, tuple[TurnRow, EventRow, datetime]] = {}
        for event, started in looked:
            said = [one for one in turns.get(event.call_id, ()) if one.start_ms <= event.at_ms]
            if said and (said[-1].id not in last or last[said[-1].id][1].at_ms <= event.at_ms):
                last[said[-1].id] = (said[-1], event, started)
        return tuple(
            AskedInVain(
                self._vault.show(turn.text_sealed, TEXT), turn.language, turn.call_id,
                started + timedelta(milliseconds=turn.start_ms),
            )
            for turn, event, started in last.values()
            if not event.data.get("ok")
        )  # fmt: skip

    async def detail(self, call_id: str) -> CallDetail:
        """One call with everything that is kept. Raises DomainError NOT_FOUND."""
        async with self._database.reading() as session:
            row = await repository.by_id(session, call_id)
            if row is None:
                raise DomainError("NOT_FOUND", "There is no such call.")
            turns = await repository.turns(session, call_id)
            events = await repository.events(session, call_id)
        return CallDetail(
            self._call(row),
            tuple(
                Turn(
                    one.number, one.speaker, self._vault.show(one.text_sealed, TEXT),
                    one.language, one.start_ms, one.end_ms, one.interrupted, one.acts,
                    one.confidence, one.times, self._vault.open_optional(one.unheard_sealed, TEXT),
                )
                for one in turns
            ),
            tuple(CallEvent(one.kind, one.at_ms, one.data) for one in events),
        )  # fmt: skip

    def _row(self, plan: CallPlan) -> CallRow:
        number = plan.caller.number
        return CallRow(
            id=plan.call_id,
            business_id=plan.business.id,
            carrier=plan.carrier,
            carrier_call_id=plan.carrier_call_id,
            direction=plan.direction,
            status="ringing",
            language=plan.language,
            caller_sealed=self._vault.seal_optional(number, CALLER),
            caller_blind=self._vault.index(number) if number is not None else None,
            customer_id=plan.caller.customer_id,
            started_at=self._clock.now(),
            transcript_kept=True,
            test=plan.test,
            extra={
                **({"turn_taking": plan.turn_taking.said} if plan.turn_taking.said else {}),
                **({"server": self._server} if self._server else {}),
            },
        )

    def _call(self, row: CallRow) -> Call:
        caller = self._vault.open_optional(row.caller_sealed, CALLER)
        note = self._vault.open_optional(row.note_sealed, TEXT)
        return Call(
            id=row.id,
            business_id=row.business_id,
            carrier=row.carrier,
            carrier_call_id=row.carrier_call_id,
            direction=row.direction,
            status=cast(CallStatus, row.status),
            outcome=row.outcome,
            language=row.language,
            caller=caller,
            caller_masked=masked(caller) if caller is not None else None,
            started_at=row.started_at,
            ended_at=row.ended_at,
            duration_ms=row.duration_ms,
            ended_by=row.ended_by,
            transfer_to=row.transfer_to,
            transfer=row.extra.get("transfer"),
            transcript_kept=row.transcript_kept,
            test=row.test,
            summary=self._vault.open_optional(row.summary_sealed, TEXT),
            turn_taking=kept(row.extra.get("turn_taking")),
            rating=row.rating,
            note=note,
            revision=revision_of((row.id, row.rating, note, row.outcome), self._vault.index),
        )
