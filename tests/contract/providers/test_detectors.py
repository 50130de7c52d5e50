"""Speech is told from noise, and a finished sentence from an unfinished one."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from vaani.audio.frame import pcm_to_floats
from vaani.bootstrap.speech import ends_of_turns
from vaani.kit.errors import ProviderError
from vaani.providers.local.manifest import models
from vaani.providers.local.silero import SileroDetector
from vaani.providers.local.smart_turn import SmartTurnDetector
from vaani.providers.simulated.energy import EnergyDetector
from vaani.settings import load
from vaani.testing.speech import over_the_phone, say, silence

pytestmark = pytest.mark.models

SENTENCE = "I would like to book a table for tomorrow evening."


@pytest.fixture(scope="module")
def silero(models_dir: Path) -> SileroDetector:
    return SileroDetector(models_dir)


def scores(detector, sound: np.ndarray) -> np.ndarray:
    state = detector.new_state()[None]
    found = []
    for at in range(0, len(sound) - detector.window_samples + 1, detector.window_samples):
        score, state = detector.score(sound[at : at + detector.window_samples][None], state)
        found.append(float(score[0]))
    return np.array(found)


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    pcm = silence(1000) + say(SENTENCE, "am_michael") + silence(1000)
    return pcm_to_floats(over_the_phone(pcm, 8000))


@pytest.mark.parametrize(
    "make", [SileroDetector, lambda _: EnergyDetector()], ids=["silero", "energy"]
)
def test_speech_begins_and_ends_where_it_does(make, models_dir: Path, speech) -> None:
    found = scores(make(models_dir), speech)
    windows = 1000 // 32
    assert found[: windows - 2].max() < 0.5
    assert np.mean(found[windows : -windows - 6] > 0.5) > 0.7
    assert found[-windows + 8 :].max() < 0.5


@pytest.mark.parametrize("level", [0.0, 0.003, 0.02])
def test_hiss_is_not_speech(silero: SileroDetector, level: float) -> None:
    hiss = np.random.default_rng(2).normal(0, level, 40000).astype(np.float32)
    assert np.mean(scores(silero, hiss) > 0.5) < 0.02


def test_calls_in_one_batch_do_not_hear_each_other(silero: SileroDetector, speech) -> None:
    quiet = np.zeros_like(speech)
    alone, hush = scores(silero, speech), scores(silero, quiet)
    states = np.stack([silero.new_state() for _ in range(3)])
    together = []
    for at in range(0, len(speech) - 255, 256):
        rows = np.stack([track[at : at + 256] for track in (speech, quiet, speech)])
        found, states = silero.score(rows, states)
        together.append(found)
    columns = np.array(together).T
    assert np.abs(columns[0] - alone).max() < 1e-3
    assert np.abs(columns[1] - hush).max() < 1e-3
    assert np.abs(columns[2] - alone).max() < 1e-3


async def test_a_finished_sentence_scores_higher_than_one_that_stops_short(
    models_dir: Path,
) -> None:
    detector = SmartTurnDetector(models_dir, deadline_ms=5000)
    whole = say(SENTENCE) + silence(200)
    open_end = say("I would like to book a table for, um") + silence(200)
    finished = await detector.score(pcm_to_floats(over_the_phone(whole, 8000)))
    unfinished = await detector.score(pcm_to_floats(over_the_phone(open_end, 8000)))
    assert finished is not None
    assert unfinished is not None
    assert finished > 0.7
    assert unfinished < 0.4
    assert await detector.score(np.zeros(0, np.float32)) is not None
    detector.close()


async def test_a_crowd_gets_no_answer_rather_than_a_late_one(models_dir: Path) -> None:
    detector = SmartTurnDetector(models_dir, deadline_ms=5000, queue=2)
    sound = np.zeros(64000, np.float32)
    answers = await asyncio.gather(*(detector.score(sound) for _ in range(20)))
    assert 1 <= sum(answer is not None for answer in answers) <= 4
    assert detector.late == sum(answer is None for answer in answers)
    impatient = SmartTurnDetector(models_dir, deadline_ms=1)
    assert await impatient.score(sound) is None
    detector.close()
    impatient.close()


def test_missing_and_damaged_models_say_what_to_do(tmp_path: Path) -> None:
    for engine in (SileroDetector, SmartTurnDetector):
        with pytest.raises(ProviderError, match="vaani models install") as missing:
            engine(tmp_path)
        assert (missing.value.stage, missing.value.code) == ("detector", "model_missing")
    file = next(model for model in models() if model.name == "silero-vad").files[0]
    place = tmp_path / file.path
    place.parent.mkdir(parents=True)
    place.write_bytes(b"\0" * file.size_bytes)
    with pytest.raises(ProviderError, match="vaani models verify") as broken:
        SileroDetector(tmp_path)
    assert broken.value.code == "model_broken"


async def test_the_model_of_turns_is_loaded_where_it_is_wanted(models_dir: Path) -> None:
    for wanted in (True, False):
        chosen = load({"models": models_dir, "speech.turn_model": wanted}, environ={}).settings
        assert (await ends_of_turns(chosen) is not None) is wanted
