"""What does the speech server add to its engine, and does its speech hold?

Against a `vaani serve` of its own, or a deployed one (`--url`, `--key`). Parts, each by its name:

- `overhead`: 50 sentences through `POST /v1/audio/speech` and, sentence by sentence beside it,
  through the bare engine in a process of its own; with `--peer URL --peer-model NAME --peer-voice
  NAME` through another server too, of the OpenAI API or Wyoming (`tcp://`). Real-time factor, first
  sound, memory.
- `reading`: the sentences in another voice, transcribed; the same peer beside it.
- `load`: 100 concurrent syntheses of mixed length: answers by status, p50 and p95, how late the
  server's event loop was (measured inside it, own server only).
- `words`: the sentences spoken, and read again at 16 kHz and through mu-law at 8 kHz: word error.
- `hindi`: Hindi and mixed sentences spoken, read again and understood by the rules, as their text
  is; by one reading without what was asked, where a call has several and knows its question.

    nice .venv/bin/python bench/speech.py [PART ...] [--url URL --key KEY] [--sentences 50]
"""

from __future__ import annotations

import argparse
import asyncio
import io
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import numpy as np
import psutil
import soundfile

import hindi
from plain_client import PlainClient
from vaani.audio.frame import Samples
from vaani.audio.g711 import decode_mulaw, encode_mulaw
from vaani.audio.resample import resample
from vaani.call.ports.speaker import Voice, Waiting
from vaani.call.ports.thinker import CallerTurn
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.domain.businesses.file import load_business
from vaani.providers.wyoming.speaker import WyomingSpeaker
from vaani.settings import Settings
from vaani.testing.speech import say

RATE_HZ = 24_000
VOICE = "heart"
SENTENCES = tuple(Path(__file__).with_name("english_sentences.txt").read_text("utf-8").splitlines())
MIXED = (1, 1, 1, 2, 2, 3, 5, 8)
"""Sentences in the texts of the load, over and over."""
_BEAT_S = 0.005
_WATCH = signal.SIGUSR2
_NO_RATES = {
    "VAANI_SERVER__REQUESTS_PER_MINUTE": "100000",
    "VAANI_SERVER__ANONYMOUS_PER_MINUTE": "100000",
}
"""What is measured is the waiting room, not how many requests a minute one key may send."""


@dataclass(slots=True)
class Made:
    """One synthesis, in seconds."""

    first_s: float
    whole_s: float
    speech_s: float


# --- the bare engine ------------------------------------------------------------------------------


def bare_engine(orders: Any, models: str) -> None:
    """In a process of its own: each text that comes is spoken, with nothing around the engine."""
    from vaani.providers.local.voices import local_voices  # noqa: PLC0415 - heavy, only there

    voices = local_voices(Path(models))

    async def spoken(text: str, language: str) -> Made:
        began, first, samples = time.perf_counter(), None, 0
        voice = Voice(language, VOICE if language == "en" else None, 1.0, Waiting.CLIENT)  # type: ignore[arg-type]
        async for pcm in voices.speak(text, voice):
            first = first or time.perf_counter() - began
            samples += len(pcm) // 2
        return Made(first or 0.0, time.perf_counter() - began, samples / voices.rate_hz)

    async def serve() -> None:
        await spoken("Good day.", "en")
        orders.send(psutil.Process().pid)
        while (order := await asyncio.to_thread(orders.recv)) is not None:
            orders.send(await spoken(*order))

    asyncio.run(serve())
    voices.close()


