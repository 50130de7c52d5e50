"""How does a caller of the load generator talk over SIP and RTP?

Like the others, by the same closed loop; his telephone is the scripted one of the tests, and every
packet of silence that comes tells that the reply before it is over.
"""

from __future__ import annotations

from typing import Any

from vaani.audio.frame import Samples
from vaani.audio.g711 import encode_mulaw
from vaani.testing.load.callers import FRAME_S, Caller, Clip, Notes, State, line_noise, on_line
from vaani.testing.sip_phone import SipPhone

_FRAME = 160
_QUIET = frozenset((0xFF, 0x7F, 0xFE, 0x7E))


class SipCaller(Caller):
    """One caller with a telephone."""

    def __init__(self, number: int, clips: list[Clip], notes: Notes, seed: int, port: int) -> None:
        super().__init__(number, [], notes, seed)
        noise = line_noise(seed)
        self._said = [(said, _frames(on_line(said, noise))) for said in clips]
        self._noise = _frames(noise)
        self._phone = _Phone(("127.0.0.1", port))
        self._phone.heard_by = self._packet

    async def join(self, url: str) -> None:
        """Ring, and talk once it is answered."""
        await self._phone.open()
        try:
            answer = await self._phone.call()
        except TimeoutError:
            answer = None
        if answer is None or answer.status != 200:
            self.state = "ended"
            self._notes.refused += 1

    def tick(self, now: float) -> None:
        """Send the packet that is due and see how the talk stands."""
        if self.state == "ended" or now < self.next_frame:
            return
        self._notes.late_ms.append((now - self.next_frame) * 1000)
        self.next_frame += FRAME_S
        self._go_on(now)
        self._phone.speak(self._next_piece())
        self._notes.frames_sent += 1
        if any(not one.status and one.method == "BYE" for one in self._phone.inbox):
            self.state = "ended"
            self._notes.errors += 1

    def _speak(self, now: float, state: State) -> None:
        if state == "speaking":
            self.ear.clear(now)
        super()._speak(now, state)

    def _packet(self, sound: bytes) -> None:
        now = self._loop.time()
        if sum(one in _QUIET for one in sound) * 2 < len(sound):
            self._heard(now, len(sound) / 8000)
            return
        self.ear.clear(max(now, self.ear.free_at))
        self._noticed_clear(now)

    def _next_piece(self) -> bytes:
        if self._clip is None:
            self._idle = (self._idle + 1) % len(self._noise)
            return self._noise[self._idle]
        piece = self._clip[self._at]
        self._at += 1
        if self._at >= len(self._clip):
            self._clip = None
        return piece

    def hang_up(self) -> None:
        """BYE, and give the ports back."""
        if self.state != "ended":
            self.state = "ended"
            self._phone.send(self._phone.request("BYE"))
        self._phone.close()
        for depth, buffer in self.ear.buffers.items():
            self._notes.gaps[depth] += buffer.gaps


class _Phone(SipPhone):
    """A telephone that keeps no sound."""

    heard_by: Any = None

    def _packet(self, data: bytes, _addr: Any) -> None:
        if len(data) > 12 and data[1] & 0x7F == 0 and self.heard_by is not None:
            self.heard_by(data[12:])


def _frames(samples: Samples) -> tuple[bytes, ...]:
    coded = encode_mulaw(samples)
    whole = len(coded) // _FRAME * _FRAME
    return tuple(coded[at : at + _FRAME] for at in range(0, whole, _FRAME))
