"""How does sound change its rate without clicks at the seams?

One `Resampler` for each direction and stream: it keeps the filter's memory between pieces. soxr in
float, rounded and limited here, so that silence stays silence (its integer mode adds dither).
"""

from __future__ import annotations

import numpy as np
import soxr

from vaani.audio.frame import Floats, Samples, to_floats, to_samples

_NOTHING: Samples = np.zeros(0, dtype=np.int16)


class Resampler:
    """A stateful stream from `from_hz` to `to_hz`, int16 in and out.

    `low_delay` (the default, for live sound) holds 15 to 30 ms back and costs 10 to 30 us for
    20 ms; without it soxr works in large blocks: 3 us, and 70 ms held back. `flush` gives the rest.
    """

    __slots__ = ("_from_hz", "_quality", "_stream", "_to_hz", "_variable")

    def __init__(
        self, from_hz: int, to_hz: int, *, low_delay: bool = True, quality: str = "HQ"
    ) -> None:
        if from_hz <= 0 or to_hz <= 0:
            raise ValueError(f"Cannot resample from {from_hz} Hz to {to_hz} Hz.")
        self._from_hz, self._to_hz = from_hz, to_hz
        self._quality, self._variable = quality, low_delay
        self._stream = None if from_hz == to_hz else self._open()

    def push(self, samples: Samples) -> Samples:
        """What is ready after these samples; may be empty."""
        if self._stream is None or not len(samples):
            return samples
        return to_samples(self._stream.resample_chunk(to_floats(samples)))

    def flush(self) -> Samples:
        """The rest of the stream; the next `push` begins a new one."""
        if self._stream is None:
            return _NOTHING
        rest = self._stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
        self._stream = self._open()
        return to_samples(rest)

    def _open(self) -> soxr.ResampleStream:
        return soxr.ResampleStream(
            self._from_hz,
            self._to_hz,
            1,
            dtype="float32",
            quality=self._quality,
            vr=self._variable,
        )


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """A whole sound at once."""
    if from_hz == to_hz:
        return samples
    return to_samples(resample_floats(to_floats(samples), from_hz, to_hz))


def resample_floats(floats: Floats, from_hz: int, to_hz: int) -> Floats:
    """A whole sound at once, float32 in -1..1 (peaks may pass 1 a little)."""
    if from_hz == to_hz:
        return floats
    changed: Floats = soxr.resample(floats, from_hz, to_hz, quality="HQ")
    return changed
