"""Who hears and speaks in this process? The engines that the settings name, loaded once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vaani.bootstrap.hearing import LOCAL, check_hearing, open_hearing
from vaani.bootstrap.speaking import check_speaking, open_speaking
from vaani.call.plan import CallPlan
from vaani.call.ports.detector import TurnDetector, VoiceDetector
from vaani.call.ports.recogniser import Recogniser
from vaani.call.ports.speaker import Speaker
from vaani.call.ports.transcriber import Transcriber
from vaani.kit.errors import ProviderError, SettingsError
from vaani.language.found import Language
from vaani.providers.cache import CachedSpeaker, remove_former
from vaani.providers.deadline import PunctualSpeaker
from vaani.providers.speaking_chain import ChainedSpeaker
from vaani.settings import Settings

if TYPE_CHECKING:
    from vaani.providers.local.load import SpeechLoad
    from vaani.providers.local.smart_turn import SmartTurnDetector
    from vaani.providers.local.voices import LocalVoices
    from vaani.providers.local.whisper import WhisperSource

log = logging.getLogger(__name__)

NEEDED_MODELS = ("silero-vad", "whisper-base", "onnxruntime", "ctranslate2")
"""Parts of the local speech without which no spoken call is possible."""
_LOCAL_HEARING = ("whisper-base", "ctranslate2")
"""Those of them that only the local recogniser needs."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The engines, shared by all calls."""

    detector: VoiceDetector
    transcriber: Callable[[CallPlan], Transcriber]
    speaker: CachedSpeaker | ChainedSpeaker
    turn_detector: TurnDetector | None = None
    voices: Speaker | None = None
    """The local voices without what is kept for calls; None: no program is served with them."""
    recogniser: Recogniser | None = None
    """Reads recordings of programs; None: none are read."""
    load: SpeechLoad | None = None
    """How much speech this machine recognises in time; None where others recognise it."""
    close: Callable[[], None] = field(default=lambda: None)
    aclose: Callable[[], Awaitable[None]] | None = None


async def open_speech(settings: Settings) -> Speech | None:
    """Load the engines off the loop; None when speech is switched off.

    Raises SettingsError naming what is missing and what to do.
    """
    await asyncio.to_thread(_tidy, settings.data / "speech")
    if settings.speech.engine == "off":
        return None
    if settings.speech.engine == "simulated":
        return _simulated()
    missing = missing_models(settings.models, needed_models(settings))
    if missing:
        raise SettingsError(
            f"The speech models {', '.join(missing)} are missing in {settings.models}: run "
            "`vaani models install`, or serve without calls by VAANI_SPEECH__ENGINE=off."
        )
    try:
        return await _local(settings)
    except ProviderError as error:
        raise SettingsError(f"The speech models cannot be used: {error.message}") from error


def _tidy(folder: Path) -> None:
    try:
        if remove_former(folder):
            log.info("speech.removed: what earlier versions kept of everything that was said")
    except OSError:
        log.error("speech.not_removed: delete %s, it holds what was said in calls", folder)


def needed_models(settings: Settings) -> tuple[str, ...]:
    """Those of `NEEDED_MODELS` that the chosen engines need. Raises SettingsError."""
    if LOCAL in check_hearing(settings):
        other = settings.speech.recogniser != _LOCAL_HEARING[0]
        return tuple(one for one in NEEDED_MODELS if not (other and one == _LOCAL_HEARING[0]))
    return tuple(one for one in NEEDED_MODELS if one not in _LOCAL_HEARING)


def missing_models(folder: Path, necessary: tuple[str, ...] = NEEDED_MODELS) -> list[str]:
    """Needed parts that are not there; the log tells what the lack of others costs."""
    from vaani.providers.local.inventory import inventory  # noqa: PLC0415 - optional engines

    absent = [part for part in inventory(folder) if not part.present]
    needed = [part.name for part in absent if part.name in necessary]
    if not needed:
        for part in absent:
            log.warning("speech.part_missing: %s; without it %s", part.name, part.without)
    return needed


async def ends_of_turns(settings: Settings) -> SmartTurnDetector | None:
    """The model that tells the end of a turn; None: it is not wanted, or not installed."""
    from vaani.providers.local.smart_turn import SmartTurnDetector  # noqa: PLC0415 - optional

    if not settings.speech.turn_model:
        return None
    try:
        return await asyncio.to_thread(SmartTurnDetector, settings.models)
    except ProviderError as error:
        if error.code != "model_missing":
            raise
        return None


async def _local(settings: Settings) -> Speech:
    from vaani.providers.local.dictation import LocalRecogniser  # noqa: PLC0415 - optional engines
    from vaani.providers.local.silero import SileroDetector  # noqa: PLC0415 - optional engines
    from vaani.providers.local.voices import local_voices  # noqa: PLC0415 - the same
    from vaani.providers.local.whisper import WhisperSource  # noqa: PLC0415 - the same

    chosen, folder = settings.speech, settings.models
    detector = await asyncio.to_thread(SileroDetector, folder)
    turns = await ends_of_turns(settings)
    source: WhisperSource | None = None
    if LOCAL in check_hearing(settings):
        source = await asyncio.to_thread(
            WhisperSource, folder, threads=chosen.threads, name=chosen.recogniser
        )
    hearing = open_hearing(settings, _stream_of(source))
    voices: LocalVoices | None = None
    if LOCAL in check_speaking(settings):
        usual: dict[Language, str | None] = {"en": chosen.voices.en, "hi": chosen.voices.hi}
        voices = await asyncio.to_thread(local_voices, folder, threads=chosen.threads, usual=usual)
    kept = settings.data / "speech" if chosen.cache_megabytes else None
    speaking = open_speaking(settings, voices, kept)

    def close() -> None:
        if source is not None:
            source.close()
        if voices is not None:
            voices.close()
        if turns is not None:
            turns.close()

    async def aclose() -> None:
        await hearing.aclose()
        await speaking.aclose()

    return Speech(
        detector=detector,
        transcriber=hearing.transcriber,
        speaker=speaking.speaker,
        turn_detector=turns,
        voices=voices,
        recogniser=LocalRecogniser(source) if source is not None else None,
        load=None if source is None else source.load,
        close=close,
        aclose=aclose,
    )


def _stream_of(source: WhisperSource | None) -> Callable[[CallPlan], Transcriber] | None:
    return None if source is None else lambda plan: source.open(plan.business.languages)


def _simulated() -> Speech:
    """Engines for tests: nothing is understood, speech is a tone."""
    from vaani.providers.simulated.delays import Delays  # noqa: PLC0415 - only tests need it
    from vaani.providers.simulated.energy import EnergyDetector  # noqa: PLC0415 - the same
    from vaani.providers.simulated.recogniser import SimulatedRecogniser  # noqa: PLC0415 - the same
    from vaani.providers.simulated.speaker import SimulatedSpeaker  # noqa: PLC0415 - the same
    from vaani.providers.simulated.transcriber import SimulatedTranscriber  # noqa: PLC0415

    delays = Delays()
    hum = SimulatedSpeaker(delays)
    return Speech(
        detector=EnergyDetector(),
        transcriber=lambda _plan: SimulatedTranscriber(delays),
        speaker=CachedSpeaker(PunctualSpeaker(hum)),
        voices=hum,
        recogniser=SimulatedRecogniser(),
    )
