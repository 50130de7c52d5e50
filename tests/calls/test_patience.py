"""A machine that hears too slowly: the caller is never left in silence, and nothing is lost."""

from __future__ import annotations

import random

import pytest

from vaani.call.facts import ProviderFailed
from vaani.call.phrases import FILLER, STILL_AT_IT
from vaani.call.plan import CallPlan
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.testing.rehearsal import Delays, Outcome, Rehearsal, plan

GREETING = "Hello, this is Stage."
ANSWER = "For how many people?"
BUSY = "I am sorry, this computer is too busy to hear you. Somebody will call you back."
NEVER = 10**9
MOMENT, STILL = FILLER.speak("en"), STILL_AT_IT.speak("en")


def brain(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
    if turn.kind == "start":
        return [GREETING], ReplyEnd()
    if turn.kind == "too_busy":
        return [BUSY], ReplyEnd(acts=("message_taken",), then="hang_up")
    return [ANSWER], ReplyEnd(awaiting="party")


def rehearsal(transcript: int, call: CallPlan | None = None) -> Rehearsal:
    return Rehearsal(brain, call=call, delays=Delays(transcript=transcript))


def longest_silence(outcome: Outcome, speech: list[tuple[int, int]], until: int) -> int:
    """Milliseconds in which neither side made a sound, after the first word of ours."""
    sounds = sorted([*outcome.audible, *speech])
    worst, end = 0, sounds[0][1]
    for start, stop in sounds[1:]:
        if start < until:
            worst = max(worst, start - end)
        end = max(end, stop)
    return max(worst, until - end) if until > end else worst


def test_late_words_are_used_and_one_moment_is_said_meanwhile() -> None:
    outcome = rehearsal(4500).says("a table for tonight", 2.0, seconds=1.0).run(14)
    assert outcome.said("caller") == ["a table for tonight"]
    assert outcome.said("assistant") == [GREETING, MOMENT, ANSWER]
    assert [turn.text for turn in outcome.thoughts] == ["", "a table for tonight"]
    assert outcome.noted("transcript.late")
    assert outcome.noted("transcript.used_late")
    assert not outcome.noted("machine.too_busy")


def test_words_that_come_while_one_moment_is_said_are_answered_behind_it() -> None:
    outcome = rehearsal(2600).says("a table for tonight", 2.0, seconds=1.0).run(14)
    assert outcome.said("assistant") == [GREETING, MOMENT, ANSWER]
    assert outcome.said("caller") == ["a table for tonight"]


def test_words_that_never_come_end_with_the_truth_and_a_message() -> None:
    outcome = rehearsal(NEVER).says("a table for tonight", 2.0, seconds=1.0).run(40)
    assert outcome.said("assistant") == [GREETING, MOMENT, STILL, BUSY]
    assert outcome.noted("machine.too_busy")
    assert outcome.ended is not None
    assert outcome.ended.by == "assistant"
    assert outcome.ended_at is not None
    assert longest_silence(outcome, [(2000, 3000)], outcome.ended_at) <= 3000


def test_what_a_waiting_caller_adds_is_understood_with_what_he_said_before() -> None:
    call = rehearsal(5200).says("a table for tonight", 2.0, seconds=1.0)
    call.says("for four people", 8.0, seconds=1.0)
    outcome = call.run(25)
    heard = " ".join(turn.text for turn in outcome.thoughts)
    assert "a table for tonight" in heard
    assert "for four people" in heard
    assert outcome.ended is None


def test_a_cough_that_is_recognised_late_is_asked_about_once() -> None:
    outcome = rehearsal(4000).coughs(2.0, seconds=0.6).run(14)
    assert [turn.kind for turn in outcome.thoughts] == ["start", "not_heard"]


@pytest.mark.parametrize("retryable", [True, False], ids=["again and again", "for good"])
def test_a_recogniser_that_fails_for_good_ends_with_the_truth(retryable: bool) -> None:
    call = rehearsal(150)
    for at in (3.0, 9.0, 15.0):
        call.fails(ProviderFailed("transcriber", retryable, "busy"), at)
    outcome = call.run(40)
    assert BUSY in outcome.said("assistant")
    assert outcome.ended is not None


def test_no_caller_of_thirty_on_a_slow_machine_is_left_in_silence_or_unheard() -> None:
    rng = random.Random(8)
    for number in range(30):
        delay = rng.choice([900, 2000, 2500, 3500, 4500, NEVER])
        call = rehearsal(delay, plan(silence_after_ms=60_000))
        speech, at = [], 2.0
        for word in range(rng.randint(1, 4)):
            length = rng.uniform(0.6, 2.5)
            call.says(f"words{number}x{word}", at, seconds=length)
            speech.append((int(at * 1000), int((at + length) * 1000)))
            at += length + rng.choice([1.0, 4.0, 9.0, 12.0])
        outcome = call.run(at + 30)
        told = " ".join(turn.text for turn in outcome.thoughts)
        if delay == NEVER:
            assert outcome.ended is not None, number
            assert BUSY in outcome.said("assistant"), number
        elif outcome.ended is None:
            missing = [word for word in range(len(speech)) if f"words{number}x{word}" not in told]
            assert not missing, (number, delay, missing)
        first = speech[0][1]
        spoken = [start for start, _ in outcome.audible if start > first]
        assert spoken, number
        others = [start for start, _ in speech if start > first]
        assert min([*spoken, *others]) - first <= 3000, (number, delay)
