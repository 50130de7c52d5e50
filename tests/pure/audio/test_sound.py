"""Frames, levels and mixing: what a listener would measure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vaani.audio.frame import (
    Frame,
    floats_to_pcm,
    pcm_to_floats,
    pcm_to_samples,
    to_floats,
    to_samples,
)
from vaani.audio.level import SILENCE_DB, dbfs, gain, normalise, normalise_peak, peak, rms
from vaani.audio.mix import fade, interleave, mix, overlay, split
from vaani.kit.clock import MediaMs

sounds = hnp.arrays(np.int16, st.integers(0, 300), elements=st.integers(-32768, 32767))


def sine(level: int = 32767) -> np.ndarray:
    return (np.sin(np.arange(8000) * 2 * np.pi * 400 / 8000) * level).astype(np.int16)


def test_a_frame_knows_when_it_ends() -> None:
    frame = Frame(bytes(320), 8000, MediaMs(1000))
    assert (frame.sample_count, frame.duration_ms, frame.end) == (160, 20.0, 1020)
    assert frame.floats.dtype == np.float32


def test_half_a_sample_and_a_rate_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="half a sample"):
        Frame(b"\0", 8000)
    with pytest.raises(ValueError, match="no rate"):
        Frame(b"", 0)


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


def test_gain_of_six_decibels_doubles_and_limits() -> None:
    assert gain(np.array([1000, -1000], np.int16), 6.0206).tolist() == [2000, -2000]
    assert gain(np.array([30000], np.int16), 20).tolist() == [32767]


def test_a_quiet_caller_is_made_louder_without_clipping() -> None:
    louder = normalise(sine(300), -20.0)
    assert dbfs(louder) == pytest.approx(-20, abs=0.2)
    spiky = sine(300)
    spiky[100] = 32767
    assert dbfs(normalise(spiky)) < -30
    assert not normalise(np.zeros(100, np.int16)).any()


def test_the_peak_is_set_but_hiss_is_not_blown_up() -> None:
    assert np.abs(normalise_peak(np.array([0.1, -0.2], np.float32))).max() == pytest.approx(0.7)
    assert np.abs(normalise_peak(np.array([0.001], np.float32))).max() == pytest.approx(0.014)


@given(sounds, sounds)
def test_a_mix_is_as_long_as_the_longest_and_never_wraps(one: np.ndarray, two: np.ndarray) -> None:
    both = mix(one, two)
    assert len(both) == max(len(one), len(two))
    exact = np.zeros(len(both), int)
    exact[: len(one)] += one
    exact[: len(two)] += two
    assert np.array_equal(both, np.clip(exact, -32768, 32767))


@given(sounds, sounds)
def test_two_channels_go_in_and_come_out(one: np.ndarray, two: np.ndarray) -> None:
    left, right = split(interleave(one, two), 2)
    assert np.array_equal(left[: len(one)], one)
    assert np.array_equal(right[: len(two)], two)
    assert not left[len(one) :].any()


def test_a_sound_is_laid_over_another_at_its_place() -> None:
    bed = np.full(10, 100, np.int16)
    assert overlay(bed, np.full(5, 7, np.int16), 8).tolist() == [100] * 8 + [107] * 2 + [7] * 3
    with pytest.raises(ValueError, match="before the beginning"):
        overlay(bed, bed, -1)


def test_a_fade_ends_where_it_should() -> None:
    faded = fade(np.full(101, 10000, np.int16), 1.0, 0.25)
    assert (int(faded[0]), int(faded[-1])) == (10000, 2500)
    assert np.all(np.diff(faded) <= 0)
