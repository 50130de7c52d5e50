"""How many calls does one core hold on each carrier's wire, beside Twilio's?

The same callers, closed loop and verdict as in `run.py`; what they write and read is a carrier's
`Dialect`: its messages, its coding (Vonage's is 16 kHz linear), its pieces (Exotel's are 100 ms).
The server is `vaani bench serve`, whose `/media/<wire>` is that carrier's line on the real engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from picows import WSFrame, WSMsgType, WSTransport

from vaani.audio.frame import Samples
from vaani.audio.g711 import encode_mulaw
from vaani.audio.resample import resample
from vaani.testing.carrier_peer import Clear, Mark, Out
from vaani.testing.dialects import dialect_of
from vaani.testing.load.callers import FRAME_S, Caller, Clip, Notes, line_noise
from vaani.testing.load.run import LoadSettings, Row, Server, cores_of, engine_command, measured
from vaani.testing.load.sip import SipCaller

LEAST: Mapping[str, float] = {"vonage": 0.5, "exotel": 0.5}
"""Share of Twilio's calls that a wire is to hold; all others `OTHERWISE`."""
OTHERWISE = 0.7
_LINE_HZ = 8000


class WireCaller(Caller):
    """One caller on one carrier's socket."""

    def __init__(
        self, number: int, clips: list[Clip], notes: Notes, seed: int, carrier: str
    ) -> None:
        super().__init__(number, [], notes, seed)
        self._dialect = dialect_of(carrier, f"call-{number:06d}")
        coding = self._dialect.coding
        self._piece = coding.frame_bytes * self._dialect.piece_ms // 20
        self._pieces_s = self._dialect.piece_ms / 1000
        noise = line_noise(seed)
        self._said = [(said, self._pieces(said.samples, noise)) for said in clips]
        self._noise = self._pieces(np.zeros(0, dtype=np.int16), noise)
        self._bytes_per_s = coding.frame_bytes * 50

    def _pieces(self, samples: Samples, noise: Samples) -> tuple[bytes, ...]:
        """What is heard on the line, as this carrier sends it."""
        coding, size = self._dialect.coding, max(len(samples), len(noise))
        mixed = np.resize(noise, len(samples) or size).astype(np.int32)
        mixed[: len(samples)] += samples
        heard = np.clip(mixed, -32768, 32767).astype(np.int16)
        if coding.rate_hz != _LINE_HZ:
            heard = resample(heard, _LINE_HZ, coding.rate_hz)
        raw = encode_mulaw(heard) if coding.encoding == "mulaw" else heard.tobytes()
        raw += coding.silence * (-len(raw) % self._piece // len(coding.silence))
        return tuple(raw[at : at + self._piece] for at in range(0, len(raw), self._piece))

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        for message in self._dialect.opening():
            self._put(message)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type not in (WSMsgType.TEXT, WSMsgType.BINARY):
            return
        is_binary = frame.msg_type == WSMsgType.BINARY
        got = self._dialect.read(frame.get_payload_as_bytes(), is_binary)
        now = self._loop.time()
        if isinstance(got, bytes):
            self._heard(now, len(got) / self._bytes_per_s)
        elif isinstance(got, Mark):
            self.ear.mark(now, got.name)
        elif isinstance(got, Clear):
            self._cleared(now)
            self._put(self._dialect.cleared())

    def tick(self, now: float) -> None:
        """Send the piece that is due and see how the talk stands."""
        if self.state == "ended" or now < self.next_frame:
            return
        self._notes.late_ms.append((now - self.next_frame) * 1000)
        self.next_frame += self._pieces_s
        for name in self.ear.due_marks(now):
            self._return(name)
        self._go_on(now)
        self._put(self._dialect.media(self._next_piece()))
        self._notes.frames_sent += round(self._pieces_s / FRAME_S)

    def _next_piece(self) -> bytes:
        if self._clip is None:
            self._idle = (self._idle + 1) % len(self._noise)
            return self._noise[self._idle]
        piece = self._clip[self._at]
        self._at += 1
        if self._at >= len(self._clip):
            self._clip = None
        return piece

    def _cleared(self, now: float) -> None:
        names = self.ear.clear(now)
        for name in names if self._dialect.returns_cleared else ():
            self._return(name)
        self._noticed_clear(now)

    def _return(self, name: str) -> None:
        self._put(self._dialect.played(name))

    def hang_up(self) -> None:
        """Say that he is gone, where this carrier does, and leave."""
        if self.state != "ended" and self._transport is not None:
            self.state = "ended"
            self._put(self._dialect.stop())
            self._transport.disconnect()
        for depth, buffer in self.ear.buffers.items():
            self._notes.gaps[depth] += buffer.gaps

    def _put(self, message: Out | None) -> None:
        if message is not None and self._transport is not None:
            is_binary, content = message
            kind = WSMsgType.BINARY if is_binary else WSMsgType.TEXT
            self._transport.send(kind, content)


@dataclass(frozen=True, slots=True)
class Held:
    """One wire: the most calls that it held, and what one cost. `rows` is every size tried."""

    wire: str
    calls: int
    cpu: float
    rows: tuple[Row, ...]


def run(
    settings: LoadSettings, wires: Sequence[str], told: Callable[[str, Row], None]
) -> list[Held]:
    """Each wire at each number of calls, Twilio's first; `told` hears of each."""
    core, said = cores_of()
    held = []
    for wire in dict.fromkeys(("twilio", *wires)):
        rows: list[Row] = []
        for count in settings.calls:
            rows.append(_row(settings, wire, count, core, said))
            told(wire, rows[-1])
            if not rows[-1].holds:
                break
        most = max((row for row in rows if row.holds), key=lambda row: row.calls, default=None)
        held.append(Held(wire, most.calls if most else 0, (most or rows[-1]).cpu, tuple(rows)))
    return held


def _row(settings: LoadSettings, wire: str, count: int, core: int | None, said: list[Clip]) -> Row:
    if wire == "sip":
        server = Server(engine_command(settings, "--sip", "on"), core)
        port = int(server.stats()["sip_port"])
        return measured(
            settings,
            count,
            server,
            lambda number, notes: SipCaller(number, said, notes, number, port),
        )
    return measured(
        settings,
        count,
        Server(engine_command(settings), core, f"/media/{wire}"),
        lambda number, notes: WireCaller(number, said, notes, number, wire),
    )


def table(held: Sequence[Held]) -> str:
    """One line for each wire beside Twilio's, as Markdown."""
    base = held[0]
    lines = [
        "| wire | most calls held of those tried | of Twilio's | CPU-s per call-s | by CPU, of "
        "Twilio's | at least |",
        "|---|---|---|---|---|---|",
    ]
    for one in held:
        share = f"{one.calls / base.calls:.0%}" if base.calls else "-"
        by_cpu = f"{base.cpu / one.cpu:.0%}" if one.cpu else "-"
        least = "-" if one.wire == "sip" else f"{LEAST.get(one.wire, OTHERWISE):.0%}"
        lines.append(f"| {one.wire} | {one.calls} | {share} | {one.cpu:.4f} | {by_cpu} | {least} |")
    return "\n".join(lines)


def falls_short(held: Sequence[Held]) -> list[str]:
    """The wires that hold less than they are to."""
    base = held[0].calls
    return [
        one.wire
        for one in held
        if one.wire != "sip" and one.calls < base * LEAST.get(one.wire, OTHERWISE)
    ]
