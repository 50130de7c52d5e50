"""What the models see of a sound is what they were trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vaani.providers.local.features import log_mel


def test_our_features_are_those_that_whisper_was_trained_on() -> None:
    """Against the extractor of another program, whose values are kept beside this file."""
    with np.load(Path(__file__).with_name("log_mel.npz")) as kept:
        theirs = kept["bands"]
    sound = np.random.RandomState(5).normal(0, 0.1, 48000).astype(np.float32)
    sound[16000:32000] *= np.sin(np.arange(16000) * 0.05).astype(np.float32)
    ours = log_mel(sound)
    assert ours.shape == (80, 300)
    assert np.abs(ours[:, ::10] - theirs).max() < 1e-4


def test_large_models_get_as_many_bands_as_they_want() -> None:
    sound = np.sin(np.arange(16000) / 20).astype(np.float32)
    assert log_mel(sound, 128).shape == (128, 100)
    assert log_mel(sound).shape == (80, 100)
