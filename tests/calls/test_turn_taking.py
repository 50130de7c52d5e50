"""Scripted callers on virtual time: does the talk feel right on a phone line?"""

from __future__ import annotations

import itertools
import random

import pytest

from vaani.call.facts import ProviderFailed
from vaani.call.phrases import (
    APOLOGY,
    DRAINING,
    FILLER,
    GIVING_UP,
    LIMIT_REACHED,
    LIMIT_WARNING,
    TALKED_ON,
)
from vaani.call.plan import Business, Caller, CallLimits, CallPlan, Transfer
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.testing.rehearsal import Delays, Rehearsal, answering, plan

GREETING = "Hello, this is Stage."
LONG = "We have a table by the window, a table in the garden and one upstairs on the terrace."


def test_the_caller_is_greeted_and_answered_within_a_second_of_his_last_word() -> None:
    call = Rehearsal(answering(GREETING, "For how many people?"))
    outcome = call.says("A table for tonight please", 2.0, seconds=1.5).run(8)
    assert outcome.said("assistant") == [GREETING, "For how many people?"]
    assert outcome.said("caller") == ["A table for tonight please"]
    answered = outcome.audible[1][0]
    assert 300 <= answered - 3500 <= 800


def test_greeting_is_audible_within_half_a_second_of_the_answer() -> None:
    outcome = Rehearsal(answering(GREETING)).run(3)
    assert outcome.audible[0][0] <= 500


def test_a_caller_who_pauses_in_mid_sentence_is_not_cut_off() -> None:
    call = Rehearsal(answering(GREETING, "Noted."))
    call.says("I would like a table for", 2.0, seconds=1.2, finished=0.02)
    call.says("four people tomorrow", 4.6, seconds=1.2, finished=0.97)
    outcome = call.run(9)
    assert outcome.said("caller") == ["I would like a table for four people tomorrow"]
    assert outcome.said("assistant") == [GREETING, "Noted."]


def test_a_pause_that_the_model_takes_for_the_end_at_first_cuts_nobody_off() -> None:
    call = Rehearsal(answering(GREETING, "Noted."))
    call.says("we are coming tomorrow", 2.0, seconds=1.2, finished=(0.75, 0.1, 0.1))
    call.says("with four people", 4.3, seconds=1.2, finished=0.97)
    outcome = call.run(9)
    assert outcome.said("caller") == ["we are coming tomorrow with four people"]


def test_a_dictated_number_is_waited_for_until_it_has_ten_digits() -> None:
    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        return ["And your number?"], ReplyEnd(awaiting="phone", digits_wanted=10)

    call = Rehearsal(brain)
    call.says("nine eight seven six five", 2.0, seconds=1.5, finished=0.9)
    call.says("four three two one zero", 5.2, seconds=1.5, finished=0.9)
    outcome = call.run(9)
    assert outcome.said("caller") == ["nine eight seven six five four three two one zero"]
    answered = next(start for start, _ in outcome.audible if start > 6700)
    assert answered - 6700 < 900


def test_when_the_caller_speaks_over_us_we_stop_at_once_and_listen() -> None:
    call = Rehearsal(answering(GREETING, LONG, "Seven it is."))
    call.says("what do you have", 2.0, seconds=1.0)
    call.says("no no I want seven o'clock", 5.0, seconds=1.6)
    outcome = call.run(12)
    assert outcome.silent_at(5000 + 350)
    spoken = [turn for turn in outcome.turns if turn.speaker == "assistant"]
    assert spoken[1].interrupted
    assert spoken[1].text
    assert LONG.startswith(spoken[1].text)
    assert len(spoken[1].text) < len(LONG)
    assert spoken[2].text == "Seven it is."
    assert outcome.noted("barge_in")


def test_the_next_turn_knows_what_was_heard_and_not_what_was_generated() -> None:
    call = Rehearsal(answering(GREETING, LONG, "Seven it is."))
    call.says("what do you have", 2.0, seconds=1.0)
    call.says("no no I want seven o'clock", 5.0, seconds=1.6)
    outcome = call.run(12)
    last = outcome.thoughts[-1]
    assert not last.heard_all
    assert last.heard in LONG
    assert last.heard != LONG


