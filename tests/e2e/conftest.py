"""A real server on a fresh data folder, for tests that speak to it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaani.testing.served import Served, start, vaani

BISTRO = """\
slug: bistro
name: Garden Bistro
kind: restaurant
timezone: Asia/Kolkata
languages: [en, hi]
numbers: ["+919999955500"]
hours:
  mon: &day [{open: "12:00", close: "23:00"}]
  tue: *day
  wed: *day
  thu: *day
  fri: *day
  sat: *day
  sun: *day
booking:
  required: [date, time, party, name, phone]
  slot_minutes: 30
  min_lead_minutes: 30
  max_days_ahead: 30
  party: {min: 1, max_by_phone: 8}
  duration_minutes: [{minutes: 90}]
  capacity: 30
knowledge:
  - topic: parking
    text:
      en: "You can park in the yard behind the house."
      hi: "घर के पीछे आँगन में गाड़ी खड़ी हो सकती है।"
    questions: ["where do I park", "parking", "gaadi kahan"]
privacy: {record_audio: true, keep_transcript_days: 30, announce: true}
"""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("house")
    data = folder / "data"
    running = start(data)
    file = folder / "bistro.yaml"
    file.write_text(BISTRO, encoding="utf-8")
    done = subprocess.run(
        vaani("business", "import", str(file), "--data", str(data)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    yield running
    running.stop()


@pytest.fixture
def bistro_file(tmp_path: Path) -> Path:
    file = tmp_path / "bistro.yaml"
    file.write_text(BISTRO, encoding="utf-8")
    return file
