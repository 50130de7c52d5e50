"""Is what a vendor sends speech, or bytes that were taken for it?

Samples of another form (compressed, big-endian, floating point, an odd byte lost) sound like white
noise: 20 ms after 20 ms of it cross zero at more than every third sample. The hissing of speech
does so too, for 160 ms at most in sentences made of it; so the line is drawn at 320 ms on end.
Samples of another *rate* are not told from a voice that speaks quickly or slowly: they are speech.
"""

from __future__ import annotations

import numpy as np

from vaani.audio.frame import Samples

_ON_END = 16
_CROSSINGS = 0.35
_QUIET = 100
"""Mean magnitude (of 32767) below which 20 ms are no sound."""


class NoiseWatch:
    """Over one sentence at `rate_hz`."""

    def __init__(self, rate_hz: int) -> None:
        self._frame = rate_hz // 50
        self._rest = np.empty(0, np.int16)
        self._run = 0

    def push(self, samples: Samples) -> bool:
        """Has there been noise for 320 ms on end by now?"""
        samples = np.concatenate((self._rest, samples))
        whole = len(samples) // self._frame * self._frame
        self._rest = samples[whole:]
        frames = samples[:whole].reshape(-1, self._frame)
        loud = np.abs(frames.astype(np.int32)).mean(axis=1) > _QUIET
        crossings = np.diff(np.signbit(frames), axis=1).mean(axis=1)
        for noisy in loud & (crossings > _CROSSINGS):
            self._run = self._run + 1 if noisy else 0
            if self._run >= _ON_END:
                return True
        return False
