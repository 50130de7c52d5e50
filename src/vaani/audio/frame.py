"""What is a piece of sound inside this house?

PCM16 little-endian, one channel, with its rate and the media time of its first sample. Hot paths
pass bare bytes; a `Frame` is for places where pieces of different rate or time could be mixed up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vaani.kit.clock import MediaMs

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]

FRAME_MS = 20
"""What carriers send and expect at a time."""

_ANSWER = MediaMs(0)


@dataclass(frozen=True, slots=True)
class Frame:
    """`pcm` at `rate_hz`; its first sample sounds at `start` of the call."""

    pcm: bytes
    rate_hz: int
    start: MediaMs = _ANSWER

    def __post_init__(self) -> None:
        if len(self.pcm) % 2:
            raise ValueError("PCM16 needs an even number of bytes: half a sample is missing.")
        if self.rate_hz <= 0:
            raise ValueError(f"A rate of {self.rate_hz} Hz is no rate.")

    @property
    def sample_count(self) -> int:
        return len(self.pcm) // 2

    @property
    def duration_ms(self) -> float:
        return self.sample_count * 1000 / self.rate_hz

    @property
    def end(self) -> MediaMs:
        """The media time right after the last sample."""
        return MediaMs(self.start + round(self.duration_ms))

    @property
    def samples(self) -> Samples:
        """A read-only view, int16."""
        return np.frombuffer(self.pcm, dtype="<i2")

    @property
    def floats(self) -> Floats:
        """A copy, -1..1."""
        return to_floats(self.samples)


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
