"""How long a pause is waited for."""

from __future__ import annotations

import pytest

from vaani.call.core.dialogue_state import Pace
from vaani.call.core.endings import ending
from vaani.call.core.endpointing import EndpointSettings, certainty, sealed, wait_ms
from vaani.call.core.hearing import Hearing, HearingSettings
from vaani.call.core.sentences import SentenceSplitter
from vaani.call.core.unfinished import dictates, unfinished
from vaani.call.facts import SpeechPaused, SpeechStarted
from vaani.call.ports.thinker import Awaiting
from vaani.kit.clock import MediaMs

SETTINGS = EndpointSettings()


def wait(
    probability: float | None = None,
    text: str | None = None,
    awaiting: str | None = None,
    digits: int | None = None,
    pace: float = 1.0,
    answerable: bool = False,
) -> int:
    return wait_ms(
        SETTINGS,
        probability=probability,
        text=text,
        awaiting=awaiting,  # type: ignore[arg-type]
        digits_wanted=digits,
        pace=pace,
        answerable=answerable,
    )


def test_the_surer_the_end_the_shorter_the_wait() -> None:
    waits = [wait(p / 10) for p in range(11)]
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] <= 400
    assert waits[0] >= 2000


def test_a_yes_to_a_question_is_taken_quickly_whatever_the_model_says() -> None:
    assert wait(0.3, "yes", "confirm") < 450


def test_a_sentence_that_stops_at_for_is_waited_for() -> None:
    assert wait(0.95, "I want a table for") > 1500
    assert unfinished("kal shaam ke")
    assert not unfinished("a table for four.")


def test_a_question_that_can_be_answered_is_answered_sooner() -> None:
    def waited(answerable: bool, text: str) -> int:
        return wait_ms(
            EndpointSettings(),
            probability=0.35,
            text=text,
            awaiting=None,
            digits_wanted=None,
            pace=1.0,
            answerable=answerable,
        )

    assert waited(True, "Do you have parking?") < waited(False, "Do you have parking?") - 500
    assert waited(True, "Do you have parking and") == waited(False, "Do you have parking and")


def test_words_that_make_no_sense_yet_are_given_time() -> None:
    def waited(unclear: bool) -> int:
        return wait_ms(
            SETTINGS,
            probability=0.97,
            text="Mujhe apni booking cancel karni hai",
            awaiting=None,
            digits_wanted=None,
            pace=1.0,
            unclear=unclear,
        )

    assert waited(False) < 450
    assert 1200 < waited(True) < 1800


def test_an_unfinished_phone_number_is_waited_for_and_a_finished_one_is_not() -> None:
    assert wait(0.99, "nine eight seven six", "phone", 10) >= 2000
    assert wait(0.01, "98765 43210", "phone", 10) <= 500


@pytest.mark.parametrize(
    "said",
    ["My number is nine eight seven six.", "My number is 9876.", "mera number nau aath saat chhe",
     "मेरा नंबर नौ आठ सात छह",
     "it's 98 76"],
)  # fmt: skip
def test_a_number_that_nobody_asked_for_is_waited_for_too(said: str) -> None:
    assert wait(0.98, said) >= 2000


@pytest.mark.parametrize(
    "said",
    ["A table for four tomorrow at seven thirty", "Friday at 7:30 for 4", "on the 12th of June",
     "kal shaam saat baje char logon ke liye", "98765 43210", "at 730"],
)  # fmt: skip
def test_a_time_a_party_or_a_whole_number_is_no_beginning_of_a_number(said: str) -> None:
    assert not dictates(said)


def test_can_you_tell_me_if_you_has_more_to_come_and_where_are_you_has_not() -> None:
    assert wait(0.98, "Can you tell me if you?") > 1500
    assert wait(0.98, "Where are you?", answerable=True) < 600


def test_a_slow_caller_is_given_more_time() -> None:
    slow = Pace()
    for _ in range(6):
        slow.add(1200)
    assert wait(0.5, pace=slow.factor) > wait(0.5)


