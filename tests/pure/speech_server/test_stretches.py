"""Speech is found where it is, cut where it is quiet, and nothing of it is lost."""

from __future__ import annotations

import numpy as np
import pytest

from vaani.audio.frame import Floats
from vaani.providers.simulated.energy import EnergyDetector
from vaani.speech_server.stretches import LONGEST_S, Stretch, Stretches

HZ = 16000


def sound(*parts: float) -> Floats:
    """Silence and tone in turns, in seconds."""
    made = [
        np.sin(np.arange(int(s * HZ)) * 0.1) * 0.3 if at % 2 else np.zeros(int(s * HZ))
        for at, s in enumerate(parts)
    ]
    return np.concatenate(made).astype(np.float32)


def found(recording: Floats, piece: int) -> list[Stretch]:
    stretches = Stretches(EnergyDetector())
    out: list[Stretch] = []
    for at in range(0, len(recording), piece):
        out += stretches.push(recording[at : at + piece])
    return out + stretches.flush()


@pytest.mark.parametrize("piece", [160, 5000, 16000 * 4])
def test_the_cuts_do_not_depend_on_how_the_sound_arrives(piece: int) -> None:
    first, second = found(sound(1, 2, 2, 3), piece)
    assert (first.start_s, first.end_s) == (pytest.approx(1, abs=0.1), pytest.approx(3, abs=0.1))
    assert (second.start_s, second.end_s) == (pytest.approx(5, abs=0.1), pytest.approx(8, abs=0.1))
    assert len(first.sound) == pytest.approx((2 + 0.36) * HZ, abs=0.1 * HZ)
    assert first.sound_from_s == pytest.approx(first.start_s - 0.2)


def test_a_short_pause_cuts_nothing_and_silence_is_no_speech() -> None:
    assert len(found(sound(0.5, 1, 0.5, 1, 1), 1600)) == 1
    assert found(sound(5), 1600) == []


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    parts = found(sound(0.5, 19.5, 0.2, 20.0), 16000)
    assert len(parts) == 2
    assert parts[0].end_s == pytest.approx(20.1, abs=0.15)
    assert parts[1].start_s == parts[1].sound_from_s == parts[0].end_s
    assert all(len(one.sound) <= (LONGEST_S + 1) * HZ for one in parts)
