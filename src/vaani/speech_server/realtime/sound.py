"""How is a client's sound read, and ours written, as the session says: PCM16 or G.711?"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping

from vaani.audio.frame import Floats, Samples, pcm_to_samples, to_floats
from vaani.audio.g711 import decode_alaw, decode_mulaw, encode_alaw, encode_mulaw
from vaani.audio.resample import Resampler
from vaani.speech_server.realtime.faults import Fault
from vaani.speech_server.realtime.options import PCM_HZ
from vaani.speech_server.sound_files import RATE_HZ as VOICE_HZ
from vaani.speech_server.stretches import RATE_HZ as HEARING_HZ

_DECODE: Mapping[str, Callable[[bytes], Samples]] = {
    "audio/pcmu": decode_mulaw,
    "audio/pcma": decode_alaw,
}
_ENCODE: Mapping[str, Callable[[Samples], bytes]] = {
    "audio/pcmu": encode_mulaw,
    "audio/pcma": encode_alaw,
}
_MESSAGE_MS = 400
"""Sound of one event: short enough for any client's limit of a message."""


def unpacked(text: str, param: str = "audio") -> bytes:
    """The bytes of base64. Raises Fault."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Fault("invalid_value", f"Invalid '{param}': base64 is wanted.", param) from error


class SoundIn:
    """One client's sound, to float32 at 16 kHz. Keeps the filter's memory between pieces."""

    def __init__(self, kind: str) -> None:
        self.bytes_per_ms = PCM_HZ * 2 // 1000 if kind == "audio/pcm" else 8
        self._decode = _DECODE.get(kind)
        self._resampler = Resampler(PCM_HZ if self._decode is None else 8000, HEARING_HZ)
        self._half = b""

    def push(self, raw: bytes) -> Floats:
        """What is ready after these bytes."""
        if self._decode is not None:
            return to_floats(self._resampler.push(self._decode(raw)))
        raw = self._half + raw
        self._half = raw[len(raw) // 2 * 2 :]
        return to_floats(self._resampler.push(pcm_to_samples(raw)))

    def flush(self) -> Floats:
        """What the filter still holds."""
        return to_floats(self._resampler.flush())


class SoundOut:
    """Our voice, from int16 at 24 kHz to the client's coding."""

    def __init__(self, kind: str) -> None:
        self.bytes_per_ms = PCM_HZ * 2 // 1000 if kind == "audio/pcm" else 8
        self._encode = _ENCODE.get(kind)
        self._resampler = Resampler(VOICE_HZ, PCM_HZ if self._encode is None else 8000)

    def push(self, samples: Samples) -> list[bytes]:
        """In pieces of one event each."""
        return self._cut(self._resampler.push(samples))

    def flush(self) -> list[bytes]:
        """The end of a sentence."""
        return self._cut(self._resampler.flush())

    def _cut(self, samples: Samples) -> list[bytes]:
        if self._encode is None:
            raw = samples.astype("<i2", copy=False).tobytes()
        else:
            raw = self._encode(samples)
        step = _MESSAGE_MS * self.bytes_per_ms
        return [raw[at : at + step] for at in range(0, len(raw), step)]
