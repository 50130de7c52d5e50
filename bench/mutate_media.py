"""Does anything that a far end may send on a Twilio media socket crash the server or fill it?

Spoilt messages (`vaani.testing.mutants`) go through the wire parser, then as fast as they are taken
through open calls of a real `vaani serve`. A call that ends is placed again. At the end an honest
caller must be greeted. Prints the server's resident memory at the start, in the middle and at the
end; exit status 1 when something broke. Usage: mutate_media.py [--messages 100000] [--local]
[--lines]; `--lines` stops after every carrier's line was told its share without a server.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import itertools
import sys
import tempfile
import time
from pathlib import Path

from vaani.telephony.messages import Stopped
from vaani.telephony.twilio.wire import read
from vaani.testing.lines import LINES, fuzzed
from vaani.testing.mutants import mutants
from vaani.testing.served import Served, dial, start
from vaani.testing.twilio_peer import TwilioPeer

BATCH = 100
MOST_GROWTH_MB = {False: 8.0, True: 24.0}
"""In the second half; with the local models their working memory still spreads a little."""
BUSINESS = "madhuban"


def rss_mb(served: Served) -> float:
    """Resident memory of the server."""
    for line in Path(f"/proc/{served.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the server is gone")


def through_the_parser(count: int, seed: int) -> collections.Counter[str]:
    """What the parser made of them; an exception would end this run."""
    stream = mutants(seed, "MZ" + "0" * 32, "CA" + "0" * 32)
    return collections.Counter(
        type(read(message)).__name__ for message in itertools.islice(stream, count)
    )


def through_the_lines(count: int, seed: int) -> list[str]:
    """Each carrier's line, told so many spoilt messages without a server; what broke."""
    wrong = []
    for carrier in LINES:
        begun = time.monotonic()
        line, _, ear = fuzzed(carrier, count, seed)
        took = time.monotonic() - begun
        print(f"line {carrier:<12}{count} messages in {took:5.1f} s, {line.malformed} malformed, "
              f"{line.ignored} ignored, {ear.told['bytes']} bytes heard")  # fmt: skip
        if ear.ends not in ([], ["hangup"]):
            wrong.append(f"the line of {carrier} ended {len(ear.ends)} times")
    return wrong


class Attack:
    """Spoilt messages into calls that are placed anew whenever one ends."""

    def __init__(self, served: Served, seed: int) -> None:
        self.served = served
        self.sent = self.calls = self.stopped = self.ended = 0
        self.busy = 0
        """How often the line was busy: the caller dials again."""
        self._source = mutants(seed, "MZ" + "0" * 32, "CA" + "0" * 32)
        self._peer: TwilioPeer | None = None

    async def run(self, count: int, *, stops: bool) -> None:
        """Send until `count` messages went out in all; without `stops` the calls are long ones."""
        while self.sent < count:
            peer = await self._open()
            for message in itertools.islice(self._source, min(BATCH, count - self.sent)):
                stop = isinstance(read(message), Stopped)
                if stop and not stops:
                    continue
                peer.raw(message, binary=self.sent % 97 == 0 and not stop)
                self.sent += 1
                if stop:
                    self.stopped += 1
                    await asyncio.wait_for(peer.closed.wait(), 15)
                    break
            else:
                await self._taken(peer)

    async def close(self) -> None:
        """Hang up."""
        if self._peer is not None:
            await self._peer.hang_up()

    async def _open(self) -> TwilioPeer:
        if self._peer is None or self._peer.closed.is_set():
            if self._peer is not None:
                self.ended += 1
                await self._peer.close()
            self._peer = await self._redial()
            self.calls += 1
        return self._peer

    async def _redial(self) -> TwilioPeer:
        for _ in range(100):
            try:
                return (await dial(self.served, BUSINESS))[0]
            except RuntimeError:
                self.busy += 1
                await asyncio.sleep(0.2)
        raise RuntimeError("the line stayed busy for 20 s")

    async def _taken(self, peer: TwilioPeer) -> None:
        """Wait until the server has read everything, or the call is over."""
        answered = asyncio.ensure_future(peer.roundtrip())
        closed = asyncio.ensure_future(peer.closed.wait())
        done, _ = await asyncio.wait(
            {answered, closed}, timeout=15, return_when=asyncio.FIRST_COMPLETED
        )
        for task in (answered, closed):
            task.cancel()
        await asyncio.gather(answered, closed, return_exceptions=True)
        if not done:
            raise RuntimeError("the server did not answer a ping within 15 s")


async def greeted(served: Served) -> bool:
    """Is an honest caller greeted?"""
    peer, _ = await dial(served, BUSINESS)
    heard = await peer.assistant_finished(timeout_s=20)
    await peer.hang_up()
    return heard


async def attack(served: Served, count: int, seed: int, most_mb: float) -> list[str]:
    """Everything over live calls; what went wrong."""
    if not await greeted(served):
        return ["the server greets nobody, before anything was sent"]
    wrong = []
    at_start = rss_mb(served)
    print(f"memory at the start   {at_start:7.1f} MB")
    attacking = Attack(served, seed)
    begun = time.monotonic()
    await attacking.run(count // 2, stops=True)
    in_the_middle = rss_mb(served)
    print(f"memory in the middle  {in_the_middle:7.1f} MB  after {attacking.sent}")
    await attacking.run(count, stops=False)
    at_the_end = rss_mb(served)
    took = time.monotonic() - begun
    print(f"memory at the end     {at_the_end:7.1f} MB  after {attacking.sent}")
    await attacking.close()
    print(f"{attacking.sent} messages in {took:.1f} s, {attacking.calls} calls")
    print(f"{attacking.ended} calls ended under them, {attacking.stopped} by a genuine stop; the "
          f"line was busy {attacking.busy} times")  # fmt: skip
    if attacking.ended > attacking.stopped:
        wrong.append(f"{attacking.ended - attacking.stopped} calls ended without a stop")
    if at_the_end - in_the_middle > most_mb:
        wrong.append(f"memory grew by {at_the_end - in_the_middle:.1f} MB in the second half")
    if not await greeted(served):
        wrong.append("an honest caller was not greeted afterwards")
    if served.process.poll() is not None:
        wrong.append(f"the server ended with {served.process.returncode}")
    return wrong


def main() -> int:
    """Run it."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--messages", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=20270506)
    asked.add_argument("--local", action="store_true", help="with the local speech models")
    asked.add_argument("--lines", action="store_true", help="the carriers' lines alone, no server")
    chosen = asked.parse_args()
    kinds = through_the_parser(chosen.messages, chosen.seed)
    print("parser: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    broken = through_the_lines(chosen.messages, chosen.seed)
    if chosen.lines:
        print("nothing broke" if not broken else "BROKEN: " + "; ".join(broken))
        return 1 if broken else 0
    with tempfile.TemporaryDirectory() as folder:
        served = start(
            Path(folder) / "data", VAANI_SPEECH__ENGINE="local" if chosen.local else "simulated"
        )
        try:
            most_mb = MOST_GROWTH_MB[chosen.local]
            wrong = broken + asyncio.run(attack(served, chosen.messages, chosen.seed, most_mb))
        finally:
            served.stop()
        log = (Path(folder) / "data.log").read_text()
        if "Traceback" in log or '"level": "error"' in log:
            wrong.append("the server's log has errors:\n" + log[-2000:])
    print("nothing broke" if not wrong else "BROKEN: " + "; ".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
