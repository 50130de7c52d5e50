"""What does the engine cost beside an older commit of this repository, and does it miss a word?

    .venv/bin/python bench/engine.py --against REV [--calls 80,160] [--rounds 3] [--seconds 8]
    .venv/bin/python bench/engine.py --onsets [--lines 24]

The first starts `vaani bench serve` of that commit and of HEAD in turn, pinned to one core, with
callers on the other who have line noise between their sentences, and prints processor seconds per
second of a call, the ratio of the medians, and what callers noticed. Both admit everybody, so that
both carry the same. An echo of the same frames runs in each round. The second puts five
sentences, at five levels, on lines of differing noise through the voice detector, alone and behind
its gate, and counts the sentences whose beginning was found.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import random
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vaani.audio.frame import Samples
from vaani.audio.g711 import MULAW_TO_FLOAT32, encode_mulaw
from vaani.call.core.gate import Gate
from vaani.call.core.hearing import Hearing
from vaani.call.facts import SpeechStarted
from vaani.kit.clock import MediaMs
from vaani.providers.local.silero import SileroDetector
from vaani.testing.load.callers import Caller, Clip, line_noise
from vaani.testing.load.run import LoadSettings, Server, clips, engine_command, floor, one

ROOT = Path(__file__).parent.parent
GAINS_DB = (0, -10, -20, -26, -30)
BEFORE = 3
"""Windows before the gate's first, as in `call/session.py`."""


def compare(revision: str, counts: list[int], rounds: int, seconds: float) -> None:
    """Both builds in turn."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("two cores are needed: one for the server, one for the callers")
    os.sched_setaffinity(0, set(cores[1:]))
    said = clips()
    with tempfile.TemporaryDirectory() as folder:
        builds = {"then": unpacked(revision, Path(folder) / "then")}
        builds["now"] = unpacked("HEAD", Path(folder) / "now")
        for count in counts:
            used: dict[str, list[float]] = {name: [] for name in builds}
            for _ in range(rounds):
                for name, source in builds.items():
                    used[name].append(measured(name, source, count, seconds, cores[0], said))
                echo = floor(LoadSettings(seconds=5, floor_calls=80), cores[0], said)
                print(f"     echo: {echo:.5f}", flush=True)
            old, new = (statistics.median(used[name]) for name in builds)
            pairs = ", ".join(f"{b / a:.2f}" for a, b in zip(*used.values(), strict=True))
            print(
                f"{count} calls: {old:.5f} and {new:.5f} CPU-s per call-s, {new / old:.2f} of it "
                f"(in pairs {pairs}), {new / echo:.1f} x echo",
                flush=True,
            )


def unpacked(revision: str, folder: Path) -> Path:
    """A commit's source, with an admission that refuses nobody, so that both carry the same."""
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", revision, "src"], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    board = folder / "src/vaani/call/switchboard.py"
    text = re.sub(r"(late_ms|busy): float = [\d.]+", r"\1: float = 1e9", board.read_text("utf-8"))
    board.write_text(text, "utf-8")
    return folder / "src"


def measured(
    name: str, source: Path, count: int, seconds: float, core: int, said: list[Clip]
) -> float:
    """One server of one build under its callers."""
    os.environ["PYTHONPATH"] = str(source)
    settings = LoadSettings(seconds=seconds)
    server = Server(engine_command(settings), core)
    try:
        row = asyncio.run(
            one(settings, count, server, lambda at, notes: Caller(at, said, notes, seed=at))
        )
        page = server.stats()
    finally:
        server.stop()
        del os.environ["PYTHONPATH"]
    cpu = row.cpu * count / (count - page["calls_refused"])
    print(
        f"{count:4} {name:4} {cpu:.5f} | refused {page['calls_refused']}, turns {row.turns}, "
        f"unanswered {row.unanswered} | onset to clear {row.clear} ms | overhead p95 "
        f"{page['decide_to_first_frame_ms']['p95']} ms | gaps {row.gaps} | callers late p99 "
        f"{row.late_p99} ms",
        flush=True,
    )
    return cpu


