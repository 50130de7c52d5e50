"""The worker that drives the espeak-ng library: `python -m vaani.providers.local.phonemes`.

It is a program of its own because that library is GPL-3 and Vaani is not: they only exchange lines.
A request is one JSON line `{"do": "phonemes" | "speech", "text", "language", "words_per_minute"}`;
the answer is one JSON line: `{"phonemes": "..."}`, `{"pcm": base64 of PCM16, "rate_hz"}` or
`{"error": "..."}`. It ends when its input ends.
"""

from __future__ import annotations

import base64
import ctypes
import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SYNCHRONOUS = 2
_UTF8 = 1
_IPA_TIED = 0x02 | 0x80 | (ord("^") << 8)
_RATE = 1
_DEFAULT_WORDS_PER_MINUTE = 165

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Library:
    """The library inside the package `espeakng-loader`."""

    def __init__(self) -> None:
        """Raises RuntimeError when it is not there or does not start."""
        spec = importlib.util.find_spec("espeakng_loader")
        if spec is None or spec.origin is None:
            raise RuntimeError("the package espeakng-loader is not installed")
        folder = Path(spec.origin).parent
        library = next(iter(sorted(folder.glob("*espeak-ng.*"))), None)
        if library is None:
            raise RuntimeError("the package espeakng-loader holds no library")
        self._library = ctypes.CDLL(str(library))
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        data = str(folder / "espeak-ng-data").encode()
        self._rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 1 << 15)
        if self._rate_hz <= 0:
            raise RuntimeError("espeak-ng did not start")
        self._sound = bytearray()
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What the request asked for; raises RuntimeError, KeyError."""
        language = str(request["language"])
        if self._library.espeak_SetVoiceByName(language.encode()):
            raise RuntimeError(f"espeak-ng has no voice {language!r}")
        text = str(request["text"])
        if request["do"] == "phonemes":
            return {"phonemes": self._phonemes(text)}
        speed = int(request.get("words_per_minute", _DEFAULT_WORDS_PER_MINUTE))
        return {
            "pcm": base64.b64encode(self._speech(text, speed)).decode(),
            "rate_hz": self._rate_hz,
        }

    def _phonemes(self, text: str) -> str:
        buffer = ctypes.create_string_buffer(text.encode() + b"\0")
        place = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses = []
        while place.value:
            found = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA_TIED)
            clauses.append((found or b"").decode())
        return " ".join(clauses)

    def _speech(self, text: str, words_per_minute: int) -> bytes:
        self._sound.clear()
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        content = text.encode() + b"\0"
        self._library.espeak_Synth(content, len(content), 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return bytes(self._sound)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, count * 2)
        return 0


def main() -> None:
    """Answer requests until the input ends."""
    try:
        library = Library()
    except (RuntimeError, OSError) as error:
        sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
        return
    for line in sys.stdin:
        try:
            answer = library.answer(json.loads(line))
        except (RuntimeError, KeyError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
