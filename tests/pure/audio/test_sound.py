"""Samples, levels and channels: what a listener would measure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vaani.audio.frame import (
    floats_to_pcm,
    pcm_to_floats,
    pcm_to_samples,
    to_floats,
    to_samples,
)
from vaani.audio.level import SILENCE_DB, dbfs, normalise_peak, peak, rms
from vaani.audio.mix import interleave, split

sounds = hnp.arrays(np.int16, st.integers(0, 300), elements=st.integers(-32768, 32767))


def sine(level: int = 32767) -> np.ndarray:
    return (np.sin(np.arange(8000) * 2 * np.pi * 400 / 8000) * level).astype(np.int16)


@given(sounds)
def test_samples_survive_the_way_to_floats_and_back(samples: np.ndarray) -> None:
    assert np.array_equal(to_samples(to_floats(samples)), samples)
    assert np.array_equal(pcm_to_samples(floats_to_pcm(to_floats(samples))), samples)


def test_too_loud_floats_are_limited() -> None:
    assert to_samples(np.array([1.5, -1.5, 1.0], np.float32)).tolist() == [32767, -32768, 32767]
    assert len(pcm_to_floats(b"\1\0\2")) == 1


def test_levels_are_those_of_the_textbook() -> None:
    assert dbfs(sine()) == pytest.approx(-3.01, abs=0.02)
    assert dbfs(sine(3277)) == pytest.approx(-23.01, abs=0.02)
    assert peak(sine()) == pytest.approx(1.0, abs=0.001)
    assert rms(np.full(10, 16384, np.int16)) == pytest.approx(0.5)
    assert dbfs(np.zeros(10, np.int16)) == dbfs(np.zeros(0, np.int16)) == SILENCE_DB
    assert peak(np.zeros(0, np.int16)) == 0


def test_the_peak_is_set_but_hiss_is_not_blown_up() -> None:
    assert np.abs(normalise_peak(np.array([0.1, -0.2], np.float32))).max() == pytest.approx(0.7)
    assert np.abs(normalise_peak(np.array([0.001], np.float32))).max() == pytest.approx(0.014)


@given(sounds, sounds)
def test_two_channels_go_in_and_come_out(one: np.ndarray, two: np.ndarray) -> None:
    left, right = split(interleave(one, two), 2)
    assert np.array_equal(left[: len(one)], one)
    assert np.array_equal(right[: len(two)], two)
    assert not left[len(one) :].any()
