"""How loud is it, and how is it made as loud as wanted?

Levels are dBFS: 0 is a full-scale square wave, a full-scale sine is -3.01, silence is `SILENCE_DB`.
"""

from __future__ import annotations

import math

import numpy as np

from vaani.audio.frame import Floats, Samples, to_floats

SILENCE_DB = -96.0
"""What 16 bit can tell from nothing."""


def rms(samples: Samples) -> float:
    """Root mean square, 0..1; 0 for no samples."""
    if not len(samples):
        return 0.0
    floats = to_floats(samples)
    return math.sqrt(float(np.dot(floats, floats)) / len(floats))


def dbfs(samples: Samples) -> float:
    """Level in dBFS, never below `SILENCE_DB`."""
    level = rms(samples)
    return max(SILENCE_DB, 20 * math.log10(level)) if level > 0 else SILENCE_DB


def peak(samples: Samples) -> float:
    """The largest magnitude, 0..1."""
    if not len(samples):
        return 0.0
    return max(int(samples.max()), -int(samples.min())) / 32768


def normalise_peak(floats: Floats, target: float = 0.7, floor: float = 0.05) -> Floats:
    """Scaled so that the peak is `target`; sound below `floor` is not blown up beyond that."""
    if not len(floats):
        return floats
    loudest = max(floor, float(np.abs(floats).max()))
    return np.multiply(floats, np.float32(target / loudest), dtype=np.float32)
