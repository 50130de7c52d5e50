"""Can there be speech in this window at all, so that the voice detector is worth its run?

Most of a call is a line's noise. The gate knows how loud that noise is and lets through what rises
above it. It learns from the detector: only windows that the detector took for no speech, and those
that no sample rises from, say what the line sounds like between words. Of those it goes by the
quietest of the last half second, so a cough or a slammed door teaches it nothing. What it cannot
tell from speech is let through: a gate that is open costs time, one that is closed costs words.

Windows are mu-law, whose codes are a scale of loudness already. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

import numpy as np

from vaani.audio.g711 import MULAW_TO_INT16

_LEVEL = bytes(~code & 0x7F for code in range(256))
"""How loud a mu-law code is: 0 (digital silence) to 127."""
_LEVELS = np.frombuffer(_LEVEL, dtype=np.uint8)
_LOUD = tuple(bytes(level > limit for level in _LEVEL) for limit in range(128))
"""For each level: which codes are louder."""
_MARGIN = 1.5
"""So many times as loud as the third loudest sample of a quiet window of noise hardly any sample
is: of normally distributed noise one in 256."""
_MAGNITUDES = sorted(-int(value) for value in MULAW_TO_INT16[:128])
_ABOVE = tuple(
    min(127, bisect_right(_MAGNITUDES, magnitude * _MARGIN) - 1) for magnitude in _MAGNITUDES
)
"""For each level: the one so many times as loud."""
_ENOUGH = 5
"""So many samples of a window above it are more than noise."""
_LEARNT = 16
"""Windows of noise that the gate goes by."""
_LOOKS = 8
"""One in so many windows that no sample rises from is learnt: noise changes slowly."""
_OPEN = 8
"""Windows for which it stays open after the last sound, so that the detector sees a word's end."""
_NO_SPEECH = 0.1
_MAYBE = 0.15
"""Below the first a window is noise; from the second on there may be speech in it."""


class Gate:
    """One caller's gate. `lets` each window in order; `judged` the detector's word on each of those
    that it let through, in the same order."""

    __slots__ = ("_learnt", "_limit", "_open", "_still")

    def __init__(self) -> None:
        self._learnt: deque[int] = deque(maxlen=_LEARNT)
        self._limit = 0
        self._open = 0
        self._still = 0

    def lets(self, window: bytes) -> bool:
        """Is this window, mu-law at 8 kHz, to be shown to the detector?"""
        loud = window.translate(_LOUD[self._limit]).count(1)
        if loud >= _ENOUGH:
            self._open = _OPEN
            return True
        if not loud:
            self._still += 1
            if self._still % _LOOKS == 0:
                self._learn(window)
        if self._open:
            self._open -= 1
            return True
        return False

    def judged(self, window: bytes, probability: float, *, speaking: bool) -> None:
        """The detector's probability of speech in `window`, and whether the caller is speaking."""
        if speaking or probability >= _MAYBE:
            self._open = _OPEN
        elif probability < _NO_SPEECH and window.translate(_LOUD[self._limit]).count(1):
            self._learn(window)

    def _learn(self, window: bytes) -> None:
        levels = _LEVELS[np.frombuffer(window, dtype=np.uint8)]
        self._learnt.append(int(np.partition(levels, -3)[-3]))
        if len(self._learnt) == _LEARNT:
            self._limit = _ABOVE[min(self._learnt)]
