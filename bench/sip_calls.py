"""How many calls over SIP does one core hold, and what does one cost beside the Twilio wire?

The engine of `vaani bench serve` (voice detector, turn-taking, playout, journal over a scratch
database; transcriber, brain and voice of fixed delays) behind the SIP stack instead of a media
socket, all its threads pinned to one core. The callers are `testing.sip_phone` on another: they
speak a synthesised sentence over a silent line, wait for the answer, and speak again.

    .venv/bin/python bench/sip_calls.py [--calls 10,20,40] [--seconds 20] [--twilio]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import numpy as np
import uvloop

from vaani.audio.frame import pcm_to_samples
from vaani.audio.g711 import encode_mulaw
from vaani.call.busy import busy_sound
from vaani.cli.bench_serve import BenchExchange, BenchSettings, _detector
from vaani.cli.bench_store import open_records, scratch
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.telephony.sip.line import SipLine
from vaani.telephony.sip.stack import SipLeg, SipStack, Trunk
from vaani.testing.sip_phone import SipPhone
from vaani.testing.speech import over_the_phone, say

TICK_S = 0.02
SILENT = b"\xff" * 160
GAP_S = 0.06
"""Twenty milliseconds late behind a playout buffer of 40."""
ANSWER_S = 4.0


class Stage:
    """News of legs: a call that is up becomes a session of the bench."""

    def __init__(self, exchange: BenchExchange) -> None:
        self._exchange = exchange

    def ringing(self, leg: SipLeg) -> None: ...
    def referred(self, leg: SipLeg, reason: str) -> None: ...
    def over(self, leg: SipLeg, reason: str, talked_s: int) -> None: ...
    def up(self, leg: SipLeg) -> None:
        SipLine(leg, self._exchange._opened).begin()


async def serve() -> None:
    """The server's process: its port on the first line, its figures on the last."""
    settings = BenchSettings(delays=Delays(), greeting=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with scratch() as store:
        busy = await busy_sound(SimulatedSpeaker(settings.delays))
        async with open_records(store.url) as records:
            exchange = BenchExchange(
                settings, _detector(settings), None, busy, store.business, records
            )
            stage = Stage(exchange)

            def rings(leg: SipLeg) -> None:
                leg.follow(stage)
                stack.do(_answer(leg), "answer")

            stack = SipStack(Trunk("127.0.0.1", 0, (IPv4Network("127.0.0.1"),)), rings)
            sys.stdout.write(f"{await stack.open()}\n")
            sys.stdout.flush()
            began = time.process_time()
            await stop.wait()
            page = exchange.figures.page(exchange.board, exchange._sessions)
            page["cpu_s"] = round(time.process_time() - began, 3)
            sys.stdout.write(json.dumps(page) + "\n")
            sys.stdout.flush()
            await exchange.end()
            await stack.close()


async def _answer(leg: SipLeg) -> None:
    await leg.answer()


@dataclass
class Caller:
    """One telephone and what it has seen."""

    phone: SipPhone
    speech: bytes
    begins: int
    at: int = -1
    waits: float = 0.0
    asked: int = 0
    answered: int = 0
    gaps: int = 0
    packets: int = 0
    _last: float = 0.0
    _quiet: int = 0
    _seen: int = field(default=0)

    def listen(self) -> None:
        """Look at each packet as it comes."""
        kept = self.phone._packet

        def packet(data: bytes, addr: Any) -> None:
            now = time.monotonic()
            if self._last and now - self._last > GAP_S:
                self.gaps += 1
            self._last = now
            self.packets += 1
            kept(data, addr)

        self.phone._packet = packet  # type: ignore[method-assign]
        self.phone._rtp._received = packet

    def tick(self, number: int, now: float) -> None:
        """One frame out; then see whether somebody speaks."""
        if 0 <= self.at < len(self.speech):
            frame = self.speech[self.at : self.at + 160].ljust(160, b"\xff")
            self.at += 160
            if self.at >= len(self.speech):
                self.asked, self.waits, self.at = self.asked + 1, now + ANSWER_S, -1
        else:
            frame = SILENT
        self.phone.speak(frame)
        new = bytes(self.phone.heard[self._seen :])
        self._seen = len(self.phone.heard)
        loud = any(one not in (0xFF, 0x7F) for one in new)
        self._quiet = 0 if loud else self._quiet + 1
        if self.waits and loud:
            self.answered, self.waits = self.answered + 1, 0.0
        elif self.waits and now > self.waits:
            self.waits = 0.0
        if self.at < 0 and not self.waits and number > self.begins and self._quiet > 40:
            self.at = 0


async def row(calls: int, seconds: float, speech: bytes, core: int) -> dict[str, Any]:
    """One number of calls on a fresh server."""
    command = ["taskset", "-c", str(core), sys.executable, __file__, "--serve"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220
    assert server.stdout is not None  # noqa: S101
    port = int(server.stdout.readline())
    callers = []
    for number in range(calls):
        phone = SipPhone(("127.0.0.1", port), caller=f"+9198000{number:05}")
        await phone.open()
        callers.append(Caller(phone, speech, begins=100 + number * 7 % 150))
        callers[-1].listen()
    answers = [(await one.phone.call()).status for one in callers]
    late: list[float] = []
    loop = asyncio.get_running_loop()
    due = begin = loop.time()
    number = 0
    while due < begin + seconds:
        due += TICK_S
        await asyncio.sleep(max(0.0, due - loop.time()))
        now = loop.time()
        late.append((now - due) * 1000)
        for one in callers:
            one.tick(number, now)
        number += 1
    server.send_signal(signal.SIGTERM)
    page = json.loads(server.stdout.readline())
    server.wait(20)
    for one in callers:
        one.phone.close()
    overhead = page["decide_to_first_frame_ms"]["p95"]
    asked, answered = (sum(getattr(one, name) for one in callers) for name in ("asked", "answered"))
    open_turns = sum(1 for one in callers if one.waits)
    gaps = sum(one.gaps for one in callers)
    return {
        "calls": calls,
        "holds": "yes" if (overhead or 999) < 100 and not gaps and answers == [200] * calls
        and answered + open_turns == asked else "no",
        "refused": sum(one != 200 for one in answers),
        "cpu_per_call_s": round(page["cpu_s"] / (calls * seconds), 4),
        "turns": asked, "unanswered": asked - answered - open_turns,
        "overhead_p95_ms": overhead, "beat_late_p95_ms": page["tick_late_p95_ms"],
        "gaps": gaps, "packets": sum(one.packets for one in callers),
        "underruns": page["underruns"], "rss_mb": page["rss_mb"],
        "callers_late_p99_ms": round(float(np.percentile(late, 99)), 1),
    }  # fmt: skip


def main() -> None:
    """The table."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--calls", default="10,20,40")
    asks.add_argument("--seconds", type=float, default=20.0)
    asks.add_argument("--twilio", action="store_true", help="the same numbers on that wire")
    asks.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = asks.parse_args()
    if asked.serve:
        uvloop.run(serve())
        return
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    said = pcm_to_samples(over_the_phone(say("A table for two tomorrow at seven, please."), 8000))
    speech = encode_mulaw(said)
    for number, calls in enumerate(int(one) for one in asked.calls.split(",")):
        found = asyncio.run(row(calls, asked.seconds, speech, cores[0]))
        if number == 0:
            print(" ".join(f"{name:>19}" for name in found))
        print(" ".join(f"{value!s:>19}" for value in found.values()), flush=True)
    if asked.twilio:
        program = str(Path(sys.executable).with_name("vaani"))
        os.sched_setaffinity(0, set(cores))
        command = [program, "bench", "run", "--calls", asked.calls, "--seconds"]
        subprocess.run([*command, str(int(asked.seconds))], check=False)


if __name__ == "__main__":
    main()
