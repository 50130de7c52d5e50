"""How long from now something is wanted, in both languages."""

from __future__ import annotations

import pytest

from vaani.language.spans import find_spans


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("in an hour and a half, two people", 90),
        ("in two and a half hours", 150),
        ("dedh ghante baad do log", 90),
        ("do log, do ghante baad", 120),
        ("two hours from now", 120),
        ("an hour and a half from now", 90),
        ("half an hour from now", 30),
        ("sawa ghante mein", 75),
        ("paune ghante mein", 45),
        ("paune do ghante mein", 105),
        ("saadhe teen ghante baad", 210),
        ("dhai ghante ke baad", 150),
        ("डेढ़ घंटे में दो लोग", 90),
        ("आधे घंटे में", 30),
        ("in three quarters of an hour", 45),
        ("within an hour and twenty minutes", 80),
        ("in twenty five minutes", 25),
        ("bees minute mein", 20),
        ("in half an hour", 30),
    ],
)
def test_a_stretch_from_now_is_counted_whole(text: str, minutes: int) -> None:
    assert [found.value for found in find_spans(text)] == [minutes]


@pytest.mark.parametrize(
    "text",
    [
        "we stay two hours",
        "an hour late",
        "do log",
        "ek ghanta pehle",
        "open 24 hours",
        "half past two",
        "can I cancel within 24 hours",
    ],
)
def test_a_length_alone_is_no_time_from_now(text: str) -> None:
    assert find_spans(text) == ()
