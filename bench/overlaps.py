"""What happens when the caller makes a sound while the assistant speaks, or pauses in a sentence?

On recorded channels of real calls over the Twilio wire: barge-ins (onset to silence), coughs, nods
and noises (ignored, or resumed within a second), pauses of 0.3 to 2.5 s inside sentences and digit
strings (cut off or waited for), dead air.
Usage: overlaps.py --business SLUG [--each 50] [--at-once 1] [--only barge small pauses air]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from vaani.audio.g711 import encode_mulaw
from vaani.testing.playout import is_loud
from vaani.testing.served import Served, dial, phone_speech, speak, start
from vaani.testing.twilio_peer import TwilioPeer

LONG_QUESTION = "What are your opening hours for the whole week?"
INTERRUPTIONS = (
    "No wait, I want to book a table for Friday instead.",
    "Stop, please tell me where you are.",
    "Sorry, can I ask about parking first?",
)
NODS = ("Haan.", "Mm-hmm.", "Okay.", "Achha.", "Right.", "Yeah.")
HALVES = (
    ("I would like a table for", "four people tomorrow evening at seven."),
    ("Can you tell me if you", "have a car park near the house?"),
    ("I want to come on", "Saturday at eight in the evening."),
    ("My number is nine eight seven six", "five four three two one zero."),
)
SILENCE = b"\xff"
T = TypeVar("T")


def noise(seed: int) -> bytes:
    """A cough, a bang or a hiss: mu-law, 120 to 450 ms."""
    rng = np.random.default_rng(seed)
    length = int(8000 * rng.uniform(0.12, 0.45))
    shape = np.exp(-np.linspace(0, rng.uniform(2, 7), length))
    return encode_mulaw((rng.normal(0, 7000, length) * shape).clip(-30000, 30000).astype(np.int16))


def silence(seconds: float) -> bytes:
    """Mu-law silence."""
    return SILENCE * int(8000 * seconds)


def voiced(mulaw: bytes) -> bytes:
    """The sound without the silence around it."""
    loud = [at for at in range(0, len(mulaw), 80) if is_loud(mulaw[at : at + 80])]
    return mulaw[loud[0] : loud[-1] + 80]


def heard(peer: TwilioPeer, start_ms: float, end_ms: float) -> list[tuple[float, float]]:
    """Stretches of the assistant's sound between two moments, ms; gaps under 250 ms are speech."""
    begin = peer._begin
    raw = peer.playout.heard(begin + start_ms / 1000, begin + end_ms / 1000)
    out: list[tuple[float, float]] = []
    for at in range(0, len(raw) - 160, 160):
        if is_loud(raw[at : at + 160]):
            now = start_ms + at / 8
            if out and now - out[-1][1] < 250:
                out[-1] = (out[-1][0], now + 20)
            else:
                out.append((now, now + 20))
    return out


async def talking(peer: TwilioPeer) -> float:
    """Ask for something long and wait until the assistant is a second into it; the moment, ms."""
    peer.say(phone_speech(LONG_QUESTION, "am_adam"))
    await peer.said()
    for _ in range(200):
        await asyncio.sleep(0.05)
        spans = heard(peer, max(0.0, peer.now_ms - 1500), peer.now_ms)
        if spans and spans[-1][1] > peer.now_ms - 100 and spans[-1][1] - spans[-1][0] > 900:
            return peer.now_ms
    return peer.now_ms


async def interruption(served: Served, business: str, number: int) -> float:
    """Onset of the caller's voice to our silence, ms."""
    peer, _ = await dial(served, business)
    await peer.assistant_finished()
    await talking(peer)
    mulaw = phone_speech(INTERRUPTIONS[number % len(INTERRUPTIONS)], "heart")
    onset = peer.now_ms + next(
        at / 8 for at in range(0, len(mulaw), 160) if is_loud(mulaw[at : at + 160])
    )
    peer.say(mulaw)
    await asyncio.sleep(1.4)
    spans = [span for span in heard(peer, onset - 200, onset + 1200) if span[0] <= onset]
    await peer.hang_up()
    return max(0.0, (spans[-1][1] if spans else onset) - onset)


