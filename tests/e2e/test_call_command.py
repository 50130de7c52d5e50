"""`vaani call`: a sentence and a yes book a table over the Twilio wire; the report shows it all."""

from __future__ import annotations

import asyncio
import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from vaani.audio.wav import read_wav
from vaani.testing.served import Served, bookings_of, tomorrow_at, vaani

pytestmark = [pytest.mark.models, pytest.mark.timeout(240)]


def place(served: Served, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `vaani call` against the server."""
    command = vaani("call", "--url", served.url, "--data", str(served.data), *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)


def test_one_sentence_and_a_yes_book_a_table(served: Served, tmp_path: Path) -> None:
    record = tmp_path / "call.wav"
    done = place(
        served, "--business", "bistro", "--caller", "+919876500077", "--record", str(record),
        "--say", "A table for four tomorrow at seven in the evening, my name is Anita Sharma.",
        "--say", "Yes, please use this number.",
        "--say", "Yes, please.",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = done.stdout
    assert re.search(r"greeting heard after +\d+ ms", report)
    assert len(re.findall(r"answered after +\d+ ms", report)) == 3
    assert ", 0 complaints, " in report
    assert re.search(r"caller +A table for four", report)
    assert re.search(r"assistant .*Shall I book it\?", report)
    assert re.search(r"transcript \d+ ms.*sent \d+ ms", report)
    assert "Booking id=" in report
    rows = [row for row in asyncio.run(bookings_of(served, "bistro")) if str(row["id"]) in report]
    assert [(row["party"], row["status"]) for row in rows] == [(4, "confirmed")]
    start = datetime.fromisoformat(str(rows[0]["start"]))
    assert start in tomorrow_at(rows[0], 19)
    assert f"date={start:%Y-%m-%d}, time=19:00" in report
    sound = read_wav(record)
    assert len(sound.channels) == 2
    assert min(int(abs(side).max()) for side in sound.channels) > 1000


def test_a_question_books_nothing_and_the_report_says_so(served: Served) -> None:
    done = place(served, "--business", "bistro", "--say", "Where can I park my car?")
    assert done.returncode == 0, done.stderr
    assert "yard behind the house" in done.stdout
    assert "No booking came of this call." in done.stdout
    assert "the caller hung up" in done.stdout


def test_a_business_that_is_not_there_is_one_sentence(served: Served) -> None:
    done = place(served, "--business", "nobody", "--say", "Hello.")
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "nobody" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_houses_data_folder_cannot_call(served: Served, tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(
        vaani("key", "create", "--role", "owner", "--data", str(other)),
        capture_output=True, check=True,
    )  # fmt: skip
    command = vaani(
        "call", "--url", served.url, "--data", str(other), "--business", "bistro", "--say", "Hello."
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--data" in done.stderr
