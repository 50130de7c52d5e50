"""What whoever reads the bench's figures relies on: its calls are real calls, to their rows."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import pytest

from vaani.audio.g711 import encode_mulaw
from vaani.cli.bench_serve import WIRES
from vaani.testing.carrier_peer import CarrierPeer
from vaani.testing.dialects import dialect_of
from vaani.testing.load.wires import Held, falls_short, table
from vaani.testing.served import vaani
from vaani.testing.sip_phone import SipPhone
from vaani.testing.twilio_peer import Stream, TwilioPeer

_WAVE = np.sin(2 * np.pi * 300 * np.arange(9600) / 8000) * 12_000
SPEECH = encode_mulaw(_WAVE.astype(np.int16))
"""1.2 s of what the energy detector takes for a voice."""


@dataclass
class Bench:
    """A running `vaani bench serve` and its temporary folder."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    async def call(self) -> TwilioPeer:
        """Far ends of any origin may give every call the same names."""
        peer = TwilioPeer(Stream("CA" + "0" * 32))
        await peer.open(self.url)
        return peer

    async def stats(self) -> dict[str, int]:
        address = self.url.replace("ws:", "http:").replace("/media/twilio", "/bench/stats")
        async with httpx.AsyncClient() as client:
            page: dict[str, int] = (await client.get(address)).json()
        return page

    def rows(self) -> sqlite3.Connection:
        """The scratch database; what is open stays readable when its folder is gone."""
        (file,) = self.folder.glob("vaani-bench-*/vaani.db")
        opened = sqlite3.connect(file)
        opened.row_factory = sqlite3.Row
        opened.execute("SELECT count(*) FROM calls").fetchall()
        return opened

    async def stop(self) -> int:
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 20)


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bench]]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> Bench:
        command = vaani("bench", "serve", "--port", "0", "--vad", "energy", *options)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        ready, url = process.stdout.readline().split()
        assert ready == "ready"
        return Bench(process, url, tmp_path)

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait(10)


async def talk(peer: TwilioPeer) -> None:
    """One turn: the caller speaks and hears the answer out."""
    since = asyncio.get_running_loop().time() + len(SPEECH) / 8000
    peer.say(SPEECH)
    await peer.assistant_finished(since=since)


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_every_call_is_a_stored_call_with_its_turns_and_the_rows_go_with_the_server(
    serve: Callable[..., Bench], workers: str
) -> None:
    bench = serve("--workers", workers, "--greeting", "off")
    peers = [await bench.call() for _ in range(4)]
    await asyncio.gather(*(talk(peer) for peer in peers))
    with closing(bench.rows()) as rows:
        early, *others = peers
        await early.hang_up()
        assert await bench.stop() == 0
        await asyncio.gather(*(peer.close() for peer in others))
        calls = rows.execute("SELECT * FROM calls").fetchall()
        turns = rows.execute("SELECT * FROM call_turns").fetchall()
        events = rows.execute("SELECT call_id FROM call_events WHERE kind = 'line.counters'")
        told = rows.execute("SELECT call_id FROM outbox WHERE type = 'call.completed'")
        ids = sorted(call["id"] for call in calls)
        assert len(ids) == 4
        assert {(call["status"], call["test"]) for call in calls} == {("completed", 1)}
        assert all(call["ended_at"] and call["duration_ms"] > 1000 for call in calls)
        for call_id in ids:
            speakers = {turn["speaker"] for turn in turns if turn["call_id"] == call_id}
            assert speakers == {"caller", "assistant"}
        assert sorted(row["call_id"] for row in events) == ids
        assert sorted(row["call_id"] for row in told) == ids
        sealed = [turn["text_sealed"] for turn in turns]
        assert all(text.startswith("k1.") and "table" not in text for text in sealed)
    assert list(bench.folder.iterdir()) == []


async def test_past_capacity_a_caller_hears_the_busy_line_and_leaves_no_row(
    serve: Callable[..., Bench],
) -> None:
    bench = serve("--max-calls", "1", "--greeting", "off")
    peers = await asyncio.gather(bench.call(), bench.call(), bench.call())
    refused = [asyncio.create_task(peer.closed.wait()) for peer in peers]
    done, up = await asyncio.wait(refused, timeout=8)
    assert (len(done), len(up)) == (2, 1)
    for peer, task in zip(peers, refused, strict=True):
        heard = peer.playout.last_sound(0) is not None
        assert heard == (task in done)
    page = await bench.stats()
    assert (page["calls_open"], page["calls_refused"]) == (1, 2)
    with closing(bench.rows()) as rows:
        assert rows.execute("SELECT count(*) FROM calls").fetchone()[0] == 1
    assert await bench.stop() == 0
    await asyncio.gather(*(peer.close() for peer in peers))


async def test_every_wire_is_a_call_on_the_same_engine(serve: Callable[..., Bench]) -> None:
    bench = serve("--greeting", "on", "--sip", "on")

    async def call(wire: str) -> None:
        peer = CarrierPeer(dialect_of(wire, f"call-{wire}"))
        headers = {"Sec-WebSocket-Protocol": "media"} if wire == "asterisk_ws" else None
        await peer.open(bench.url.replace("/twilio", f"/{wire}"), headers=headers)
        assert await peer.assistant_began(within_s=60), wire
        await peer.hang_up()
        assert peer.complaints == [], wire

    await asyncio.gather(*(call(wire) for wire in WIRES))
    phone = SipPhone(("127.0.0.1", (await bench.stats())["sip_port"]))
    await phone.open()
    assert (await phone.call()).status == 200
    assert (await phone.bye()).status == 200
    phone.close()
    assert await bench.stop() == 0


def test_a_wire_that_holds_too_few_calls_is_named_beside_twilios() -> None:
    def held(wire: str, calls: int, cpu: float = 0.01) -> Held:
        return Held(wire, calls, cpu, ())

    rows = [held("twilio", 100), held("plivo", 69), held("vonage", 50), held("sip", 5)]
    assert falls_short(rows) == ["plivo"]
    assert falls_short([*rows, held("exotel", 49)]) == ["plivo", "exotel"]
    assert "| vonage | 50 | 50% | 0.0100 | 100% | 50% |" in table(rows)
    assert "| sip | 5 | 5% | 0.0100 | 100% | - |" in table(rows)
