"""Is this sound a pure tone, as a machine's beep is? And what does a caller hear who waits? Pure.

A frame of 20 ms whose energy stands almost wholly at one frequency between 350 and 2300 Hz. Voices
have harmonics; a whistle is taken for a tone.
"""

from __future__ import annotations

import numpy as np

from vaani.audio.frame import Samples

FRAME_MS = 20
_LOUD = 300.0
"""Root mean square of 16-bit samples: what is softer is no beep."""
_PURE = 0.9
_BAND_HZ = (350.0, 2300.0)


def is_tone(samples: Samples, rate_hz: int) -> bool:
    """Whether 20 ms of sound (16 bit) are one tone."""
    if len(samples) < rate_hz * FRAME_MS // 1000:
        return False
    floats = samples.astype(np.float64)
    if float(np.sqrt(np.mean(floats * floats))) < _LOUD:
        return False
    power = np.abs(np.fft.rfft(floats * np.hanning(len(floats)))) ** 2
    at = int(np.argmax(power))
    hertz = at * rate_hz / len(floats)
    if not _BAND_HZ[0] <= hertz <= _BAND_HZ[1]:
        return False
    return float(power[max(0, at - 2) : at + 3].sum()) >= _PURE * float(power.sum())


_CHORDS_HZ = (
    (261.6, 329.6, 392.0),
    (220.0, 261.6, 329.6),
    (174.6, 220.0, 261.6),
    (196.0, 246.9, 293.7),
)
_NOTE_S = 0.4
_SOFT = 1800.0


def waiting_music(rate_hz: int) -> Samples:
    """A soft figure of broken chords to be repeated, for a caller who waits: about five seconds."""
    at = np.arange(int(rate_hz * _NOTE_S)) / rate_hz
    fades = np.minimum(1.0, at / 0.02) * np.exp(-4.0 * at) * np.minimum(1.0, (_NOTE_S - at) / 0.02)
    notes = [np.sin(2 * np.pi * hertz * at) * fades for chord in _CHORDS_HZ for hertz in chord]
    return (np.concatenate(notes) * _SOFT).astype(np.int16)
