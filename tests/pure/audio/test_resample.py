"""Sound that changes its rate keeps its pitch, length and loudness, in whatever pieces it comes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaani.audio.resample import Resampler, resample


def tone(hertz: float, rate_hz: int, seconds: float = 1.0) -> np.ndarray:
    steps = np.arange(int(rate_hz * seconds)) / rate_hz
    return (np.sin(2 * np.pi * hertz * steps) * 12000).astype(np.int16)


def loudest_hz(samples: np.ndarray, rate_hz: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * rate_hz / len(samples))


@pytest.mark.parametrize(
    ("from_hz", "to_hz"), [(8000, 16000), (24000, 8000), (48000, 8000), (44100, 16000)]
)
@pytest.mark.parametrize("low_delay", [True, False])
def test_a_tone_stays_the_same_tone(from_hz: int, to_hz: int, low_delay: bool) -> None:
    stream = Resampler(from_hz, to_hz, low_delay=low_delay)
    sound = tone(1000, from_hz)
    step = from_hz // 50
    pieces = [stream.push(sound[at : at + step]) for at in range(0, len(sound), step)]
    out = np.concatenate([*pieces, stream.flush()])
    assert abs(len(out) - to_hz) <= 2
    middle = out[to_hz // 4 : -to_hz // 4]
    assert loudest_hz(middle, to_hz) == pytest.approx(1000, abs=4)
    assert np.sqrt(np.mean(middle.astype(float) ** 2)) == pytest.approx(12000 / 2**0.5, rel=0.02)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=30))
def test_pieces_of_any_length_sound_like_the_whole(lengths: list[int]) -> None:
    sound = tone(440, 24000, sum(lengths) / 24000)[: sum(lengths)]
    stream, whole = Resampler(24000, 8000), Resampler(24000, 8000)
    out, at = [], 0
    for length in lengths:
        out.append(stream.push(sound[at : at + length]))
        at += length
    joined = np.concatenate([*out, stream.flush()]).astype(int)
    expected = np.concatenate([whole.push(sound), whole.flush()]).astype(int)
    assert len(joined) == len(expected)
    assert np.abs(joined - expected).max(initial=0) <= 1


def test_what_a_telephone_cannot_carry_does_not_come_back_as_another_tone() -> None:
    out = resample(tone(6000, 24000), 24000, 8000)
    assert np.abs(out[400:-400]).max() < 12


def test_live_sound_is_held_back_by_less_than_two_frames() -> None:
    for from_hz, to_hz in ((24000, 8000), (8000, 16000), (48000, 8000), (16000, 8000)):
        stream = Resampler(from_hz, to_hz)
        sound = tone(500, from_hz)
        step = from_hz // 50
        given_back = sum(len(stream.push(sound[at : at + step])) for at in range(0, from_hz, step))
        assert to_hz - given_back <= to_hz * 0.04


def test_silence_stays_silent_and_full_scale_does_not_wrap() -> None:
    assert not resample(np.zeros(4800, np.int16), 24000, 8000).any()
    square = np.where(np.arange(4800) // 40 % 2, 32767, -32768).astype(np.int16)
    out = resample(square, 24000, 8000)
    assert out.max() == 32767
    assert out.min() == -32768


def test_a_stream_can_be_used_again_after_its_end() -> None:
    stream = Resampler(24000, 8000)
    sound = tone(700, 24000, 0.3)
    first = np.concatenate([stream.push(sound), stream.flush()])
    second = np.concatenate([stream.push(sound), stream.flush()])
    assert np.array_equal(first, second)


def test_the_same_rate_changes_nothing_and_a_senseless_one_is_refused() -> None:
    sound = tone(700, 8000, 0.1)
    assert np.array_equal(Resampler(8000, 8000).push(sound), sound)
    with pytest.raises(ValueError, match="0 Hz"):
        Resampler(0, 8000)
