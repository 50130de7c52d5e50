"""Is somebody speaking, and was that the end of the turn?"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class VoiceDetector(Protocol):
    """Voice activity of many calls in one run: called on the loop, once a tick, so it is quick."""

    rate_hz: int
    window_samples: int
    attack_ms: int
    release_ms: int
    """How long after a voice begins and ends the detector says so; taken off every time."""

    def new_state(self) -> Floats:
        """The state of one call before its first window."""
        ...

    def score(self, windows: Floats, states: Floats) -> tuple[Floats, Floats]:
        """Probabilities of speech, shape (n,), and new states, for windows (n, window_samples)
        with samples in -1..1 and the states stacked on axis 0."""
        ...


class TurnDetector(Protocol):
    """Does this speech sound finished? Runs off the loop; bounded; may answer None when busy."""

    rate_hz: int

    async def score(self, audio: Floats) -> float | None:
        """Probability 0..1 that the speaker has finished, from up to 8 s of audio that ends in the
        pause; None when no answer is to be had in time."""
        ...
