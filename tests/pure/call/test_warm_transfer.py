"""A colleague is asked before a caller is passed on to him."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vaani.audio.g711 import decode_mulaw, encode_mulaw
from vaani.audio.mix import Crossing
from vaani.audio.tones import waiting_music
from vaani.call.facts import ColleagueGone, Consulted, ConsultOutcome, DrainAsked
from vaani.call.phrases import BACK_WITH_US, DRAINING, LIMIT_REACHED, NOT_REACHED
from vaani.call.plan import CallPlan, Transfer
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.testing.rehearsal import Rehearsal, plan

DESK = "+911140001234"
HELLO = "Hello, this is Stage."
HOLD = "One moment, I am connecting you."


def warm(**limits: int) -> CallPlan:
    """A call whose colleague can be asked."""
    made = plan(**limits)
    business = replace(made.business, transfer=Transfer(DESK, warm=True))
    return replace(made, business=business, warm=True)


def reception(turn: CallerTurn) -> tuple[list[str], ReplyEnd]:
    """A brain that passes on, and takes messages."""
    if turn.kind == "start":
        return [HELLO], ReplyEnd(("greet",))
    if "leave a message" in turn.text:
        return ["What is the message, please?"], ReplyEnd((), "reason")
    if "person" in turn.text:
        return [HOLD], ReplyEnd(("handoff",), then="transfer", transfer_to=DESK)
    return ["Noted."], ReplyEnd(("message_taken",))


def passed_on(call: CallPlan | None = None) -> Rehearsal:
    """A caller who asks for a person; the colleague's telephone rings from about 6 s on."""
    rehearsal = Rehearsal(reception, call=call or warm())
    return rehearsal.says("I want to complain to a person", 2.0, seconds=1.5)


def test_the_colleague_is_told_who_waits_and_the_caller_is_not_let_go() -> None:
    outcome = passed_on().run(20)
    (asked,) = outcome.consults
    assert asked.number == DESK
    assert asked.briefing.count(".") <= 1
    assert "A caller of Stage, who said “I want to complain to a person”" in asked.briefing
    assert "press one" in asked.briefing
    assert outcome.ended is None
    assert outcome.transfer is None
    assert outcome.noted("silence") == []


def test_when_he_accepts_they_are_joined_and_his_hanging_up_ends_the_call() -> None:
    call = passed_on().happens(Consulted("accepted"), 9.0)
    call.says("can you help me", 11.0, seconds=1.0).happens(ColleagueGone(), 15.0)
    outcome = call.run(20)
    assert outcome.joined == DESK
    assert outcome.said("assistant") == [HELLO, HOLD]
    assert outcome.said("caller")[-1] == "can you help me"
    assert outcome.ended is not None
    assert outcome.ended.by == "system"


@pytest.mark.parametrize("why", ["declined", "no_answer", "busy", "machine", "failed"])
def test_who_is_not_taken_is_offered_to_leave_a_message(why: ConsultOutcome) -> None:
    call = passed_on().happens(Consulted(why), 9.0)
    outcome = call.says("tell them that I am angry", 18.0, seconds=1.5).run(24)
    assert outcome.said("assistant")[2:] == [
        f"{NOT_REACHED.speak('en')} What is the message, please?",
        "Noted.",
    ]
    assert outcome.joined is None
    assert outcome.noted("transfer.not_taken")
    assert [turn.text for turn in outcome.thoughts][-2:] == [
        "Can I leave a message?",
        "tell them that I am angry",
    ]


def test_the_caller_who_hangs_up_the_limit_and_the_end_of_the_process_end_it_all() -> None:
    gone = passed_on().hangs_up(8.0).happens(Consulted("accepted"), 9.0).run(12)
    assert gone.joined is None
    assert gone.ended is not None
    assert gone.ended.by == "caller"
    for at in (8.0, 11.0):
        call = passed_on().happens(Consulted("accepted"), 9.5).happens(DrainAsked(), at)
        assert call.run(20).said("assistant")[-1] == DRAINING.speak("en")
    limited = warm(call_limit_ms=12_000, limit_warning_ms=1_000)
    outcome = passed_on(limited).happens(Consulted("accepted"), 9.0).run(20)
    assert outcome.said("assistant")[-1] == LIMIT_REACHED.speak("en")


def test_staff_can_bring_a_caller_back_and_a_late_answer_then_joins_nobody() -> None:
    call = passed_on().staff("take_over", 8.0).staff("hand_back", 9.0, ref=2)
    outcome = call.happens(Consulted("accepted"), 10.0).run(14)
    assert "already" in (outcome.answers[1] or "")
    assert outcome.answers[2] is None
    assert outcome.joined is None
    assert outcome.said("assistant")[-1] == BACK_WITH_US.speak("en")


def test_without_warm_a_caller_is_passed_on_at_once() -> None:
    made = warm()
    outcome = passed_on(replace(made, warm=False)).run(12)
    assert outcome.transfer == DESK
    assert outcome.consults == []


@pytest.mark.parametrize(
    ("ours", "theirs"), [(("mulaw", 8000), ("l16", 16000)), (("l16", 24000), ("mulaw", 8000))]
)
def test_sound_crosses_from_one_line_to_another_in_time_and_tune(
    ours: tuple[str, int], theirs: tuple[str, int]
) -> None:
    at = np.arange(ours[1]) / ours[1]
    tone = (8000 * np.sin(2 * np.pi * 500 * at)).astype(np.int16)
    sent = encode_mulaw(tone) if ours[0] == "mulaw" else tone.astype("<i2").tobytes()
    crossing, piece = Crossing(*ours, *theirs), len(sent) // 50
    out = b"".join(crossing.push(sent[i : i + piece]) for i in range(0, len(sent), piece))
    heard = decode_mulaw(out) if theirs[0] == "mulaw" else np.frombuffer(out, dtype="<i2")
    assert abs(len(heard) - theirs[1]) <= theirs[1] // 25
    power = np.abs(np.fft.rfft(heard.astype(float)))
    assert abs(int(np.argmax(power)) * theirs[1] / len(heard) - 500) < 5
    assert 5500 < float(np.abs(heard.astype(int)).max()) < 10500


def test_lines_of_equal_coding_pass_sound_as_it_is_and_music_is_soft() -> None:
    assert Crossing("mulaw", 8000, "mulaw", 8000).push(b"\x01\x02") == b"\x01\x02"
    music = waiting_music(8000)
    assert 3 < len(music) / 8000 < 8
    assert 500 < int(np.abs(music.astype(int)).max()) < 4000
