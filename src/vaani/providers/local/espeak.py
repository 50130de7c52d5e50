"""How does Vaani ask espeak-ng for phonemes or plain speech, in a process of its own?

The system's program `espeak-ng` when there is one, else the worker `phonemes.py` around the library
that the package `espeakng-loader` carries. Calls block for a millisecond or two (the worker) or
about 20 ms (the program): engine threads make them.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import logging
import re
import shutil
import subprocess
import sys
import threading
from typing import Any

from vaani.audio.frame import Samples, pcm_to_samples
from vaani.audio.wav import WavError, read_wav
from vaani.kit.errors import ProviderError

_PATIENCE_S = 1.0
"""An answer takes milliseconds; who is longer silent hangs."""
_START_S = 10.0
"""Of a process that starts first."""
_LETTER_S = 0.005
"""Speech of a long text takes longer."""

log = logging.getLogger(__name__)
_LANGUAGE_SWITCH = re.compile(r"\([^)]*\)")


class Espeak:
    """One espeak-ng for all calls. `program` "" leaves the system's program aside."""

    def __init__(self, program: str | None = None) -> None:
        """Raises ProviderError(code="engine_missing") when there is neither program nor library."""
        self._program = _working(shutil.which("espeak-ng") if program is None else program)
        self._worker: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        if not self._program and importlib.util.find_spec("espeakng_loader") is None:
            raise ProviderError(
                "speaker",
                "Hindi needs espeak-ng: install vaani[local], or the system package espeak-ng.",
                code="engine_missing",
            )

    @property
    def origin(self) -> str:
        """What is used, for `vaani doctor`."""
        return self._program or "the library of the package espeakng-loader"

    def phonemes(self, text: str, language: str) -> str:
        """IPA with affricates and diphthongs tied by ^; no punctuation."""
        if self._program:
            options = ["-q", "--ipa", "--tie=^", "-v", language]
            said = self._ask_program(options, text).decode("utf-8", "replace")
        else:
            said = self._ask_worker("phonemes", text, language)["phonemes"]
        return " ".join(_LANGUAGE_SWITCH.sub("", said).split())

    def speech(self, text: str, language: str, speed: float = 1.0) -> tuple[Samples, int]:
        """The spoken text as int16 and its rate."""
        pace = max(80, min(400, round(165 * speed)))
        if self._program:
            sound = self._ask_program(["--stdout", "-v", language, "-s", str(pace)], text)
            try:
                wav = read_wav(sound)
            except WavError as error:
                raise _failed(error.message) from error
            return wav.mono(), wav.rate_hz
        answer = self._ask_worker("speech", text, language, pace)
        return pcm_to_samples(base64.b64decode(answer["pcm"])), int(answer["rate_hz"])

    def close(self) -> None:
        """End the worker. Idempotent."""
        with self._lock:
            self._end_worker()

    def _ask_program(self, options: list[str], text: str) -> bytes:
        """What the program says. One that hangs or is killed is run once more."""
        try:
            return self._said_by_program(options, text)
        except ProviderError:
            log.warning("espeak-ng did not answer: it is run again")
            return self._said_by_program(options, text)

    def _said_by_program(self, options: list[str], text: str) -> bytes:
        try:
            done = subprocess.run(
                [str(self._program), "-b", "1", *options, "--stdin"],
                input=text.encode(),
                capture_output=True,
                timeout=_PATIENCE_S + len(text) * _LETTER_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(str(error)) from error
        if done.returncode:
            raise _failed(done.stderr.decode("utf-8", "replace").strip())
        return done.stdout

    def _ask_worker(self, do: str, text: str, language: str, pace: int = 165) -> dict[str, Any]:
        """What the worker answers. One that hangs is ended, and a new one is asked once."""
        request = {"do": do, "text": text, "language": language, "words_per_minute": pace}
        with self._lock:
            worker = self._worker
            if worker is not None and worker.poll() is None:
                try:
                    return self._told_by(worker, request, _PATIENCE_S + len(text) * _LETTER_S)
                except ProviderError:
                    log.warning("espeak-ng's worker did not answer: a new one is started")
            return self._told_by(self._fresh_worker(), request, _START_S)

    def _told_by(
        self, worker: subprocess.Popen[str], request: dict[str, Any], patience_s: float
    ) -> dict[str, Any]:
        """One answer of a worker, which is ended when there is none in time."""
        alarm = threading.Timer(patience_s, worker.kill)
        alarm.start()
        try:
            if worker.stdin is None or worker.stdout is None:
                raise _failed("its worker has no pipes")
            worker.stdin.write(json.dumps(request) + "\n")
            worker.stdin.flush()
            line = worker.stdout.readline()
            answer: dict[str, Any] = json.loads(line) if line else {"error": "its worker ended"}
        except (OSError, ValueError) as error:
            self._end_worker()
            raise _failed(str(error)) from error
        finally:
            alarm.cancel()
        if "error" in answer:
            self._end_worker()
            raise _failed(str(answer["error"]))
        return answer

    def _fresh_worker(self) -> subprocess.Popen[str]:
        self._end_worker()
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "vaani.providers.local.phonemes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return self._worker

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass
        worker.kill()
        worker.wait()


def _working(program: str | None) -> str | None:
    """The program if it runs at all."""
    if not program:
        return None
    try:
        tried = subprocess.run(
            [program, "--version"], capture_output=True, timeout=_START_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if tried.returncode == 0 else None


def _failed(why: str) -> ProviderError:
    return ProviderError(
        "speaker", f"espeak-ng failed: {why or 'no reason given'}.", code="espeak", retryable=True
    )
