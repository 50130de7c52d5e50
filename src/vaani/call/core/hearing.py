"""When does the caller speak and when does he pause, from probabilities of speech?

Pure hysteresis over the windows of a voice detector. It leaves what follows from it to `turns`.
"""

from __future__ import annotations

from dataclasses import dataclass

from vaani.call.facts import SpeechPaused, SpeechStarted
from vaani.kit.clock import MediaMs


@dataclass(frozen=True, slots=True)
class HearingSettings:
    """Probabilities 0..1, times in milliseconds."""

    start_probability: float = 0.5
    stop_probability: float = 0.35
    rise_probability: float = 0.15
    """Where speech is found, it began where the probability last rose above this."""
    rise_ms: int = 400
    """But no longer than this before it was found."""
    start_ms: int = 96
    start_over_us_ms: int = 96
    """Speech needed before it counts, when we are silent and when we are speaking."""
    pause_ms: int = 96
    """Silence after which the speech so far is recognised, in case it was all."""


class Hearing:
    """One caller's voice activity. Feed windows in order."""

    __slots__ = (
        "_attack_ms",
        "_candidate_ms",
        "_last_voiced",
        "_onset",
        "_release_ms",
        "_rise",
        "_settings",
        "_window_ms",
        "speaking",
    )

    def __init__(
        self,
        window_ms: int,
        settings: HearingSettings | None = None,
        lag_ms: tuple[int, int] = (0, 0),
    ) -> None:
        """`lag_ms`: how late the detector says that a voice begins, and that it ends."""
        self._settings = settings or HearingSettings()
        self._window_ms = window_ms
        self._attack_ms, self._release_ms = lag_ms
        self._candidate_ms = 0
        self._rise: int | None = None
        self._onset = 0
        self._last_voiced = 0
        self.speaking = False

    def change(self, settings: HearingSettings) -> None:
        """Listen by these from the next window on."""
        self._settings = settings

    def window(
        self, probability: float, end: MediaMs, we_speak: bool
    ) -> SpeechStarted | SpeechPaused | None:
        """Take the probability of the window that ends at `end`; None: nothing changed."""
        settings = self._settings
        if self.speaking:
            if probability >= settings.stop_probability:
                self._last_voiced = end
                return None
            if end - self._last_voiced < settings.pause_ms:
                return None
            self.speaking = False
            self._candidate_ms = 0
            self._rise = None
            ended = max(self._onset, self._last_voiced - self._release_ms)
            return SpeechPaused(MediaMs(ended), ended - self._onset)
        if probability < settings.rise_probability:
            self._rise = None
        elif self._rise is None:
            self._rise = end - self._window_ms
        if probability < settings.start_probability:
            self._candidate_ms = max(0, self._candidate_ms - self._window_ms * 2)
            return None
        self._candidate_ms += self._window_ms
        needed = settings.start_over_us_ms if we_speak else settings.start_ms
        if self._candidate_ms < needed:
            return None
        self.speaking = True
        rise = max(self._rise if self._rise is not None else end, end - settings.rise_ms)
        self._onset = max(0, rise - self._attack_ms)
        self._last_voiced = end
        return SpeechStarted(MediaMs(self._onset))