def test_a_cough_over_us_is_forgiven_and_the_sentence_goes_on() -> None:
    call = Rehearsal(answering(GREETING, LONG))
    call.says("what do you have", 2.0, seconds=1.0)
    outcome = call.coughs(5.0, seconds=0.25).run(12)
    assert outcome.said("assistant")[-1] == LONG
    assert outcome.noted("nod")
    stopped = next(end for start, end in outcome.audible if start < 5000 <= end)
    resumed = next(start for start, end in outcome.audible if start > stopped)
    assert resumed - 5250 <= 1000


@pytest.mark.parametrize("nod", ["haan", "mm-hmm", "okay", "achha", "right"])
def test_a_nod_over_us_does_not_take_the_floor(nod: str) -> None:
    call = Rehearsal(answering(GREETING, LONG))
    call.says("what do you have", 2.0, seconds=1.0)
    outcome = call.says(nod, 4.6, seconds=0.4, partial=False).run(12)
    assert outcome.said("assistant")[-1] == LONG
    assert outcome.said("caller") == ["what do you have"]


def test_achha_that_is_heard_as_good_job_does_not_take_the_floor() -> None:
    call = Rehearsal(answering(GREETING, LONG))
    call.says("what do you have", 2.0, seconds=1.0)
    outcome = call.says("Good job.", 4.6, seconds=0.7, confidence=0.2).run(12)
    assert outcome.said("assistant")[-1] == LONG
    assert outcome.noted("nod")


def test_how_much_over_us_is_a_question_however_short() -> None:
    call = Rehearsal(answering(GREETING, LONG, "Four hundred."))
    call.says("what do you have", 2.0, seconds=1.0)
    outcome = call.says("how much?", 4.6, seconds=0.7, confidence=0.8).run(12)
    assert outcome.said("assistant")[-1] == "Four hundred."


def test_a_long_sentence_that_was_heard_badly_is_still_a_sentence() -> None:
    call = Rehearsal(answering(GREETING, LONG, "Pardon?"))
    call.says("what do you have", 2.0, seconds=1.0)
    outcome = call.says("no no I said at", 4.6, seconds=1.6, confidence=0.2).run(12)
    assert outcome.said("assistant")[-1] == "Pardon?"


def test_a_yes_over_the_end_of_our_question_is_an_answer() -> None:
    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        texts = {1: GREETING, 2: "So a table for four tomorrow at seven, is that right?"}
        return [texts.get(turn.number, "Booked.")], ReplyEnd(
            awaiting="confirm" if turn.number == 2 else None
        )

    call = Rehearsal(brain)
    call.says("four tomorrow at seven", 2.0, seconds=1.0)
    outcome = call.says("yes", 6.0, seconds=0.4, partial=False).run(10)
    assert outcome.said("caller") == ["four tomorrow at seven", "yes"]
    assert outcome.said("assistant")[-1] == "Booked."


def test_silence_is_prompted_twice_and_then_the_call_ends_kindly() -> None:
    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        if turn.kind == "silence":
            last = turn.silence_step == 3
            text = "Goodbye." if last else "Are you there?"
            return [text], ReplyEnd(then="hang_up" if last else "listen")
        return [GREETING], ReplyEnd()

    outcome = Rehearsal(brain).run(60)
    assert outcome.said("assistant") == [GREETING, "Are you there?", "Are you there?", "Goodbye."]
    steps = outcome.noted("silence")
    assert 8000 <= steps[0] <= 10500
    assert outcome.ended is not None
    assert outcome.ended.by == "assistant"
    assert outcome.ended_at is not None
    assert outcome.ended_at <= 45_000


def test_a_slow_brain_is_covered_by_a_filler_after_twelve_hundred_milliseconds() -> None:
    call = Rehearsal(answering(GREETING, "Here it is."), delays=Delays(think=2500))
    outcome = call.says("tell me the price", 6.0, seconds=1.0).run(14)
    assert any(FILLER.speak("en") in text for text in outcome.said("assistant"))
    filler = next(at for at in outcome.noted("filler") if at > 7000)
    assert 7000 + 1200 <= filler <= 7000 + 2500


def test_a_brain_that_never_answers_is_apologised_for() -> None:
    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        return [GREETING], ReplyEnd()

    outcome = Rehearsal(brain, delays=Delays(think=60_000)).run(16)
    assert APOLOGY.speak("en") in outcome.said("assistant")


def test_the_call_limit_is_announced_a_minute_before_and_then_kept() -> None:
    call = Rehearsal(
        answering(GREETING),
        call=plan(call_limit_ms=100_000, limit_warning_ms=60_000, silence_after_ms=500_000),
    )
    outcome = call.run(130)
    assert outcome.said("assistant") == [
        GREETING,
        LIMIT_WARNING.speak("en"),
        LIMIT_REACHED.speak("en"),
    ]
    assert outcome.ended_at is not None
    assert 100_000 <= outcome.ended_at <= 108_000


