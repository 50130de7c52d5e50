"""How do two sounds become two channels of one, and back? And how does the sound of one line become
that of another, so that two people hear each other?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from vaani.audio.frame import Samples
from vaani.audio.g711 import decode_alaw, decode_mulaw, encode_alaw, encode_mulaw
from vaani.audio.resample import Resampler


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


def _plain(raw: bytes) -> Samples:
    return np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2")


def _bytes(samples: Samples) -> bytes:
    return np.asarray(samples, dtype="<i2").tobytes()


_DECODES: Mapping[str, Callable[[bytes], Samples]] = {
    "mulaw": decode_mulaw,
    "alaw": decode_alaw,
    "l16": _plain,
}
_ENCODES: Mapping[str, Callable[[Samples], bytes]] = {
    "mulaw": encode_mulaw,
    "alaw": encode_alaw,
    "l16": _bytes,
}


class Crossing:
    """Sound of one line, piece by piece, in the coding of another: mulaw, alaw or l16 (signed 16
    bit little-endian), at any rate. Pieces of equal coding pass as they are."""

    __slots__ = ("_decode", "_encode", "_resampler", "_same")

    def __init__(self, encoding: str, rate_hz: int, to_encoding: str, to_hz: int) -> None:
        self._same = (encoding, rate_hz) == (to_encoding, to_hz)
        self._decode, self._encode = _DECODES[encoding], _ENCODES[to_encoding]
        self._resampler = None if rate_hz == to_hz else Resampler(rate_hz, to_hz)

    def push(self, payload: bytes) -> bytes:
        """The piece as the other line takes it; a resampler may hold a little back."""
        if self._same:
            return payload
        samples = self._decode(payload)
        if self._resampler is not None:
            samples = self._resampler.push(samples)
        return self._encode(samples)
