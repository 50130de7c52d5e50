"""Does `vaani doctor` notice an engine that is there and does not work?"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from vaani.cli.doctor_speech import speech
from vaani.cli.finding import Finding
from vaani.providers.local.inventory import inventory
from vaani.providers.local.manifest import named
from vaani.providers.local.trial import PHRASE, Trials, tried
from vaani.settings import Settings

pytestmark = pytest.mark.models


def spoilt(models_dir: Path, folder: Path, name: str) -> Path:
    """The same models in another folder; the files of `name` have the right size and no sense."""
    (model,) = named((name,))
    sizes = {file.path: file.size_bytes for file in model.files}
    for file in models_dir.rglob("*"):
        inside = file.relative_to(models_dir)
        if not file.is_file() or "caller-speech" in inside.parts:
            continue
        place = folder / inside
        place.parent.mkdir(parents=True, exist_ok=True)
        if str(inside) in sizes:
            with place.open("wb") as empty:
                empty.truncate(sizes[str(inside)])
        else:
            place.symlink_to(file)
    return folder


async def finding(models_dir: Path, part: str, *, quick: bool = False) -> Finding:
    async for one in speech(Settings(models=models_dir), quick=quick):
        if one.found.startswith(f"{part} "):
            return one
    raise AssertionError(f"nothing is said of {part}")


async def test_every_engine_that_is_installed_does_its_work(models_dir: Path) -> None:
    trials = Trials(models_dir)
    for part in inventory(models_dir):
        run = trials.of(part.name)
        assert run is not None, part.name
        ran = await tried(run)
        assert ran.trouble is None, (part.name, ran.trouble)
        if part.name.startswith("whisper"):
            assert "table" in ran.did.lower(), (PHRASE, ran.did)


async def test_a_spoilt_detector_is_broken_and_quick_does_not_look(
    models_dir: Path, tmp_path: Path
) -> None:
    folder = spoilt(models_dir, tmp_path / "models", "silero-vad")
    found = await finding(folder, "silero-vad")
    assert found.state == "BROKEN"
    assert "no spoken call is possible" in found.cost
    quick = await finding(folder, "silero-vad", quick=True)
    assert "not tried" in quick.found
    assert quick.state == "warn"


async def test_a_spoilt_end_of_turn_model_stops_the_start_and_spoils_nothing_else(
    models_dir: Path, tmp_path: Path
) -> None:
    folder = spoilt(models_dir, tmp_path / "models", "smart-turn")
    assert (await finding(folder, "smart-turn")).state == "BROKEN"
    ran = await tried(Trials(folder).of("silero-vad") or str)
    assert ran.trouble is None


@pytest.mark.parametrize("name", ["kokoro", "whisper-base"])
async def test_a_spoilt_voice_or_recogniser_is_noticed(
    models_dir: Path, tmp_path: Path, name: str
) -> None:
    run = Trials(spoilt(models_dir, tmp_path / "models", name)).of(name)
    assert run is not None
    ran = await tried(run)
    assert ran.trouble is not None
    assert ran.did == ""


async def test_an_engine_that_hangs_is_left_after_its_deadline() -> None:
    never = threading.Event()

    def hangs() -> str:
        never.wait()
        return ""

    ran = await tried(hangs, deadline_s=0.05)
    never.set()
    assert ran.trouble == "gave no answer within 0.05 s"
