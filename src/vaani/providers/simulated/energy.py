"""Is there sound at all? A voice detector without a model, for load tests and as a last resort."""

from __future__ import annotations

import numpy as np

from vaani.call.ports.detector import Floats


class EnergyDetector:
    """Speech is what is 12 dB above the quietest of the last seconds, and above -45 dBFS."""

    rate_hz = 8000
    window_samples = 256
    attack_ms = 0
    release_ms = 0

    def new_state(self) -> Floats:
        """The noise floor in dB."""
        return np.array([-60.0], dtype=np.float32)

    def score(self, windows: Floats, states: Floats) -> tuple[Floats, Floats]:
        """1.0 for sound, 0.0 for none."""
        power = np.einsum("ij,ij->i", windows, windows) / windows.shape[1]
        level = 10 * np.log10(power + 1e-9)
        floor = states[:, 0]
        floor = np.where(level < floor, level, floor + 0.02)
        speech = (level > floor + 12) & (level > -45)
        return speech.astype(np.float32), floor[:, None].astype(np.float32)
