"""Is somebody speaking? Silero at 8 kHz, one run for all calls of a tick.

A window is 256 samples (32 ms); the model also sees the 32 samples before it. The state of a call
is one row: 2 x 128 values of the recurrent net, then those 32 samples.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vaani.call.ports.detector import Floats
from vaani.providers.local.manifest import path_of
from vaani.providers.local.onnx import session

_CONTEXT = 32
_CELLS = 128
_NET = 2 * _CELLS


class SileroDetector:
    """Voice activity for all calls of the process; one session, quick enough for the loop."""

    rate_hz = 8000
    window_samples = 256
    attack_ms = 16
    release_ms = 96

    def __init__(self, models_dir: Path) -> None:
        """Raises ProviderError(stage="detector") when the model is missing or broken."""
        self._session = session(path_of("silero-vad", models_dir, "detector"), "detector")
        self._rate = np.array(self.rate_hz, dtype=np.int64)
        self.score(np.zeros((1, self.window_samples), np.float32), self.new_state()[None])

    def new_state(self) -> Floats:
        """Shape (288,), zeros: nothing heard yet."""
        return np.zeros(_NET + _CONTEXT, dtype=np.float32)

    def score(self, windows: Floats, states: Floats) -> tuple[Floats, Floats]:
        """Probabilities (n,) and new states (n, 288) for windows (n, 256), samples in -1..1."""
        count = len(windows)
        sound = np.concatenate((states[:, _NET:], windows), axis=1)
        net = states[:, :_NET].reshape(count, 2, _CELLS).transpose(1, 0, 2)
        speech, after = self._session.run(
            None,
            {"input": sound, "state": np.ascontiguousarray(net), "sr": self._rate},
        )
        fresh = np.empty_like(states)
        fresh[:, :_NET] = after.transpose(1, 0, 2).reshape(count, _NET)
        fresh[:, _NET:] = windows[:, -_CONTEXT:]
        return speech[:, 0], fresh
