"""How is telephone sound coded? Mu-law and A-law of ITU-T G.711 as tables.

Linear values are 16 bit: the 14 bit of mu-law times 4 (at most 32124), the 13 bit of A-law times 8
(at most 32256). Encoding takes the nearest code as the decision values of tables 1a and 2a of the
recommendation have it; magnitudes are taken in one's complement, as in the ITU's own tools (G.191),
so that a value on a boundary goes up. Both directions are one table look-up, about a microsecond
for 20 ms.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vaani.audio.frame import Floats, Samples

_Codes = npt.NDArray[np.uint8]


def _mulaw_values() -> Samples:
    """The linear value of each of the 256 codes (bits are sent inverted; the first is the sign)."""
    code = ~np.arange(256, dtype=np.uint8)
    segment = (code.astype(np.int32) >> 4) & 7
    step = code.astype(np.int32) & 15
    magnitude = (((2 * step + 33) << segment) - 33) * 4
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _alaw_values() -> Samples:
    """The linear value of each of the 256 codes (even bits inverted; the first is the sign)."""
    code = np.arange(256, dtype=np.uint8) ^ np.uint8(0x55)
    segment = (code.astype(np.int32) >> 4) & 7
    step = code.astype(np.int32) & 15
    linear = np.where(segment == 0, 2 * step + 1, (2 * step + 33) << np.maximum(segment - 1, 0))
    magnitude = linear * 8
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _magnitudes() -> npt.NDArray[np.int32]:
    """One's complement magnitude of every 16 bit pattern, 0..32767."""
    linear = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    return np.where(linear < 0, ~linear, linear).astype(np.int32)


def _negative() -> npt.NDArray[np.bool_]:
    return np.arange(65536) >= 32768


def _mulaw_codes() -> _Codes:
    """The code of every 16 bit pattern. Decision values: segment s starts at 33 * 2**s - 33."""
    biased = np.minimum((_magnitudes() >> 2) + 33, 0x1FFF)
    segment = np.floor(np.log2(biased)).astype(np.int32) - 5
    step = (biased >> (segment + 1)) & 15
    code = (segment << 4) | step | np.where(_negative(), 0x80, 0)
    inverted: _Codes = ~code.astype(np.uint8)
    return inverted


def _alaw_codes() -> _Codes:
    """The code of every 16 bit pattern. Segments 0 and 1 share one step width."""
    small = _magnitudes() >> 4
    segment = np.maximum(np.floor(np.log2(np.maximum(small, 1))).astype(np.int32) - 3, 0)
    step = (small >> np.maximum(segment - 1, 0)) & 15
    code = (segment << 4) | step | np.where(_negative(), 0, 0x80)
    inverted: _Codes = code.astype(np.uint8) ^ np.uint8(0x55)
    return inverted


MULAW_TO_INT16 = _mulaw_values()
ALAW_TO_INT16 = _alaw_values()
MULAW_TO_FLOAT32: Floats = (MULAW_TO_INT16 / np.float32(32768)).astype(np.float32)
ALAW_TO_FLOAT32: Floats = (ALAW_TO_INT16 / np.float32(32768)).astype(np.float32)
INT16_TO_MULAW = _mulaw_codes()
"""Indexed by the sample's bit pattern: `INT16_TO_MULAW[samples.view(np.uint16)]`."""
INT16_TO_ALAW = _alaw_codes()


for _table in (
    MULAW_TO_INT16,
    ALAW_TO_INT16,
    MULAW_TO_FLOAT32,
    ALAW_TO_FLOAT32,
    INT16_TO_MULAW,
    INT16_TO_ALAW,
):
    _table.setflags(write=False)


def decode_mulaw(payload: bytes) -> Samples:
    """int16, one for each byte."""
    return MULAW_TO_INT16[np.frombuffer(payload, dtype=np.uint8)]


def decode_alaw(payload: bytes) -> Samples:
    """int16, one for each byte."""
    return ALAW_TO_INT16[np.frombuffer(payload, dtype=np.uint8)]


def encode_mulaw(samples: Samples) -> bytes:
    """One byte for each int16."""
    return INT16_TO_MULAW[np.ascontiguousarray(samples, dtype=np.int16).view(np.uint16)].tobytes()


def encode_alaw(samples: Samples) -> bytes:
    """One byte for each int16."""
    return INT16_TO_ALAW[np.ascontiguousarray(samples, dtype=np.int16).view(np.uint16)].tobytes()