def test_no_wait_leaves_the_caller_in_dead_air() -> None:
    for awaiting in (None, "confirm", "phone", "name", "date"):
        assert wait(0.0, "and", awaiting, 10 if awaiting == "phone" else None, 1.4) <= 2850


@pytest.mark.parametrize(
    "said",
    ["kal shaam ko", "isi number par", "Dr Rao se", "tell me what the price is", "yes it is"],
)
def test_a_whole_answer_is_not_waited_for_because_of_its_last_word(said: str) -> None:
    assert not unfinished(said)


@pytest.mark.parametrize(
    ("said", "awaiting"),
    [
        ("No, wait,", "confirm"),
        ("Hold on", "confirm"),
        ("Haan, ek minute", "confirm"),
        ("Let me check.", "date"),
        ("Mr", "name"),
        ("मुझे कल शाम को", None),
        ("Namaste, mujhe apni booking", None),
        ("क्या आप रविवार को", None),
        ("मेरे पिताजी का नाम", "name"),
        ("चार, नहीं", "party"),
        ("Not on Monday", "date"),
    ],
)
def test_who_has_not_come_to_his_point_is_waited_for_though_he_sounds_done(
    said: str, awaiting: str | None
) -> None:
    assert wait(0.98, said, awaiting) >= 1400


@pytest.mark.parametrize(
    ("said", "awaiting"),
    [
        ("next week", "date"),
        ("अगले हफ़्ते", "date"),
        ("shaam ko", "time"),
        ("Priya", "name"),
        ("My name is Rahul.", "name"),
        ("Yes, it is", "phone"),
    ],
)
def test_half_of_an_answer_is_given_time_for_the_other_half(said: str, awaiting: str) -> None:
    assert 750 < wait(0.98, said, awaiting, 10 if awaiting == "phone" else None) < 1250


@pytest.mark.parametrize(
    ("said", "awaiting"),
    [
        ("No, wait, I meant Tuesday.", "date"),
        ("Not this Monday, the one after that", "date"),
        ("मुझे कल शाम को चार लोगों के लिए टेबल चाहिए", None),
        ("Mujhe apni booking cancel karni hai", None),
        ("क्या आप रविवार को खुले रहते हैं?", None),
        ("no", "confirm"),
        ("nahi", "confirm"),
        ("Priya Patel", "name"),
        ("next week on Wednesday", "date"),
    ],
)
def test_who_has_come_to_his_point_is_answered_at_once(said: str, awaiting: str | None) -> None:
    assert wait(0.98, said, awaiting) < 500


@pytest.mark.parametrize(
    ("broken", "whole", "awaiting"),
    [
        ("I would like to", "I would like to cancel my booking please.", None),
        ("Mujhe doctor", "Mujhe doctor se milna hai", None),
        ("मेरी बुकिंग", "मेरी बुकिंग कैंसल कर दीजिए।", None),
        ("It should be under", "It should be under Rohan Kapoor.", "name"),
        ("In the", "In the evening at seven.", "time"),
        ("There will be", "There will be six of us.", "party"),
    ],
)
def test_words_that_callers_end_with_shorten_the_wait_and_others_lengthen_it(
    broken: str, whole: str, awaiting: str | None
) -> None:
    waits = [wait(0.5, broken, awaiting), wait(0.5, whole, awaiting)]
    assert waits[0] > waits[1] + 300
    assert waits[1] < 900


def test_words_decide_nothing_where_there_are_none() -> None:
    assert ending("", None) == ending(" ... ", "time") == 0.0


def test_an_hour_that_sounds_unfinished_is_given_time_and_a_yes_is_not() -> None:
    assert wait(0.03, "At one", "time") > 800
    assert wait(0.5, "At one", "time") < 800
    assert wait(0.03, "yes", "confirm") < 450


def test_a_question_where_digits_were_asked_for_is_answered_and_a_beginning_is_waited_for() -> None:
    def waited(answerable: bool) -> int:
        return wait_ms(
            SETTINGS,
            probability=0.98,
            text="Why do you need it",
            awaiting="phone",
            digits_wanted=10,
            pace=1.0,
            answerable=answerable,
        )

    assert waited(True) < 450 < 750 < waited(False)


