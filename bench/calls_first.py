"""Does a call notice that other programs ask the same machine for speech?

In one run, by turns with and without that load: two callers of a `vaani serve` with local models
ask questions over the Twilio wire, and twenty callers of `vaani bench serve` (simulated models)
speak beside them. The load asks the first server for speech and for transcriptions, as many at a
time as `--programs`, without a pause. Prints what the two callers waited for their answers and what
the engine added to the twenty, with and without, and what the programs got.

    .venv/bin/python bench/calls_first.py [--rounds 3] [--seconds 60] [--calls 20] [--programs 16]

At most 150 ms more at p95 for the two, 10 ms more overhead at p95 for the twenty; 1 if it is more.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import soundfile

from speech import SENTENCES
from spoken_turns import QUESTIONS, VOICES
from vaani.testing.carrier_peer import PeerError
from vaani.testing.load.callers import Caller
from vaani.testing.load.run import LoadSettings, Server, clips, engine_command, one
from vaani.testing.served import Served, dial, phone_speech, sign_in, speak, start
from vaani.testing.speech import say

LATER_MS, MORE_MS = 150.0, 10.0
_LENGTHS = (1, 1, 2, 4)
"""Sentences in the texts of the programs, over and over."""
_NO_RATES = {
    "VAANI_SERVER__REQUESTS_PER_MINUTE": "100000",
    "VAANI_SERVER__ANONYMOUS_PER_MINUTE": "100000",
}


@dataclass(slots=True)
class Seen:
    """What the phases of one kind showed. Milliseconds."""

    answers: list[float] = field(default_factory=list)
    unanswered: int = 0
    overhead: list[float] = field(default_factory=list)
    """p95 of each phase."""
    gaps: int = 0
    programs: Counter[str] = field(default_factory=Counter)


async def asks(served: Served, business: str, number: int, seen: Seen, seconds: float) -> None:
    """A caller who asks one question after the other. Another number each, another voice each."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    voice = VOICES[number % len(VOICES)]
    peer, _ = await dial(served, business, f"+91987650{number:04}")
    await peer.assistant_finished(quiet_s=0.7, timeout_s=120)
    at = number
    while loop.time() < until and not peer.closed.is_set():
        said = phone_speech(QUESTIONS[at % len(QUESTIONS)], voice)
        try:
            waited = await speak(peer, said, quiet_s=0.7)
        except PeerError:  # nothing was heard for half a minute
            waited = None
        at += 1
        if waited is None:
            seen.unanswered += 1
        else:
            seen.answers.append(waited)
    if not peer.closed.is_set():
        await peer.hang_up()


