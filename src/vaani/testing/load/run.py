"""How many calls does one core hold? Drives `vaani bench serve` and makes the table.

The server is pinned to one core and the callers to another. Each N has a server of its own.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from vaani.testing.load.callers import Caller, Clip, Notes, beat
from vaani.testing.speech import say

UTTERANCES = (
    "A table for four tomorrow at seven in the evening, please.",
    "Do you have anything free on Saturday?",
    "Could you tell me when you open on Sunday?",
    "My name is Priya Patel.",
    "I would like to come a little later, if that is possible.",
)
_RAMP_S = 3.0


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """One run of the bench."""

    calls: Sequence[int] = (1, 5, 10, 20, 40, 80, 120, 160)
    seconds: float = 20.0
    vad: str = "silero"
    turn_model: bool = False
    floor_calls: int = 80


@dataclass(slots=True)
class Row:
    """One line of the table. Milliseconds, megabytes, CPU seconds per call second."""

    calls: int
    cpu: float = 0.0
    rss_idle: float = 0.0
    rss_per_call: float = 0.0
    ready_s: float = 0.0
    turns: int = 0
    unanswered: int = 0
    refused: int = 0
    errors: int = 0
    answer: tuple[float, float, float] = (0.0, 0.0, 0.0)
    overhead: tuple[float, float, float] = (0.0, 0.0, 0.0)
    clear: tuple[float, float] = (0.0, 0.0)
    gaps: dict[int, int] = field(default_factory=dict)
    late_p99: float = 0.0
    holds: bool = False


class Server:
    """A server process, pinned to a core, measured from outside."""

    def __init__(self, command: list[str], core: int | None, path: str | None = None) -> None:
        self._core = core
        started = time.monotonic()
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, preexec_fn=self._pin
        )
        if self._process.stdout is None:
            raise RuntimeError("the server has no output")
        line = self._process.stdout.readline()
        if not line.startswith("ready"):
            raise RuntimeError(f"the server did not start: {line!r}")
        self.ready_s = time.monotonic() - started
        said = line.split()[1]
        self.stats_at = said.replace("ws://", "http://").replace("/media/twilio", "/bench/stats")
        self.url = said if path is None else said.replace("/media/twilio", path)

    def _pin(self) -> None:
        if self._core is not None:
            os.sched_setaffinity(0, {self._core})

    def cpu_s(self) -> float:
        """Processor seconds used so far."""
        with open(f"/proc/{self._process.pid}/stat") as page:
            fields = page.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float:
        """Resident memory."""
        with open(f"/proc/{self._process.pid}/statm") as page:
            return int(page.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def stats(self) -> dict[str, Any]:
        """What the engine says of itself."""
        with urllib.request.urlopen(self.stats_at, timeout=5) as answer:
            page: dict[str, Any] = orjson.loads(answer.read())
        return page

    def stop(self) -> None:
        """End the process that this made."""
        self._process.terminate()
        self._process.wait(10)


def clips() -> list[Clip]:
    """The utterances in a neural voice, as a phone line carries them."""
    out = []
    for text in UTTERANCES:
        samples = np.frombuffer(say(text, "heart", 8000), dtype="<i2")
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 600)
        first, last = (loud[0], loud[-1]) if len(loud) else (0, len(samples) - 1)
        out.append(Clip(samples, float(first) / 8000, float(last) / 8000))
    return out


async def one(
    settings: LoadSettings, count: int, server: Server, caller_of: Callable[[int, Notes], Caller]
) -> Row:
    """N callers against a server that is up."""
    notes = Notes()
    row = Row(count, rss_idle=server.rss_mb(), ready_s=server.ready_s)
    callers = [caller_of(number, notes) for number in range(count)]
    for caller in callers:
        await caller.join(server.url)
        await beat([c for c in callers if c.next_frame or c is caller], 0.06)
    await beat(callers, _RAMP_S)
    for caller in callers:
        caller.counting = True
    notes.late_ms.clear()
    cpu, began = server.cpu_s(), time.monotonic()
    await beat(callers, settings.seconds)
    row.cpu = (server.cpu_s() - cpu) / (time.monotonic() - began) / count
    row.rss_per_call = (server.rss_mb() - row.rss_idle) / count
    for caller in callers:
        caller.counting = False
        caller.hang_up()
    row.turns, row.unanswered, row.refused = notes.turns, notes.unanswered, notes.refused
    row.errors, row.gaps = notes.errors, notes.gaps
    row.answer = _three(notes.answer_ms)
    row.clear = _three(notes.clear_ms)[:2]
    row.late_p99 = _three(notes.late_ms)[2]
    return row


def _three(values: list[float]) -> tuple[float, float, float]:
    if not values:
        return (0.0, 0.0, 0.0)
    p50, p95, p99 = np.percentile(values, (50, 95, 99))
    return (round(float(p50), 1), round(float(p95), 1), round(float(p99), 1))


def engine_command(settings: LoadSettings, *more: str) -> list[str]:
    """`vaani bench serve` on a free port."""
    return [
        str(Path(sys.executable).with_name("vaani")), "bench", "serve", "--port", "0",
        "--vad", settings.vad, "--turn-model", "on" if settings.turn_model else "off",
        "--greeting", "off", *more,
    ]  # fmt: skip


def run(settings: LoadSettings, told: Any) -> tuple[list[Row], float]:
    """The rows and the floor (CPU seconds per call second of an echo), `told` hears progress."""
    server_core, said = cores_of()
    rows = []
    for count in settings.calls:
        server = Server(engine_command(settings), server_core)
        rows.append(measured(settings, count, server, _twilio(said)))
        told(rows[-1])
    return rows, floor(settings, server_core, said)


def cores_of() -> tuple[int | None, list[Clip]]:
    """The core of the server, this process being moved to the others; and what callers say."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, set(cores[1:]))
    return (cores[0] if len(cores) > 1 else None), clips()