def onsets(lines: int) -> None:
    """The detector alone and behind the gate, on the same sound."""
    detector = SileroDetector(Path.home() / ".cache" / "vaani" / "models")
    said = clips()
    for gain in GAINS_DB:
        found, begun, shown = [0, 0], [0, 0], 0.0
        shifts: list[float] = []
        for seed in range(lines):
            sound, voices = on_line(said, gain, seed)
            starts = []
            for number, gate in enumerate((None, Gate())):
                began, share = heard(detector, sound, gate)
                hits = [
                    next((at for at in began if first - 300 <= at <= last), None)
                    for first, last in voices
                ]
                found[number] += sum(hit is not None for hit in hits)
                begun[number] += len(began)
                starts.append(hits)
                shown += share if gate is not None else 0.0
            shifts += [
                b - a for a, b in zip(*starts, strict=True) if a is not None and b is not None
            ]
        print(
            f"{gain:4} dB: found {found[0]} alone, {found[1]} behind the gate, of "
            f"{lines * len(said)}; starts of speech {begun[0]} and {begun[1]}; found sooner by "
            f"{-statistics.mean(shifts):.0f} ms; {shown / lines:.0%} of the windows shown",
            flush=True,
        )


def on_line(said: list[Clip], gain_db: int, seed: int) -> tuple[Samples, list[tuple[float, float]]]:
    """The sentences with pauses on a line, and where (ms) their voices begin and end."""
    draw = random.Random(seed)
    parts: list[Samples] = []
    voices, at = [], 0
    for one_clip in said:
        quiet = int(8000 * (1.2 + draw.random() * 2))
        at += quiet
        start = at / 8
        voices.append((start + one_clip.voice_from * 1000, start + one_clip.voice_to * 1000))
        softer = (one_clip.samples * 10 ** (gain_db / 20)).astype(np.int16)
        parts += [np.zeros(quiet, np.int16), softer]
        at += len(softer)
    sound = np.concatenate([*parts, np.zeros(8000, np.int16)]).astype(np.int32)
    mixed = np.clip(sound + np.resize(line_noise(seed), len(sound)), -32768, 32767)
    return mixed.astype(np.int16), voices


def heard(detector: SileroDetector, sound: Samples, gate: Gate | None) -> tuple[list[int], float]:
    """When speech began (ms), and the share of windows that the detector was shown."""
    size = detector.window_samples
    windows = [encode_mulaw(sound)[at : at + size] for at in range(0, len(sound) - size, size)]
    hearing = Hearing(32, None, (detector.attack_ms, detector.release_ms))
    state = detector.new_state()[None]
    began, shown = [], 0
    for number in _let(windows, gate):
        window = windows[number]
        samples = MULAW_TO_FLOAT32[np.frombuffer(window, dtype=np.uint8)][None]
        score, state = detector.score(samples, state)
        shown += 1
        fact = hearing.window(float(score[0]), MediaMs((number + 1) * 32), False)
        if gate is not None:
            gate.judged(window, float(score[0]), speaking=hearing.speaking)
        if isinstance(fact, SpeechStarted):
            began.append(int(fact.at))
    return began, shown / len(windows)


def _let(windows: list[bytes], gate: Gate | None) -> Iterator[int]:
    shown = 0
    for number, window in enumerate(windows):
        if gate is not None and not gate.lets(window):
            shown = max(shown, number + 1 - BEFORE)
            continue
        while shown <= number:
            yield shown
            shown += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", metavar="REV", help="the commit to stand beside")
    parser.add_argument("--calls", default="80,160")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--onsets", action="store_true")
    parser.add_argument("--lines", type=int, default=24)
    chosen = parser.parse_args()
    if chosen.onsets:
        onsets(chosen.lines)
    if chosen.against:
        counts = [int(one) for one in chosen.calls.split(",")]
        compare(chosen.against, counts, chosen.rounds, chosen.seconds)
    if not (chosen.onsets or chosen.against):
        sys.exit(parser.format_help())


if __name__ == "__main__":
    main()
