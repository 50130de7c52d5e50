"""Does a server that is at work for long keep its descriptors, its memory and its tasks?

A real `vaani serve` with simulated engines takes calls over the Twilio wire: signed webhooks, media
sockets, keys, interruptions, hang-ups, lost lines, status events, recordings and rows. An owner's
page, a listener of live events and a monitor look on. Every `--every` seconds resident memory, open
descriptors, threads and tasks are read; after the warm-up a line is laid through the memory.
The warm-up is as long as what is kept for a while takes to fill: live events 10 minutes, carriers'
answers 15. Prints a graph of memory and what it came to; exit status 1 when descriptors or tasks
have grown, a call failed, or memory climbs faster than `MOST_MB_PER_HOUR` in the second half.

How many callers half load is, is measured first unless `--calls` says it: `PROBE` callers for a
minute, what they take of the server's thread over what it takes idle, and `FULL` of a thread, where
admission begins to refuse. At the end of the warm-up and of the run the server is asked what it
holds (`inside.py`): objects by type, Python's blocks, malloc's, SQLite's; what grew is printed.

Usage: soak.py [--minutes 30] [--calls N] [--warm-up 16] [--every 10]; for two hours: --minutes 120
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil

from vaani.audio.g711 import encode_mulaw
from vaani.kit.errors import VaaniError
from vaani.telephony import loopback
from vaani.testing.served import Served, sign_in, start
from vaani.testing.twilio_peer import RATE_HZ, Stream, TwilioPeer

MOST_MB_PER_HOUR = 12.0
BUSINESS = "madhuban"
PROBE, PROBE_S = 10, 60.0
FULL = 0.8
"""Share of its thread at which a server takes no further call (`Admission.busy`)."""
_WIDTH, _HEIGHT = 72, 10


@dataclass(frozen=True, slots=True)
class Sample:
    """The server at one moment: minutes since the start, MB, counts."""

    minutes: float
    rss_mb: float
    own_mb: float
    """Of it, what no file backs and nobody shares (USS)."""
    descriptors: int
    threads: int
    tasks: int


def hum(seconds: float) -> bytes:
    """Something loud, as it comes from a telephone."""
    steps = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    wave = np.sin(2 * math.pi * 220 * steps) * 9000
    return encode_mulaw(wave.astype(np.int16))


class Town:
    """Callers who ring again and again, each with his own way of talking and of leaving."""

    def __init__(
        self, served: Served, client: httpx.AsyncClient, until: float, spread_s: float = 20
    ) -> None:
        """`spread_s`: the seconds over which the first rings come."""
        self._served, self._client, self._until = served, client, until
        self._spread_s = spread_s
        self._voice = {length: hum(length) for length in (0.6, 1.2, 2.0)}
        self.ended: Counter[str] = Counter()

    async def caller(self, number: int) -> None:
        """Calls one after another until the time is over."""
        dice = random.Random(number)
        await asyncio.sleep(dice.random() * self._spread_s)
        while time.monotonic() < self._until:
            try:
                self.ended[await self._call(number, dice)] += 1
            except (VaaniError, httpx.HTTPError, OSError, TimeoutError) as error:
                self.ended[f"failed: {type(error).__name__}: {error}"] += 1
                await asyncio.sleep(2)

    async def _call(self, number: int, dice: random.Random) -> str:
        account = self._served.account
        ordered = await loopback.ring(
            self._client, account, business=BUSINESS, caller=f"+9198765{number:05d}"
        )
        if ordered.socket_url is None:
            await asyncio.sleep(10)
            return "busy"
        peer = TwilioPeer(Stream(ordered.call_sid, account.sid, parameters=ordered.parameters))
        await peer.open(ordered.socket_url, signature=ordered.socket_signature)
        await peer.assistant_finished(timeout_s=20)
        for _ in range(dice.randint(1, 6)):
            if peer.closed.is_set():
                break
            peer.say(self._voice[dice.choice(list(self._voice))])
            await peer.said()
            if dice.random() < 0.3 and await peer.assistant_began(within_s=10):
                continue  # the next words interrupt
            with contextlib.suppress(VaaniError):
                await peer.assistant_finished(timeout_s=20)
        how = "lost" if dice.random() < 0.1 else "hung up"
        await (peer.drop() if how == "lost" else peer.hang_up())
        await loopback.tell_status(self._client, account, ordered.call_sid, "completed", 2)
        return how


async def owner(served: Served, client: httpx.AsyncClient, until: float) -> None:
    """The lists of the page, again and again, and whoever looks at /ready."""
    while time.monotonic() < until:
        try:
            for path in ("/api/v1/calls", "/api/v1/bookings", "/api/v1/messages"):
                await client.get(path, params={"business": BUSINESS, "limit": 50})
            await client.get("/ready")
        except httpx.HTTPError as error:
            print(f"the page was not answered: {type(error).__name__}", flush=True)
        await asyncio.sleep(3)


async def sample(served: Served, client: httpx.AsyncClient, minutes: float) -> Sample:
    process = psutil.Process(served.process.pid)
    figures = (await client.get("/metrics")).text
    found = re.search(r"^vaani_tasks (\d+)", figures, re.MULTILINE)
    memory = process.memory_full_info()
    return Sample(
        minutes, memory.rss / 2**20, memory.uss / 2**20, process.num_fds(), process.num_threads(),
        int(found.group(1)) if found else 0,
    )  # fmt: skip


def slope(samples: Sequence[Sample], what: str = "rss_mb") -> float:
    """MB an hour of the straight line through the samples; 0 for fewer than two."""
    if len(samples) < 2:
        return 0.0
    values = [getattr(one, what) for one in samples]
    per_minute = np.polyfit([one.minutes for one in samples], values, 1)[0]
    return float(per_minute) * 60


def graph(samples: Sequence[Sample]) -> str:
    """Memory over time, in letters."""
    low, high = min(s.rss_mb for s in samples), max(s.rss_mb for s in samples)
    span, last = max(high - low, 1.0), max(samples[-1].minutes, 1e-9)
    rows = [[" "] * _WIDTH for _ in range(_HEIGHT)]
    for one in samples:
        across = min(_WIDTH - 1, int(one.minutes / last * _WIDTH))
        up = min(_HEIGHT - 1, int((one.rss_mb - low) / span * _HEIGHT))
        rows[_HEIGHT - 1 - up][across] = "*"
    lines = [f"{high if not n else low if n == _HEIGHT - 1 else 0:7.1f} |{''.join(row)}"
             if n in (0, _HEIGHT - 1) else f"{'':7} |{''.join(row)}"
             for n, row in enumerate(rows)]  # fmt: skip
    return "\n".join([*lines, f"{'MB':>7} +{'-' * _WIDTH} {last:.0f} min"])


async def soak(minutes: float, calls: int | None, warm_up: float, every: float) -> int:
    with tempfile.TemporaryDirectory() as folder:
        inside = (sys.executable, str(Path(__file__).with_name("inside.py")))
        served = await asyncio.to_thread(
            start, Path(folder) / "data", program=inside, VAANI_SPEECH__ENGINE="simulated",
            SOAK_FIGURES=str(Path(folder) / "figures.json"),
        )  # fmt: skip
        try:
            return await _watched(served, minutes, calls, warm_up, every)
        finally:
            await asyncio.to_thread(served.stop)


async def half_load(served: Served, client: httpx.AsyncClient) -> int:
    """Half of the calls that this machine carries, by what `PROBE` of them take. Says so."""
    process = psutil.Process(served.process.pid)

    async def share(seconds: float) -> float:
        before = sum(process.cpu_times()[:2])
        await asyncio.sleep(seconds)
        return (sum(process.cpu_times()[:2]) - before) / seconds

    idle = await share(10)
    town = Town(served, client, time.monotonic() + PROBE_S, spread_s=2)
    work = [asyncio.create_task(town.caller(number)) for number in range(PROBE)]
    await asyncio.sleep(10)
    taken = await share(PROBE_S - 15)
    await asyncio.gather(*work)
    each = max((taken - idle) / PROBE, 1e-4)
    carries = int((FULL - idle) / each)
    half = max(1, carries // 2)
    print(
        f"half load: {PROBE} callers took {taken:.0%} of the server's thread (idle {idle:.1%}), so "
        f"it carries {carries} until {FULL:.0%}; half of them are {half}",
        flush=True,
    )
    return half


def asked_inside(served: Served) -> dict[str, Any]:
    """What the server holds just now, and the files of its folder; `inside.py` tells."""
    place = Path(served.settings["SOAK_FIGURES"])
    place.unlink(missing_ok=True)
    served.process.send_signal(signal.SIGUSR1)
    until = time.monotonic() + 60
    while not place.exists():
        if time.monotonic() > until:
            raise TimeoutError("the server does not tell what it holds")
        time.sleep(0.2)
    told: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    files = [one for one in served.data.rglob("*") if one.is_file()]
    told["files"] = {str(one.relative_to(served.data)): one.stat().st_size for one in files}
    told["own"] = psutil.Process(served.process.pid).memory_full_info().uss
    return told


def grown(warm: dict[str, Any], end: dict[str, Any]) -> str:
    """What the server holds more at the end than when it was warm, in lines."""

    def mb(what: int) -> str:
        return f"{what / 2**20:+.2f} MB"

    used, kept = (end["malloc"].get(of, 0) - warm["malloc"].get(of, 0) for of in ("used", "free"))
    blocks, sizes = end["blocks"] - warm["blocks"], Counter(end["sizes"])
    sizes.subtract(warm["sizes"])
    types = [
        f"{name} {end['counts'].get(name, 0) - warm['counts'].get(name, 0):+d} ({mb(size)})"
        for name, size in sizes.most_common(8)
        if size > 0
    ]
    files = Counter(end["files"])
    files.subtract(warm["files"])
    disk = [f"{name} {mb(size)}" for name, size in files.most_common(3) if size > 0]
    return "\n".join((
        f"what grew between the warm-up and the end: its own memory {mb(end['own'] - warm['own'])}",
        f"  malloc: handed out {mb(used)}, kept for later {mb(kept)}; "
        f"SQLite's caches {mb(end['sqlite'] - warm['sqlite'])}",
        f"  Python: {blocks:+d} blocks of {end['blocks']}, objects by type: {', '.join(types)}",
        f"  on disk: {', '.join(disk)}",
    ))  # fmt: skip


async def _watched(
    served: Served, minutes: float, calls: int | None, warm_up: float, every: float
) -> int:
    limits = httpx.Limits(max_connections=500)
    async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=20) as client:
        await sign_in(client, served)
        if calls is None:
            calls = await half_load(served, client)
        began = time.monotonic()
        until = began + minutes * 60
        held: list[dict[str, Any]] = []
        samples = [await sample(served, client, 0.0)]
        town = Town(served, client, until)
        work = [asyncio.create_task(town.caller(number)) for number in range(calls)]
        work.append(asyncio.create_task(owner(served, client, until)))
        while time.monotonic() < until:
            await asyncio.sleep(every)
            try:
                samples.append(await sample(served, client, (time.monotonic() - began) / 60))
            except httpx.HTTPError as error:
                print(f"the figures were not told: {type(error).__name__}", flush=True)
            if not held and samples[-1].minutes >= warm_up:
                held.append(await asyncio.to_thread(asked_inside, served))
        held.append(await asyncio.to_thread(asked_inside, served))
        await asyncio.gather(*work)
        await asyncio.sleep(5)
        after = await sample(served, client, (time.monotonic() - began) / 60)
    status = report(samples, after, town.ended, warm_up)
    if len(held) > 1:
        print(grown(*held))
    return status


def report(samples: Sequence[Sample], after: Sample, ended: Counter[str], warm_up: float) -> int:
    """What it came to, in print; the exit status."""
    warm = [one for one in samples if one.minutes >= warm_up]
    half = len(warm) // 2
    climbs, late = slope(warm), slope(warm[half:])
    first, second = (
        max((one.descriptors for one in part), default=0) for part in (warm[:half], warm[half:])
    )
    failed = sum(count for how, count in ended.items() if how.startswith("failed"))
    print(graph(samples))
    print(f"calls: {sum(ended.values())}, " + ", ".join(f"{n} {how}" for how, n in ended.items()))
    print(
        f"memory: {samples[0].rss_mb:.1f} MB idle, {warm[0].rss_mb:.1f} after {warm_up:g} min, "
        f"{samples[-1].rss_mb:.1f} at the end, {after.rss_mb:.1f} without calls; "
        f"{climbs:+.1f} MB an hour, {late:+.1f} in the second half"
    )
    print(
        f"its own (USS): {samples[0].own_mb:.1f} MB idle, {warm[0].own_mb:.1f} after "
        f"{warm_up:g} min, {samples[-1].own_mb:.1f} at the end; "
        f"{slope(warm, 'own_mb'):+.1f} MB an hour, "
        f"{slope(warm[half:], 'own_mb'):+.1f} in the second half"
    )
    print(
        f"descriptors: at the most {first} in the first half, {second} in the second, "
        f"{samples[0].descriptors} before and {after.descriptors} after"
    )
    print(
        f"tasks: at the most {max(one.tasks for one in warm)}, {samples[0].tasks} before and "
        f"{after.tasks} after; threads: at the most {max(one.threads for one in warm)}"
    )
    grown = second > first + 3 or after.descriptors > samples[0].descriptors + 8
    grown = grown or after.tasks > samples[0].tasks + 3
    return 1 if failed or grown or late > MOST_MB_PER_HOUR else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--calls", type=int, help="as it is: half of what is carried")
    parser.add_argument("--warm-up", type=float, default=16)
    parser.add_argument("--every", type=float, default=10)
    asked = parser.parse_args()
    return asyncio.run(soak(asked.minutes, asked.calls, asked.warm_up, asked.every))


if __name__ == "__main__":
    sys.exit(main())
