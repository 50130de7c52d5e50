"""Sentences that generated callers said and that were misunderstood once."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from vaani.call.plan import Business
from vaani.call.ports.thinker import Awaiting
from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import DayWish, PersonWish, Put, ServiceWish, Start
from vaani.domain.businesses.file import parse_business

NOW = datetime(2027, 5, 6, 10, 15, tzinfo=ZoneInfo("Asia/Kolkata"))


def business(name: str) -> Business:
    file = resources.files("vaani.domain.businesses").joinpath("demo", f"{name}.yaml")
    return parse_business(file.read_text(encoding="utf-8")).business


def starts(said: str, awaiting: Awaiting | None = None) -> list[str]:
    scene = Scene(business("madhuban"), NOW, awaiting=awaiting)
    return [one.flow for one in read_sentence(said, scene) if isinstance(one, Start)]


def test_khanna_se_is_the_doctor_and_no_cough() -> None:
    said = "Doctor Arvind Khanna se 19 June ko subah saadhe das baje appointment chahiye."
    values = [
        one.value
        for one in read_sentence(said, Scene(business("sanjeevani"), NOW))
        if isinstance(one, Put)
    ]
    assert PersonWish(("khanna",)) in values
    assert not [one for one in values if isinstance(one, ServiceWish)]


def test_khaansi_is_a_cough() -> None:
    said = "Khaansi ke liye doctor chahiye"
    values = [
        one.value
        for one in read_sentence(said, Scene(business("sanjeevani"), NOW))
        if isinstance(one, Put)
    ]
    assert [one.resource_ids for one in values if isinstance(one, ServiceWish)] == [("rao",)]


@pytest.mark.parametrize(
    "said",
    [
        "Meri booking badalkar 19 June ko dopahar dedh baje kar dijiye.",
        "मेरी बुकिंग बदलकर 15 जून को रात दस बजे कर दीजिए।",
    ],
)
def test_badalkar_is_a_change(said: str) -> None:
    assert starts(said) == ["change"]


@pytest.mark.parametrize(
    "said", ["Sure, book it.", "Yes, please book it.", "Haan, book kar dijiye."]
)
@pytest.mark.parametrize("awaiting", ["confirm", "anything_else"])
def test_book_it_is_a_yes_and_no_second_booking(said: str, awaiting: Awaiting) -> None:
    assert starts(said, awaiting) == []


@pytest.mark.parametrize(
    "said",
    ["Yes, I want to book a table", "Yes, book a table for Friday", "Haan ek table book kar do"],
)
def test_a_yes_and_a_wish_is_a_new_booking(said: str) -> None:
    assert starts(said, "anything_else") == ["book"]


def test_ke_saath_before_a_day_is_with_and_not_seven() -> None:
    said = "Dr Rao ke saath day after tomorrow shaam 7 baje appointment book karna hai."
    values = [
        one.value
        for one in read_sentence(said, Scene(business("sanjeevani"), NOW))
        if isinstance(one, Put)
    ]
    days = [one.reading.days for one in values if isinstance(one, DayWish)]
    assert days == [(date(2027, 5, 8),)]
