"""As which files does made speech leave, and how early? PCM16 mono at 24 kHz in, a file out.

`pcm`, `wav`, `mp3` and `opus` leave while the speech is being made. `flac` leaves when it is whole:
its head holds the length, and readers in use fail on one without. A `wav` whose length is not known
yet says 0xFFFFFFFF, as streaming servers do. `aac` needs the extra `media`
(`vaani.speech_server.media`).
"""

from __future__ import annotations

import io
import struct
import threading
from dataclasses import dataclass
from typing import Any, Protocol

from vaani.audio.frame import Samples
from vaani.speech_server import media
from vaani.speech_server.refusals import Refused

RATE_HZ = 24_000
"""Of every file and of raw `pcm`: what clients of the OpenAI API expect."""
_UNKNOWN = 0xFFFFFFFF
_PAGE_MS = 200.0
_SET_PAGE_LATENCY = 0x1302
"""SFC_SET_OGG_PAGE_LATENCY_MS of sndfile.h, for which `soundfile` has no name."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: its media type, and how libsndfile names it. `bare`: samples as they are,
    which takes microseconds."""

    media_type: str
    container: str = ""
    subtype: str = ""
    whole: bool = False
    bare: bool = False


FORMATS: dict[str, Format] = {
    "mp3": Format("audio/mpeg", "MP3", "MPEG_LAYER_III"),
    "opus": Format("audio/ogg; codecs=opus", "OGG", "OPUS"),
    "aac": Format("audio/aac"),
    "flac": Format("audio/flac", "FLAC", "PCM_16", whole=True),
    "wav": Format("audio/wav", bare=True),
    "pcm": Format("audio/pcm", bare=True),
}


class SoundFile(Protocol):
    """A file that is being written. Blocks for some milliseconds: not for the event loop, unless
    its format is `bare`."""

    def push(self, samples: Samples) -> bytes:
        """What of the file is ready after these; may be empty."""
        ...

    def end(self) -> bytes:
        """The rest of the file."""
        ...

    def close(self) -> None:
        """Free what it holds, whether it was ended or not. Idempotent; waits for a running push."""
        ...


def format_named(name: str, field: str = "response_format") -> Format:
    """Raises Refused: `wrong` for a name that is none, `unsupported` when its extra is missing."""
    found = FORMATS.get(name)
    if found is None:
        raise Refused("wrong", f"{field} is one of {', '.join(FORMATS)}.", field=field)
    if name == "aac" and not media.installed():
        raise Refused("unsupported", f"aac is not made here: {media.HOW}", field=field)
    return found


def open_file(name: str, samples: int | None = None) -> SoundFile:
    """A file of a format of `FORMATS`; `samples` is its length, when that is known."""
    if name == "pcm":
        return _Pcm(b"")
    if name == "wav":
        return _Pcm(wav_head(RATE_HZ, samples))
    if name == "aac":
        return media.AacFile(RATE_HZ)
    return _Coded(FORMATS[name])


def wav_head(rate_hz: int, samples: int | None) -> bytes:
    """44 bytes before PCM16 mono; None: the length is not known yet."""
    size = _UNKNOWN if samples is None else samples * 2
    riff = _UNKNOWN if samples is None else size + 36
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + form + b"data" + struct.pack("<I", size)
    )


class _Pcm:
    def __init__(self, head: bytes) -> None:
        self._head = head

    def push(self, samples: Samples) -> bytes:
        head, self._head = self._head, b""
        return head + samples.astype("<i2", copy=False).tobytes()

    def end(self) -> bytes:
        head, self._head = self._head, b""
        return head

    def close(self) -> None:
        """Nothing is held."""


class _Sink(io.RawIOBase):
    """Where libsndfile writes: what is appended is taken out, what it writes over again at the end
    (lengths in the head) is passed over, as the head has left."""

    def __init__(self) -> None:
        self._at = 0
        self._end = 0
        self._ready = bytearray()

    def take(self) -> bytes:
        ready = bytes(self._ready)
        self._ready.clear()
        return ready

    def write(self, content: Any) -> int:
        size = len(content)
        beyond = self._at + size - self._end
        if beyond > 0:
            self._ready += bytes(content)[size - beyond :]
            self._end += beyond
        self._at += size
        return size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._end)[whence]
        return self._at

    def tell(self) -> int:
        return self._at


class _Coded:
    """A file by libsndfile."""

    def __init__(self, kind: Format) -> None:
        self._sink: io.BytesIO | _Sink = io.BytesIO() if kind.whole else _Sink()
        self._mp3 = kind.container == "MP3"
        import soundfile  # noqa: PLC0415 - loaded on use, with its library

        options = {"bitrate_mode": "CONSTANT", "compression_level": 0.6} if self._mp3 else {}
        self._file = soundfile.SoundFile(
            self._sink, "w", RATE_HZ, 1, kind.subtype, format=kind.container, **options
        )
        if kind.container == "OGG":
            # Else a page holds a second: a short first sentence would wait for the next one.
            latency = soundfile._ffi.new("double*", _PAGE_MS)
            soundfile._snd.sf_command(self._file._file, _SET_PAGE_LATENCY, latency, 8)
        self._begun = False
        self._lock = threading.Lock()  # closing it under a running write ends the process

    def push(self, samples: Samples) -> bytes:
        with self._lock:
            if self._file.closed:
                return b""
            self._file.write(samples)
            return self._taken()

    def end(self) -> bytes:
        with self._lock:
            self._file.close()
            if isinstance(self._sink, io.BytesIO):
                return self._sink.getvalue()
            return self._taken()

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _taken(self) -> bytes:
        if isinstance(self._sink, io.BytesIO):
            return b""
        ready = self._sink.take()
        if self._mp3 and ready and not self._begun:
            # The first frame is kept free for what is only known at the end: it would be silence
            # of another size than its neighbours, from which players guess the file's length.
            ready = ready[_empty_frame_bytes(ready) :]
        self._begun = self._begun or bool(ready)
        return ready


_MPEG2_KBIT = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _empty_frame_bytes(ready: bytes) -> int:
    """The length of a first MP3 frame that has a head and nothing in it; else 0."""
    index = ready[2] >> 4 if len(ready) > 3 else 15
    if index >= len(_MPEG2_KBIT):
        return 0
    size = 72 * _MPEG2_KBIT[index] * 1000 // RATE_HZ + (ready[2] >> 1 & 1)
    return 0 if any(ready[4:size]) else size
