"""Who does the work of one call? Engines, brain, toolbox and journal for one plan."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import structlog

from vaani.api.events import EventHub
from vaani.api.metrics import Metrics
from vaani.audio.g711 import decode_alaw, decode_mulaw
from vaani.audio.wav import Wav, WavError, write_wav
from vaani.bootstrap.consulting import Consulting
from vaani.bootstrap.live import Talks
from vaani.bootstrap.speech import Speech
from vaani.bootstrap.watching import OutboxPump, WatchedJournal
from vaani.call.plan import CallPlan
from vaani.call.ports.journal import Journal
from vaani.call.ports.line import Line, Viewer
from vaani.call.ports.meter import begin
from vaani.call.ports.thinker import Thinker
from vaani.call.recording import Recording
from vaani.call.session import Parts
from vaani.domain.calls.recordings import Recordings
from vaani.domain.usage.meter import CallMeter
from vaani.domain.usage.service import UsageBook
from vaani.providers.model_chain import ThinkingEngine
from vaani.providers.recorded.voice import AccompaniedSpeaker
from vaani.storage.errors import StorageError

First = ThinkingEngine | None

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CallParts:
    """Makes the parts of each call."""

    speech: Speech
    think: Callable[[CallPlan, Callable[[], None], Callable[[str, bool], None], First], Thinker]
    """The brain of a call; it calls the first function when the caller refuses storage, the second
    when it has used a tool. Its first model, when that is the call's own."""
    journal: Callable[[CallPlan], Journal]
    events: EventHub
    metrics: Metrics
    pump: OutboxPump
    recordings: Recordings | None
    """Where recordings go; None: no call is recorded whatever a business says."""
    usage: UsageBook | None = None
    """Counts what calls use of vendors; None: nobody counts."""
    consulting: Consulting | None = None
    """Calls colleagues before callers are passed on to them; None: nobody does."""
    ring_s: float = 30.0
    talks: Talks | None = None
    """Models that hear and speak themselves; None: there are none."""
    _writing: set[asyncio.Task[None]] = field(default_factory=set)

    def of_call(self, plan: CallPlan, line: Line) -> Parts:
        """The parts of a call that begins on `line`."""
        journal = self.watched(plan)
        recorded = self.recordings is not None and plan.business.privacy.record_audio
        recording = Recording(line.coding) if recorded else None

        def forget() -> None:
            journal.withhold()
            if recording is not None:
                recording.forget()

        talking = self.talks.of_call(plan) if self.talks is not None else None
        first = talking.thinking if talking is not None else None
        parts = Parts(
            transcriber=self.speech.transcriber(plan),
            thinker=self.think(plan, forget, journal.tool, first),
            speaker=AccompaniedSpeaker(self.speech.speaker),
            journal=journal,
            turn_detector=self.speech.turn_detector,
            recording=recording,
            watch=_viewer(line),
            outage=True,
            colleague=self.consulting.of_call(plan) if self.consulting is not None else None,
            ring_s=self.ring_s,
            ears=lambda: self.speech.transcriber(plan),
        )
        return parts if talking is None else talking.join(parts)

    def watched(self, plan: CallPlan) -> WatchedJournal:
        """The journal of a call that begins in this task, whose use of vendors is counted."""
        meters: list[CallMeter] = []
        journal = WatchedJournal(
            self.journal(plan), plan, self.events, self.metrics, lambda: self._settle(meters)
        )
        if self.usage is not None:
            meters.append(self.usage.meter(plan, journal.noticed))
            begin(meters[0])
        return journal

    async def _settle(self, meters: list[CallMeter]) -> None:
        """What the call used is stored, and what it told is handed on."""
        for meter in meters:
            try:
                await cast(UsageBook, self.usage).ended(meter)
            except StorageError as error:
                log.error("usage.lost", call_id=meter.plan.call_id, why=str(error))
        await self.pump.empty()

    def over(self, plan: CallPlan, parts: Parts) -> None:
        """The call is over: its recording is written, if there is one that may be kept."""
        if parts.recording is None or not parts.recording.kept or self.recordings is None:
            return
        path = self.recordings.place(plan.business.slug, plan.call_id)
        if path is None:
            return
        task = asyncio.get_running_loop().create_task(_write(path, parts.recording))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def settle(self) -> None:
        """Wait for recordings that are being written."""
        await asyncio.gather(*self._writing, return_exceptions=True)


def _viewer(line: Line) -> Callable[[str, dict[str, Any]], None] | None:
    """What the line's far end shows, when it can."""
    return line.show if isinstance(line, Viewer) else None


async def _write(path: Path, recording: Recording) -> None:
    await asyncio.to_thread(_write_now, path, recording)


def _write_now(path: Path, recording: Recording) -> None:
    coding, caller, ours = recording.channels()
    decode = {"mulaw": decode_mulaw, "alaw": decode_alaw, "l16": _plain}[coding.encoding]
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_wav(part, Wav((decode(caller), decode(ours)), coding.rate_hz))
        part.chmod(0o600)
        part.replace(path)
    except (WavError, OSError) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        log.error("a recording is lost", call_id=path.stem, why=str(error))


def _plain(raw: bytes) -> Any:
    return np.frombuffer(raw, dtype="<i2")