@contextmanager
def engine(models: Path) -> Iterator[tuple[Any, psutil.Process]]:
    """A pipe to it, and its process, once it is warm."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=bare_engine, args=(theirs, str(models)), daemon=True
    )
    process.start()
    try:
        yield ours, psutil.Process(ours.recv())
    finally:
        ours.send(None)
        process.join(20)


# --- what is asked of a server --------------------------------------------------------------------


async def speech(
    client: httpx.AsyncClient, text: str, model: str = "tts-1", voice: str = VOICE
) -> tuple[Made, bytes, int]:
    """One synthesis, as raw PCM; the status, and nothing made, when it is refused."""
    began, first, pcm = time.perf_counter(), None, b""
    asked = {"model": model, "voice": voice, "input": text, "response_format": "pcm"}
    async with client.stream("POST", "/v1/audio/speech", json=asked) as answer:
        if answer.status_code != 200:
            await answer.aread()
            if answer.status_code == 429 and not answer.headers.get("retry-after"):
                raise RuntimeError("429 without Retry-After")
            return Made(0, time.perf_counter() - began, 0), answer.content, answer.status_code
        async for piece in answer.aiter_bytes():
            first = first or time.perf_counter() - began
            pcm += piece
    whole = time.perf_counter() - began
    return Made(first or whole, whole, len(pcm) / 2 / RATE_HZ), pcm, 200


async def words_of(
    client: httpx.AsyncClient, sound: Samples, rate: int, language: str, model: str = "whisper-1"
) -> str:
    """What the server reads in a sound."""
    with io.BytesIO() as wav:
        soundfile.write(wav, sound, rate, format="WAV", subtype="PCM_16")
        files = {"file": ("said.wav", wav.getvalue(), "audio/wav")}
    asked = {"model": model, "language": language}
    answer = await client.post("/v1/audio/transcriptions", files=files, data=asked)
    answer.raise_for_status()
    return str(answer.json()["text"])


# --- parts ----------------------------------------------------------------------------------------


def quantiles(values: list[float]) -> str:
    p50, p95 = np.percentile(values, (50, 95))
    return f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"


async def overhead(client: httpx.AsyncClient, house: House, peer: Peer | None) -> None:
    """Ours beside the bare engine, and a peer; each takes its turn at being first. Each sentence is
    spoken `repeat` times; the last line is of its best times, which neighbours disturb least."""
    made: dict[str, list[list[Made]]] = {"bare engine": [], "Vaani": []}
    with engine(Settings().models) as (pipe, bare):
        ours = PlainClient(str(client.base_url), client.headers["authorization"])
        asked = {"model": "tts-1", "voice": VOICE, "response_format": "pcm"}

        async def through_engine(text: str) -> Made:
            pipe.send((text, "en"))
            return cast(Made, pipe.recv())

        async def through_ours(text: str) -> Made:
            first, whole, size = ours.speech({**asked, "input": text})
            return Made(first, whole, size / 2 / RATE_HZ)

        ways = {"bare engine": through_engine, "Vaani": through_ours}
        processes = {"bare engine": bare, "Vaani": house.process}
        if peer is not None:
            ways[peer.name], processes[peer.name], made[peer.name] = peer.spoken, peer.process, []
        for way in ways.values():
            await way("Good day.")
        before = {name: cpu_s(one) for name, one in processes.items()}
        for number, text in enumerate(house.sentences):
            for name in ways:
                made[name].append([])
            for turn in range(house.repeat):
                order = list(ways) if (number + turn) % 2 else list(reversed(ways))
                for name in order:
                    made[name][-1].append(await ways[name](text))
        took = {
            name: (cpu_s(one) - before[name], tree_bytes(one)) for name, one in processes.items()
        }
    tell_overhead(made, took)


async def spoken(client: httpx.AsyncClient, text: str, *how: str) -> Made:
    """One synthesis. Raises RuntimeError when it is refused."""
    made, _, status = await speech(client, text, *how)
    if status != 200:
        raise RuntimeError(f"{client.base_url} answered {status}")
    return made


def tell_overhead(made: dict[str, list[list[Made]]], took: dict[str, tuple[float, int]]) -> None:
    """The table, and what is ours over the engine's. `took`: processor seconds and memory."""
    for name, sentences in made.items():
        every = [one for ones in sentences for one in ones]
        total, said = sum(one.whole_s for one in every), sum(one.speech_s for one in every)
        print(
            f"{name:<14} real-time factor {total / said:.4f}; first sound "
            f"{quantiles([one.first_s for one in every])}; processor {took[name][0] / said:.4f} "
            f"of real time; memory {took[name][1] / 1e6:.0f} MB"
        )
    ours, bare = (
        np.array([[one.whole_s for one in ones] for ones in made[name]])
        for name in ("Vaani", "bare engine")
    )
    best = ours.min(axis=1) / bare.min(axis=1)
    print(
        f"Vaani beside the bare engine: {ours.sum() / bare.sum():.3f} in all, the median pair "
        f"{np.median(ours / bare):.3f} and {np.median(ours - bare) * 1000:+.1f} ms; of each "
        f"sentence's best time {ours.min(axis=1).sum() / bare.min(axis=1).sum():.3f} in all, "
        f"median {np.median(best):.3f}; of processor time "
        f"{took['Vaani'][0] / max(took['bare engine'][0], 1e-9):.3f}"
    )


