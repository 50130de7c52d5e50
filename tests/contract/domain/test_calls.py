"""What is kept of a call: once, in order, behind the call, and nothing when storage was refused."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from sqlalchemy import text

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import StageTimes, TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.kit.errors import DomainError
from vaani.storage.paging import PageWish

PHONE = "+919999977001"
DESK = """
slug: desk
name: Desk
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""


async def begun(rooms: Any, id: str = "c1") -> CallPlan:
    desk = await rooms.opens(DESK)
    plan = CallPlan(id, desk, Caller(PHONE), "twilio", f"CA-{id}")
    began: CallPlan = await rooms.calls.begin(plan)
    return began


def turn(number: int, speaker: Any = "caller") -> TurnRecord:
    return TurnRecord(number, speaker, f"words {number}", "en", number * 1000, number * 1000 + 900)


async def test_a_call_that_rings_twice_is_one_call(rooms: Any) -> None:
    desk = await rooms.opens(DESK)
    plans = [CallPlan(f"c{n}", desk, Caller(PHONE), "twilio", "CA-1") for n in range(4)]
    began = await asyncio.gather(*(rooms.calls.begin(plan) for plan in plans))
    assert len({plan.call_id for plan in began}) == 1
    assert len((await rooms.calls.listing(desk.id, PageWish())).items) == 1


async def test_a_finished_call_keeps_its_turns_events_and_outcome(rooms: Any) -> None:
    plan = await begun(rooms)
    journal = rooms.calls.journal(plan)
    journal.answered(plan)
    journal.turn(turn(2))
    times = StageTimes(speech_end=900, sent=1500)
    journal.turn(TurnRecord(1, "assistant", "Hello", "en", 0, 800, True, ("greet",), None, times))
    journal.event("barge_in", 700, {"after_ms": 120})
    rooms.clock.passes(seconds=9)
    await journal.ended("completed", "caller", CallResult("answered", "hi-Latn"), 9000)
    detail = await rooms.calls.detail(plan.call_id)
    call = detail.call
    assert (call.status, call.outcome, call.duration_ms) == ("completed", "answered", 9000)
    assert (call.caller, call.caller_masked, call.ended_by) == (PHONE, "99XXXX7001", "caller")
    assert call.ended_at == rooms.clock.now()
    assert [one.text for one in detail.turns] == ["Hello", "words 2"]
    assert detail.turns[0].times["sent"] == 1500
    assert (detail.turns[0].interrupted, detail.turns[0].acts) == (True, ["greet"])
    assert [(one.kind, one.data) for one in detail.events] == [("barge_in", {"after_ms": 120})]
    told = [event.type for event in await rooms.outbox.after(0)]
    assert told == ["call.completed"]


async def test_a_caller_who_refuses_storage_leaves_no_words(rooms: Any) -> None:
    plan = await begun(rooms)
    journal = rooms.calls.journal(plan)
    for number in range(3):
        journal.turn(turn(number))
    result = CallResult("opted_out", "en", transcript_kept=False, summary="what was said")
    await journal.ended("completed", "caller", result, 3000)
    detail = await rooms.calls.detail(plan.call_id)
    assert detail.turns == ()
    assert (detail.call.summary, detail.call.transcript_kept) == (None, False)
    assert await rooms.rows("SELECT id FROM call_turns") == []


