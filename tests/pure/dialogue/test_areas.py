"""Who asks for a part of the house gets a table there, or hears that none is free there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.toolbox import BookedRow
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.model.tools import FindSlots, Refused, read_call, tool_specs
from vaani.dialogue.understanding.areas import area_said
from vaani.dialogue.understanding.match import spoken
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

FILE = """
slug: gulmohar
name: Gulmohar
kind: restaurant
timezone: Asia/Kolkata
languages: [en, hi]
hours:
  mon: &all [{open: "11:00", close: "23:00"}]
  tue: *all
  wed: *all
  thu: *all
  fri: *all
booking:
  slot_minutes: 30
  party: {max_by_phone: 8}
  duration_minutes: 90
  resources:
    - {id: T1, kind: table, seats: 4, area: {en: terrace, hi: "छत"}}
    - {id: T2, kind: table, seats: 4, area: terrace}
    - {id: H1, kind: table, seats: 4, area: {en: AC hall, hi: "एसी हॉल"}}
    - {id: H2, kind: table, seats: 8, area: AC hall}
    - {id: F1, kind: table, seats: 6, area: {en: family section, hi: "फ़ैमिली सेक्शन"}}
"""
BUSINESS = parse_business(
    FILE.replace("&all ", "").replace("*all", '[{open: "11:00", close: "23:00"}]')
).business
NOW = datetime.fromisoformat("2027-06-07T10:00+05:30")
NUMBER = "+919999977001"
EIGHT = datetime.fromisoformat("2027-06-08T20:00+05:30")


def taken(table: str, start: datetime = EIGHT, phone: str = "+919999900001") -> BookedRow:
    return BookedRow(
        f"X{table}{start:%H}", "confirmed", start, 90, table, None, 2, "Asha Rao", phone, None
    )


def call(*rows: BookedRow) -> tuple[TextCall, PaperDesk]:
    clock = HandClock(NOW)
    plan = CallPlan("c1", BUSINESS, Caller(NUMBER), "text", "c1", language="en")
    desk = PaperDesk(plan, clock)
    desk.rows.extend(rows)
    return TextCall(plan, FlowBrain(plan, desk), clock, desk.report), desk


def made(desk: PaperDesk) -> list[tuple[str | None, int | None, str]]:
    return [
        (row.resource_id, row.party, f"{row.start:%d %H:%M}")
        for row in desk.rows
        if row.created_in_call and row.status == "confirmed"
    ]


async def said_to(talk: TextCall, *turns: str) -> list[dict[str, Any]]:
    await talk.greet()
    return [await talk.say(one) for one in turns]


@pytest.mark.parametrize(
    ("first", "table", "place"),
    [
        (
            "A table for four on the terrace tomorrow at eight in the evening please",
            "T1",
            "on the terrace",
        ),
        ("Table for four tomorrow at 8 pm, outdoors if possible", "T1", "on the terrace"),
        (
            "I'd like to book a table for 2 in the AC section tomorrow at 8 pm",
            "H1",
            "in the AC hall",
        ),
        (
            "Tomorrow 8 pm, five people, in the family section please, book it",
            "F1",
            "in the family section",
        ),
        (
            "Table for two tomorrow at 8 pm, not on the terrace and not in the family section",
            "H1",
            "in the AC hall",
        ),
        (
            "Table for two tomorrow at 8 pm, on the terrace, no, in the AC hall",
            "H1",
            "in the AC hall",
        ),
    ],
)
async def test_the_area_that_is_asked_for_is_read_back_and_booked(
    first: str, table: str, place: str
) -> None:
    talk, desk = call()
    lines = await said_to(talk, first, "Rohan Mehta", "yes, that is right")
    assert lines[1]["acts"] == ["readback"], lines
    assert place in lines[1]["say"]
    assert place in lines[2]["say"]
    assert [row[0] for row in made(desk)] == [table]


@pytest.mark.parametrize(
    "first",
    [
        "कल रात आठ बजे छत पर चार लोगों के लिए टेबल चाहिए",
        "kal raat aath baje chhat pe char logon ke liye table chahiye",
        "kal raat 8 baje terrace wali table, chaar log",
    ],
)
async def test_in_hindi_too(first: str) -> None:
    talk, desk = call()
    lines = await said_to(talk, first, "मेरा नाम रोहन मेहता है", "जी हाँ, सही है")
    assert "छत पर" in lines[1]["say"], lines
    assert made(desk) == [("T1", 4, "08 20:00")]


async def test_who_asks_for_none_hears_which_one_he_gets() -> None:
    talk, desk = call()
    lines = await said_to(talk, "Table for six tomorrow at 8 pm", "Rohan Mehta", "yes please")
    assert "in the family section" in lines[1]["say"]
    assert [row[0] for row in made(desk)] == ["F1"]


async def test_a_full_area_is_told_with_where_there_is_a_table() -> None:
    talk, desk = call(taken("T1"), taken("T2"))
    lines = await said_to(talk, "A table for four on the terrace tomorrow at 8 pm")
    assert "is full on the terrace" in lines[0]["say"]
    assert "in the AC hall there is a table then" in lines[0]["say"]
    assert all(one["resource"] in ("T1", "T2") for one in lines[0]["offered"])
    assert made(desk) == []
    rest = [
        await talk.say(one) for one in ("The AC hall is fine then", "Rohan Mehta", "yes, right")
    ]
    assert "at eight" in rest[1]["say"]
    assert "in the AC hall" in rest[1]["say"]
    assert made(desk) == [("H1", 4, "08 20:00")]


async def test_an_offered_time_stays_in_the_area() -> None:
    talk, desk = call(taken("T1"), taken("T2"))
    await said_to(talk, "A table for four on the terrace tomorrow at 8 pm")
    line = await talk.say("nine thirty then")
    line = await talk.say("Rohan Mehta")
    assert "on the terrace" in line["say"]
    await talk.say("yes please")
    assert made(desk)[0][0] in ("T1", "T2")


async def test_anywhere_is_anywhere() -> None:
    talk, desk = call(taken("T1"), taken("T2"))
    await said_to(
        talk, "A table for four on the terrace tomorrow at 8 pm", "anywhere is fine, at 8"
    )
    line = await talk.say("Rohan Mehta")
    assert "in the AC hall" in line["say"]
    await talk.say("yes")
    assert made(desk) == [("H1", 4, "08 20:00")]


async def test_a_party_that_no_table_there_seats_hears_so() -> None:
    talk, desk = call()
    lines = await said_to(talk, "Table for six on the terrace tomorrow at 8 pm")
    assert "no table for six on the terrace" in lines[0]["say"]
    line = await talk.say("eight o'clock then")
    line = await talk.say("Rohan Mehta")
    assert "on the terrace" not in line["say"]
    await talk.say("yes")
    assert [row[0] for row in made(desk)] == ["F1"]


async def test_another_area_at_the_read_back_is_a_correction() -> None:
    talk, desk = call()
    lines = await said_to(
        talk,
        "Table for four on the terrace tomorrow at 8 pm",
        "Rohan Mehta",
        "yes but in the AC hall",
        "yes",
    )
    assert "in the AC hall" in lines[2]["say"]
    assert lines[2]["acts"] == ["readback"]
    assert made(desk) == [("H1", 4, "08 20:00")]


async def test_a_yes_that_names_the_area_again_is_a_yes() -> None:
    talk, desk = call()
    await said_to(
        talk, "Table for four on the terrace tomorrow at 8 pm", "Rohan Mehta", "yes, on the terrace"
    )
    assert made(desk) == [("T1", 4, "08 20:00")]


async def test_a_moved_booking_stays_in_its_area_and_moves_when_it_is_asked() -> None:
    own = taken("T2", EIGHT, NUMBER)
    talk, desk = call(own, taken("T1", EIGHT + timedelta(hours=1)))
    lines = await said_to(talk, "Please move my booking tomorrow to nine in the evening")
    assert "on the terrace" in lines[0]["say"]
    await talk.say("yes")
    assert next((row.resource_id, f"{row.start:%H:%M}") for row in desk.rows) == ("T2", "21:00")
    lines = [await talk.say("Can you move my booking to the AC hall"), await talk.say("yes")]
    assert "in the AC hall" in lines[0]["say"]
    assert desk.rows[0].resource_id == "H1"


def test_words_of_an_area_are_no_note_and_a_family_is_no_section() -> None:
    def said(text: str) -> tuple[str, ...] | None:
        found = area_said(text, spoken(text), BUSINESS)
        return found.value.tables if found is not None else None

    assert said("we are a family of four") is None
    assert said("table on the terrace or in the AC hall") == ("T1", "T2", "H1", "H2")
    assert said("chhat ki jagah AC hall mein") == ("H1", "H2")
    assert said("terrace nahi") == ("H1", "H2", "F1")
    assert said("kahin bhi") == ()


def test_a_language_model_may_look_for_an_area_and_is_told_of_an_unknown_one() -> None:
    spec = next(one for one in tool_specs(BUSINESS) if one.name == "find_slots")
    assert "AC hall" in str(spec.parameters)
    asked = '{"date": "2027-06-08", "time": "20:00", "party": 2, "area": "%s"}'
    found = read_call("find_slots", asked % "छत", BUSINESS)
    assert isinstance(found, FindSlots)
    assert found.area is not None
    assert found.area.en == "terrace"
    assert read_call("find_slots", asked % "cellar", BUSINESS) == Refused("there is no such area")
