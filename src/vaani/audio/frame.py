"""What is a piece of sound inside this house?

PCM16 little-endian, one channel: bare bytes, or arrays of int16 or of float32 in -1..1. Whoever
hands it on says its rate.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


def to_floats(samples: Samples) -> Floats:
    """int16 to float32 in -1..1."""
    return np.multiply(samples, np.float32(1 / 32768), dtype=np.float32)


def to_samples(floats: Floats) -> Samples:
    """float32 in -1..1 to int16; louder than that is limited, not wrapped."""
    scaled = np.rint(np.asarray(floats, dtype=np.float32) * np.float32(32768))
    limited: Samples = np.clip(scaled, -32768, 32767).astype(np.int16)
    return limited


def pcm_to_samples(pcm: bytes) -> Samples:
    """PCM16 bytes to int16; half a sample at the end is dropped."""
    return np.frombuffer(pcm, dtype="<i2", count=len(pcm) // 2)


def pcm_to_floats(pcm: bytes) -> Floats:
    """PCM16 bytes to float32 in -1..1; half a sample at the end is dropped."""
    return to_floats(pcm_to_samples(pcm))


def floats_to_pcm(floats: Floats) -> bytes:
    """float32 in -1..1 to PCM16 little-endian bytes."""
    return to_samples(floats).astype("<i2", copy=False).tobytes()


def pieces(pcm: bytes, rate_hz: int, milliseconds: int = 400) -> Iterator[bytes]:
    """PCM16 in short pieces, so that whoever codes them can let others go first in between."""
    step = rate_hz * milliseconds // 1000 * 2
    for at in range(0, len(pcm), step):
        yield pcm[at : at + step]