def measured(
    settings: LoadSettings, count: int, server: Server, caller_of: Callable[[int, Notes], Caller]
) -> Row:
    """N callers against a fresh server, which is stopped; whether it holds them."""
    try:
        row = asyncio.run(one(settings, count, server, caller_of))
        page = server.stats()
        figures = page["decide_to_first_frame_ms"]
        row.overhead = (figures["p50"] or 0.0, figures["p95"] or 0.0, figures["p99"] or 0.0)
        # only the server knows which of the lines that ended it had refused
        cut_off = row.refused + row.errors - page["calls_refused"]
        row.refused, row.errors = page["calls_refused"], max(0, cut_off)
    finally:
        server.stop()
    row.holds = (
        row.overhead[1] < 100
        and row.gaps[40] == 0
        and row.unanswered == row.errors == row.refused == 0
    )
    return row


def _twilio(said: list[Clip]) -> Callable[[int, Notes], Caller]:
    return lambda number, notes: Caller(number, said, notes, seed=number)


def floor(settings: LoadSettings, core: int | None, said: list[Clip]) -> float:
    """What an echo of the same frames costs with the same socket library."""
    server = Server([sys.executable, "-m", "vaani.testing.load.echo", "0"], core)
    try:
        count = settings.floor_calls
        quick = LoadSettings(seconds=min(10.0, settings.seconds))
        return asyncio.run(one(quick, count, server, _twilio(said))).cpu
    finally:
        server.stop()


def table(rows: list[Row], echo: float) -> str:
    """The rows as Markdown, with the floor and the ratio to it."""
    head = (
        "| N | holds | CPU-s per call-s | x echo | MB idle / per call | turns (unanswered, refused,"
        " errors) | answer p50/p95/p99 ms | overhead p50/p95/p99 ms | onset to clear p50/p95 ms | "
        "gaps 0/40/100 | generator late p99 ms |\n|" + "---|" * 11
    )
    lines = [head]
    for row in rows:
        ratio = row.cpu / echo if echo else 0.0
        lines.append(
            f"| {row.calls} | {'yes' if row.holds else 'no'} | {row.cpu:.4f} | {ratio:.1f} | "
            f"{row.rss_idle:.0f} / {row.rss_per_call:.2f} | {row.turns} ({row.unanswered}, "
            f"{row.refused}, {row.errors}) | {_slashed(row.answer)} | {_slashed(row.overhead)} | "
            f"{_slashed(row.clear)} | {_slashed(tuple(row.gaps.values()))} | {row.late_p99} |"
        )
    lines.append(f"\nEcho floor: {echo:.5f} CPU seconds per call second, the same socket library.")
    return "\n".join(lines)


def _slashed(values: Sequence[float]) -> str:
    return " / ".join(f"{value:g}" for value in values)


def as_json(rows: list[Row], echo: float) -> bytes:
    """Everything measured, for programs."""
    return orjson.dumps({"echo_cpu": echo, "rows": [asdict(row) for row in rows]},
                        option=orjson.OPT_NON_STR_KEYS | orjson.OPT_INDENT_2)  # fmt: skip
