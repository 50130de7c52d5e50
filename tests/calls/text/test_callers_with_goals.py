"""Callers who want something get exactly that, or hear truly why not (an independent rulebook)."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vaani.testing.goal_places import demo_places, outcome_of, place_of
from vaani.testing.rulebook import Meant, Rulebook

FOLDER = Path(__file__).parent / "scenarios"
FILES = [(FOLDER / name).read_text("utf-8") for name in ("diner.yaml", "clinic.yaml")]
PLACES = (*demo_places(), *(place_of(text) for text in FILES))
NOW = datetime.fromisoformat("2027-06-07T10:00")


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.integers(0, 2**32))
def test_the_calendar_holds_what_callers_meant_and_nothing_else(seed: int) -> None:
    outcome = asyncio.run(outcome_of(Random(seed), PLACES))
    said = "\n".join(f"{speaker}: {text}" for speaker, text in outcome.transcript)
    assert not outcome.problems, f"{outcome.problems}\n{said}"


def diner() -> Rulebook:
    return Rulebook(yaml.safe_load(FILES[0]), NOW)


@pytest.mark.parametrize(
    ("meant", "why"),
    [
        (Meant(date(2027, 6, 8), time(19), 4), None),
        (Meant(date(2027, 6, 8), time(19), 9), "large"),
        (Meant(date(2027, 6, 7), time(10, 15), 2), "soon"),
        (Meant(date(2027, 8, 8), time(19), 2), "far"),
        (Meant(date(2027, 6, 14), time(19), 2), "hours"),
        (Meant(date(2027, 6, 20), time(19), 2), "hours"),
        (Meant(date(2027, 6, 8), time(21, 45), 2), "hours"),
        (Meant(date(2027, 6, 8), time(19, 5), 2), "hours"),
        (Meant(date(2027, 6, 13), time(0, 15), 2), None),
        (Meant(date(2027, 6, 12), time(0, 15), 2), "hours"),
    ],
    ids="free large soon far closed closure late odd after-midnight no-night".split(),
)
def test_the_rulebook_itself_reads_the_file(meant: Meant, why: str | None) -> None:
    assert diner().refused(meant) == why


def test_the_rulebook_fills_its_tables_and_then_refuses() -> None:
    book = diner()
    wish = Meant(date(2027, 6, 8), time(19), 4)
    taken = [book.book(f"B{number}", wish, "Anita").resource for number in range(4)]
    assert taken == ["T3", "T4", "T5", "T6"]
    assert book.refused(wish) == "full"
    book.cancel("B1")
    assert book.resource(wish) == "T4"
