"""What lies on the disk of a call that the business records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from structlog.testing import capture_logs

from vaani.api.events import EventHub
from vaani.audio.wav import read_wav
from vaani.bootstrap.calls import CallParts
from vaani.call.plan import Business, Caller, CallPlan, Privacy
from vaani.call.ports.line import MULAW_8K, Line
from vaani.call.session import Parts
from vaani.domain.calls.recordings import Recordings
from vaani.kit.machine_clock import SystemClock
from vaani.testing.stage import MemoryJournal

PLAN = CallPlan(
    call_id="call-1",
    business=Business(
        id="b", slug="diner", name="Diner", kind="restaurant", timezone="Asia/Kolkata",
        languages=("en",), hours={}, privacy=Privacy(record_audio=True),
    ),
    caller=Caller(None), carrier="twilio", carrier_call_id="CA1",
)  # fmt: skip
SECOND = b"\x10" * 8000


def parts_of_a_call(folder: Path) -> tuple[CallParts, Parts, Callable[[], None]]:
    """The makers, the parts of a call on a telephone line, and what a refusal of storage does."""
    told: list[Callable[[], None]] = []

    def think(_plan: CallPlan, forget: Callable[[], None], _told: Any, _first: Any) -> Any:
        told.append(forget)
        return SimpleNamespace()

    speech = SimpleNamespace(transcriber=lambda _plan: None, speaker=None, turn_detector=None)
    journal = MemoryJournal()
    pump = SimpleNamespace(empty=None)
    nothing = cast(Any, None)
    made = CallParts(
        cast(Any, speech), think, lambda _plan: cast(Any, journal),
        EventHub(SystemClock()), nothing,
        cast(Any, pump), Recordings(folder),
    )  # fmt: skip
    line = cast(Line, SimpleNamespace(coding=MULAW_8K))
    return made, made.of_call(PLAN, line), told[0]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_recorded_call_lies_in_two_channels_for_its_owner_alone(tmp_path: Path) -> None:
    made, parts, _ = parts_of_a_call(tmp_path)
    assert parts.recording is not None
    parts.recording.caller(1000, SECOND)
    parts.recording.ours(500, SECOND)
    made.over(PLAN, parts)
    await made.settle()
    file = tmp_path / "diner" / "call-1.wav"
    sound = read_wav(file)
    assert len(sound.channels) == 2
    assert [len(channel) for channel in sound.channels] == [12000, 12000]
    assert file.stat().st_mode & 0o077 == 0


async def test_a_caller_who_refuses_storage_leaves_no_recording(tmp_path: Path) -> None:
    made, parts, refuse = parts_of_a_call(tmp_path)
    assert parts.recording is not None
    parts.recording.caller(1000, SECOND)
    refuse()
    parts.recording.caller(2000, SECOND)
    parts.recording.ours(2000, SECOND)
    assert parts.recording.channels()[1:] == (b"", b"")
    made.over(PLAN, parts)
    await made.settle()
    assert files_in(tmp_path) == []


async def test_a_folder_that_takes_no_recording_costs_the_recording_alone(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "recordings"
    folder.write_text("a file where the folder should be")
    made, parts, _ = parts_of_a_call(folder)
    assert parts.recording is not None
    parts.recording.caller(1000, SECOND)
    made.over(PLAN, parts)
    with capture_logs() as said:
        await made.settle()
    assert [one["event"] for one in said] == ["a recording is lost"]
    assert files_in(tmp_path) == [folder]
