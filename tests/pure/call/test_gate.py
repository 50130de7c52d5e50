"""Does the gate close on a line's noise, whatever its level, and open on every word?"""

from __future__ import annotations

import numpy as np
import pytest

from vaani.audio.g711 import encode_mulaw
from vaani.call.core.gate import Gate
from vaani.testing.load.callers import line_noise

WINDOW = 256


def noise(level_db: float, windows: int, seed: int = 1) -> np.ndarray:
    draw = np.random.default_rng(seed)
    return draw.normal(size=windows * WINDOW) * 32768 * 10 ** (level_db / 20)


def cut(sound: np.ndarray) -> list[bytes]:
    coded = encode_mulaw(np.clip(sound, -32768, 32767).astype(np.int16))
    return [coded[at : at + WINDOW] for at in range(0, len(coded), WINDOW)]


def passed(gate: Gate, sound: np.ndarray, probability: float = 0.01) -> list[bool]:
    """What the gate lets through, where the detector finds no speech."""
    out = []
    for window in cut(sound):
        out.append(gate.lets(window))
        if out[-1]:
            gate.judged(window, probability, speaking=False)
    return out


@pytest.mark.parametrize("level_db", [-65, -55, -50, -45, -35])
def test_noise_of_any_level_closes_the_gate_within_a_second(level_db: int) -> None:
    gate = Gate()
    let = passed(gate, noise(level_db, 300))
    assert sum(let[32:]) < 0.1 * len(let[32:])


@pytest.mark.parametrize("seed", range(12))
def test_the_noise_of_the_load_tests_callers_closes_it_too(seed: int) -> None:
    let = passed(Gate(), np.tile(line_noise(seed).astype(float), 3)[: 280 * WINDOW])
    assert sum(let[32:]) < 0.15 * len(let[32:])


def test_noise_that_grows_is_learnt_and_noise_that_falls_is_followed() -> None:
    gate = Gate()
    passed(gate, noise(-55, 100))
    louder = passed(gate, noise(-45, 100))
    assert all(louder[:10])
    assert not any(louder[40:])
    passed(gate, noise(-55, 100))
    assert passed(gate, noise(-48, 4))[0], "what is 7 dB above the line's noise is let through"


@pytest.mark.parametrize("level_db", [-55, -50, -45])
@pytest.mark.parametrize("seed", range(5))
def test_a_voice_as_soft_as_the_noise_opens_it_at_once(level_db: int, seed: int) -> None:
    gate = Gate()
    passed(gate, noise(level_db, 100, seed))
    at = np.arange(8 * WINDOW) / 8000
    pulses = np.where((at * 120) % 1 < 0.15, 1.0, 0.0) * np.sin(2 * np.pi * 500 * at)
    voice = pulses * 32768 * 10 ** (level_db / 20) / np.sqrt(np.mean(pulses**2))
    let = passed(gate, voice + noise(level_db, 8, seed + 100))
    assert any(let[:2])


def test_a_slammed_door_teaches_it_nothing() -> None:
    gate = Gate()
    passed(gate, noise(-55, 100))
    passed(gate, noise(-20, 10))
    passed(gate, noise(-55, 4))
    assert passed(gate, noise(-46, 2))[0]


def test_while_he_speaks_it_stays_open_through_silence() -> None:
    gate = Gate()
    passed(gate, noise(-55, 100))
    for window in cut(noise(-55, 20)):
        gate.judged(window, 0.0, speaking=True)
        assert gate.lets(window)


def test_digital_silence_is_never_shown() -> None:
    assert not any(passed(Gate(), np.zeros(50 * WINDOW)))
