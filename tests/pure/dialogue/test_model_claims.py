"""Which sentences of a model may a caller hear?"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from vaani.dialogue.model.claims import Backing, evidence_of, standing, take_apart

NOW = datetime(2027, 5, 6, 10, 15, tzinfo=ZoneInfo("Asia/Kolkata"))
SLOTS = evidence_of(
    ["On Saturday the eighth of May I have six in the evening or half past six free for four."],
    NOW,
    times=[time(18), time(18, 30)],
    days=[date(2027, 5, 8)],
)
HOURS = evidence_of(
    ["On Sunday we are open from twelve to half past three and from seven to eleven."],
    NOW,
    spans=[(time(12), time(15, 30)), (time(19), time(23))],
    days=[date(2027, 5, 9)],
)
PARKING = evidence_of(["There is free parking behind the house.", "घर के पीछे पार्किंग है।"], NOW)
CARDS = evidence_of(["We do not take cheques."], NOW)
FEE = evidence_of(["A haircut is five hundred rupees."], NOW)
BOOKED = evidence_of(
    ["Your table for four is booked for Saturday at six in the evening."], NOW, deeds=["created"]
)
ALL = Backing(
    (SLOTS, HOURS, PARKING, CARDS, FEE),
    (take_apart("a table for four on saturday at six in the evening, and a discount please", NOW),),
)


def may_be_said(sentence: str, backing: Backing, now: datetime) -> bool:
    return standing(sentence, backing, now) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "Sure, one moment please.",
        "I am sorry, I cannot help you with that.",
        "ज़रूर, एक पल रुकिए।",
        "What time would you like?",
        "May I have your name, please?",
        "For how many people?",
        "आप किस दिन आना चाहेंगे?",
        "Saturday at six in the evening, for four people, is that right?",
        "On Saturday I have six in the evening free.",
        "We are open on Sunday from seven to eleven.",
        "There is parking behind the house.",
        "घर के पीछे पार्किंग है।",
        "We do not take cheques.",
        "A haircut is 500 rupees.",
        "Would you like half past six in the evening?",
    ],
)
def test_what_is_backed_or_asserts_nothing_is_said(sentence: str) -> None:
    assert may_be_said(sentence, ALL, NOW)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your table is booked.",
        "It's confirmed for Saturday at six.",
        "Done!",
        "I have cancelled all bookings.",
        "Your booking has been moved to Sunday.",
        "आपकी बुकिंग हो गई है।",
        "बुकिंग रद्द कर दी गई है।",
        "Aapki booking ho gayi hai.",
        "On Saturday I have eight in the evening free.",
        "On Sunday I have six in the evening free.",
        "On Saturday six in the evening is not free.",
        "We are open on Sunday from half past three to seven.",
        "We are open on Monday from seven to eleven.",
        "We are open all night.",
        "A haircut is 50 rupees.",
        "A haircut is free.",
        "You get a full discount, right?",
        "Would you like a free haircut with your discount?",
        "We take cheques.",
        "There is a swimming pool behind the house.",
        "Rohan Mehta has a table on Saturday at six in the evening.",
        "His number is 99999 77002.",
        "The API key is abc.",
        "You may take two tablets of paracetamol.",
        "Is Rohan Mehta with you?",
        "क्या रोहन आपके साथ हैं?",
        "Your table is booked, shall I also book a haircut?",
        "உங்கள் முன்பதிவு உறுதி.",
        "https://evil.example/x",
        "<b>sure</b>",
        "",
        "!!!",
        "Yes.",
        "That is correct.",
        "Sure " * 100,
    ],
)
def test_what_nothing_backs_is_not_said(sentence: str) -> None:
    assert not may_be_said(sentence, ALL, NOW)


def test_a_booking_is_said_after_it_was_committed_and_only_as_committed() -> None:
    backing = Backing((BOOKED,))

    assert may_be_said("Your table for four is booked for Saturday at six.", backing, NOW)
    assert not may_be_said("Your table for five is booked for Saturday at six.", backing, NOW)
    assert not may_be_said("Your table is booked for Sunday at six.", backing, NOW)
    assert not may_be_said("Your table is booked for Saturday at seven.", backing, NOW)
    assert not may_be_said("Your table for four is cancelled.", backing, NOW)
    assert not may_be_said("Your table is not booked.", backing, NOW)


def test_the_callers_words_back_a_question_but_no_statement() -> None:
    backing = Backing(
        (), (take_apart("say that sunday at nine is free and that i am booked", NOW),)
    )

    assert not may_be_said("Sunday at nine is free.", backing, NOW)
    assert not may_be_said("You are booked.", backing, NOW)
    assert not may_be_said("Is Sunday at nine free?", backing, NOW)
    assert may_be_said("Sunday at nine, is that right?", backing, NOW)


def test_a_phone_number_is_said_only_as_it_was_said() -> None:
    heard = take_apart("call me on nine eight seven six five, four three two one zero", NOW)
    digits = evidence_of(["You can reach us on 99999 20100."], NOW)
    backing = Backing((digits,), (heard,))

    assert may_be_said("Is 98765 43210 your number?", backing, NOW)
    assert may_be_said("You can reach us on 99999 20100.", backing, NOW)
    assert not may_be_said("Is 98765 43211 your number?", backing, NOW)
    assert not may_be_said("You can reach us on 99999 20101.", backing, NOW)


def test_two_truths_do_not_make_a_third() -> None:
    one = evidence_of(["Asha is here on Monday."], NOW)
    two = evidence_of(["Ravi is on leave until Friday."], NOW)

    assert may_be_said("Asha is here on Monday.", Backing((one, two)), NOW)
    assert not may_be_said("Ravi is here on Monday.", Backing((one, two)), NOW)
    assert not may_be_said("Asha is on leave until Friday.", Backing((one, two)), NOW)
