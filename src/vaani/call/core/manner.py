"""What follows from a choice of turn-taking for voices and pauses? Pure.

Numbers that a choice does not touch stay those of `HearingSettings`, `EndpointSettings` and
`TurnSettings`. The wait for a caller who dictates digits or stopped in mid-sentence moves with the
least silence too, so that nobody's patience turns round.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vaani.call.core.endpointing import EndpointSettings
from vaani.call.core.hearing import HearingSettings
from vaani.call.core.patience import PatienceSettings
from vaani.call.turn_taking import TurnTaking

_MORE_MS = 400
"""So much longer than the least silence may the longest wait be, at least."""


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """Milliseconds. How overlaps, missing words and key presses are treated."""

    endpoint: EndpointSettings = field(default_factory=EndpointSettings)
    yield_after_ms: int = 1100
    """Speech over ours that lasts so long is words, whatever the transcriber says."""
    noise_ms: int = 350
    murmur_ms: int = 900
    """Speech over ours that is shorter, and brings no words in its verdict, was a noise; one that
    is shorter than a murmur needs words that were heard well."""
    verdict_ms: int = 650
    verdict_murmur_ms: int = 850
    verdict_long_ms: int = 1800
    heard_well: float = 0.45
    """Confidence of words that are words: "achha" comes as "Good job." at 0.2."""
    patience: PatienceSettings = field(default_factory=PatienceSettings)
    worth_asking_ms: int = 1200
    """Speech without words that lasted so long is answered with a question."""
    key_gap_ms: int = 2500
    single_key_ms: int = 700
    answered_share: float = 0.6
    """A yes over our question counts once so much of the question was heard."""
    voice_ms: int = 15_000
    """A sentence that has no voice for so long has none; voices have a shorter deadline of their
    own, this one is for one that keeps none."""
    closing_ms: int = 30_000
    """A farewell that lasts longer is not being heard: the call ends without it."""


def hearing_of(choice: TurnTaking, shipped: HearingSettings | None = None) -> HearingSettings:
    """When a sound is a voice, and when it has stopped."""
    wanted, settings = choice.in_full, shipped or HearingSettings()
    if wanted.start_sensitivity is not None:
        surely = 0.4 if wanted.start_sensitivity == "high" else 0.7
        settings = replace(settings, start_probability=surely)
    if wanted.end_sensitivity is not None:
        still = 0.45 if wanted.end_sensitivity == "high" else 0.25
        settings = replace(settings, stop_probability=min(still, settings.start_probability))
    if wanted.prefix_ms is not None:
        settings = replace(settings, start_ms=wanted.prefix_ms, start_over_us_ms=wanted.prefix_ms)
    return settings


def turns_of(choice: TurnTaking, shipped: TurnSettings | None = None) -> TurnSettings:
    """What is done about overlaps and pauses."""
    wanted, settings = choice.in_full, shipped or TurnSettings()
    if wanted.start_sensitivity == "low":
        settings = replace(
            settings, yield_after_ms=1500, noise_ms=500, murmur_ms=1200, heard_well=0.6
        )
    return replace(settings, endpoint=_endpoint(wanted, settings.endpoint))


def _endpoint(wanted: TurnTaking, settings: EndpointSettings) -> EndpointSettings:
    if wanted.end_sensitivity is not None:
        settings = _stretched(settings, 0.75 if wanted.end_sensitivity == "high" else 1.35)
    if wanted.silence_ms is not None:
        settings = _moved(settings, wanted.silence_ms)
    return settings


def _stretched(settings: EndpointSettings, by: float) -> EndpointSettings:
    """Every wait beyond the least one grows or shrinks."""
    least = settings.floor_ms

    def wait(ms: int) -> int:
        return least + round(max(0, ms - least) * by)

    return replace(
        settings,
        span_ms=round(settings.span_ms * by),
        unknown_ms=wait(settings.unknown_ms),
        ceilings_ms={kind: wait(ms) for kind, ms in settings.ceilings_ms.items()},
        ceiling_ms=wait(settings.ceiling_ms),
        unfinished_ms=wait(settings.unfinished_ms),
        most_ms=max(settings.most_ms, wait(settings.unfinished_ms)),
    )


def _moved(settings: EndpointSettings, silence_ms: int) -> EndpointSettings:
    """Every wait moves with the least silence, none beyond what a caller bears."""
    by = silence_ms - settings.floor_ms
    most = max(settings.most_ms, silence_ms + _MORE_MS)

    def wait(ms: int) -> int:
        return max(silence_ms, min(ms + by, most))

    return replace(
        settings,
        floor_ms=silence_ms,
        unknown_ms=wait(settings.unknown_ms),
        ceilings_ms={kind: wait(ms) for kind, ms in settings.ceilings_ms.items()},
        ceiling_ms=wait(settings.ceiling_ms),
        digits_done_ms=wait(settings.digits_done_ms),
        unfinished_ms=wait(settings.unfinished_ms),
        most_ms=most,
    )
