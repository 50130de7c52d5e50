"""Does this speech sound finished? Smart Turn v3.2 on one slow lane of its own.

About 40 ms a decision. One thread of low priority serves all calls; whoever would have to wait too
long gets None and the turn is decided by silence.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np

from vaani.audio.resample import resample_floats
from vaani.call.ports.detector import Floats
from vaani.kit.errors import ProviderError
from vaani.providers.local.features import RATE_HZ, log_mel
from vaani.providers.local.manifest import path_of
from vaani.providers.local.onnx import session
from vaani.providers.local.pool import EnginePool

_SAMPLES = 8 * RATE_HZ


class SmartTurnDetector:
    """The probability that a turn is over. `deadline_ms` bounds the answer, not the work."""

    rate_hz = 8000

    def __init__(
        self, models_dir: Path, *, deadline_ms: int = 250, queue: int = 3, nice: int = 3
    ) -> None:
        """Raises ProviderError(stage="detector") when the model is missing or broken."""
        self._session = session(path_of("smart-turn", models_dir, "detector"), "detector")
        self._deadline_s = deadline_ms / 1000
        self._pool = EnginePool("detector", nice=nice, limit=queue, name="turn")
        self.late = 0
        """Questions that got no answer in time."""
        self.judge(np.zeros(self.rate_hz, dtype=np.float32))

    async def score(self, audio: Floats) -> float | None:
        """0..1 from up to 8 s at 8 kHz that end in the pause; None when it would come too late."""
        try:
            answer = self._pool.run(lambda: self.judge(audio))
        except ProviderError as error:
            if error.code != "busy":
                raise
            self.late += 1
            return None
        try:
            return await asyncio.wait_for(answer, self._deadline_s)
        except TimeoutError:
            self.late += 1
            return None

    def judge(self, audio: Floats) -> float:
        """The same, here and now: blocks for the model's 40 ms."""
        recent = audio[-8 * self.rate_hz :]
        sound = resample_floats(recent, self.rate_hz, RATE_HZ)[-_SAMPLES:]
        padded = np.zeros(_SAMPLES, dtype=np.float32)
        if len(sound):
            padded[-len(sound) :] = sound
        normal = (padded - padded.mean()) / np.sqrt(padded.var() + 1e-7)
        (answer,) = self._session.run(None, {"input_features": log_mel(normal)[None]})
        return float(answer[0, 0])

    def close(self) -> None:
        """Stop the lane. Idempotent."""
        self._pool.close()