async def reading(client: httpx.AsyncClient, house: House, peer: Peer | None) -> None:
    """The sentences in another voice, transcribed; a peer takes turns at being first."""
    ways = {"Vaani": (client, "whisper-1", house.memory)}
    async with AsyncExitStack() as opened:
        if peer is not None:
            other = await opened.enter_async_context(peer.client())
            ways[peer.name] = (other, peer.model, peer.memory)
        took: dict[str, float] = dict.fromkeys(ways, 0.0)
        wrong: Counter[str] = Counter()
        said, count = 0.0, 0
        for asked, model, _ in ways.values():
            await words_of(asked, np.zeros(16000, np.int16), 16000, "en", model)
        for number, text in enumerate(house.sentences):
            sound = np.frombuffer(say(text, "am_michael", 16000), "<i2").astype(np.int16)
            said, count = said + len(sound) / 16000, count + len(plain(text))
            for name in list(ways) if number % 2 else list(reversed(ways)):
                asked, model, _ = ways[name]
                began = time.perf_counter()
                heard = await words_of(asked, sound, 16000, "en", model)
                took[name] += time.perf_counter() - began
                wrong[name] += errors(plain(text), plain(heard))
    for name, (_, _, memory) in ways.items():
        print(
            f"{name:<14} real-time factor {took[name] / said:.4f}; word error "
            f"{wrong[name] / count:.1%}; memory {memory() / 1e6:.0f} MB"
        )


async def load(client: httpx.AsyncClient, house: House) -> None:
    """100 at once."""
    texts = [
        " ".join(house.sentences[(at + n) % len(house.sentences)] for n in range(MIXED[at % 8]))
        for at in range(100)
    ]
    if house.process is not None:
        house.process.send_signal(_WATCH)
    began, since = time.perf_counter(), time.monotonic()
    answers = await asyncio.gather(*(speech(client, text) for text in texts))
    took = time.perf_counter() - began
    house.under_load = since, time.monotonic()
    states = Counter(status for _, _, status in answers)
    served = [made for made, _, status in answers if status == 200]
    print(f"100 at once in {took:.1f} s: {dict(states)}")
    print(f"served: first sound {quantiles([one.first_s for one in served])}")
    print(f"served: whole {quantiles([one.whole_s for one in served])}")
    said = sum(one.speech_s for one in served)
    print(f"{said:.0f} s of speech, real-time factor of all together {took / said:.3f}")
    if set(states) - {200, 429}:
        raise SystemExit("there was an error that is no 429")


def plain(text: str) -> list[str]:
    """The words, in small letters, numbers and signs as they are spoken most simply."""
    return re.sub(r"[^a-z0-9' ]", " ", text.lower().replace("-", " ")).split()