async def small_sound(served: Served, business: str, number: int) -> str | None:
    """None: the cough, nod or noise was ignored or resumed from within a second; else what it
    was."""
    peer, _ = await dial(served, business)
    await peer.assistant_finished()
    await talking(peer)
    nod = NODS[number % len(NODS)]
    mulaw = (
        phone_speech(nod, ("heart", "am_adam")[number % 4 // 2]) if number % 2 else noise(number)
    )
    end = peer.now_ms + len(mulaw) / 8
    peer.say(mulaw)
    await asyncio.sleep(len(mulaw) / 8000 + 1.6)
    after = [span for span in heard(peer, end, end + 1100) if span[1] > end]
    await peer.hang_up()
    if any(span[1] - max(span[0], end) > 80 for span in after):
        return None
    return nod if number % 2 else f"noise {number}"


async def pause(served: Served, business: str, number: int, of: int) -> tuple[float, bool]:
    """A pause inside a sentence or a number: its length in s, and whether it was cut off.

    The first half is spoken as by someone who goes on, and the silence at its end and before the
    second half belongs to the pause."""
    length = 0.3 + 2.2 * number / max(1, of - 1)
    one, two = HALVES[number * 7 % 11 % len(HALVES)]
    peer, _ = await dial(served, business)
    await peer.assistant_finished()
    voice = ("heart", "am_adam", "bf_emma")[number % 3]
    first = voiced(phone_speech(f"{one},", voice))
    begun = peer.now_ms
    peer.say(first + silence(length) + voiced(phone_speech(two, voice)))
    await peer.said()
    resumed = begun + len(first) / 8 + length * 1000
    early = heard(peer, begun + len(first) / 8, resumed + 100)
    await peer.hang_up()
    if early:
        print(f"cut off after {length:.2f} s: {one} ... {two}")
    return length, bool(early)


async def dead_air(served: Served, business: str, count: int) -> int:
    """Turns answered later than 3 s after the caller's last word."""
    late = 0
    peer, _ = await dial(served, business)
    await peer.assistant_finished()
    for number in range(count):
        answered = await speak(
            peer, phone_speech(("Where are you?", "Do you have parking?")[number % 2], "heart")
        )
        late += answered is None or answered > 3000
    await peer.hang_up()
    return late


async def together(at_once: int, calls: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """All calls, so many at a time."""
    room = asyncio.Semaphore(at_once)

    async def one(call: Coroutine[Any, Any, T]) -> T:
        async with room:
            return await call

    return await asyncio.gather(*(one(call) for call in calls))


async def measure(business: str, each: int, at_once: int, only: list[str]) -> None:
    """What is asked for, printed."""
    with tempfile.TemporaryDirectory() as folder:
        served = start(Path(folder) / "data")
        try:
            if "barge" in only:
                few = max(10, each // 2)
                calls = (interruption(served, business, n) for n in range(few))
                p50, p95 = np.percentile(await together(at_once, calls), (50, 95))
                print(f"{few} barge-ins: onset to silence p50 {p50:.0f} ms, p95 {p95:.0f} ms")
            if "small" in only:
                sounds = (small_sound(served, business, n) for n in range(each))
                bad = [what for what in await together(at_once, sounds) if what]
                print(f"{each} coughs, nods and noises: {each - len(bad)} ignored or resumed", bad)
            if "pauses" in only:
                held = await together(
                    at_once, (pause(served, business, n, each) for n in range(each))
                )
                for kind, least, most in (("under 2 s", 0.0, 2.0), ("2 s and more", 2.0, 9.0)):
                    cuts = [cut for length, cut in held if least <= length < most]
                    print(f"pauses {kind}: {sum(cuts)} of {len(cuts)} cut off")
            if "air" in only:
                print(f"dead air over 3 s: {await dead_air(served, business, 12)} of 12 turns")
        finally:
            served.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--business", required=True)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=["barge", "small", "pauses", "air"])
    given = parser.parse_args()
    asyncio.run(measure(given.business, given.each, given.at_once, given.only))
