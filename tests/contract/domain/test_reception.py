"""What a call may see and say: its own caller's bookings, and what the stored file states."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.toolbox import Guest, Wish

ASHA, RAVI = "+919999977001", "+919999977002"
HOUSE = """
slug: house
name: House
kind: restaurant
timezone: Asia/Kolkata
languages: [en, hi]
hours: {thu: &day [{open: "12:00", close: "23:00"}], fri: *day}
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  max_days_ahead: 30
  duration_minutes: [{minutes: 90}]
  capacity: 8
knowledge:
  - topic: parking
    text: {en: "There is a car park behind the house.", hi: "घर के पीछे पार्किंग है।"}
    questions: ["do you have parking", "where can I park", "gaadi kahan lagayein", "पार्किंग"]
  - {topic: payment, text: "UPI, cards and cash.", questions: ["how can I pay", "take cards"]}
  - {topic: mango festival, text: "Mango sweets all week.", questions: ["mango festival"],
     valid_until: "2027-05-09"}
"""


async def house_with_guests(rooms: Any) -> Any:
    """A house with Asha's two coming bookings, Ravi's one, and one of hers that is over."""
    house = await rooms.opens(HOUSE)
    for day, hour, name, phone in (
        (6, 12, "Asha Verma", ASHA), (7, 19, "Asha Verma", ASHA), (7, 12, "Asha Verma", ASHA),
        (7, 20, "Ravi Sen", RAVI),
    ):  # fmt: skip
        call = rooms.call(house)
        slot = await call.check(Wish(date(2027, 5, day), time(hour), 1))
        await call.book(slot, Guest(name, phone), f"{day}{hour}{name}")
    rooms.clock.moment = datetime(2027, 5, 6, 8, tzinfo=UTC)
    return house


async def test_a_caller_sees_his_own_coming_bookings_soonest_first(rooms: Any) -> None:
    house = await house_with_guests(rooms)
    own = await rooms.call(house, ASHA).bookings()
    assert [f"{row.start:%d %H:%M}" for row in own] == ["07 12:00", "07 19:00"]
    past = await rooms.call(house, ASHA).recent()
    assert [f"{row.start:%d %H:%M}" for row in past] == ["06 12:00"]


async def test_another_number_shows_nothing_without_the_name_on_the_booking(rooms: Any) -> None:
    house = await house_with_guests(rooms)
    stranger = rooms.call(house, "+919999977009")
    assert await stranger.bookings() == ()
    assert await stranger.bookings(ASHA) == ()
    assert await stranger.bookings(ASHA, "Ravi Sen") == ()
    assert await stranger.bookings(None, "Asha Verma") == ()
    assert len(await stranger.bookings(ASHA, "Asha Verma")) == 2
    withheld = rooms.call(house, None)
    assert (await withheld.bookings(), await withheld.recent()) == ((), ())
    assert len(await withheld.bookings(RAVI, "ravi sen")) == 1


async def test_a_call_knows_only_the_bookings_of_the_business_that_was_called(rooms: Any) -> None:
    house = await house_with_guests(rooms)
    other = await rooms.opens(HOUSE.replace("slug: house", "slug: other"))
    call = rooms.call(other, ASHA)
    assert await call.bookings() == ()
    ref = (await rooms.call(house, ASHA).bookings())[0].ref
    assert (await call.cancel(ref, "x")).reason == "gone"


@pytest.mark.parametrize(
    ("question", "language", "topic"),
    [
        ("Do you have parking?", "en", "parking"),
        ("gaadi kahan lagayein", "hi", "parking"),
        ("पार्किंग है क्या", "hi", "parking"),
        ("can I pay by card", "en", "payment"),
    ],
)
async def test_a_question_is_answered_from_the_stored_file(
    rooms: Any, question: str, language: Any, topic: str
) -> None:
    await rooms.opens(HOUSE)
    call = rooms.call(await rooms.businesses.get("house"))
    hits = await call.know(question, language)
    assert hits[0].topic == topic
    assert hits[0].score >= 0.5


async def test_the_answer_comes_in_the_callers_language(rooms: Any) -> None:
    call = rooms.call(await rooms.opens(HOUSE))
    assert (await call.know("parking", "hi"))[0].text == "घर के पीछे पार्किंग है।"


async def test_what_the_file_does_not_say_is_unknown(rooms: Any) -> None:
    call = rooms.call(await rooms.opens(HOUSE))
    assert await call.know("do you have a swimming pool", "en") == ()


async def test_a_topic_ends_with_its_last_day_in_the_zone_of_the_business(rooms: Any) -> None:
    call = rooms.call(await rooms.opens(HOUSE))
    rooms.clock.moment = datetime(2027, 5, 9, 18, 29, tzinfo=UTC)  # 23:59 in India
    assert (await call.know("mango festival", "en"))[0].topic == "mango festival"
    rooms.clock.passes(minutes=2)
    assert await call.know("mango festival", "en") == ()


async def test_a_new_version_of_the_file_is_heard_in_the_next_call(rooms: Any) -> None:
    await rooms.opens(HOUSE)
    await rooms.opens(HOUSE.replace("UPI, cards and cash.", "Cash only."))
    call = rooms.call(await rooms.businesses.get("house"))
    assert (await call.know("how can I pay", "en"))[0].text == "Cash only."


async def test_refusing_storage_is_passed_on(rooms: Any) -> None:
    told: list[bool] = []
    plan = CallPlan("c1", await rooms.opens(HOUSE), Caller(ASHA), "text", "c1")
    await rooms.reception.toolbox(plan, lambda: told.append(True)).keep_no_transcript()
    assert told == [True]
