"""How do two sounds become one, or two channels of one?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaani.audio.frame import Samples


def mix(*parts: Samples) -> Samples:
    """The sum, as long as the longest; limited, not wrapped."""
    length = max((len(part) for part in parts), default=0)
    total = np.zeros(length, dtype=np.int32)
    for part in parts:
        total[: len(part)] += part
    return np.clip(total, -32768, 32767).astype(np.int16)


def overlay(bed: Samples, sound: Samples, at: int) -> Samples:
    """`sound` laid over `bed` from sample `at` on; the result grows when it must."""
    if at < 0:
        raise ValueError("A sound cannot be laid before the beginning.")
    total = np.zeros(max(len(bed), at + len(sound)), dtype=np.int32)
    total[: len(bed)] = bed
    total[at : at + len(sound)] += sound
    return np.clip(total, -32768, 32767).astype(np.int16)


def fade(samples: Samples, begin: float, end: float) -> Samples:
    """A straight change of loudness over the whole piece, factors 0..1."""
    ramp = np.linspace(begin, end, len(samples), dtype=np.float32)
    faded: Samples = np.rint(samples * ramp).astype(np.int16)
    return faded


def interleave(left: Samples, right: Samples) -> Samples:
    """Two channels as one stream of pairs; the shorter is filled with silence."""
    length = max(len(left), len(right))
    pairs = np.zeros((length, 2), dtype=np.int16)
    pairs[: len(left), 0] = left
    pairs[: len(right), 1] = right
    return pairs.reshape(-1)


def split(pairs: npt.NDArray[np.int16], channels: int) -> tuple[Samples, ...]:
    """The channels of an interleaved stream; a broken last group is dropped."""
    whole = len(pairs) // channels * channels
    table = pairs[:whole].reshape(-1, channels)
    return tuple(np.ascontiguousarray(table[:, index]) for index in range(channels))
