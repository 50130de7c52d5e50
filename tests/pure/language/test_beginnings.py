"""May the readers of days, hours and stretches leave out the words that can begin none?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from vaani.language import clock_forms, dates, spans
from vaani.language.sentence import Word, words

SCENARIOS = Path(__file__).parents[2] / "calls/text/scenarios"
TODAY = date(2027, 5, 6)


def said() -> Iterator[tuple[Word, ...]]:
    """Every fourth sentence of the scripted callers."""
    sentences: dict[str, None] = {}
    for file in sorted(SCENARIOS.glob("*-calls.yaml")):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for case in yaml.load(file.read_text("utf-8"), loader)["cases"]:
            sentences |= {
                step["say"]: None
                for step in case.get("script", ())
                if isinstance(step.get("say"), str)
            }
    yield from (words(text) for text in list(sentences)[::4])


DAYS = "nth_weekday _relative _counted _other_month _calendar _weekday _named_day".split()
HOURS = (
    "_twenty_one _digital _hindi_fraction _english_fraction _named _bajne _hour_and_minute"
    " _as_it_sounds"
).split()


@pytest.fixture(scope="module")
def skipped() -> list[tuple[tuple[Word, ...], int]]:
    return [(heard, at) for heard in said() for at in range(len(heard))]


def test_no_day_begins_where_none_is_looked_for(
    skipped: list[tuple[tuple[Word, ...], int]],
) -> None:
    left = [(heard, at) for heard, at in skipped if not dates._begins(heard[at].folded)]
    assert len(left) > 1_000
    for name in DAYS:
        reader = getattr(dates, name)
        assert all(reader(heard, at, TODAY) is None for heard, at in left), name


def test_no_hour_begins_where_none_is_looked_for(
    skipped: list[tuple[tuple[Word, ...], int]],
) -> None:
    left = [(heard, at) for heard, at in skipped if not clock_forms._begins(heard[at].folded)]
    assert len(left) > 1_000
    for name in HOURS:
        reader = getattr(clock_forms, name)
        assert all(reader(heard, at) is None for heard, at in left), name


def test_no_stretch_begins_where_none_is_looked_for(
    skipped: list[tuple[tuple[Word, ...], int]],
) -> None:
    left = [(heard, at) for heard, at in skipped if not spans._begins(heard[at].folded)]
    assert len(left) > 1_000
    for name in ("_fraction", "_quarters", "_counted"):
        reader = getattr(spans, name)
        assert all(reader(heard, at) is None for heard, at in left), name
