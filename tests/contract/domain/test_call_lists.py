"""A long list of calls is read by an index, whatever is asked for: the page costs what it shows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import StageTimes, TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.domain.calls.figures import AnswerTimes, CallFigures
from vaani.domain.calls.schemas import WantedCalls
from vaani.storage.paging import PageWish

DESK = """
slug: desk
name: Desk
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""
WANTED = {
    "all": (WantedCalls(), "ix_calls_business_started"),
    "oldest": (WantedCalls(sort="oldest"), "ix_calls_business_started"),
    "longest": (WantedCalls(sort="longest"), "ix_calls_business_duration"),
    "by status": (WantedCalls(status="failed"), "ix_calls_business_status"),
    "by outcome": (WantedCalls(outcome="opted_out"), "ix_calls_business_outcome"),
    "by caller": (WantedCalls(caller="+919876543210"), "ix_calls_business_caller"),
}


@pytest.mark.parametrize("name", WANTED)
async def test_a_page_is_found_by_an_index_and_the_list_is_not_sorted(
    rooms: Any, name: str
) -> None:
    if rooms.database.is_postgresql:
        pytest.skip("its planner goes by how full the tables are: see bench/call_list.py")
    wanted, index = WANTED[name]
    asked: list[tuple[str, Any]] = []

    @event.listens_for(rooms.database.engine.sync_engine, "before_cursor_execute")
    def note(_c: Any, _k: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    await rooms.calls.listing("somebody", PageWish(), wanted)
    statement, parameters = next(one for one in asked if "FROM calls" in one[0])
    async with rooms.database.reading() as session:
        connection = await session.connection()
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[-1] for row in plan.all()]
    assert f"USING INDEX {index} " in steps[0], steps
    assert not [one for one in steps if "TEMP B-TREE FOR ORDER BY" in one], steps


async def test_figures_are_the_same_on_each_database(rooms: Any) -> None:
    desk = await rooms.opens(DESK)
    for number, wait in enumerate((300, 800, 2500)):
        plan = CallPlan(f"c{number}", desk, Caller(None), "twilio", f"CA-{number}")
        await rooms.calls.begin(plan)
        journal = rooms.calls.journal(plan)
        journal.answered(plan)
        times = StageTimes(speech_end=1000, sent=1000 + wait)
        journal.turn(TurnRecord(1, "assistant", "Yes", "en", 1000, 2000, times=times))
        journal.turn(TurnRecord(2, "assistant", "Bye", "en", 3000, 4000))
        journal.event("barge_in", 1500, {})
        await journal.ended("completed", "caller", CallResult("answered", "en"), 30_000)
    figures = CallFigures(rooms.database, rooms.clock)
    rooms.clock.passes(seconds=1)
    found = await figures.of_business(desk, *figures.stretch(None, None))
    assert (found.calls, found.answered, found.minutes) == (3, 3, 1.5)
    assert found.answer_times == AnswerTimes(3, 800, 2500)
    assert (found.interrupted_calls, found.interruptions) == (3, 3)
    assert found.hours["thu"][10] == 3
