"""A business is answered for in the languages of its file, and a caller of another one hears so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.domain.businesses.file import parse_business
from vaani.language.found import Language
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

FILE = """
slug: harbour
name: Harbour House
kind: restaurant
timezone: Asia/Kolkata
languages: [%s]
transfer: {number: "+919999900309", hours: opening}
hours:
  mon: [{open: "10:00", close: "23:00"}]
  tue: [{open: "10:00", close: "23:00"}]
booking: {capacity: 40}
"""
NOW = datetime.fromisoformat("2027-06-07T13:00+05:30")
NOT_IN_HINDI = "यहाँ फ़ोन पर जवाब सिर्फ़ अंग्रेज़ी में मिलता है"
NOT_IN_ENGLISH = "this telephone is answered in Hindi only"


def call(languages: str, last: Language | None = None) -> tuple[TextCall, PaperDesk]:
    business = parse_business(FILE % languages).business
    clock = HandClock(NOW)
    caller = Caller("+919999977001", language=last)
    plan = CallPlan("c1", business, caller, "text", "c1", language=business.languages[0])
    desk = PaperDesk(plan, clock)
    return TextCall(plan, FlowBrain(plan, desk), clock, desk.report), desk


def devanagari(text: str) -> bool:
    return any("\u0900" <= letter <= "\u097f" for letter in text)


async def said_to(talk: TextCall, *turns: str) -> list[dict[str, Any]]:
    return [await talk.say(one) for one in turns]


@pytest.mark.parametrize(
    "first",
    [
        "कल रात आठ बजे चार लोगों के लिए टेबल चाहिए",
        "kal raat aath baje char logon ke liye table chahiye",
    ],
)
async def test_a_hindi_caller_hears_once_that_it_is_english_and_books_in_english(
    first: str,
) -> None:
    talk, desk = call("en")
    await talk.greet()
    lines = await said_to(talk, first, "मेरा नाम रोहन मेहता है", "जी हाँ, इसी नंबर पर", "हाँ, सही है")
    told = [line["say"] for line in lines]
    assert NOT_IN_HINDI in told[0]
    assert not any(NOT_IN_HINDI in one for one in told[1:])
    assert not any(devanagari(one) for one in told[1:])
    assert {line["language"] for line in lines} == {"en"}
    assert [(row.party, f"{row.start:%d %H:%M}") for row in desk.rows] == [(4, "08 20:00")]


async def test_an_english_caller_of_a_hindi_business_hears_so_in_english() -> None:
    talk, desk = call("hi")
    greeting = await talk.greet()
    assert devanagari(greeting["say"])
    lines = await said_to(
        talk, "I would like a table for two tomorrow at eight in the evening please"
    )
    assert NOT_IN_ENGLISH in lines[0]["say"]
    assert lines[0]["language"] == "hi"
    lines = await said_to(
        talk, "My name is Rohan Mehta", "yes, on this number", "yes, that is right"
    )
    assert all(devanagari(line["say"]) and NOT_IN_ENGLISH not in line["say"] for line in lines)
    assert len(desk.rows) == 1


async def test_the_wish_for_another_language_is_declined_whenever_it_is_said() -> None:
    talk, _ = call("en")
    await talk.greet()
    for _ in range(2):
        line = await talk.say("Hindi mein boliye")
        assert NOT_IN_HINDI in line["say"]
        assert line["language"] == "en"
    assert not devanagari((await talk.say("What are your hours?"))["say"])


async def test_he_who_wants_a_person_then_gets_one() -> None:
    talk, _ = call("en")
    await talk.greet()
    await talk.say("मुझे कल के लिए टेबल चाहिए")
    line = await talk.say("मुझे किसी इंसान से बात करनी है")
    assert line["acts"] == ["handoff"]
    assert line["language"] == "en"


async def test_a_word_of_greeting_or_assent_is_no_other_language() -> None:
    talk, _ = call("en")
    await talk.greet()
    for word in ("namaste", "haan ji"):
        assert NOT_IN_HINDI not in (await talk.say(word))["say"]


async def test_the_language_of_his_last_call_counts_only_where_it_is_spoken() -> None:
    talk, _ = call("en", last="hi")
    assert not devanagari((await talk.greet())["say"])


async def test_both_languages_stay_both() -> None:
    talk, _ = call("en, hi")
    await talk.greet()
    line = await talk.say("कल रात आठ बजे चार लोगों के लिए टेबल चाहिए")
    assert line["language"] == "hi"
    assert "सिर्फ़ अंग्रेज़ी" not in line["say"]
