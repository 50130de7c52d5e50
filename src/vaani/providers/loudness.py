"""How does every vendor's voice come out equally loud while it is still being made?

The gain is found on the first 80 ms that hold a voice and then stays for the sentence, so that
nothing pumps; the silence before the first word is cut. What a local engine makes whole is levelled
in `local/loudness.py`.
"""

from __future__ import annotations

import numpy as np

from vaani.audio.frame import Floats, floats_to_pcm, pcm_to_floats

_TARGET_DB = -20.0
_MOST_DB = 9.0
_CEILING = 0.95
_SOUND = 0.004
_MEASURED_S = 0.08
_LEAD_S = 0.02


class EvenLoudness:
    """One sentence of PCM16. `push` gives what is ready, `flush` the rest."""

    def __init__(self, rate_hz: int) -> None:
        self._measured = int(rate_hz * _MEASURED_S)
        self._lead = int(rate_hz * _LEAD_S)
        self._held: list[Floats] = []
        self._active = 0
        self._gain: np.float32 | None = None
        self.voiced = False
        """Was there any sound at all?"""

    def push(self, pcm: bytes) -> bytes:
        """What may be played now; nothing until the level is known."""
        sound = pcm_to_floats(pcm)
        if self._gain is not None:
            return self._levelled(sound)
        self._held.append(sound)
        self._active += int(np.count_nonzero(np.abs(sound) > _SOUND))
        return self._begun() if self._active >= self._measured else b""

    def flush(self) -> bytes:
        """What was held back of a very short sound."""
        return self._begun() if self._gain is None and self._active else b""

    def _begun(self) -> bytes:
        sound = np.concatenate(self._held)
        self._held.clear()
        loud = np.flatnonzero(np.abs(sound) > _SOUND)
        sound = sound[max(0, int(loud[0]) - self._lead) :]
        active = sound[np.abs(sound) > _SOUND]
        level = float(np.sqrt(np.mean(np.square(active))))
        most = 10 ** (_MOST_DB / 20)
        self._gain = np.float32(min(max(10 ** (_TARGET_DB / 20) / level, 1 / most), most))
        return self._levelled(sound)

    def _levelled(self, sound: Floats) -> bytes:
        self.voiced = True
        if self._gain is None:
            return b""
        return floats_to_pcm(np.clip(sound * self._gain, -_CEILING, _CEILING))
