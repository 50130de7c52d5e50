"""How is sound kept in a file? RIFF WAVE: PCM16, mu-law and A-law, one or two channels.

Written by hand because the standard library reads no mu-law. Sizes in the head are not believed
beyond the end of the file (a recorder that was killed leaves them wrong).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from vaani.audio.frame import Samples
from vaani.audio.g711 import decode_alaw, decode_mulaw, encode_alaw, encode_mulaw
from vaani.audio.mix import interleave, split
from vaani.kit.errors import VaaniError

WavCoding = Literal["pcm16", "mulaw", "alaw"]

_TAGS: dict[int, WavCoding] = {1: "pcm16", 6: "alaw", 7: "mulaw"}
_EXTENSIBLE = 0xFFFE
_NUMBERS: dict[WavCoding, int] = {coding: tag for tag, coding in _TAGS.items()}


class WavError(VaaniError):
    """The file is no WAV file that can be used here; the message says why."""


@dataclass(frozen=True, slots=True)
class Wav:
    """A sound: one int16 array for each channel, all of the same length."""

    channels: tuple[Samples, ...]
    rate_hz: int
    coding: WavCoding = "pcm16"

    @property
    def duration_ms(self) -> float:
        return len(self.channels[0]) * 1000 / self.rate_hz

    def mono(self) -> Samples:
        """One channel: the only one, or the mean of both."""
        if len(self.channels) == 1:
            return self.channels[0]
        both: Samples = np.mean(np.stack(self.channels), axis=0).round().astype(np.int16)
        return both


def read_wav(source: Path | bytes) -> Wav:
    """The whole file; raises WavError for anything else than PCM16, mu-law or A-law."""
    name = "The sound" if isinstance(source, bytes) else str(source)
    try:
        content = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise WavError(f"{name} cannot be read: {error.strerror or error}.") from error
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise WavError(f"{name} is not a WAV file.")
    head, body = _chunks(content)
    if head is None or len(head) < 16:
        raise WavError(f"{name} has no format chunk: it is damaged.")
    if body is None:
        raise WavError(f"{name} holds no sound.")
    tag, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", head[:16])
    if tag == _EXTENSIBLE and len(head) >= 26:
        (tag,) = struct.unpack("<H", head[24:26])
    coding = _TAGS.get(tag)
    if coding is None or bits != (16 if coding == "pcm16" else 8):
        raise WavError(
            f"{name} is coded as format {tag} with {bits} bits; save it as 16 bit PCM or mu-law."
        )
    if channels not in (1, 2) or not 4000 <= rate_hz <= 192_000:
        raise WavError(f"{name} has {channels} channels at {rate_hz} Hz; use 1 or 2, 8-48 kHz.")
    return Wav(split(_linear(body, coding), channels), rate_hz, coding)


def wav_bytes(wav: Wav) -> bytes:
    """The file's content. One or two channels."""
    count = len(wav.channels)
    if count not in (1, 2):
        raise WavError("A WAV file of this product has one or two channels.")
    samples = wav.channels[0] if count == 1 else interleave(*wav.channels)
    width = 2 if wav.coding == "pcm16" else 1
    body = _coded(samples, wav.coding)
    form = struct.pack(
        "<HHIIHH",
        _NUMBERS[wav.coding],
        count,
        wav.rate_hz,
        wav.rate_hz * count * width,
        count * width,
        width * 8,
    )
    if wav.coding != "pcm16":
        form += b"\0\0"
    chunks = _chunk(b"fmt ", form)
    if wav.coding != "pcm16":
        chunks += _chunk(b"fact", struct.pack("<I", len(samples) // count))
    chunks += _chunk(b"data", body)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def write_wav(path: Path, wav: Wav) -> None:
    """Write the file; raises WavError when it cannot be written."""
    content = wav_bytes(wav)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WavError(f"{path} cannot be written: {error.strerror or error}.") from error


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _chunks(content: bytes) -> tuple[bytes | None, bytes | None]:
    head = body = None
    at = 12
    while at + 8 <= len(content):
        name = content[at : at + 4]
        (size,) = struct.unpack("<I", content[at + 4 : at + 8])
        part = content[at + 8 : at + 8 + size]
        if name == b"fmt " and head is None:
            head = part
        elif name == b"data" and body is None:
            body = part
        at += 8 + size + size % 2
    return head, body


def _linear(body: bytes, coding: WavCoding) -> Samples:
    if coding == "mulaw":
        return decode_mulaw(body)
    if coding == "alaw":
        return decode_alaw(body)
    return np.frombuffer(body, dtype="<i2", count=len(body) // 2).astype(np.int16)


def _coded(samples: Samples, coding: WavCoding) -> bytes:
    if coding == "mulaw":
        return encode_mulaw(samples)
    if coding == "alaw":
        return encode_alaw(samples)
    return samples.astype("<i2", copy=False).tobytes()