def test_who_never_stops_talking_is_told_so_and_the_call_ends() -> None:
    call = Rehearsal(answering(GREETING), call=plan(talk_limit_ms=20_000))
    outcome = call.says("and then and then and then", 3.0, seconds=90).run(60)
    assert outcome.said("assistant") == [GREETING, TALKED_ON.speak("en")]
    assert outcome.noted("call.talked_on")
    assert outcome.ended_at is not None
    assert 23_000 <= outcome.ended_at <= 32_000


def test_who_talks_long_and_stops_is_answered() -> None:
    call = Rehearsal(answering(GREETING, "Gladly."), call=plan(talk_limit_ms=20_000))
    outcome = call.says("and then and then and then", 3.0, seconds=15).run(30)
    assert "Gladly." in outcome.said("assistant")
    assert not outcome.noted("call.talked_on")


def test_a_dead_brain_passes_the_caller_on_to_a_person() -> None:
    business = Business(
        id="b", slug="s", name="S", kind="clinic", timezone="UTC", languages=("en",), hours={},
        transfer=Transfer("+919999900009"),
    )  # fmt: skip
    call = CallPlan("c", business, Caller(None), "rehearsal", "r", limits=CallLimits())
    rehearsal = Rehearsal(answering(GREETING), call=call)
    rehearsal.fails(ProviderFailed("thinker", retryable=False), 3.0)
    outcome = rehearsal.run(15)
    assert GIVING_UP.speak("en") in outcome.said("assistant")
    assert outcome.transfer == "+919999900009"


def test_without_a_voice_the_call_ends_instead_of_staying_mute() -> None:
    rehearsal = Rehearsal(answering(GREETING))
    rehearsal.fails(ProviderFailed("speaker", retryable=False), 2.0)
    outcome = rehearsal.run(15)
    assert outcome.ended is not None
    assert outcome.ended.status == "failed"


def test_keys_are_taken_as_a_turn_and_interrupt_us() -> None:
    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        return [LONG], ReplyEnd(awaiting="phone", digits_wanted=10)

    outcome = Rehearsal(brain).presses("9876543210", 1.0).run(8)
    keys = [turn for turn in outcome.thoughts if turn.kind == "keys"]
    assert [turn.digits for turn in keys] == ["9876543210"]
    assert outcome.turns[0].interrupted


def test_hanging_up_ends_the_call_at_once_and_says_who_did() -> None:
    outcome = Rehearsal(answering(GREETING)).hangs_up(0.7).run(5)
    assert outcome.ended is not None
    assert outcome.ended.by == "caller"
    assert outcome.turns[0].interrupted
    assert outcome.turns[0].text in GREETING


def test_speech_without_words_is_asked_about_when_it_lasted_long() -> None:
    call = Rehearsal(answering(GREETING, "Sorry?"))
    outcome = call.says("", 2.0, seconds=2.0, finished=None).run(8)
    assert [turn.kind for turn in outcome.thoughts] == ["start", "not_heard"]


def test_a_short_noise_in_silence_changes_nothing() -> None:
    outcome = Rehearsal(answering(GREETING)).coughs(2.5).run(7)
    assert [turn.kind for turn in outcome.thoughts] == ["start"]
    assert outcome.noted("speech.without_words")


def test_a_draft_that_the_caller_talks_past_leaves_no_trace() -> None:
    call = Rehearsal(answering(GREETING, "Table for six."))
    call.says("a table for four", 2.0, seconds=1.0, finished=0.3)
    call.says("no for six", 3.6, seconds=0.9, finished=0.97)
    outcome = call.run(8)
    assert outcome.said("assistant") == [GREETING, "Table for six."]
    assert outcome.said("caller") == ["a table for four no for six"]


def test_random_callers_never_leave_the_line_dead_or_the_floor_lost() -> None:
    random.seed(7)
    for _ in range(60):
        call = Rehearsal(answering(GREETING, *itertools.repeat(LONG, 60)))
        at = 1.0
        for _ in range(random.randint(1, 8)):
            at += random.uniform(0.3, 4.0)
            length = random.uniform(0.2, 3.0)
            if random.random() < 0.3:
                call.coughs(at, seconds=length / 4)
            else:
                call.says("some words of mine", at, seconds=length, finished=random.random())
            at += length
        outcome = call.run(at + 15)
        assert call.conversation.floor.value in ("listening", "speaking", "ended", "replying")
        assert outcome.said("assistant"), "the caller heard nothing at all"
        last = max(end for _, end in outcome.audible)
        assert last > at * 1000 - 12_000


