"""A real server on a fresh data folder, for tests that speak to it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaani.testing import telephones
from vaani.testing.served import Served, start, vaani

SIP = {
    "VAANI_CARRIERS__SIP__PORT": "0", "VAANI_CARRIERS__SIP__ADDRESSES": "127.0.0.1",
    "VAANI_CARRIERS__SIP__USERNAME": "+919999955500",
    "VAANI_CARRIERS__SIP__PASSWORD": telephones.PASSWORD,
}  # fmt: skip

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
def registrar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int | None]:
    """Port of a Kamailio; None: the telephones are not installed."""
    if telephones.missing():
        yield None
        return
    with asyncio.Runner() as runner:
        opened = telephones.registrar(tmp_path_factory.mktemp("kamailio"))
        yield runner.run(opened.__aenter__())
        runner.run(opened.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, registrar: int | None) -> Iterator[Served]:
    """Registered with the Kamailio, where there is one, and called by SIP there or directly."""
    folder = tmp_path_factory.mktemp("house")
    data = folder / "data"
    domain = {"VAANI_CARRIERS__SIP__DOMAIN": f"127.0.0.1:{registrar}"}
    running = start(data, **(SIP | domain if registrar else {}))
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
