"""A Whisper of another size hears from a folder of the owner's, or says what it lacks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vaani.bootstrap.speech import needed_models
from vaani.kit.errors import ProviderError, SettingsError
from vaani.providers.local.ctranslate import WhisperModel
from vaani.providers.local.whisper import WhisperSource
from vaani.settings import load


@pytest.mark.models
def test_a_folder_of_the_owners_is_loaded(models_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(models_dir / "whisper-base", tmp_path / "whisper-mine")
    assert WhisperModel(tmp_path, "whisper-mine").multilingual


@pytest.mark.models
def test_a_model_of_english_alone_is_refused(models_dir: Path) -> None:
    with pytest.raises(ProviderError, match="knows English alone"):
        WhisperSource(models_dir, name="whisper-tiny.en", partials=False)


@pytest.mark.parametrize("name", ["whisper-small", ".."])
def test_what_is_missing_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProviderError, match=r"model\.bin, config\.json") as missing:
        WhisperModel(tmp_path, name)
    assert missing.value.code == "model_missing"


def test_the_installed_model_is_not_needed_beside_another() -> None:
    usual = load(environ={}).settings
    other = load(environ={"VAANI_SPEECH__RECOGNISER": "whisper-small"}).settings
    assert set(needed_models(usual)) - set(needed_models(other)) == {"whisper-base"}
    with pytest.raises(SettingsError):
        load(environ={"VAANI_SPEECH__RECOGNISER": "../whisper"})
