"""Which time is meant by a stretch before or behind a time that is said?"""

from __future__ import annotations

from datetime import time

import pytest

from vaani.language.clock_words import find_clock


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("half an hour before ten at night", "21:30"),
        ("an hour after seven in the evening", "20:00"),
        ("fifteen minutes before 6 pm", "17:45"),
        ("a quarter of an hour before six in the evening", "17:45"),
        ("an hour and a half after 6 pm", "19:30"),
        ("raat das baje se aadha ghanta pehle", "21:30"),
        ("shaam saat baje se pandrah minute pehle", "18:45"),
        ("shaam saat baje ke ek ghante baad", "20:00"),
        ("रात दस बजे से आधा घंटा पहले", "21:30"),
        ("दोपहर तीन बजे के एक घंटे बाद", "16:00"),
    ],
)
def test_a_stretch_beside_a_time_moves_it(said: str, meant: str) -> None:
    found = [one for one in find_clock(said) if one.value.times]
    assert [one.value.times for one in found] == [(time.fromisoformat(meant),)]


@pytest.mark.parametrize(
    "said", ["after nine in the evening", "before 9 pm", "raat nau baje ke baad"]
)
def test_a_bound_without_a_stretch_stays_a_bound(said: str) -> None:
    assert next(one.value.bound for one in find_clock(said)) in ("after", "before")


def test_ten_to_nine_is_no_stretch() -> None:
    assert find_clock("at ten to nine pm")[0].value.times == (time(20, 50),)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Kal shaam saat baje papa ki train hai, toh uske ek ghante baad ki table", ["20:00"]),
        ("movie raat saadhe nau baje khatam hogi, uske aadhe ghante baad aa jayenge", ["22:00"]),
        ("daftar ki baithak shaam chaar baje khatam hogi, uske theek ek ghante baad", ["17:00"]),
        ("we close office at six pm and I'd want a table half an hour after that", ["18:30"]),
        ("मीटिंग शाम चार बजे ख़त्म होगी, उसके आधे घंटे बाद", ["16:30"]),
        ("mummy ka test subah saat baje aur uske aadhe ghante baad mera", ["07:00", "07:30"]),
    ],
)  # fmt: skip
def test_half_an_hour_after_that_points_back_to_the_time_before(
    said: str, meant: list[str]
) -> None:
    found = [one for one in find_clock(said) if one.value.times]
    assert [one.value.times for one in found] == [(time.fromisoformat(at),) for at in meant]
