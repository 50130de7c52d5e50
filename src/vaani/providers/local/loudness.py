"""How does every local voice come out equally loud, without waiting before the first word?"""

from __future__ import annotations

import numpy as np

from vaani.audio.frame import Floats, floats_to_pcm

_TARGET_DB = -20.0
_MOST_DB = 9.0
_CEILING = 0.95
_SOUND = 0.004


def voiced_pcm(sound: Floats, rate_hz: int, *, lead_ms: int = 20, tail_ms: int = 80) -> bytes:
    """PCM16 at about -20 dBFS while speaking, silence at the ends cut to `lead_ms`, `tail_ms`.

    The gain is limited to 9 dB either way and by the peaks, so that nothing clips.
    """
    sound = np.asarray(sound, dtype=np.float32)
    loud = np.flatnonzero(np.abs(sound) > _SOUND)
    if not len(loud):
        return b""
    first = max(0, int(loud[0]) - rate_hz * lead_ms // 1000)
    last = min(len(sound), int(loud[-1]) + rate_hz * tail_ms // 1000)
    spoken = sound[first:last]
    active = spoken[np.abs(spoken) > _SOUND]
    level = float(np.sqrt(np.mean(np.square(active))))
    wanted = 10 ** (_TARGET_DB / 20) / max(level, 1e-6)
    most = 10 ** (_MOST_DB / 20)
    factor = min(max(wanted, 1 / most), most, _CEILING / float(np.abs(spoken).max()))
    return floats_to_pcm(spoken * np.float32(factor))
