"""How do two sounds become two channels of one, and back?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaani.audio.frame import Samples


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
