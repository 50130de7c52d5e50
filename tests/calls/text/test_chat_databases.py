"""A text call may go to a database that stays: what was booked is there for the next call."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

DINER = Path(__file__).parent / "scenarios" / "diner.yaml"
NOW = "2027-06-07T10:00+05:30"


def chat(folder: Path, *arguments: str, lines: tuple[str, ...] = ()) -> dict[str, Any]:
    """The last line of a call on the folder's database."""
    program = str(Path(sys.executable).with_name("vaani"))
    url = f"sqlite:///{folder / 'kept.db'}"
    done = subprocess.run(
        [program, "chat", "--json", "--database", url, "--now", NOW, *arguments],
        input="".join(json.dumps({"say": line}) + "\n" for line in lines),
        env={"VAANI_DATA": str(folder / "data"), "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    final: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])["final"]
    return final


def test_a_booking_made_in_one_text_call_is_known_in_the_next(tmp_path: Path) -> None:
    said = ("A table for two tomorrow at eight in the evening.", "Ravi Menon.", "Yes, please.")
    caller = ("--caller", "+919999940001")
    first = chat(tmp_path, "--business", str(DINER), *caller, lines=said)
    assert first["outcome"] == "booked"
    again = chat(tmp_path, "--slug", "blue-lantern", *caller)
    assert [row["ref"] for row in again["bookings"]] == [first["bookings"][0]["ref"]]
    assert [row["created_in_call"] for row in again["bookings"]] == [False]
