"""How are m4a, webm and aac read and made? By PyAV (FFmpeg), in a process of its own.

The extra `media` brings it: a large library that reads files of strangers, so it works in a process
that holds no caller's data and may die alone. `python -m vaani.speech_server.media decode FILE
RATE` writes PCM16 mono; `... encode RATE` turns PCM16 mono on its standard input into AAC (ADTS).
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from vaani.audio.frame import Samples
from vaani.speech_server.refusals import Refused

HOW = "install the extra with `pip install 'vaani[media]'`."
_PIECE_BYTES = 65_536
_PATIENCE_S = 30.0


@cache
def installed() -> bool:
    """Is the extra there?"""
    return importlib.util.find_spec("av") is not None


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vaani.speech_server.media", *arguments]


class AacFile:
    """AAC of PCM16 that comes in pieces."""

    def __init__(self, rate_hz: int) -> None:
        self._process = subprocess.Popen(
            _command("encode", str(rate_hz)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._ready = bytearray()
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True, name="aac")
        self._reader.start()

    def push(self, samples: Samples) -> bytes:
        """What is ready. Raises Refused when the process died."""
        if self._process.stdin is None:
            return b""
        try:
            self._process.stdin.write(samples.astype("<i2", copy=False).tobytes())
            self._process.stdin.flush()
        except OSError as error:
            raise Refused("unavailable", "The AAC encoder ended: ask for mp3 or wav.") from error
        return self._taken()

    def end(self) -> bytes:
        """The rest. Raises Refused when the process failed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._reader.join(_PATIENCE_S)
        if self._process.wait(_PATIENCE_S) != 0:
            raise Refused("unavailable", "The AAC encoder failed: ask for mp3 or wav.")
        return self._taken()

    def close(self) -> None:
        """End the process. Idempotent."""
        self._process.kill()
        self._process.wait(_PATIENCE_S)
        self._reader.join(_PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass

    def _read(self) -> None:
        if self._process.stdout is None:
            return
        while piece := self._process.stdout.read1(_PIECE_BYTES):  # type: ignore[attr-defined]
            with self._lock:
                self._ready += piece

    def _taken(self) -> bytes:
        with self._lock:
            ready = bytes(self._ready)
            self._ready.clear()
        return ready


def decoded(path: Path, rate_hz: int) -> Iterator[bytes]:
    """PCM16 mono of a file, piece by piece; closing it ends the process. Blocks.

    Raises Refused(unreadable) when it holds no sound that can be read.
    """
    process = subprocess.Popen(
        _command("decode", str(path), str(rate_hz)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    pipe: Any = process.stdout
    some = False
    try:
        while piece := pipe.read(_PIECE_BYTES):
            some = True
            yield piece
        if process.wait(_PATIENCE_S) != 0 or not some:
            raise Refused("unreadable", "The file is damaged or holds no sound.", field="file")
    finally:
        process.kill()
        process.wait(_PATIENCE_S)
        pipe.close()


def _decode(path: str, rate_hz: int, out: BinaryIO) -> None:
    import av  # noqa: PLC0415 - optional, and only in this process

    with av.open(path) as container:
        resampler = av.AudioResampler("s16", "mono", rate_hz)
        for frame in container.decode(audio=0):
            for ready in resampler.resample(frame):
                out.write(bytes(ready.planes[0])[: ready.samples * 2])
        for ready in resampler.resample(None):
            out.write(bytes(ready.planes[0])[: ready.samples * 2])


def _encode(rate_hz: int, source: BinaryIO, out: BinaryIO) -> None:
    import av  # noqa: PLC0415 - optional, and only in this process
    import numpy as np  # noqa: PLC0415 - only in this process

    with av.open(out, "w", format="adts") as container:
        stream = container.add_stream("aac", rate=rate_hz, layout="mono")
        while piece := source.read(2 * 1024):
            samples = np.frombuffer(piece, "<i2", count=len(piece) // 2)
            frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
            frame.sample_rate = rate_hz
            for packet in stream.encode(frame):
                container.mux(packet)
                out.flush()
        for packet in stream.encode(None):
            container.mux(packet)


if __name__ == "__main__":
    if sys.argv[1] == "decode":
        _decode(sys.argv[2], int(sys.argv[3]), sys.stdout.buffer)
    else:
        _encode(int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)