@pytest.mark.parametrize("probability", [0.49, 0.2])
def test_room_noise_is_not_speech(probability: float) -> None:
    hearing = Hearing(32)
    facts = [hearing.window(probability, MediaMs(n * 32), False) for n in range(1, 100)]
    assert set(facts) == {None}


def test_speech_is_noticed_after_a_tenth_of_a_second_and_dated_back_to_its_start() -> None:
    hearing = Hearing(32, HearingSettings())
    facts = [hearing.window(0.9, MediaMs(1000 + n * 32), False) for n in range(1, 5)]
    assert facts[:2] == [None, None]
    assert facts[2] == SpeechStarted(MediaMs(1000))


def test_a_pause_is_dated_back_to_the_last_sound() -> None:
    hearing = Hearing(32)
    for n in range(1, 20):
        hearing.window(0.9, MediaMs(n * 32), False)
    facts = [hearing.window(0.05, MediaMs(608 + n * 32), False) for n in range(1, 10)]
    assert [fact for fact in facts if fact] == [SpeechPaused(MediaMs(608), 608)]


def test_model_text_leaves_in_sentences_and_abbreviations_do_not_end_them() -> None:
    splitter = SentenceSplitter()
    out: list[str] = []
    for piece in ["Dr. Rao sits ", "at 9.30 on ", "Monday. Shall ", "I book? ", "बुक कर दूँ? जी।"]:
        out += splitter.push(piece)
    out += splitter.flush()
    assert out == ["Dr. Rao sits at 9.30 on Monday.", "Shall I book?", "बुक कर दूँ?", "जी।"]


def test_one_weak_score_ends_nothing_and_a_second_that_agrees_does() -> None:
    one = certainty(SETTINGS, (0.75,), None)
    two = certainty(SETTINGS, (0.75, 0.76), None)
    assert one is not None
    assert two is not None
    assert one < two
    assert wait(one) > SETTINGS.score_at_ms[1] + 150
    assert certainty(SETTINGS, (), None) is None


def test_a_sure_score_needs_no_second_and_a_later_low_one_takes_it_back() -> None:
    assert sealed(SETTINGS, (0.95,))
    assert certainty(SETTINGS, (0.95,), None) == 0.95
    assert not sealed(SETTINGS, (0.7,))
    later = certainty(SETTINGS, (0.8, 0.2), None)
    assert later is not None
    assert later < 0.3


def test_who_dictates_a_number_needs_a_higher_score_than_who_says_yes() -> None:
    def after(*scores: float, of: str) -> float:
        found = certainty(SETTINGS, scores, of)  # type: ignore[arg-type]
        assert found is not None
        return found

    assert after(0.6, of="phone") < after(0.6, of="name") < after(0.6, of="confirm")
    assert after(0.6, 0.7, of="phone") < SETTINGS.weak
    assert after(0.6, 0.7, of="confirm") == 0.7


@pytest.mark.parametrize(
    ("said", "awaiting"),
    [
        ("At seven, um,", "time"),
        ("Between six and", "time"),
        ("For four, um", "party"),
        ("दो बड़े और", "party"),
        ("That is correct, and", "confirm"),
        ("नहीं, मतलब", "confirm"),
        ("Half past", "time"),
        ("साढ़े", "time"),
        ("मेरा नंबर है", "phone"),
    ],
)
def test_a_word_that_promises_more_is_waited_for_behind_an_answer_too(
    said: str, awaiting: Awaiting
) -> None:
    wait = wait_ms(
        EndpointSettings(), probability=0.97, text=said, awaiting=awaiting,
        digits_wanted=None, pace=1.0,
    )  # fmt: skip
    assert wait == EndpointSettings().unfinished_ms


def test_a_part_of_the_day_is_no_whole_answer_where_an_hour_was_asked_for() -> None:
    waits = [
        wait_ms(
            EndpointSettings(), probability=0.97, text=text, awaiting="time",
            digits_wanted=None, pace=1.0,
        )
        for text in ("In the morning", "At ten in the morning")
    ]  # fmt: skip
    assert waits[0] > 800
    assert waits[1] < 450