def errors(said: list[str], heard: list[str]) -> int:
    """Words that were changed, left out or put in (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


async def words(client: httpx.AsyncClient, house: House) -> None:
    """Text, speech, text."""
    wrong: Counter[str] = Counter()
    count = 0
    for text in house.sentences:
        _, pcm, _ = await speech(client, text)
        sound = np.frombuffer(pcm, dtype="<i2").astype(np.int16)
        narrow = decode_mulaw(encode_mulaw(resample(sound, RATE_HZ, 8000)))
        said = plain(text)
        count += len(said)
        for name, heard in (
            ("16 kHz", await words_of(client, resample(sound, RATE_HZ, 16000), 16000, "en")),
            ("8 kHz mu-law", await words_of(client, narrow, 8000, "en")),
        ):
            missed = errors(said, plain(heard))
            wrong[name] += missed
            if missed and house.verbose:
                print(f"  {name}: {text} -> {heard}")
    for name in ("16 kHz", "8 kHz mu-law"):
        print(f"{len(house.sentences)} sentences, {name}: word error {wrong[name] / count:.1%}")


async def hindi_intents(client: httpx.AsyncClient, house: House) -> None:
    """Understood as their text is? File by file, as only the second was not looked at."""
    understander = RuleUnderstander()
    for file in hindi.FILES_OF_SENTENCES:
        counts: Counter[str] = Counter()
        lines = [one for one in hindi.sentences(file) if one[1] != "english"]
        for place, kind, line in lines[: house.most_hindi]:
            clip = hindi.Clip(hindi.place_of(place, line), kind, line, "hf_alpha", b"")
            scene = hindi.scene_of(clip, load_business(hindi.FILES[clip.place]))
            _, pcm, status = await speech(client, line.get("said", line["text"]), voice="alloy")
            if status != 200:
                raise SystemExit(f"{line['text']}: {status} {pcm.decode()}")
            sound = np.frombuffer(pcm, dtype="<i2").astype(np.int16)
            narrow = decode_mulaw(encode_mulaw(resample(sound, RATE_HZ, 8000)))
            read = await words_of(client, narrow, 8000, "hi")
            counts["sentences"] += 1
            for name, text in (("text", line["text"]), ("speech", read)):
                turn = CallerTurn(2, "said", (Alternative(text, "hi"),), "hi")
                commands = understander.understand(turn, scene).commands
                judged = hindi.judged(clip, commands)
                counts[name] += judged.right
                counts[f"{name} starts"] += judged.wrong_start
                if not judged.right and house.verbose:
                    print(f"  {name}: {line['text']} -> {text}")
        print(
            f"{file.name}: {counts['sentences']} sentences through 8 kHz mu-law, intents right: "
            f"{counts['speech']} ({counts['speech starts']} wrong starts), {counts['text']} as text"
        )


# --- the server -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Peer:
    """Another server, of the OpenAI API or (`tcp://HOST:PORT`) of Wyoming."""

    name: str
    url: str
    model: str
    voice: str
    process: psutil.Process | None

    def client(self) -> httpx.AsyncClient:
        """For its HTTP."""
        return httpx.AsyncClient(base_url=self.url, timeout=600)

    async def spoken(self, text: str) -> Made:
        """One synthesis. Raises RuntimeError and ProviderError when it fails."""
        if not self.url.startswith("tcp://"):
            async with self.client() as server:
                return await spoken(server, text, self.model, self.voice)
        began, first, count = time.perf_counter(), None, 0
        speaker = WyomingSpeaker(self.url, {"en": self.voice or None})
        async for pcm in speaker.speak(text, Voice("en")):
            first = first or time.perf_counter() - began
            count += len(pcm) // 2
        whole = time.perf_counter() - began
        return Made(first or whole, whole, count / speaker.rate_hz)

    def memory(self) -> int:
        """Resident bytes; 0: its process is not known."""
        return tree_bytes(self.process)


@dataclass(slots=True)
class House:
    """Whom the parts speak to, and what they said."""

    sentences: tuple[str, ...]
    verbose: bool
    most_hindi: int
    repeat: int
    process: psutil.Process | None
    under_load: tuple[float, float] | None = None

    def memory(self) -> int:
        """Resident bytes; 0: it runs elsewhere."""
        return tree_bytes(self.process)


def cpu_s(process: psutil.Process | None) -> float:
    """Processor seconds so far; 0: it runs elsewhere."""
    if process is None:
        return 0.0
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def tree_bytes(process: psutil.Process | None) -> int:
    """Resident; 0: it runs elsewhere."""
    if process is None:
        return 0
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))


def serve_watched(data: Path) -> None:
    """`vaani serve`; from a signal on a task in its loop notes when it comes too late."""
    from vaani.cli import serve  # noqa: PLC0415 - only in the server's process

    beats: list[tuple[float, float, float]] = []
    original = serve._serve

    async def watch() -> None:
        while True:
            due, busy = time.monotonic() + _BEAT_S, time.thread_time()
            await asyncio.sleep(_BEAT_S)
            late_s = time.monotonic() - due
            beats.append((time.monotonic(), late_s * 1000, (time.thread_time() - busy) * 1000))

    async def watched(loaded: Any, demo: bool) -> None:
        watching: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(_WATCH, lambda: watching.append(loop.create_task(watch())))
        try:
            await original(loaded, demo)
        finally:
            for task in watching:
                task.cancel()

    serve._serve = watched
    serve.serve(port=0, data=data)
    np.save(data / "beats.npy", np.array(beats))


def tell_beats(data: Path, window: tuple[float, float] | None) -> None:
    """How late the loop was while it was under load."""
    if window is None:
        return
    beats = np.load(data / "beats.npy")
    beats = beats[(beats[:, 0] >= window[0]) & (beats[:, 0] <= window[1])]
    late = np.percentile(beats[:, 1], (50, 95, 99, 100))
    busy = np.percentile(beats[:, 2], (50, 95, 99, 100))
    print(f"event loop under load, p50/p95/p99/worst: late by {told(late)} ms;")
    print(f"its own work between two beats of {_BEAT_S * 1000:.0f} ms: {told(busy)} ms")
    worst = beats[int(np.argmax(beats[:, 2]))]
    print(f"the longest of them {worst[0] - window[0]:.2f} s after the 100 came")


def told(values: Any) -> str:
    return " / ".join(f"{one:.1f}" for one in values)


def opened(data: Path) -> tuple[subprocess.Popen[str], str, str]:
    """A server of our own: its process, address and a key."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(data)],
        stdout=subprocess.PIPE,
        stderr=(data / "log").open("w"),
        text=True,
        env={**os.environ, **_NO_RATES},
    )
    for line in process.stdout or ():
        if line.startswith("ready"):
            asked = ["vaani", "key", "create", "--role", "staff", "--data", str(data)]
            asked[0] = str(Path(sys.executable).parent / asked[0])
            key = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
            return process, line.split()[1], key
    raise SystemExit(f"the server did not start: see {data / 'log'}")


