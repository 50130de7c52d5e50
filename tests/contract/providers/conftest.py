"""The local engines, loaded once. Without the models these tests fail and say what to do."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaani.providers.local.espeak import Espeak
from vaani.providers.local.load import SpeechLoad
from vaani.providers.local.manifest import models, state
from vaani.providers.local.pool import EnginePool
from vaani.providers.local.voices import EspeakSpeaker, LocalVoices, local_voices
from vaani.providers.local.whisper import WhisperSource


@pytest.fixture(scope="session")
def models_dir() -> Path:
    folder = Path(os.environ.get("VAANI_MODELS", "~/.cache/vaani/models")).expanduser()
    missing = [model.name for model in models() if state(model, folder) in ("missing", "wrong")]
    if missing:
        pytest.fail(f"The models {', '.join(missing)} are not installed: run `make models` first.")
    return folder


@pytest.fixture(scope="session")
def voices(models_dir: Path) -> Iterator[LocalVoices]:
    speaker = local_voices(models_dir)
    yield speaker
    speaker.close()


@pytest.fixture(scope="session")
def plain_voice() -> Iterator[EspeakSpeaker]:
    espeak, pool = Espeak(), EnginePool("speaker")
    yield EspeakSpeaker(espeak, pool)
    pool.close()
    espeak.close()


@pytest.fixture(scope="session")
def loaded_whisper(models_dir: Path) -> Iterator[WhisperSource]:
    source = WhisperSource(models_dir)
    yield source
    source.close()


@pytest.fixture
def whisper(loaded_whisper: WhisperSource) -> WhisperSource:
    """It knows nothing of a busy machine, on which it would leave out work."""
    loaded_whisper.load = SpeechLoad(2)
    return loaded_whisper
