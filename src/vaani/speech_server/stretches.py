"""Where in a recording is somebody speaking, in stretches that a recogniser can read?

Pure but for the detector's run. It keeps no more than the stretch that is being heard. Times are
seconds of the recording.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vaani.audio.frame import Floats
from vaani.audio.resample import resample_floats
from vaani.call.core.hearing import Hearing, HearingSettings
from vaani.call.facts import SpeechPaused, SpeechStarted
from vaani.call.ports.detector import VoiceDetector
from vaani.kit.clock import MediaMs

RATE_HZ = 16_000
LONGEST_S = 26.0
PAUSE_MS = 800
_BEFORE_S = 0.2
_AFTER_S = 0.16
_KEEP_S = 0.7


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech from `start_s` to `end_s`, with a little of what is around it."""

    start_s: float
    end_s: float
    sound_from_s: float
    sound: Floats


class Stretches:
    """One recording, or one program's live sound. Feed pieces of any length, in order."""

    def __init__(
        self,
        detector: VoiceDetector,
        pause_ms: int = PAUSE_MS,
        start_probability: float = 0.5,
        *,
        before_s: float = _BEFORE_S,
        start_ms: int = 96,
    ) -> None:
        """`before_s`: so much of what was before it belongs to a stretch. `start_ms`: speech that
        is needed before it counts."""
        self._padding_s = before_s
        self._detector = detector
        self._step = detector.window_samples * RATE_HZ // detector.rate_hz
        window_ms = detector.window_samples * 1000 // detector.rate_hz
        self._hearing = Hearing(
            window_ms,
            HearingSettings(
                pause_ms=pause_ms,
                start_ms=start_ms,
                start_probability=start_probability,
                stop_probability=min(0.35, start_probability * 0.7),
                rise_probability=min(0.15, start_probability * 0.3),
            ),
            (detector.attack_ms, detector.release_ms),
        )
        self._state = detector.new_state()[None]
        self._rest = np.zeros(0, dtype=np.float32)
        self._kept = np.zeros(0, dtype=np.float32)
        self._kept_from = 0
        self._scored = 0
        self._onset_s: float | None = None
        self._before_s = before_s

    @property
    def speaking_since_s(self) -> float | None:
        """When the speech that is being heard began; None: nobody speaks."""
        return self._onset_s

    @property
    def heard_s(self) -> float:
        """How much of the recording was listened to."""
        return self._scored / RATE_HZ

    def so_far(self) -> Floats:
        """The sound of the speech that is being heard; empty when nobody speaks."""
        if self._onset_s is None:
            return np.zeros(0, dtype=np.float32)
        return self._between(self._onset_s - self._before_s, self._scored / RATE_HZ)

    def push(self, piece: Floats) -> list[Stretch]:
        """Stretches that ended within this piece. Blocks: 4 ms for a second of sound."""
        sound = np.concatenate((self._rest, piece))
        whole = len(sound) // self._step
        self._rest = sound[whole * self._step :]
        windows = sound[: whole * self._step]
        self._kept = np.concatenate((self._kept, windows))
        found: list[Stretch] = []
        narrow = resample_floats(windows, RATE_HZ, self._detector.rate_hz)
        size = self._detector.window_samples
        for at in range(whole):
            window = narrow[at * size : (at + 1) * size]
            if len(window) < size:
                window = np.pad(window, (0, size - len(window)))
            probability, self._state = self._detector.score(window[None], self._state)
            self._scored += self._step
            end = self._window(float(probability[0]))
            if end is not None:
                found.append(end)
        self._forget()
        return found

    def flush(self) -> list[Stretch]:
        """The stretch that lasts to the end of the recording, if there is one."""
        self._kept = np.concatenate((self._kept, self._rest))
        self._scored += len(self._rest)
        self._rest = self._rest[:0]
        if self._onset_s is None:
            return []
        last = self._stretch(self._scored / RATE_HZ)
        self._onset_s = None
        self._hearing.speaking = False
        return [last]

    def _window(self, probability: float) -> Stretch | None:
        now_s = self._scored / RATE_HZ
        heard = self._hearing.window(probability, MediaMs(round(now_s * 1000)), False)
        if isinstance(heard, SpeechStarted):
            self._onset_s, self._before_s = heard.at / 1000, self._padding_s
        elif isinstance(heard, SpeechPaused) and self._onset_s is not None:
            found = self._stretch(max(heard.at / 1000, self._onset_s))
            self._onset_s = None
            return found
        elif self._onset_s is not None and now_s - self._onset_s > LONGEST_S:
            found = self._stretch(self._quietest_s(now_s), after_s=0.0)
            self._onset_s, self._before_s = found.end_s, 0.0
            return found
        return None

    def _stretch(self, end_s: float, *, after_s: float = _AFTER_S) -> Stretch:
        start_s = self._onset_s or 0.0
        from_s = max(0.0, start_s - self._before_s)
        return Stretch(start_s, end_s, from_s, self._between(from_s, end_s + after_s))

    def _quietest_s(self, now_s: float) -> float:
        """The middle of the quietest tenth of a second of the last ten seconds."""
        since_s = now_s - 10.0
        sound = self._between(since_s, now_s)
        step = RATE_HZ // 10
        loud = np.square(sound[: len(sound) // step * step]).reshape(-1, step).mean(axis=1)
        return since_s + (int(loud.argmin()) + 0.5) / 10

    def _between(self, start_s: float, end_s: float) -> Floats:
        first = max(0, round(start_s * RATE_HZ) - self._kept_from)
        last = max(first, round(end_s * RATE_HZ) - self._kept_from)
        return self._kept[first:last].copy()

    def _forget(self) -> None:
        """Keep what a stretch may still need: from its onset, or the last moments."""
        needed_s = self.heard_s - _KEEP_S if self._onset_s is None else self._onset_s
        first = max(0, round((needed_s - self._padding_s) * RATE_HZ) - self._kept_from)
        if first:
            self._kept = self._kept[first:].copy()
            self._kept_from += first
