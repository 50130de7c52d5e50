# ruff: noqa: E501 (tables of sentences, one a line)
"""Clock words of both languages give the time that a caller means, and no time where none is."""

from __future__ import annotations

import pytest

from vaani.language.clock_words import bare_hour, find_clock


def times(text: str) -> str:
    return " ".join("|".join(f"{t:%H:%M}" for t in f.value.times) for f in find_clock(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sava nau baje", "09:15|21:15"), ("saadhe aath", "08:30|20:30"), ("sadhe 8 bje", "08:30|20:30"), ("साढ़े आठ", "08:30|20:30"),
        ("paune nau", "08:45|20:45"), ("dedh baje", "01:30|13:30"), ("dhai baje", "02:30|14:30"), ("ढाई बजे", "02:30|14:30"),
        ("sava baje", "01:15|13:15"), ("paun baje", "00:45|12:45"), ("paune ek baje", "00:45|12:45"), ("aath bajkar bees", "08:20|20:20"),
        ("aath baj kar bees minute", "08:20|20:20"), ("aath bajne mein das", "07:50|19:50"), ("आठ बजने में दस मिनट", "07:50|19:50"),
        ("aath bajne se das minute pehle", "07:50|19:50"), ("chaar bees", "04:20|16:20"), ("saat paintalis", "07:45|19:45"),
        ("quarter past six", "06:15|18:15"), ("a quarter to nine", "08:45|20:45"), ("half past six", "06:30|18:30"), ("half six", "06:30|18:30"),
        ("twenty five past seven", "07:25|19:25"), ("ten to nine", "08:50|20:50"), ("seven thirty", "07:30|19:30"), ("7:30", "07:30|19:30"),
        ("७:३०", "07:30|19:30"), ("7.30 pm", "19:30"), ("19:30", "19:30"), ("7 pm", "19:00"), ("7pm", "19:00"), ("9 a.m.", "09:00"), ("730 pm", "19:30"),
        ("1930 hours", "19:30"), ("noon", "12:00"), ("twelve noon", "12:00"), ("midnight", "00:00"), ("12 midnight", "00:00"),
        ("half past midnight", "00:30"), ("quarter to midnight", "23:45"), ("aadhi raat", "00:00"), ("subah saat", "07:00"),
        ("dopahar barah baje", "12:00"), ("dopahar ek", "13:00"), ("dopahar gyarah baje", "11:00"), ("shaam saat", "19:00"), ("raat aath", "20:00"),
        ("shaam aath", "20:00"), ("raat ek", "01:00"), ("raat ke do baje", "02:00"), ("रात बारह बजे", "00:00"), ("din ke gyarah baje", "11:00"),
        ("nine in the morning", "09:00"), ("four in the afternoon", "16:00"), ("eight at night", "20:00"), ("tonight at nine", "21:00"),
        ("at nine", "09:00|21:00"), ("nau baje", "09:00|21:00"), ("nine o'clock", "09:00|21:00"), ("time do baje", "02:00|14:00"),
        ("seven oh five p.m.", "19:05"), ("सेवन थर्टी", "07:30|19:30"), ("tomorrow seven", "07:00|19:00"), ("kal shaam ko saat", "19:00"),
        ("eleven sharp", "11:00|23:00"), ("move it to nine", "09:00|21:00"), ("at seven, no, eight", "07:00|19:00 08:00|20:00"),
        ("for nine o'clock", "09:00|21:00"), ("8 bajkar 20 minute", "08:20|20:20"), ("saat baje bees minute", "07:20|19:20"),
        ("Good evening, at nine please", "09:00|21:00"), ("dinner at eight", "20:00"), ("lunch, ek baje", "13:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_with_every_reading_its_words_allow(text: str, meant: str) -> None:
    assert times(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "four people", "char log", "teen jan", "table for nine", "party of ten", "15 tarikh", "May 5", "the fifth", "5 April", "on the 21st",
        "nine nine eight double one", "99999 13477", "in ten minutes", "das minute lagenge", "2 hours", "after two weeks", "five to six people",
        "das pandrah log", "room number nine", "five hundred rupees", "dhai sau rupaye", "teen din baad", "kal kar do", "one of us", "nau",
        "seven", "by twenty first April", "before the fifteenth", "saath mein", "saadhe teen sau", "2027",
    ],
)  # fmt: skip
def test_what_counts_something_else_is_no_time(text: str) -> None:
    assert times(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "kal shaam ko book kar do",
        "kal shaam ek table chahiye",
        "shaam ko do logon ke liye",
        "raat ko ek room",
    ],
)
def test_the_part_of_the_day_makes_no_time_of_an_article_or_a_verb(text: str) -> None:
    assert times(text) == ""
    assert [found.value.part for found in find_clock(text)] in (["evening"], ["night"])


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("after nine", "after"), ("nau baje ke baad", "after"), ("नौ बजे के बाद", "after"), ("nine onwards", "after"), ("nine or later", "after"),
        ("no earlier than nine", "after"), ("not before nine", "after"), ("nau ke turant baad", "after"), ("nau baje se", "after"),
        ("before nine", "before"), ("by nine", "before"), ("nau baje se pehle", "before"), ("नौ बजे से पहले", "before"), ("nau baje tak", "before"),
        ("no later than nine", "before"), ("around nine", "around"), ("nau baje ke aas paas", "around"), ("kareeb nau baje", "around"),
        ("nineish", None), ("nine ish", "around"), ("at nine", "at"), ("nau baje", "at"),
    ],
)  # fmt: skip
def test_a_limit_is_told_from_a_time(text: str, bound: str | None) -> None:
    found = find_clock(text)
    assert [one.value.bound for one in found] == ([bound] if bound else [])
    assert all("|".join(f"{t:%H:%M}" for t in one.value.times) == "09:00|21:00" for one in found)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("the earliest you have", "earliest"), ("sabse pehle wala", "earliest"), ("सबसे पहले", "earliest"), ("as early as possible", "earliest"),
        ("first thing in the morning", "earliest"), ("jaldi se jaldi", "earliest"), ("the last slot", "latest"), ("aakhri slot", "latest"),
        ("आख़िरी वाला", "latest"), ("the latest possible", "latest"),
    ],
)  # fmt: skip
def test_the_earliest_and_the_last_need_no_hour(text: str, bound: str) -> None:
    assert [(one.value.bound, one.value.times) for one in find_clock(text)] == [(bound, ())]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("between four and six in the evening", "16:00", "18:00"), ("shaam chaar se chhe ke beech", "16:00", "18:00"),
        ("4 to 6 pm", "16:00", "18:00"), ("11 to 1 pm", "11:00", "13:00"), ("from 10 am to 12 pm", "10:00", "12:00"),
        ("चार बजे से छह बजे के बीच शाम", "16:00", "18:00"), ("between 7 and 8 p.m.", "19:00", "20:00"),
    ],
)  # fmt: skip
def test_a_range_has_a_beginning_and_an_end(text: str, start: str, end: str) -> None:
    found = find_clock(text)
    assert len(found) == 1
    assert [f"{t:%H:%M}" for t in found[0].value.times] == [start]
    assert [f"{t:%H:%M}" for t in found[0].value.until] == [end]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("kal shaam", "evening"),
        ("subah mein", "morning"),
        ("tomorrow afternoon", "afternoon"),
        ("दोपहर में", "noon"),
        ("raat ko", "night"),
    ],
)
def test_a_part_of_the_day_alone_is_kept(text: str, part: str) -> None:
    assert [(one.value.part, one.value.times) for one in find_clock(text)] == [(part, ())]


def test_a_greeting_is_not_a_wish_for_the_morning() -> None:
    assert find_clock("Good morning, I need a haircut") == ()
    assert find_clock("Very good evening") == ()


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("nine", "09:00|21:00"),
        ("for nine", "09:00|21:00"),
        ("do", "02:00|14:00"),
        ("saat", "07:00|19:00"),
        ("nine, no, ten", "10:00|22:00"),
    ],
)
def test_a_mere_number_answers_which_time(text: str, hours: str) -> None:
    reading = bare_hour(text)
    assert reading is not None
    assert "|".join(f"{t:%H:%M}" for t in reading.times) == hours


@pytest.mark.parametrize("text", ["four people", "theek hai", "ek minute", "kar do", "haan"])
def test_an_answer_without_a_time_is_none(text: str) -> None:
    assert bare_hour(text) is None


def test_the_span_covers_the_words_of_the_time() -> None:
    text = "Kal shaam saadhe saat baje ke baad, do log"
    found = find_clock(text)[0]
    assert text[found.start : found.end] == "saadhe saat baje ke baad"
