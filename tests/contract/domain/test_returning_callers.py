"""A number that called before is known at the next call: its language, and a name with consent."""

from __future__ import annotations

from datetime import date, time
from typing import Any, cast

from vaani.bootstrap.desk import Desk
from vaani.bootstrap.dialling import Dialler
from vaani.call.plan import Business, Caller, CallLimits, CallPlan
from vaani.call.ports.thinker import CallResult
from vaani.call.ports.toolbox import Guest, Wish
from vaani.dialogue.brain import FlowBrain
from vaani.telephony.driver import IncomingCall
from vaani.telephony.tokens import MediaTokens
from vaani.testing.text_call import HandClock, TextCall

HOUSE = """
slug: house
name: House
kind: restaurant
timezone: Asia/Kolkata
languages: [en, hi]
numbers: ["+919999900100"]
hours: {thu: [{open: "09:00", close: "23:00"}], fri: [{open: "09:00", close: "23:00"}]}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  duration_minutes: [{minutes: 90}]
  capacity: 40
"""
NUMBER = "+919999977001"


class NoColleague:
    """A dialler that reaches nobody; a test double."""

    async def reaches(self, _business: Business) -> bool:
        return False


def desk_of(rooms: Any) -> Desk:
    return Desk(
        businesses=rooms.businesses, customers=rooms.customers, calls=rooms.calls,
        calendar=rooms.calendar, messages=rooms.messages, drivers={},
        tokens=MediaTokens(rooms.clock), limits=CallLimits(), admits=lambda: True,
        hang_up=lambda _: False, dialler=cast(Dialler, NoColleague()),
    )  # fmt: skip


async def rings(rooms: Any, number: str | None, id: str) -> CallPlan:
    """The plan of a ringing call."""
    call = IncomingCall(
        carrier="text", carrier_call_id=id, called="+919999900100", caller=number, test=False
    )
    plan = await desk_of(rooms).plan_for(call)
    assert plan is not None
    return plan


async def talks(rooms: Any, plan: CallPlan, *said: str) -> list[dict[str, Any]]:
    """One call from the greeting to its end, journal and all."""

    async def report(_: CallResult) -> dict[str, Any]:
        return {"bookings": [], "messages": []}

    brain = FlowBrain(plan, rooms.reception.toolbox(plan))
    journal = rooms.calls.journal(plan)
    journal.answered(plan)
    call = TextCall(plan, brain, HandClock(rooms.clock.now()), report)
    lines = [await call.greet(), *[await call.say(one) for one in said]]
    await journal.ended("completed", "caller", await brain.hung_up(), 1000)
    return lines


async def books(rooms: Any, plan: CallPlan, name: str, at: int) -> None:
    toolbox = rooms.reception.toolbox(plan)
    slot = await toolbox.check(Wish(date(2027, 5, 7), time(at), 2))
    await toolbox.book(slot, Guest(name, NUMBER), f"{name}{at}")


async def test_the_next_call_begins_in_the_language_of_the_last_one(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    first = await rings(rooms, NUMBER, "a")
    assert first.language == "en"
    await talks(rooms, first, "कल कितने बजे तक खुला है")
    rooms.clock.passes(days=1)
    second = await rings(rooms, NUMBER, "b")
    (greeting,) = await talks(rooms, second)
    assert (second.language, greeting["language"]) == ("hi", "hi")
    other = await rings(rooms, "+919999977002", "c")
    assert other.language == "en"


async def test_a_booking_alone_does_not_make_anybody_be_greeted_by_name(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await books(rooms, await rings(rooms, NUMBER, "a"), "Asha Verma", 19)
    plan = await rings(rooms, NUMBER, "b")
    (greeting,) = await talks(rooms, plan)
    assert plan.caller.customer_id is not None
    assert (plan.caller.name, plan.caller.people) == (None, ())
    assert "Asha" not in greeting["say"]


async def test_who_asks_to_be_remembered_is_greeted_by_name_until_he_takes_it_back(
    rooms: Any,
) -> None:
    await rooms.opens(HOUSE)
    await talks(rooms, await rings(rooms, NUMBER, "a"), "I am Asha Verma, please remember my name")
    lines = await talks(rooms, await rings(rooms, NUMBER, "b"), "forget my name please")
    assert lines[0]["say"].startswith("Hello Asha Verma, this is House.")
    assert "not greet you by name" in lines[1]["say"]
    (greeting,) = await talks(rooms, await rings(rooms, NUMBER, "c"))
    assert "Asha" not in greeting["say"]


async def test_a_second_name_on_the_number_makes_the_next_call_ask_who_it_is(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await talks(rooms, await rings(rooms, NUMBER, "a"), "I am Asha Verma, please remember my name")
    await books(rooms, await rings(rooms, NUMBER, "b"), "Ravi Verma", 19)
    plan = await rings(rooms, NUMBER, "c")
    lines = await talks(rooms, plan, "this is Ravi")
    assert "who is speaking" in lines[0]["say"]
    assert lines[1]["say"].startswith("Hello Ravi Verma")


async def test_a_withheld_number_is_nobody_and_cannot_be_remembered(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    plan = await rings(rooms, None, "a")
    assert plan.caller == Caller(None)
    lines = await talks(rooms, plan, "please remember my name, I am Asha Verma")
    assert "cannot see your number" in lines[1]["say"]
    assert await rooms.rows("SELECT id FROM customers") == []


async def test_what_is_remembered_lies_sealed_and_is_found_by_a_blind_index(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await talks(rooms, await rings(rooms, NUMBER, "a"), "I am Asha Verma, please remember my name")
    (row,) = await rooms.rows("SELECT * FROM customers")
    assert row["greeting_consent_at"] is not None
    assert "Asha" not in str(row)
    assert NUMBER not in str(row)


async def test_how_a_caller_felt_is_kept_with_the_call(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    plan = await rings(rooms, NUMBER, "a")
    await talks(rooms, plan, "I want a table", "are you listening to me")
    (row,) = await rooms.rows("SELECT extra FROM calls")
    assert "feeling" in str(row["extra"])
    assert "listening" not in str(row["extra"])
