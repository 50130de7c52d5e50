"""What does an owner read who types his first commands, some of them wrong?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from vaani.cli.chat import written
from vaani.cli.main import run

BOOKED = {
    "ref": "WR34", "status": "confirmed", "resource": None, "date": "2026-12-02", "time": "20:00",
    "party": 4, "name": "Priya", "phone": None, "notes": None, "service": None,
    "created_in_call": True,
}  # fmt: skip


def typed(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int | str | None, str, str]:
    """Exit status, standard output and standard error of `vaani ARGUMENTS`."""
    monkeypatch.setattr(sys, "argv", ["vaani", *arguments])
    with pytest.raises(SystemExit) as left:
        run()
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def ended(*bookings: dict[str, Any], messages: tuple[dict[str, Any], ...] = ()) -> list[str]:
    final = {"outcome": "answered", "ended_by": "caller"}
    return written({**final, "bookings": [*bookings], "messages": [*messages]})[1:]


def test_a_booking_that_was_cancelled_in_the_same_chat_is_not_shown_as_booked() -> None:
    assert ended(BOOKED) == ["booked WR34: 2026-12-02 20:00, 4 people, Priya"]
    cancelled = {**BOOKED, "status": "cancelled"}
    assert ended(cancelled) == ["cancelled WR34: 2026-12-02 20:00, 4 people, Priya"]
    assert ended({**BOOKED, "created_in_call": False}) == []


def test_a_message_left_in_a_chat_is_shown_with_who_left_it() -> None:
    left = {"kind": "message", "text": "I left my umbrella", "phone": "+919876543210", "name": None}
    nobody = {**left, "phone": None}
    assert ended(messages=(left, nobody)) == [
        "message (message) of +919876543210: I left my umbrella",
        "message (message) of nobody named: I left my umbrella",
    ]


def test_a_business_file_that_is_not_there_is_named_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, said = typed(["chat", "--business", "nope.yaml"], monkeypatch, capsys)
    assert (status, said.count("nope.yaml"), "cannot be read" in said) == (2, 1, True)


@pytest.mark.parametrize("command", ["bench", "models", "providers", "user", "business", "key"])
def test_help_offers_what_the_command_does_and_nothing_of_shells(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said, _ = typed([command, "--help"], monkeypatch, capsys)
    assert status == 0
    assert "completion" not in said


def test_who_or_what_is_not_there_is_named_with_the_command_that_shows_what_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAANI_DATA", str(tmp_path))
    typed(["key", "create"], monkeypatch, capsys)
    for arguments, next_step in (
        (["user", "link", "asha"], "no person asha: `vaani user list`"),
        (["business", "export", "nope"], "no business nope; see `vaani business list`"),
    ):
        status, _, said = typed(arguments, monkeypatch, capsys)
        assert (status, next_step in said) == (1, True), said
