"""How many come: tables together, dozens, corrections, and what goes with the table."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    MorePeople,
    NameSaid,
    NoteSaid,
    OthersBooking,
    PartyWish,
    Put,
    Start,
    TimeWish,
    Value,
)
from vaani.domain.businesses.file import load_business

FILES = Path(__file__).parents[2] / "calls/text/scenarios"
NIGHT = Scene(
    load_business(FILES / "night-owl.yaml"),
    datetime(2027, 9, 1, 10, tzinfo=ZoneInfo("Asia/Kolkata")),
)


def values(said: str, kind: type) -> list[Value]:
    found = read_sentence(said, NIGHT)
    return [c.value for c in found if isinstance(c, Put) and isinstance(c.value, kind)]


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("two tables chahiye kal raat aath baje, six log ek pe aur six doosri pe", 12),
        ("chhe log ki aur doosri saat log ki table kal raat aath baje", 13),
        ("एक मेज़ छह लोगों की और एक मेज़ पाँच लोगों की, कल रात आठ बजे", 11),
        ("Two tables for six tomorrow at eight pm", 12),
        ("two tables please, four people each, tomorrow at eight pm", 8),
        ("do table chahiye kal raat aath baje, char char log", 8),
        ("We will be around fourteen on Friday at eight pm", 14),
        ("Family of five tomorrow at eight pm", 5),
        ("a dozen of us tomorrow at eight pm", 12),
        ("half a dozen people tomorrow at eight pm", 6),
        ("Two for Wednesday lunch at one, please", 2),
        ("शुक्रवार रात नौ बजे दो लोग।", 2),
        ("three people tomorrow at eight... nahi wait, four", 4),
        ("teen log nahi char, kal raat aath baje", 4),
        ("Do log, nahi teen, arre sorry chaar log, kal raat aath baje", 4),
        ("table for four, no seven, tomorrow at eight pm", 7),
        ("table for four tomorrow at eight pm, two of us are vegan", 4),
    ],
)
def test_all_who_come_are_counted_once(said: str, people: int) -> None:
    assert values(said, PartyWish) == [PartyWish(people)]
    starts = [one for one in read_sentence(said, NIGHT) if isinstance(one, Start)]
    assert starts == [Start("book")]


@pytest.mark.parametrize(
    "said", ["table for four tomorrow at seven, no eight", "table for four at seven, no eight pm"]
)
def test_an_hour_said_anew_is_no_number_of_people(said: str) -> None:
    assert values(said, PartyWish) == [PartyWish(4)]
    last = values(said, TimeWish)[-1]
    assert isinstance(last, TimeWish)
    assert time(20) in last.reading.times


def test_one_more_table_is_not_one_more_person() -> None:
    scene = Scene(NIGHT.business, NIGHT.now, "confirm", "book", "book")
    found = read_sentence("one more table of six for same time", scene)
    assert Put(PartyWish(6)) in found
    assert not any(isinstance(c, Put) and isinstance(c.value, MorePeople) for c in found)


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("कल रात आठ बजे दो लोग, ऊँची कुर्सी चाहिए", "high chair"),
        ("Table for two tomorrow at eight pm, window side please", "window seat"),
        ("bina pyaaz lehsun ka khana, kal raat aath baje do log", "no onion or garlic"),
    ],
)
def test_what_goes_with_the_table_is_noted_as_it_was_said(said: str, note: str) -> None:
    assert values(said, NoteSaid) == [NoteSaid(note)]


def test_a_booking_put_under_a_name_is_the_callers_own() -> None:
    said = "Put it under the name Farah Khan, three of us tomorrow at 8 pm"
    assert values(said, NameSaid) == [NameSaid(("Farah Khan",))]
    assert values(said, PartyWish) == [PartyWish(3)]


@pytest.mark.parametrize(
    "said",
    ["There's a booking under the name Verma, I need the time.", "Is it under the name Verma?"],
)
def test_a_booking_under_another_name_stays_closed(said: str) -> None:
    assert OthersBooking() in read_sentence(said, NIGHT)
