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


async def until(rooms: Any, query: str) -> None:
    """Wait for the journal to have written what `query` looks for."""
    async with asyncio.timeout(60):
        while not await rooms.rows(query):
            pass


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


async def test_what_was_said_is_gone_as_soon_as_the_caller_refuses_storage(rooms: Any) -> None:
    plan = await begun(rooms)
    journal = rooms.calls.journal(plan)
    journal.answered(plan)
    journal.turn(turn(1))
    await until(rooms, "SELECT id FROM call_turns")
    journal.withhold()
    await until(rooms, "SELECT id FROM calls WHERE NOT transcript_kept")
    assert await rooms.rows("SELECT id FROM call_turns") == []
    journal.turn(turn(2))
    journal.event("silence", 900, {})
    await until(rooms, "SELECT id FROM call_events")
    detail = await rooms.calls.detail(plan.call_id)
    assert (detail.turns, detail.call.transcript_kept) == ((), False)
    result = CallResult("answered", "en", summary="a brain that died and remembers nothing")
    await journal.ended("completed", "caller", result, 3000)
    assert (await rooms.calls.detail(plan.call_id)).call.summary is None


async def test_a_call_that_nobody_answered_stays_so_and_has_no_outcome(rooms: Any) -> None:
    plan = await begun(rooms)
    await rooms.calls.carrier_status("twilio", plan.carrier_call_id, "no_answer")
    journal = rooms.calls.journal(plan)
    await journal.ended("completed", "caller", CallResult("abandoned", "en"), 0)
    call = (await rooms.calls.detail(plan.call_id)).call
    assert (call.status, call.outcome) == ("no_answer", None)


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
        await asyncio.wait_for(failed.wait(), 60)
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
    async with asyncio.timeout(60):
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


DESK_NUMBER = "+911140001234"


def passed_on(otherwise: Any = "abandoned", outcome: Any = "transferred") -> CallResult:
    return CallResult(outcome, "en", transfer=DESK_NUMBER, otherwise=otherwise)


@pytest.mark.parametrize(
    ("otherwise", "outcome"),
    [("abandoned", "message"), ("answered", "message"), ("booked", "booked"),
     ("opted_out", "opted_out")],
)  # fmt: skip
@pytest.mark.parametrize("early", [False, True])
async def test_a_transfer_that_nobody_took_leaves_the_call_with_what_else_came_of_it(
    rooms: Any, otherwise: str, outcome: str, early: bool
) -> None:
    plan = await begun(rooms)
    journal = rooms.calls.journal(plan)
    if not early:
        await journal.ended("completed", "assistant", passed_on(otherwise), 9000)
        assert (await rooms.calls.detail(plan.call_id)).call.outcome == "transferred"
    told = await rooms.calls.transfer_ended("twilio", plan.carrier_call_id, "busy")
    assert (told.id, told.caller, told.transfer) == (plan.call_id, PHONE, "busy")
    await rooms.calls.message_left(plan.call_id)
    if early:
        await journal.ended("completed", "assistant", passed_on(otherwise), 9000)
    call = (await rooms.calls.detail(plan.call_id)).call
    assert (call.outcome, call.transfer, call.transfer_to) == (outcome, "busy", DESK_NUMBER)


async def test_without_a_message_a_transfer_that_nobody_took_is_an_abandoned_call(
    rooms: Any,
) -> None:
    plan = await begun(rooms)
    await rooms.calls.journal(plan).ended("completed", "assistant", passed_on(), 9000)
    await rooms.calls.transfer_ended("twilio", plan.carrier_call_id, "no_answer")
    assert (await rooms.calls.detail(plan.call_id)).call.outcome == "abandoned"


async def test_of_a_transfer_the_first_word_counts_and_is_told_once(rooms: Any) -> None:
    plan = await begun(rooms)
    await rooms.calls.journal(plan).ended("completed", "assistant", passed_on(), 9000)
    first = await rooms.calls.transfer_ended("twilio", plan.carrier_call_id, "answered")
    again = await rooms.calls.transfer_ended("twilio", plan.carrier_call_id, "busy")
    assert (first.transfer, again.transfer, again.outcome) == ("answered",) * 2 + ("transferred",)
    told = [event.type for event in await rooms.outbox.after(0)]
    assert told == ["call.completed", "call.transferred"]


async def test_many_words_at_once_on_a_transfer_and_the_end_of_the_call_agree(rooms: Any) -> None:
    plan = await begun(rooms)
    words = (rooms.calls.transfer_ended("twilio", plan.carrier_call_id, "busy") for _ in range(4))
    end = rooms.calls.journal(plan).ended("completed", "assistant", passed_on("booked"), 9000)
    await asyncio.gather(*words, end)
    call = (await rooms.calls.detail(plan.call_id)).call
    assert (call.outcome, call.transfer, call.status) == ("booked", "busy", "completed")
    told = [event.type for event in await rooms.outbox.after(0)]
    assert sorted(told) == ["call.completed", "call.transfer_failed"]


async def test_a_word_on_a_call_that_was_passed_on_to_nobody_changes_nothing(rooms: Any) -> None:
    plan = await begun(rooms)
    await rooms.calls.journal(plan).ended("completed", "caller", CallResult("answered", "en"), 1)
    assert await rooms.calls.transfer_ended("twilio", plan.carrier_call_id, "busy") is None
    assert await rooms.calls.transfer_ended("twilio", "CA-foreign", "busy") is None
    call = (await rooms.calls.detail(plan.call_id)).call
    assert (call.outcome, call.transfer) == ("answered", None)


async def test_the_language_of_a_number_is_that_of_its_last_finished_call(rooms: Any) -> None:
    desk = await rooms.opens(DESK)
    spoken = [("+919999977001", "hinglish"), ("+919999977002", "hi"), ("+919999977001", "en")]
    for number, (phone, variety) in enumerate(spoken):
        plan = CallPlan(f"c{number}", desk, Caller(phone), "twilio", f"CA-{number}")
        await rooms.calls.begin(plan)
        result = CallResult("answered", variety)
        await rooms.calls.journal(plan).ended("completed", "caller", result, 1000)
        rooms.clock.passes(minutes=1)
    await rooms.calls.begin(CallPlan("c9", desk, Caller("+919999977002"), "twilio", "CA-9"))
    numbers = ["+919999977001", "+919999977002", "+919999977003"]
    found = await rooms.calls.last_languages(desk.id, numbers)
    assert found == {"+919999977001": "en", "+919999977002": "hi"}
    assert await rooms.calls.last_language(desk.id, "+919999977003") is None


async def test_a_call_that_nobody_knows_is_not_found(rooms: Any) -> None:
    with pytest.raises(DomainError, match="no such call"):
        await rooms.calls.detail("c404")
