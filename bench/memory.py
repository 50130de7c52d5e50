"""How much memory does a server take, idle and after many calls, beside another build of it?

Both builds run with the libraries of this environment and simulated engines. Idle: a fresh data
folder with the two demonstration businesses, `--starts` times each in turn, read five seconds after
`ready`. Busy: one server of each build at the same time takes `--calls` calls at once for
`--minutes` in real time, the callers and the owner's page of `soak.py`, which dial anew as soon as
a call is over; read at the end, while calls are up, and once more when the last one is over.
Resident (RSS), proportional (PSS) and unshared (USS) MB; exit status 1 when the resident size is
over `MOST` of the other build's, idle or busy.

Usage: memory.py --against REVISION [--minutes 30] [--calls 20] [--starts 3]
"""

from __future__ import annotations

import argparse
import asyncio
import io
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from soak import Town, owner
from vaani.testing.served import Served, sign_in, start

ROOT = Path(__file__).parent.parent
MOST = 0.9
SETTLED_S = 5.0


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process takes, MB."""

    rss: float
    pss: float
    uss: float


def taken(served: Served) -> Taken:
    told = psutil.Process(served.process.pid).memory_full_info()
    return Taken(told.rss / 2**20, told.pss / 2**20, told.uss / 2**20)


def sources(revision: str, folder: Path) -> Path:
    """The `src` of a revision of this repository."""
    command = ["git", "-C", str(ROOT), "archive", revision, "src"]
    archive = subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder / "src"


def serve(source: Path, data: Path) -> Served:
    return start(data, VAANI_SPEECH__ENGINE="simulated", PYTHONPATH=str(source))


def idle(builds: dict[str, Path], folder: Path, starts: int) -> dict[str, list[Taken]]:
    """Each build `starts` times, in turn."""
    found: dict[str, list[Taken]] = {name: [] for name in builds}
    for number in range(starts):
        for name, source in builds.items():
            served = serve(source, folder / f"idle-{name}-{number}")
            try:
                time.sleep(SETTLED_S)
                found[name].append(taken(served))
            finally:
                served.stop()
    return found


async def busy(
    builds: dict[str, Path], folder: Path, calls: int, minutes: float
) -> tuple[dict[str, list[Taken]], dict[str, str]]:
    """With calls up, and after the last; how the calls of each build ended."""
    served = {name: serve(source, folder / f"busy-{name}") for name, source in builds.items()}
    found: dict[str, list[Taken]] = {name: [] for name in builds}
    try:
        towns = [
            _crowd(served[name], calls, minutes * 60, found[name]) for name in builds
        ]  # fmt: skip
        ended = dict(zip(builds, await asyncio.gather(*towns), strict=True))
    finally:
        for one in served.values():
            await asyncio.to_thread(one.stop)
    return found, ended


async def _crowd(served: Served, calls: int, seconds: float, found: list[Taken]) -> str:
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=calls + 10)
    async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=20) as client:
        await sign_in(client, served)
        town = Town(served, client, until)
        work = [asyncio.create_task(town.caller(number)) for number in range(calls)]
        work.append(asyncio.create_task(owner(served, client, until)))
        await asyncio.sleep(max(0.0, until - time.monotonic()))
        found.append(taken(served))
        await asyncio.gather(*work)
    await asyncio.sleep(SETTLED_S)
    found.append(taken(served))
    return ", ".join(f"{count} {how}" for how, count in sorted(town.ended.items()))


def line(what: str, found: dict[str, list[Taken]]) -> float:
    """Prints the medians of both builds; the resident size here, as a share of the other's."""
    middle = {
        name: [statistics.median(getattr(one, part) for one in rows) for part in Taken.__slots__]
        for name, rows in found.items()
    }
    cells = [" / ".join(f"{mb:.1f}" for mb in values) for values in middle.values()]
    share = middle["here"][0] / middle["there"][0]
    print(f"| {what} | {' | '.join(cells)} | {share:.3f} |", flush=True)
    return share


async def compare(revision: str, minutes: float, calls: int, starts: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        builds = {
            "there": await asyncio.to_thread(sources, revision, folder),
            "here": ROOT / "src",
        }
        print(f"| RSS / PSS / USS, MB | {revision} | here | RSS ratio |\n|---|---|---|---|")
        shares = [line("idle", await asyncio.to_thread(idle, builds, folder, starts))]
        if minutes:
            found, ended = await busy(builds, folder, calls, minutes)
            for when, what in enumerate(("calls up", "after the last call")):
                rows = {build: [values[when]] for build, values in found.items()}
                shares.append(line(f"{minutes:g} min of {calls} calls, {what}", rows))
            for build, how in ended.items():
                print(f"calls, {build}: {how}")
    return 1 if max(shares) > MOST else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--against", default="7c9a8b6")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--starts", type=int, default=3)
    asked = parser.parse_args()
    return asyncio.run(compare(asked.against, asked.minutes, asked.calls, asked.starts))


if __name__ == "__main__":
    sys.exit(main())