def test_a_stopping_process_says_so_before_it_hangs_up() -> None:
    from vaani.call.facts import DrainAsked

    rehearsal = Rehearsal(answering(GREETING))
    rehearsal._fact(3000, DrainAsked())
    outcome = rehearsal.run(15)
    assert outcome.said("assistant")[-1] == DRAINING.speak("en")
    assert outcome.ended is not None


def test_a_voice_that_falls_silent_ends_the_call_instead_of_leaving_the_caller_waiting() -> None:
    call = Rehearsal(answering(GREETING, LONG), delays=Delays(mute_from=2000))
    outcome = call.says("what do you have", 2.0, seconds=1.0).run(40)
    assert outcome.noted("voice.stalled")
    assert outcome.ended is not None
    assert outcome.ended.status == "failed"
    assert outcome.ended_at is not None
    assert outcome.ended_at < 20_000


def test_a_recogniser_that_fails_during_our_farewell_does_not_hold_the_caller_back() -> None:
    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        if turn.kind == "start":
            return [GREETING], ReplyEnd()
        return ["Thank you for calling us, and goodbye."], ReplyEnd(then="hang_up")

    call = Rehearsal(brain).says("Goodbye", 2.0, seconds=0.8, finished=0.97)
    call.fails(ProviderFailed("transcriber", True, "busy"), 4.0)
    outcome = call.run(12)
    assert outcome.said("assistant") == [GREETING, "Thank you for calling us, and goodbye."]
    assert outcome.ended is not None


def test_a_farewell_that_nobody_hears_still_ends_the_call() -> None:
    def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
        return ["Goodbye then."], ReplyEnd(then="hang_up" if turn.number > 1 else "listen")

    call = Rehearsal(brain, delays=Delays(mute_from=2000))
    outcome = call.says("goodbye", 2.0, seconds=1.0).run(60)
    assert outcome.noted("farewell.stalled")
    assert outcome.ended is not None
    assert outcome.ended_at is not None
    assert outcome.ended_at < 35_000


def test_an_apology_in_the_middle_of_our_words_does_not_make_them_heard() -> None:
    call = Rehearsal(answering(GREETING, LONG, "Seven it is."))
    call.says("what do you have", 2.0, seconds=1.0)
    call.fails(ProviderFailed("transcriber", True, "busy"), 5.5)
    outcome = call.says("yes please", 12.0, seconds=1.0).run(18)
    assert APOLOGY.speak("en") in outcome.said("assistant")
    last = outcome.thoughts[-1]
    assert not last.heard_all
    assert LONG.startswith(last.heard)
    assert last.heard


def keyed(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
    """A brain that tells keys and words apart."""
    if turn.kind == "start":
        return ["Press one for a table."], ReplyEnd(("greet",))
    return [f"To the {turn.kind}."], ReplyEnd()


def test_who_goes_on_speaking_behind_his_key_is_not_talked_over_and_answered_after_it() -> None:
    call = Rehearsal(keyed).presses("1", 2.5)
    outcome = call.says("and for four people tomorrow", 2.9, seconds=2.0).run(12)
    assert all(outcome.silent_at(ms) for ms in range(2600, 4900, 20))
    assert outcome.said("assistant")[1:] == ["To the keys.", "To the said."]
    assert [turn.text for turn in outcome.thoughts if turn.kind == "said"] == [
        "and for four people tomorrow"
    ]


def test_a_key_pressed_while_speaking_over_us_keeps_the_words() -> None:
    call = Rehearsal(keyed).says("I want a table please for four", 0.6, seconds=2.0)
    outcome = call.presses("1", 1.0).run(10)
    assert all(outcome.silent_at(ms) for ms in range(900, 2600, 20))
    assert {turn.kind for turn in outcome.thoughts} >= {"keys", "said"}


def test_in_a_loud_room_keys_count_though_somebody_seems_to_speak() -> None:
    call = Rehearsal(keyed).says("", 2.0, seconds=20.0, finished=None).presses("1", 2.5)
    outcome = call.run(9)
    assert "To the keys." in outcome.said("assistant")
