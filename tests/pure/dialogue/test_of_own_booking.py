"""What is wished for or asked beside a booking that one has begins no second one."""

from __future__ import annotations

import pytest
from tests.pure.dialogue.houses import call, flows, house, values

from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.vocabulary import Ask, NoteSaid, PartyWish

HOUSE, CLINIC, SALON = house("imli-aangan"), house("saanjh-clinic"), house("rangrez-salon")
TOMORROW = {"ref": "S1", "date": "2027-05-07", "time": "20:00", "party": 4}


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("humara kal ka table hai, baby chair mil jayegi kya", "high chair"),
        ("we've booked for tomorrow and one of us is in a wheelchair", "wheelchair"),
        ("for our booking tomorrow, could we get the window side", "window seat"),
        ("we have a table tomorrow and need a high chair", "high chair"),
        ("हमारी कल की बुकिंग में हाई चेयर चाहिए", "high chair"),
    ],
)
def test_a_wish_for_ones_own_table_is_noted_for_it(words: str, wish: str) -> None:
    assert flows(words, HOUSE) == ["read"]
    assert NoteSaid(wish) in values(words, NoteSaid, HOUSE)


async def test_the_wish_is_kept_for_staff_and_the_booking_stays() -> None:
    said, final = await call(
        "imli-aangan", "we have a table tomorrow and need a high chair", bookings=(TOMORROW,)
    )
    assert "noted" in said[0]
    assert [one["kind"] for one in final["messages"]] == ["note"]
    assert "7 May 2027, 20:00" in final["messages"][0]["text"]
    assert [one["ref"] for one in final["bookings"]] == ["S1"]


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("I have a haircut on saturday", SALON),
        ("mera shanivar ko haircut hai", SALON),
        ("I don't want to cancel, just checking the time", SALON),
        ("cancel nahi karna hai bas time check karna tha", SALON),
    ],
)
def test_who_tells_of_his_own_hears_of_it(words: str, scene: object) -> None:
    assert flows(words, scene) == ["read"]


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("Monday ko mera appointment hai, reports saath laani hain kya", CLINIC),
        ("I have a haircut on Saturday and I'd like to know where to park", SALON),
    ],
)
def test_a_question_beside_ones_own_is_a_question(words: str, scene: object) -> None:
    (found,) = read_sentence(words, scene)
    assert isinstance(found, Ask)


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("I have a wedding on saturday, need a facial", SALON),
        ("we have a birthday on Saturday, eight people at 8", HOUSE),
        ("मेरे दाँत में तीन दिन से दर्द है तो कल सुबह ग्यारह बजे दिखा लूँ", CLINIC),
    ],
)
def test_an_occasion_or_a_pain_is_no_booking(words: str, scene: object) -> None:
    assert flows(words, scene) == ["book"]


def test_we_are_now_six_instead_of_four() -> None:
    words = "we're now six for tomorrow instead of four and will come at nine"
    assert flows(words, HOUSE) == ["change"]
    assert values(words, PartyWish, HOUSE) == [PartyWish(6)]


def test_log_bhi_chhe_ho_jayenge() -> None:
    words = "log bhi chhe ho jayenge, kal raat aath baje table"
    assert values(words, PartyWish, HOUSE) == [PartyWish(6)]
