"""Staff join a call: instructions that are followed or refused, and a talk taken over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vaani.call.core.whispers import Whisper, read
from vaani.call.facts import DrainAsked, HumanSaid, SpeechStarted
from vaani.call.phrases import BACK_WITH_US, DRAINING, LIMIT_REACHED, PASSING_ON
from vaani.call.plan import CallPlan, Transfer
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.kit.clock import MediaMs
from vaani.testing.rehearsal import Rehearsal, answering, plan

HELLO = "Hello, this is Stage."
BACK = BACK_WITH_US.speak("en")


def reachable() -> CallPlan:
    """A call whose caller can be passed on."""
    made = plan()
    return replace(made, business=replace(made.business, transfer=Transfer("+911140001234")))


def booking(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
    """A brain that knows one evening: eight is free, five is not, nobody's name is known."""
    if turn.kind == "start":
        return [HELLO], ReplyEnd(("greet",))
    if "5 pm" in turn.text:
        return ["Five in the evening is not free."], ReplyEnd(("unavailable", "offer"), "time")
    if "8 pm" in turn.text:
        return ["A table at eight in the evening. Shall I book it?"], ReplyEnd(
            ("readback",), "confirm"
        )
    if "9 pm" in turn.text:
        return ["And your name?"], ReplyEnd(("ask_name",), "name")
    return ["At what time?"], ReplyEnd(("ask_time",), "time")


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("offer 5 pm", "offer", "5 pm"),
        ("5 pm", "offer", "5 pm"),
        ("Suggest them tomorrow at half past seven", "offer", "tomorrow at half past seven"),
        ("say: we close at ten", "say", "we close at ten"),
        ("Tell him that the terrace is open", "say", "the terrace is open"),
        ("कहिए कि हम दस बजे बंद होते हैं", "say", "हम दस बजे बंद होते हैं"),
        ("hand over", "pass_on", ""),
        ("put her through please", "pass_on", ""),
    ],
)  # fmt: skip
def test_three_kinds_of_instruction_are_read(said: str, kind: str, words: str) -> None:
    found = read(1, said)
    assert isinstance(found, Whisper), found
    assert (found.kind, found.words) == (kind, words)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("offer 5 pm with a discount", "with discount"),
        ("be friendlier", "no time of day"),
        ("offer something nice", "no time of day"),
        ("transfer to +919876543210", "business file"),
        ("", "1 to 300"),
        ("say " + "a" * 400, "1 to 300"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_reason(said: str, why: str) -> None:
    refusal = read(1, said)
    assert isinstance(refusal, str)
    assert why in refusal


def test_a_whispered_time_is_the_next_reply() -> None:
    call = Rehearsal(booking).says("I would like a table", 2.0, seconds=1.2)
    outcome = call.staff("whisper", 6.0, "offer 8 pm").run(12)
    assert outcome.answers == {1: None}
    assert outcome.said("assistant")[2] == "A table at eight in the evening. Shall I book it?"
    assert outcome.said("caller") == ["I would like a table"]
    assert outcome.noted("staff.whispered")


def test_a_time_that_the_brain_only_takes_in_is_said_before_its_question() -> None:
    outcome = Rehearsal(booking).staff("whisper", 4.0, "offer 9 pm").run(9)
    assert outcome.answers == {1: None}
    assert outcome.said("assistant")[1] == "I can offer you 9 pm. And your name?"


def test_a_time_that_is_not_free_is_refused_and_nobody_hears_of_it() -> None:
    call = Rehearsal(booking).staff("whisper", 3.0, "offer 5 pm")
    outcome = call.says("I would like a table", 5.0, seconds=1.2).run(10)
    assert "Five in the evening is not free" in (outcome.answers[1] or "")
    assert outcome.said("assistant") == [HELLO, "At what time?"]


def test_an_instruction_waits_while_somebody_speaks() -> None:
    call = Rehearsal(booking).says("I would like a table tonight please", 2.0, seconds=2.5)
    outcome = call.staff("whisper", 3.0, "say: the kitchen closes at ten").run(12)
    assert outcome.answers == {1: None}
    assert outcome.said("assistant")[1:] == ["At what time?", "The kitchen closes at ten"]


def test_a_caller_who_speaks_into_the_draft_is_answered_first() -> None:
    call = Rehearsal(booking).staff("whisper", 3.0, "offer 8 pm")
    call.happens(SpeechStarted(MediaMs(3000)), 3.01)
    call.says("", 3.05, seconds=1.0, finished=0.9, partial=False)
    outcome = call.says("I would like a table", 6.0, seconds=1.2).run(16)
    said = outcome.said("assistant")
    assert outcome.answers == {1: None}
    assert any(one.startswith("A table at eight") for one in said)


def test_an_instruction_that_is_taken_back_is_not_followed() -> None:
    call = Rehearsal(booking).says("I would like a table tonight please", 2.0, seconds=2.5)
    call.staff("whisper", 3.0, "say: the kitchen closes at ten").staff("forget", 3.5)
    outcome = call.run(10)
    assert outcome.said("assistant") == [HELLO, "At what time?"]


def test_handing_over_goes_to_the_configured_number_or_is_refused() -> None:
    outcome = Rehearsal(booking, call=reachable()).staff("whisper", 3.0, "hand over").run(10)
    assert outcome.said("assistant")[-1] == PASSING_ON.speak("en")
    assert outcome.transfer == "+911140001234"
    alone = Rehearsal(booking).staff("whisper", 3.0, "hand over").run(6)
    assert "names no number" in (alone.answers[1] or "")


def test_a_person_speaks_in_our_place_and_hands_back_with_everything_kept() -> None:
    call = Rehearsal(booking).says("I would like a table", 2.0, seconds=1.2)
    call.staff("take_over", 5.7).says("is the terrace open", 6.2, seconds=1.5)
    call.happens(HumanSaid("Yes, it is.", "en", MediaMs(8000), MediaMs(8900), 0.9), 9.2)
    call.staff("whisper", 10.0, "offer 8 pm", ref=2).staff("take_over", 10.1, ref=3)
    call.staff("hand_back", 30.0, ref=4)
    outcome = call.says("at 8 pm then please", 34.5, seconds=1.5).run(41)
    assert outcome.answers[1] is None
    assert outcome.answers[4] is None
    assert "hand it back" in (outcome.answers[2] or "")
    assert "already" in (outcome.answers[3] or "")
    assert [(turn.speaker, turn.text) for turn in outcome.turns][2:] == [
        ("assistant", "At what time?"),
        ("caller", "is the terrace open"),
        ("human", "Yes, it is."),
        ("assistant", BACK),
        ("caller", "at 8 pm then please"),
        ("assistant", "A table at eight in the evening. Shall I book it?"),
    ]
    assert all(outcome.silent_at(ms) for ms in range(6000, 30_000, 500))
    assert [turn.text for turn in outcome.thoughts][1:] == [
        "I would like a table",
        "at 8 pm then please",
    ]
    assert outcome.noted("silence") == []


def test_taking_over_cuts_our_sentence_and_it_is_written_as_far_as_it_was_heard() -> None:
    call = Rehearsal(answering(HELLO, "We have a table by the window and one on the terrace."))
    outcome = call.says("what do you have", 2.0, seconds=1.0).staff("take_over", 4.6).run(7)
    last = outcome.turns[-1]
    assert last.interrupted
    assert last.text
    assert last.text != "We have a table by the window and one on the terrace."


def test_a_taken_over_call_still_ends_at_its_limit_when_we_stop_and_when_staff_hang_up() -> None:
    long = Rehearsal(booking, call=plan(call_limit_ms=20_000, limit_warning_ms=5_000))
    outcome = long.staff("take_over", 3.0).run(30)
    assert outcome.said("assistant")[-1] == LIMIT_REACHED.speak("en")
    drained = Rehearsal(booking).staff("take_over", 3.0).happens(DrainAsked(), 5.0).run(15)
    assert drained.said("assistant")[-1] == DRAINING.speak("en")
    hung = Rehearsal(booking).staff("take_over", 3.0).staff("hang_up", 5.0, ref=2).run(9)
    assert hung.ended is not None
    assert hung.ended.by == "system"
    gone = Rehearsal(booking).staff("take_over", 3.0).hangs_up(5.0).run(9)
    assert gone.ended is not None
    assert gone.ended.by == "caller"


def test_who_waits_when_the_call_ends_is_told() -> None:
    call = Rehearsal(booking).says("I would like a table tonight please", 2.0, seconds=4)
    outcome = call.staff("whisper", 3.0, "offer 8 pm").hangs_up(4.0).run(6)
    assert outcome.answers == {1: "The call is over."}
    assert Rehearsal(booking).staff("hand_back", 3.0).run(5).answers[1]
