"""Is an uploaded file sound, and what does it sound like? Looked at before anything is decoded.

wav, flac, ogg (Vorbis and Opus) and mp3 are read by libsndfile; m4a, mp4, webm and aac by the extra
`media`. What a head claims is checked; a WAV whose head leaves its length open (it was streamed)
gets the one that it has. A file's name is never a path here. Decoding yields 16 kHz mono piece by
piece, so that memory does not grow with the length. Everything blocks.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Literal

import numpy as np

from vaani.audio.frame import Floats, pcm_to_floats, to_floats, to_samples
from vaani.audio.resample import Resampler
from vaani.speech_server import media
from vaani.speech_server.refusals import Refused

if TYPE_CHECKING:
    import soundfile

RATE_HZ = 16_000
Kind = Literal["wav", "flac", "ogg", "mp3", "mp4", "webm", "aac"]
_BY_MEDIA = frozenset({"mp4", "webm", "aac"})
READ = "wav, flac, ogg, opus, mp3; m4a, mp4, webm and aac with the extra `media`"
_LOOK_BYTES = 4096
_PIECE_S = 4
_LOWEST_HZ, _HIGHEST_HZ = 4000, 192_000
_MOST_CHANNELS = 8
_OPEN = (0, 0xFFFFFFFF)


def kind_of(head: bytes) -> Kind:
    """What its first bytes say it is. Raises Refused(unreadable)."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:3] == b"ID3":
        return "mp3"
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "aac"
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "mp3"
    raise Refused("unreadable", f"The file is no sound that is known here ({READ}).", field="file")


class Upload:
    """A file that was found to be sound. `seconds` as its head has it; None: it does not say."""

    def __init__(self, file: IO[bytes], longest_s: float) -> None:
        """Looks at the head and repairs it in place. Raises Refused with what is wrong."""
        self._file = file
        self._longest_s = longest_s
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        head = file.read(_LOOK_BYTES)
        if not head:
            raise Refused("unreadable", "The file is empty.", field="file")
        self.kind = kind_of(head)
        self.seconds: float | None = None
        if self.kind in _BY_MEDIA:
            if not media.installed():
                raise Refused(
                    "unsupported", f"{self.kind} is not read here: {media.HOW}", field="file"
                )
            return
        if self.kind == "wav":
            repair_wav(file, size)
        self._check()

    def _check(self) -> None:
        with closing(self._opened()) as sound:
            if not _LOWEST_HZ <= sound.samplerate <= _HIGHEST_HZ:
                raise Refused(
                    "unreadable",
                    f"The sound has {sound.samplerate} Hz; use 4,000 to 192,000.",
                    field="file",
                )
            if not 1 <= sound.channels <= _MOST_CHANNELS:
                raise Refused(
                    "unreadable",
                    f"The sound has {sound.channels} channels; use 1 to {_MOST_CHANNELS}.",
                    field="file",
                )
            if sound.frames == 0:
                raise Refused("unreadable", "The file holds no sound.", field="file")
            if sound.frames < 2**62:  # beyond that its head leaves it open
                self.seconds = sound.frames / sound.samplerate
        if self.seconds is not None and self.seconds > self._longest_s:
            raise self._too_long()

    def _opened(self) -> soundfile.SoundFile:
        import soundfile  # noqa: PLC0415 - loaded on use, with its library

        from vaani.speech_server.onwards import Onwards  # noqa: PLC0415 - the same

        self._file.seek(0)
        try:
            return Onwards(self._file)
        except (soundfile.LibsndfileError, RuntimeError, TypeError, ValueError) as error:
            raise Refused(
                "unreadable", f"The {self.kind} file is damaged or cut short.", field="file"
            ) from error

    def pieces(self) -> Iterator[Floats]:
        """The sound at `RATE_HZ`, one channel. Raises Refused when it is damaged further on or goes
        on for too long."""
        made = 0
        for piece in self._by_media() if self.kind in _BY_MEDIA else self._by_libsndfile():
            made += len(piece)
            if made > self._longest_s * RATE_HZ:
                raise self._too_long()
            if len(piece):
                yield piece
        if not made:
            raise Refused("unreadable", "The file holds no sound.", field="file")

    def _too_long(self) -> Refused:
        most = self._longest_s / 60
        return Refused("too_large", f"The sound is longer than {most:g} minutes.", field="file")

    def _by_libsndfile(self) -> Iterator[Floats]:
        import soundfile  # noqa: PLC0415 - loaded on use, with its library

        with closing(self._opened()) as sound:
            resampler = Resampler(sound.samplerate, RATE_HZ, low_delay=False)
            step = sound.samplerate * _PIECE_S
            while True:
                try:
                    read = sound.read(step, dtype="float32", always_2d=True)
                except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
                    raise Refused(
                        "unreadable", f"The {self.kind} file is damaged.", field="file"
                    ) from error
                if not len(read):
                    break
                mono = np.nan_to_num(read.mean(axis=1), nan=0.0, posinf=1.0, neginf=-1.0)
                yield to_floats(resampler.push(to_samples(mono)))
            yield to_floats(resampler.flush())

    def _by_media(self) -> Iterator[Floats]:
        with NamedTemporaryFile(suffix=f".{self.kind}") as copy:
            self._file.seek(0)
            shutil.copyfileobj(self._file, copy)
            copy.flush()
            half = b""
            for pcm in media.decoded(Path(copy.name), RATE_HZ):
                whole = half + pcm
                half = whole[len(whole) // 2 * 2 :]
                yield pcm_to_floats(whole)


def repair_wav(file: IO[bytes], size: int) -> bool:
    """Give a WAV whose head says 0 or 0xFFFFFFFF for the length of its sound the length that it
    has; was there something to mend? Raises Refused when there is no head of sound at all."""
    at = 12
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            left = size - at - 8
            if length not in _OPEN or left <= 0 or (length == 0 and _chunk_follows(file, at, size)):
                return False
            file.seek(at + 4)
            file.write(struct.pack("<I", left))
            file.seek(4)
            file.write(struct.pack("<I", size - 8))
            return True
        at += 8 + length + length % 2
    raise Refused("unreadable", "The WAV file holds no sound.", field="file")


def _chunk_follows(file: IO[bytes], at: int, size: int) -> bool:
    """Does another chunk that ends inside the file stand behind the empty one at `at`?"""
    file.seek(at + 8)
    head = file.read(8)
    if len(head) < 8:
        return False
    name, length = struct.unpack("<4sI", head)
    return bool(name.isalpha() and name.isascii() and at + 16 + length <= size)
