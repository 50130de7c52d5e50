"""What becomes of sound between the line and the models, inwards and outwards?

One lane in: to the voice detector, behind its gate, to the transcriber, and into a memory for the
end-of-turn model. One lane out for each sentence: from the voice's rate to the line's coding. Both
are plain calls without tasks; the session carries what they bring.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vaani.audio.g711 import MULAW_TO_FLOAT32, decode_mulaw, encode_mulaw
from vaani.audio.jitter import Arrival
from vaani.audio.resample import Resampler
from vaani.call.core.gate import Gate
from vaani.call.ports.detector import Floats
from vaani.call.ports.line import Line
from vaani.call.ports.transcriber import Transcriber
from vaani.kit.clock import MediaMs

_MEMORY_BYTES = 8 * 8000
"""What the end-of-turn model may look back on: 8 s of mu-law."""
_BEFORE = 3
"""Windows before the first that the gate lets through which the detector hears as well."""


class Ingress:
    """The caller's audio on its way in: to the detector (mu-law at 8 kHz, what its gate lets
    through), to the transcriber (its own rate) and to a memory of the last seconds. All of them
    know it by its place in `arrival`."""

    __slots__ = (
        "_down",
        "_gate",
        "_gated",
        "_hears",
        "_is_mulaw",
        "_next",
        "_sound",
        "_to_transcriber",
        "_transcriber",
        "_window",
        "_window_bytes",
        "arrival",
        "ready",
    )  # fmt: skip

    def __init__(self, line: Line, transcriber: Transcriber, window_bytes: int) -> None:
        self._transcriber = transcriber
        self._hears = transcriber.rate_hz > 0
        self._is_mulaw = line.coding.encoding == "mulaw"
        self.arrival = Arrival()
        self.ready = False
        """There is a window for the voice detector."""
        self._gate = Gate()
        self._window_bytes = window_bytes
        self._window = b""
        self._sound = bytearray()
        """The memory, and at its end what the detector has not had."""
        self._next = 0
        """Where in it the detector's next window begins, and where the gate's."""
        self._gated = 0
        rate = line.coding.rate_hz
        self._down = None if rate == 8000 else Resampler(rate, 8000)
        wanted = transcriber.rate_hz
        self._to_transcriber = None if wanted in (0, rate) else Resampler(rate, wanted)

    def push(self, payload: bytes) -> bool:
        """Take audio in the line's coding, as `arrival` has placed it; a half sample at the end is
        dropped. Is there a window for the voice detector?"""
        hears = self._hears
        if self._is_mulaw:
            narrow = payload
            wide = decode_mulaw(payload) if hears else None
        else:
            wide = np.frombuffer(payload[: len(payload) // 2 * 2], dtype="<i2")
            slow = wide if self._down is None else self._down.push(wide)
            narrow = encode_mulaw(slow)
        sound = self._sound
        sound += narrow
        while self._gated + self._window_bytes <= len(sound):
            self._pass_gate()
        if len(sound) > 2 * _MEMORY_BYTES:
            self._forget()
        if wide is not None and hears:
            if self._to_transcriber is not None:
                wide = self._to_transcriber.push(wide)
            self._transcriber.push(wide.tobytes(), MediaMs(int(self.arrival.end_ms)))
        return self.ready

    def _pass_gate(self) -> None:
        """One more window: it is for the detector, with those just before it, or it is noise."""
        size, end = self._window_bytes, self._gated + self._window_bytes
        if self._gate.lets(bytes(self._sound[self._gated : end])):
            self.ready = True
        elif not self.ready:
            self._next = max(self._next, end - _BEFORE * size)
        self._gated = end

    def _forget(self) -> None:
        gone = min(len(self._sound) - _MEMORY_BYTES, self._next)
        del self._sound[:gone]
        self._next -= gone
        self._gated -= gone

    def window(self) -> bytes | None:
        """The next window for the voice detector, if there is one."""
        if not self.ready:
            return None
        end = self._next + self._window_bytes
        self._window = bytes(self._sound[self._next : end])
        self._next = end
        self.ready = end + self._window_bytes <= self._gated
        return self._window

    def judged(self, probability: float, *, speaking: bool) -> None:
        """The detector's word on the window just given."""
        self._gate.judged(self._window, probability, speaking=speaking)

    @property
    def scored_ms(self) -> MediaMs:
        """Where the audio ends that the detector has been given."""
        return MediaMs(max(0, int(self.arrival.end_ms) - (len(self._sound) - self._next) // 8))

    def remembered(self) -> Floats:
        """The last 8 s at most, samples in -1..1 at 8 kHz."""
        recent = np.frombuffer(bytes(self._sound[-_MEMORY_BYTES:]), dtype=np.uint8)
        samples: Floats = MULAW_TO_FLOAT32[recent]
        return samples


class Egress:
    """Our audio on its way out: from a voice's rate to the line's coding, one sentence each."""

    __slots__ = ("_encoding", "_half", "_resampler")

    def __init__(self, from_hz: int, to_hz: int, encoding: str) -> None:
        self._resampler = None if from_hz == to_hz else Resampler(from_hz, to_hz)
        self._encoding = encoding
        self._half = b""

    def push(self, pcm: bytes) -> bytes:
        """PCM16 in, the line's coding out."""
        pcm = self._half + pcm
        self._half = pcm[len(pcm) // 2 * 2 :]
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2")
        return self._encode(samples if self._resampler is None else self._resampler.push(samples))

    def flush(self) -> bytes:
        """What the resampler still holds."""
        return b"" if self._resampler is None else self._encode(self._resampler.flush())

    def _encode(self, samples: np.ndarray[Any, np.dtype[np.int16]]) -> bytes:
        return encode_mulaw(samples) if self._encoding == "mulaw" else samples.tobytes()