async def measure(chosen: argparse.Namespace, url: str, key: str, house: House) -> None:
    """The parts, one after the other."""
    headers = {"Authorization": f"Bearer {key}"}
    limits = httpx.Limits(max_connections=120)
    async with httpx.AsyncClient(
        base_url=url, headers=headers, limits=limits, timeout=600
    ) as client:
        peer = None
        if chosen.peer:
            process = psutil.Process(chosen.peer_pid) if chosen.peer_pid else None
            told = (chosen.peer_name, chosen.peer, chosen.peer_model, chosen.peer_voice)
            peer = Peer(*told, process)
        for part in chosen.parts or PARTS:
            print(f"--- {part}")
            if part in ("overhead", "reading"):
                await PARTS[part](client, house, peer)
            else:
                await PARTS[part](client, house)


PARTS: dict[str, Any] = {
    "overhead": overhead,
    "reading": reading,
    "load": load,
    "words": words,
    "hindi": hindi_intents,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all, when none is named")
    parser.add_argument("--url", help="a server that runs; else one of our own")
    parser.add_argument("--key", default="", help="its key of the role staff")
    parser.add_argument("--sentences", type=int, default=len(SENTENCES))
    parser.add_argument("--repeat", type=int, default=3, help="of each sentence, in `overhead`")
    parser.add_argument("--peer", help="address of another server, http:// or tcp://")
    parser.add_argument("--peer-name", default="peer")
    parser.add_argument("--peer-model", default="tts-1")
    parser.add_argument("--peer-voice", default="alloy")
    parser.add_argument("--peer-pid", type=int, help="its process, to see its memory")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve is not None:
        serve_watched(chosen.serve)
        return
    sentences = SENTENCES[: chosen.sentences]
    if chosen.url:
        house = House(sentences, chosen.verbose, chosen.sentences, chosen.repeat, None)
        asyncio.run(measure(chosen, chosen.url, chosen.key, house))
        return
    with tempfile.TemporaryDirectory() as folder:
        process, url, key = opened(Path(folder))
        house = House(
            sentences, chosen.verbose, chosen.sentences, chosen.repeat, psutil.Process(process.pid)
        )
        try:
            asyncio.run(measure(chosen, url, key, house))
        finally:
            process.terminate()
            process.wait(30)
        tell_beats(Path(folder), house.under_load)


if __name__ == "__main__":
    main()
