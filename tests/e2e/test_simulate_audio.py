"""`vaani simulate --audio`: a scripted caller is heard on the scenario's day, judged by rows."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from vaani.testing.served import vaani

CASES = """\
businesses: {bistro: bistro.yaml}
cases:
  - id: table-for-four
    business: bistro
    language: en
    tags: [book]
    now: "2027-05-06T10:15+05:30"
    caller: "+919876500081"
    seed:
      bookings:
        - {ref: S1, date: "2027-05-07", time: "20:00", party: 2, name: Ravi Rao,
           phone: "+919876500099"}
    script:
      - when: start
        say: "A table for four tomorrow at seven in the evening, my name is Anita Sharma."
    answers: {name: "Anita Sharma.", party: "For four people.", date: "Tomorrow.",
              time: "At seven in the evening.", phone: "Yes, use this number.",
              confirm: "Yes, please.", anything_else: "No, thank you. Bye.",
              other: "Sorry, what did you say?"}
    expect:
      created: [{date: "2027-05-07", time: "19:00", party: 4}]
      say: [{date: "2027-05-07"}]
      never: [{any: [ravi]}]
      outcome: booked
      ended_by: assistant
      transcript_kept: true
  - id: nobody-there
    business: bistro
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
def cases(bistro_file: Path) -> Path:
    file = bistro_file.with_name("cases.yaml")
    file.write_text(CASES, encoding="utf-8")
    return file


def simulate(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    command = vaani("simulate", *map(str, arguments))
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=200,
        env={**os.environ, **environ},
    )  # fmt: skip


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_spoken_callers_are_judged_by_the_rows_of_the_scenarios_own_day(
    cases: Path, tmp_path: Path
) -> None:
    target = tmp_path / "results.json"
    done = simulate("--audio", cases, "--json", target, TMPDIR=str(tmp_path))
    assert "ok   table-for-four" in done.stdout, done.stdout + done.stderr
    assert "FAIL nobody-there" in done.stdout
    assert "outcome is abandoned, expected booked" in done.stdout
    assert "1 of 2 passed" in done.stdout
    assert done.returncode == 1
    assert done.stderr == ""

    booked, quiet = (one["runs"][0] for one in json.loads(target.read_text())["cases"])
    assert [row["date"] for row in booked["final"]["bookings"]] == ["2027-05-07"] * 2
    lines = [(one["who"], one["text"].lower()) for one in booked["transcript"]]
    heard = next(text for who, text in lines if who == "heard as")
    assert "table" in heard, lines
    assert "4" in heard or "four" in heard
    said = [one["text"] for one in quiet["transcript"] if one["who"] == "assistant"]
    assert len(said) == 2, said
    assert quiet["final"]["ended_by"] == "caller"
    assert not list(tmp_path.glob("vaani-simulate-*"))
