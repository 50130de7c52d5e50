"""A speech process that stands still: the sentence is said all the same, by a new one."""

from __future__ import annotations

import os
import signal
import time

import pytest

from vaani.providers.local.espeak import Espeak

pytestmark = pytest.mark.models


def test_a_worker_that_was_stopped_is_replaced_and_the_sentence_comes() -> None:
    espeak = Espeak(program="")
    try:
        first = espeak.phonemes("नमस्ते", "hi")
        worker = espeak._worker
        assert worker is not None
        os.kill(worker.pid, signal.SIGSTOP)
        begun = time.monotonic()
        assert espeak.phonemes("नमस्ते", "hi") == first
        waited = time.monotonic() - begun
        assert espeak._worker is not None
        assert espeak._worker.pid != worker.pid
        assert waited < 8, "before it was ten seconds for each sentence"
    finally:
        espeak.close()