async def test_a_database_that_fails_for_a_while_loses_no_turn(rooms: Any) -> None:
    plan = await begun(rooms)
    failed = asyncio.Event()

    class Watching(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            failed.set()

    log, watching = logging.getLogger("vaani.domain.calls.journal"), Watching()
    log.addHandler(watching)
    try:
        await _rename(rooms, "call_turns", "away")
        journal = rooms.calls.journal(plan)
        for number in range(3):
            journal.turn(turn(number))
        await asyncio.wait_for(failed.wait(), 10)
        await _rename(rooms, "away", "call_turns")
        journal.turn(turn(3))
        await journal.ended("completed", "caller", CallResult("answered", "en"), 4000)
    finally:
        log.removeHandler(watching)
    detail = await rooms.calls.detail(plan.call_id)
    assert [one.text for one in detail.turns] == [f"words {number}" for number in range(4)]


async def test_a_note_that_cannot_be_stored_costs_no_other_call_a_word(rooms: Any) -> None:
    good, bad = await begun(rooms, "good"), await begun(rooms, "bad")
    journals = [rooms.calls.journal(plan) for plan in (good, bad)]
    for journal, plan in zip(journals, (good, bad), strict=True):
        journal.answered(plan)
        journal.turn(turn(1))
    journals[1].event("unwritable", 100, {"what": object()})
    await _turns_of(rooms, "good", 1)
    assert (await rooms.calls.detail("good")).call.status == "in_progress"
    assert (await rooms.calls.detail("bad")).turns == ()
    journals[0].turn(turn(2))
    await journals[0].ended("completed", "caller", CallResult("answered", "en"), 3000)
    assert [one.number for one in (await rooms.calls.detail("good")).turns] == [1, 2]


async def test_a_business_that_is_removed_during_a_call_costs_no_other_call_a_word(
    rooms: Any,
) -> None:
    stays = await begun(rooms, "stays")
    gone = await rooms.opens(DESK.replace("slug: desk", "slug: gone"))
    goes = await rooms.calls.begin(CallPlan("goes", gone, Caller(PHONE), "twilio", "CA-goes"))
    journals = [rooms.calls.journal(plan) for plan in (stays, goes)]
    for journal in journals:
        journal.answered(stays)
        journal.turn(turn(1))
    await _turns_of(rooms, "stays", 1)
    async with rooms.database.transaction() as session:
        await session.execute(text("DELETE FROM businesses WHERE slug = 'gone'"))
    for journal in journals:
        journal.turn(turn(2))
    await _turns_of(rooms, "stays", 2)
    for journal in journals:
        await journal.ended("completed", "caller", CallResult("answered", "en"), 3000)
    assert await rooms.rows("SELECT id, status FROM calls") == [
        {"id": "stays", "status": "completed"}
    ]


async def _turns_of(rooms: Any, call_id: str, count: int) -> None:
    """Wait until so many turns of the call are kept."""
    async with asyncio.timeout(10):
        while len((await rooms.calls.detail(call_id)).turns) < count:
            pass


async def _rename(rooms: Any, old: str, new: str) -> None:
    async with rooms.database.engine.begin() as connection:
        await connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_hundreds_of_notes_in_a_row_are_all_kept_in_order(rooms: Any) -> None:
    plan = await begun(rooms)
    journal = rooms.calls.journal(plan)
    for number in range(300):
        journal.turn(turn(number))
        if number % 75 == 0:
            await rooms.calls.detail(plan.call_id)
    await journal.ended("completed", "system", CallResult("answered", "en"), 1)
    detail = await rooms.calls.detail(plan.call_id)
    assert [one.number for one in detail.turns] == list(range(300))


async def test_late_and_repeated_status_events_of_a_carrier_change_nothing(rooms: Any) -> None:
    plan = await begun(rooms)
    carrier = ("twilio", plan.carrier_call_id)
    assert await rooms.calls.carrier_status(*carrier, "ringing") == plan.call_id
    assert await rooms.calls.carrier_status(*carrier, "no_answer") == plan.call_id
    ended = (await rooms.calls.detail(plan.call_id)).call.ended_at
    rooms.clock.passes(minutes=1)
    for late in ("ringing", "in_progress", "completed", "no_answer"):
        assert await rooms.calls.carrier_status(*carrier, late) == plan.call_id
    call = (await rooms.calls.detail(plan.call_id)).call
    assert (call.status, call.ended_at) == ("no_answer", ended)
    assert await rooms.calls.carrier_status("twilio", "CA-foreign", "completed") is None


async def test_a_call_that_nobody_knows_is_not_found(rooms: Any) -> None:
    with pytest.raises(DomainError, match="no such call"):
        await rooms.calls.detail("c404")
