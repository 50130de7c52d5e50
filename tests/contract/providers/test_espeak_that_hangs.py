"""A speech process that stands still or is killed: the sentence is said all the same, by a new
one."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from vaani.providers.local.espeak import Espeak


@pytest.mark.models
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


@pytest.mark.models
@pytest.mark.parametrize("signal_name", ["KILL", "STOP"])
def test_the_program_killed_or_stopped_at_its_work_is_run_again(
    tmp_path: Path, signal_name: str
) -> None:
    real = shutil.which("espeak-ng")
    if real is None:
        pytest.skip("the system has no espeak-ng")
    once = tmp_path / "once"
    program = tmp_path / "espeak-ng"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *--stdin*) if [ ! -e {once} ]; then touch {once}; '
        f'kill -{signal_name} $$; fi;; esac\nexec {real} "$@"\n'
    )
    program.chmod(0o755)
    assert Espeak(str(program)).phonemes("नमस्ते", "hi") == Espeak(real).phonemes("नमस्ते", "hi")
    assert once.exists()
