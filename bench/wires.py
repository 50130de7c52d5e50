"""What does a call cost on each carrier's wire, beside Twilio's? CPU time of the process alone.

One whole call after the other: the carrier's messages, its codec and line, the real session with
simulated engines; the caller talks and is answered. Media time jumps (no waiting), what is measured
is the process's own CPU time for each second of a call. Sockets and TLS are not in it, models
neither: it compares wires. SIP and AudioSocket have no such far end here. Prints calls for each
core and the share of Twilio's; exit status 1 when one is under 70 of a hundred, or Vonage (16 kHz)
and Exotel (pieces of 100 ms) under 50. Usage: wires.py [--seconds 60] [--rounds 3]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import time
from dataclasses import replace

import numpy as np

from vaani.audio.g711 import encode_mulaw
from vaani.call.ports.line import Line, LineEar
from vaani.call.session import CallSession, Parts
from vaani.call.switchboard import Switchboard
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.energy import EnergyDetector
from vaani.providers.simulated.speaker import SimulatedSpeaker
from vaani.providers.simulated.thinker import SimulatedThinker
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.telephony.socket import StreamStart
from vaani.testing.carrier_peer import Dialect, Keys, Mark, Out
from vaani.testing.dialects import dialect_of
from vaani.testing.lines import CALL, LINES, tell
from vaani.testing.rehearsal import plan
from vaani.testing.stage import MemoryJournal
from vaani.testing.virtual_time import run

LEAST = {"vonage": 0.5, "exotel": 0.5}
OTHERWISE = 0.7


class FarSocket:
    """A `MediaSocket` whose far end has played everything at once: marks come back."""

    def __init__(self) -> None:
        self.far_closed = self.is_full = False
        self.far: Dialect | None = None
        self.back: list[Out] = []
        self.sent = 0

    def bound(self, unsent_bytes: int) -> None:
        """It reads everything at once."""

    def send_text(self, message: bytes) -> None:
        self._read(message, is_binary=False)

    def send_binary(self, message: bytes) -> None:
        self._read(message, is_binary=True)

    def _read(self, message: bytes, *, is_binary: bool) -> None:
        self.sent += 1
        if is_binary or self.far is None or len(message) > 300:
            return
        got = self.far.read(message, is_binary)
        if isinstance(got, Mark):
            self.back.append(self.far.played(got.name))
        elif not isinstance(got, Keys | str | bytes):
            cleared = self.far.cleared()
            self.back += [cleared] if cleared is not None else []

    def close(self, code: int = 1000) -> None:
        """The call is over."""


def messages(far: Dialect, loud: bool, rng: np.random.Generator) -> Out:
    """One piece of the caller's, as the carrier writes it."""
    samples = far.coding.rate_hz * far.piece_ms // 1000
    sound = rng.normal(0, 6000 if loud else 8, samples).astype(np.int16)
    is_linear = far.coding.encoding == "l16"
    return far.media(sound.tobytes() if is_linear else encode_mulaw(sound))


async def call(carrier: str, seconds: int) -> None:
    """One call of so many seconds: a sentence of two seconds every eight."""
    socket, far = FarSocket(), dialect_of(carrier, CALL)
    socket.far = far
    board, delays = Switchboard(EnergyDetector()), Delays()
    parts = Parts(
        SimulatedTranscriber(delays), SimulatedThinker(delays), SimulatedSpeaker(delays),
        MemoryJournal(),
    )  # fmt: skip
    made = replace(plan(), carrier=carrier)
    sessions: list[CallSession] = []

    def opened(_start: StreamStart, line: Line) -> LineEar:
        sessions.append(CallSession(made, line, parts, board))
        return sessions[0]

    line = LINES[carrier](socket, opened)
    for message in far.opening():
        tell(line, message)
    task = asyncio.get_running_loop().create_task(sessions[0].run())
    rng = np.random.default_rng(5)
    pieces = {loud: [messages(far, loud, rng) for _ in range(50)] for loud in (False, True)}
    step = far.piece_ms / 1000
    for number in range(int(seconds / step)):
        at = number * step % 8
        tell(line, pieces[4 <= at < 6][number % 50])
        back, socket.back = socket.back, []
        for message in back:
            tell(line, message)
        await asyncio.sleep(step)
    sessions[0].gone("hangup")
    await task
    await board.close()


def cost_us(carrier: str, seconds: int) -> float:
    """CPU microseconds for each second of a call."""
    gc.collect()
    begun = time.process_time()
    run(lambda: call(carrier, seconds))
    return (time.process_time() - begun) * 1e6 / seconds


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    order = ["twilio", *(name for name in LINES if name != "twilio")]
    costs: dict[str, list[float]] = {name: [] for name in order}
    cost_us("twilio", 5)  # what is loaded and learnt once counts for nobody
    for _ in range(chosen.rounds):
        for name in order:  # in turn, so that a slow moment hits all of them
            costs[name].append(cost_us(name, chosen.seconds))
    base = statistics.median(costs["twilio"])
    slow = []
    print(f"{'wire':<14}{'us for a second':>16}{'calls a core':>14}{'of Twilio':>11}")
    for name in order:
        cost = statistics.median(costs[name])
        share = base / cost
        slow += [name] if share < LEAST.get(name, OTHERWISE) else []
        print(f"{name:<14}{cost:>16.0f}{1e6 / cost:>14.0f}{share:>10.0%}")
    print("below what is wanted: " + (", ".join(slow) or "none"))
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
