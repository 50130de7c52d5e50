"""What does every part of a running call share: its clock, its mailbox, those who follow it?

Facts go into the mailbox and nowhere else; what was said, heard and done is told to recording,
viewers and listeners from here. Plain calls that return at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from vaani.call.facts import Fact
from vaani.call.listener import Listener
from vaani.call.plan import CallPlan
from vaani.call.recording import Recording
from vaani.kit.clock import MediaMs


class Course:
    """One call's. `watch`: told of everything that a viewer may show; `probe`: of stages by name
    and number, for measurements."""

    __slots__ = (
        "_probe",
        "_watch",
        "listeners",
        "loop",
        "mailbox",
        "plan",
        "recording",
        "zero",
    )

    def __init__(
        self,
        plan: CallPlan,
        recording: Recording | None,
        watch: Callable[[str, dict[str, Any]], None] | None,
        probe: Callable[[str, int], None] | None,
    ) -> None:
        self.plan = plan
        self.recording = recording
        self._watch = watch
        self._probe = probe
        self.loop = asyncio.get_running_loop()
        self.zero = self.loop.time()
        self.mailbox: asyncio.Queue[Fact | None] = asyncio.Queue()
        self.listeners: list[Listener] = []

    def now(self) -> MediaMs:
        """How old the call is."""
        return MediaMs(int((self.loop.time() - self.zero) * 1000))

    def report(self, fact: Fact) -> None:
        """It has happened."""
        self.mailbox.put_nowait(fact)

    def stage(self, name: str, number: int) -> None:
        """A stage of reply or utterance `number` is reached."""
        if self._probe is not None:
            self._probe(name, number)

    def watch(self, kind: str, data: dict[str, Any]) -> None:
        """Viewers and listeners may show this."""
        about = {"at_ms": self.now(), **data}
        if self._watch is not None:
            self._watch(kind, about)
        for listener in self.listeners:
            listener.told(kind, about)

    def sent(self, at: MediaMs, frames: bytes) -> None:
        """The caller hears these from `at` on."""
        if self.recording is not None:
            self.recording.ours(at, frames)
        for listener in self.listeners:
            listener.ours(at, frames)

    def unheard(self, ms: int) -> None:
        """The last that was sent was taken back before the caller heard it."""
        if self.recording is not None:
            self.recording.unheard(ms)
        for listener in self.listeners:
            listener.unheard(ms)


async def close_stream(stream: object) -> None:
    """Close what may be an asynchronous generator."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
