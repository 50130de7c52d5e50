"""`vaani simulate`: which scripted callers are played, and what is refused before anybody calls."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Vaani = Callable[..., subprocess.CompletedProcess[str]]
CASES = """\
businesses: {house: business.yaml}
cases:
  - id: table-for-four
    business: house
    language: en
    tags: [book]
    now: "2027-05-06T10:15+05:30"
    caller: "+919876500081"
    script:
      - when: start
        say: "A table for four tomorrow at seven in the evening, my name is Anita Sharma."
    answers: {name: "Anita Sharma.", party: "For four people.", date: "Tomorrow.",
              time: "At seven in the evening.", phone: "Yes, use this number.",
              confirm: "Yes, please.", anything_else: "No, thank you. Bye.",
              other: "Sorry, what did you say?"}
    expect:
      created: [{date: "2027-05-07", time: "19:00", party: 4}]
      outcome: booked
  - id: nobody-there
    business: house
    language: en
    tags: [silence]
    now: "2027-05-06T10:15+05:30"
    caller: anonymous
    script:
      - {when: start, silence: 8}
      - {when: next, hangup: true}
    expect: {created: [], outcome: booked, ended_by: caller}
"""


@pytest.fixture
def cases(business_file: Path) -> str:
    file = business_file.with_name("cases.yaml")
    file.write_text(CASES, encoding="utf-8")
    return str(file)


def test_without_models_nobody_calls_and_one_sentence_says_why(
    vaani: Vaani, cases: str, tmp_path: Path
) -> None:
    done = vaani("simulate", "--audio", cases, environ={"VAANI_MODELS": str(tmp_path / "none")})
    assert done.returncode == 2
    assert done.stdout == ""
    (said,) = done.stderr.strip().splitlines()
    assert "--audio needs silero-vad, whisper-base" in said
    assert "vaani models install" in said


def test_a_selection_runs_what_was_chosen_and_nothing_else(vaani: Vaani, cases: str) -> None:
    chosen = vaani("simulate", cases, "--tag", "book", "--language", "en")
    assert chosen.returncode == 0, chosen.stdout
    assert "ok   table-for-four" in chosen.stdout
    assert "nobody-there" not in chosen.stdout
    alone = vaani("simulate", cases, "--case", "nobody-there")
    assert alone.returncode == 1
    assert "0 of 1 passed" in alone.stdout


def test_a_choice_that_no_case_meets_is_refused_with_every_mistake(
    vaani: Vaani, cases: str
) -> None:
    done = vaani("simulate", cases, "--case", "table-for-five", "--tag", "boook")
    assert done.returncode == 2
    assert done.stdout == ""
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == ["--case", "--tag"]
    none = vaani("simulate", cases, "--case", "table-for-four", "--tag", "silence")
    assert none.returncode == 2
    assert "no case has all that was asked for" in none.stderr
