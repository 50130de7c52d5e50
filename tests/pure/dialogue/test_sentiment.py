"""An annoyed caller is noticed, and offered a human or a message once it is time."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from typing import Any

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallerTurn
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.sentiment import CALM, LIMIT, Feeling, Heard, WordSentiment
from vaani.domain.businesses.file import parse_business
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import Given, HandClock, TextCall

DEMO = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
OPEN, SHUT = "2027-05-06T13:00+05:30", "2027-05-06T09:00+05:30"


def felt(*turns: Heard | str) -> Feeling:
    feeling = CALM
    for turn in turns:
        heard = Heard(turn) if isinstance(turn, str) else turn
        feeling = WordSentiment().felt(feeling, heard)
    return feeling


def call(now: str = OPEN) -> TextCall:
    clock = HandClock(datetime.fromisoformat(now))
    business = parse_business(DEMO.read_text(encoding="utf-8")).business
    plan = CallPlan("c1", business, Caller("+919999977001"), "text", "c1")
    desk = PaperDesk(plan, clock)
    return TextCall(plan, FlowBrain(plan, desk), clock, desk.report)


async def lines(talk: TextCall, *said: str) -> list[dict[str, Any]]:
    await talk.greet()
    return [await talk.say(one) for one in said]


@pytest.mark.parametrize(
    "words",
    [
        "this is ridiculous, I am fed up",
        "how many times do I have to say it",
        "kitni baar bataun, sun rahe ho ya nahi",
        "कितनी बार बताऊँ, बहुत बेकार सर्विस है",
        "main abhi to bataya na",
    ],
)
def test_words_of_annoyance_are_heard_in_every_language(words: str) -> None:
    assert felt(words).score >= 0.4


@pytest.mark.parametrize(
    "words",
    [
        "a table for four tomorrow at eight please",
        "kal shaam saat baje chaar logon ke liye",
        "क्या कार्ड चलता है",
        "I am not sure, maybe Tuesday",
        "the terrace would be great",
    ],
)
def test_an_ordinary_wish_is_calm(words: str) -> None:
    assert felt(words).score == 0


def test_saying_the_same_again_counts_and_a_mere_yes_does_not() -> None:
    wish = "I want a table for tomorrow evening"
    assert felt(wish, wish).score == pytest.approx(0.4)
    assert felt("haan", "haan", "haan").score == 0
    assert felt(wish, Heard(wish, own=False)).score == 0


def test_cutting_us_off_adds_a_little_and_calm_turns_wear_it_off() -> None:
    cut = Heard("for four people", cut_off=True)
    assert 0 < felt(cut).level < LIMIT
    assert felt(cut, "on Friday", "at eight").level < felt(cut).level / 2


def test_thanks_take_the_edge_off() -> None:
    assert felt("are you listening", "thank you").level < felt("are you listening").level / 2


async def test_an_annoyed_caller_is_offered_a_human_and_a_yes_connects_him() -> None:
    *_, offer, done = await lines(
        call(),
        "I want to book something",
        "I already told you, I want to book something",
        "come on, listen to me, I already said I want to book something",
        "yes please",
    )
    assert "connect you" in offer["say"] or "put you through" in offer["say"]
    assert offer["awaiting"] == "confirm"
    assert done["acts"] == ["handoff"]
    assert done["ended"]


async def test_outside_the_hours_he_is_offered_a_message() -> None:
    talk = call(SHUT)
    *_, offer, _taken = await lines(
        talk,
        "kal ke liye table chahiye",
        "are kitni baar bataun, kal ke liye table chahiye",
        "kitni baar bataun, kal ke liye table chahiye",
        "haan, mera naam Ravi hai",
    )
    assert "संदेश" in offer["say"] or "फ़ोन करें" in offer["say"]
    final = (await talk.finish())["final"]
    assert [one["kind"] for one in final["messages"]] == ["callback"]
    assert final["bookings"] == []


async def test_a_no_leads_back_to_the_open_request() -> None:
    *_, offer, back = await lines(
        call(),
        "I want a table for tomorrow",
        "I already told you, I want a table for tomorrow",
        "how many times, this is ridiculous, for tomorrow",
        "no",
    )
    assert offer["awaiting"] == "confirm"
    assert back["awaiting"] == "time"


async def test_what_serves_him_is_not_replaced_by_an_offer() -> None:
    *_, read = await lines(
        call(),
        "I want a table for tomorrow",
        "are you deaf, this is ridiculous, a table for four tomorrow at eight, my name is Asha",
    )
    assert "readback" in read["acts"]


async def test_every_turn_is_kept_for_the_owner_unless_the_caller_refused() -> None:
    talk = call()
    await lines(talk, "where can I park", "are you listening to me")
    course = (await talk.thinker.hung_up()).extra["feeling"]
    assert [one["turn"] for one in course] == [2, 3]
    assert course[0]["score"] == 0 < course[1]["score"]
    other = call()
    await lines(other, "where can I park", "don't record this call")
    assert dict((await other.thinker.hung_up()).extra) == {}


async def test_a_draft_that_was_thrown_away_leaves_no_feeling() -> None:
    talk = call()
    await talk.greet()
    angry = (Alternative("this is ridiculous"),)
    draft = talk.thinker.reply(CallerTurn(2, "said", angry), Given(given=False))
    await anext(aiter(draft))
    await draft.aclose()  # type: ignore[attr-defined]
    await talk.say("where can I park")
    course = (await talk.thinker.hung_up()).extra["feeling"]
    assert course == [{"turn": 2, "score": 0.0, "level": 0.0}]