async def twenty(calls: int, seen: Seen, seconds: float) -> None:
    """The simulated calls, in processes of their own."""
    command = [sys.executable, __file__, "--simulated", str(calls), "--seconds", str(seconds)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    if process.returncode:
        raise SystemExit("the simulated calls failed")
    told = json.loads(out)
    seen.overhead.append(told["overhead_p95"])
    seen.gaps += told["gaps"]


def simulated(calls: int, seconds: float) -> None:
    """So many callers on simulated models; prints a line of JSON."""
    said = clips()
    server = Server(engine_command(LoadSettings()), None)
    try:
        settings = LoadSettings(seconds=seconds)
        row = asyncio.run(
            one(settings, calls, server, lambda at, notes: Caller(at, said, notes, seed=at))
        )
        page = server.stats()
    finally:
        server.stop()
    overhead = page["decide_to_first_frame_ms"]["p95"]
    print(json.dumps({"overhead_p95": overhead, "gaps": row.gaps[40]}))


async def program(client: httpx.AsyncClient, at: int, wav: bytes, seen: Seen) -> None:
    """One that asks for as much as it gets; ended by whoever began it."""
    while True:
        if at % 4 == 3:
            answer = await client.post(
                "/v1/audio/transcriptions",
                files={"file": ("said.wav", wav, "audio/wav")},
                data={"model": "whisper-1"},
            )
            name = "transcriptions"
        else:
            count = _LENGTHS[at % len(_LENGTHS)]
            text = " ".join(SENTENCES[(at + n) % len(SENTENCES)] for n in range(count))
            asked = {"model": "tts-1", "voice": "heart", "input": text, "response_format": "mp3"}
            answer = await client.post("/v1/audio/speech", json=asked)
            name = "speech"
        if answer.status_code == 429:
            seen.programs["429"] += 1
            await asyncio.sleep(float(answer.headers["retry-after"]))
        else:
            answer.raise_for_status()
            seen.programs[name] += 1
        at += 1


def upload() -> bytes:
    """A recording for the programs: two sentences."""
    sound = say(" ".join(SENTENCES[:2]), "am_adam", 16000)
    with io.BytesIO() as file:
        soundfile.write(file, np.frombuffer(sound, "<i2"), 16000, format="WAV", subtype="PCM_16")
        return file.getvalue()


async def phase(
    served: Served, client: httpx.AsyncClient, chosen: argparse.Namespace, seen: Seen, loaded: bool
) -> None:
    """All callers for so many seconds, the programs beside them or not."""
    wav = upload()
    programs = [
        asyncio.create_task(program(client, at, wav, seen))
        for at in range(chosen.programs if loaded else 0)
    ]
    calls = [asks(served, chosen.business, at, seen, chosen.seconds) for at in range(2)]
    calls.append(twenty(chosen.calls, seen, chosen.seconds))

    async def all_calls() -> None:
        await asyncio.gather(*calls)

    calling = asyncio.create_task(all_calls())
    # A program that fails ends the run: what is measured then is not what was meant.
    await asyncio.wait({calling, *programs}, return_when=asyncio.FIRST_COMPLETED)
    for one_of_them in programs:
        if one_of_them.done():
            one_of_them.result()
        one_of_them.cancel()
    await calling
    await asyncio.gather(*programs, return_exceptions=True)
    print(f"  {'with' if loaded else 'without'}: {len(seen.answers)} answers so far", flush=True)


async def measure(chosen: argparse.Namespace) -> int:
    """Both kinds of phases by turns; 1 when calls are taken from."""
    for text in QUESTIONS:
        for voice in VOICES[:2]:
            phone_speech(text, voice)  # made beforehand, kept for the phases
    alone, beside = Seen(), Seen()
    with tempfile.TemporaryDirectory() as folder:
        served = start(Path(folder) / "data", demo=True, **_NO_RATES)
        try:
            limits = httpx.Limits(max_connections=chosen.programs)
            async with httpx.AsyncClient(base_url=served.url, timeout=600, limits=limits) as client:
                await sign_in(client, served)
                for number in range(chosen.rounds):
                    kinds = [(alone, False), (beside, True)]
                    for seen, loaded in kinds if number % 2 == 0 else reversed(kinds):
                        await phase(served, client, chosen, seen, loaded)
        finally:
            served.stop()
    return report(alone, beside)


def report(alone: Seen, beside: Seen) -> int:
    """The table, and whether calls come first."""
    if not alone.answers or not beside.answers:
        raise SystemExit("no call was answered: give it more --seconds, or a machine with time")
    p95 = {}
    for name, seen in (("without", alone), ("with", beside)):
        p50, p95[name] = np.percentile(seen.answers, (50, 95))
        overhead = ", ".join(f"{one:.0f}" for one in seen.overhead)
        print(
            f"{name:<8} two local calls: {len(seen.answers)} answers ({seen.unanswered} none), p50 "
            f"{p50:.0f} ms, p95 {p95[name]:.0f} ms; the others: overhead p95 of each phase "
            f"{overhead} ms, gaps over 40 ms {seen.gaps}; programs {dict(seen.programs)}"
        )
    later = p95["with"] - p95["without"]
    more = float(np.median(beside.overhead) - np.median(alone.overhead))
    print(f"with the load: answers {later:+.0f} ms at p95, overhead {more:+.1f} ms at p95")
    return int(later > LATER_MS or more > MORE_MS)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--programs", type=int, default=16)
    parser.add_argument("--business", default="madhuban")
    parser.add_argument("--simulated", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.simulated is not None:
        simulated(chosen.simulated, chosen.seconds)
        return 0
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    return asyncio.run(measure(chosen))


if __name__ == "__main__":
    sys.exit(main())
