"""With which engines are other programs served? The calls' own, behind every call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from operator import attrgetter

from vaani.api.speech.desk import SpeechDesk
from vaani.api.speech.wyoming import WyomingServer
from vaani.bootstrap.speech import Speech
from vaani.call.ports.speaker import Speaker
from vaani.kit.errors import ProviderError, SettingsError
from vaani.language.found import Language
from vaani.providers.local.pool import EnginePool
from vaani.settings import Settings
from vaani.speech_server.catalogue import Catalogue, VoiceCard
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.pipeline import (
    AnalyticsMiddleware,
    LoggingMiddleware,
    Middleware,
    MiddlewarePipeline,
    TimingMiddleware,
)
from vaani.speech_server.realtime.answerers import Answerers, NamedModel
from vaani.speech_server.shelf import Shelf
from vaani.speech_server.speaking import Speaking
from vaani.speech_server.waiting_room import WaitingRoom

_LICENCES = {
    "hibari-0.2.1": "Apache-2.0",
    "kokoro-1.0": "Apache-2.0",
    "espeak-ng": "GPL-3.0-or-later",
}
"""Of the voices; `vaani models list` shows every file's."""


BUILT_IN = ("timing", "logging", "analytics")
"""Middlewares that can be switched while the house is open."""


@dataclass(frozen=True, slots=True)
class SpeechServer:
    """What is open for other programs."""

    desk: SpeechDesk
    close: Callable[[], None] = field(default=lambda: None)

    def live(self) -> dict[str, Callable[[Settings], None]]:
        """What brings a changed setting into effect at once, by its path."""
        room, talks, pipeline = self.desk.room, self.desk.talks, self.desk.pipeline

        def switch(name: str) -> Callable[[Settings], None]:
            chosen = attrgetter(f"speech_server.pipeline.{name}")
            return lambda settings: pipeline.switch(name, chosen(settings))

        return {
            "speech_server.requests_at_once": lambda settings: room.resize(
                settings.speech_server.requests_at_once
            ),
            "speech_server.conversations_at_once": lambda settings: talks.resize(
                settings.speech_server.conversations_at_once
            ),
            **{f"speech_server.pipeline.{name}": switch(name) for name in BUILT_IN},
        }


def open_speech_server(
    settings: Settings,
    speech: Speech | None,
    now: Callable[[], datetime],
    chat: NamedModel | None = None,
) -> SpeechServer:
    """Around the engines that are open; `close` ends the threads that code sound. `chat` answers
    programs that talk."""
    room = WaitingRoom(settings.speech_server.requests_at_once)
    pipeline = pipeline_of(settings)
    if speech is None or speech.voices is None:
        return SpeechServer(SpeechDesk(room, pipeline))
    coding = EnginePool("speaker", threads=2, nice=5, limit=256, name="sound-files")
    hearing = None
    if speech.recogniser is not None:
        longest_s = settings.speech_server.longest_minutes * 60
        hearing = Hearing(speech.recogniser, speech.detector, coding.run, longest_s=longest_s)
    catalogue = Catalogue(voice_cards(speech.voices), hearing.name if hearing else None)
    shelf = Shelf(settings.data / "sounds", settings.speech_server.outputs_megabytes * 1_000_000)
    speaking = Speaking(speech.voices, catalogue, coding.run, shelf.place_of)
    talks = WaitingRoom(settings.speech_server.conversations_at_once)
    return SpeechServer(
        SpeechDesk(room, pipeline, speaking, hearing, Answerers(now, chat), talks, shelf),
        coding.close,
    )


async def open_wyoming(settings: Settings, desk: SpeechDesk) -> WyomingServer | None:
    """The port for home assistants, listening; None: it is not set. Raises SettingsError when it is
    taken, or nothing speaks or hears here."""
    chosen = settings.speech_server.wyoming
    if chosen.port is None:
        return None
    if desk.speaking is None:
        raise SettingsError(
            "speech_server.wyoming.port is set, but there is no local speech: see speech.engine "
            "and speech.speaking, or leave the port out."
        )
    server = WyomingServer(desk, chosen.connections)
    try:
        await server.open(chosen.host, chosen.port)
    except OSError as error:
        raise SettingsError(
            f"speech_server.wyoming.port: {chosen.host}:{chosen.port} cannot be listened on "
            f"({error.strerror}); free it or choose another."
        ) from error
    return server


def pipeline_of(settings: Settings) -> MiddlewarePipeline:
    """The chain as the operator chose it, the outermost first."""
    chosen = settings.speech_server.pipeline
    pipeline = MiddlewarePipeline()
    pipeline.add_middleware(TimingMiddleware(), enabled=chosen.timing)
    pipeline.add_middleware(LoggingMiddleware(), enabled=chosen.logging)
    pipeline.add_middleware(AnalyticsMiddleware(), enabled=chosen.analytics)
    for place in chosen.own:
        pipeline.add_middleware(_own(place))
    return pipeline


def _own(place: str) -> Middleware:
    """A middleware that the operator names. Raises SettingsError with one sentence."""
    module, _, maker = place.partition(":")
    try:
        made: Middleware = getattr(import_module(module), maker)()
    except Exception as error:
        raise SettingsError(
            f"speech_server.pipeline.own: {place} cannot be made ({type(error).__name__}: {error})."
        ) from error
    lacking = [one for one in ("name", "process", "statistics") if not hasattr(made, one)]
    if lacking:
        raise SettingsError(
            f"speech_server.pipeline.own: {place} is no middleware, it lacks {', '.join(lacking)}: "
            "inherit vaani.speech_server.pipeline.BaseMiddleware."
        )
    return made


@contextmanager
def speaking_alone(settings: Settings) -> Iterator[Speaking]:
    """The local voices without a server (2 s to load). Raises SettingsError without them."""
    from vaani.providers.local.voices import local_voices  # noqa: PLC0415 - optional engines

    try:
        voices = local_voices(settings.models, threads=settings.speech.threads)
    except ProviderError as error:
        raise SettingsError(error.message) from error
    coding = EnginePool("speaker", name="sound-files")
    try:
        yield Speaking(voices, Catalogue(voice_cards(voices), None), coding.run)
    finally:
        coding.close()
        voices.close()


@contextmanager
def hearing_alone(settings: Settings) -> Iterator[Hearing]:
    """The local recogniser without a server (1 s to load). Raises SettingsError without it."""
    from vaani.providers.local.dictation import LocalRecogniser  # noqa: PLC0415 - optional engines
    from vaani.providers.local.silero import SileroDetector  # noqa: PLC0415 - the same
    from vaani.providers.local.whisper import WhisperSource  # noqa: PLC0415 - the same

    try:
        detector = SileroDetector(settings.models)
        source = WhisperSource(
            settings.models,
            threads=settings.speech.threads,
            partials=False,
            name=settings.speech.recogniser,
        )
    except ProviderError as error:
        raise SettingsError(error.message) from error
    coding = EnginePool("transcriber", name="sound-files")
    longest_s = settings.speech_server.longest_minutes * 60
    try:
        yield Hearing(LocalRecogniser(source), detector, coding.run, longest_s=longest_s)
    finally:
        coding.close()
        source.close()


def voice_cards(speaker: Speaker) -> tuple[VoiceCard, ...]:
    """A card for each voice; an engine's first is the default of its language."""
    names: dict[Language, tuple[str, ...]] = getattr(speaker, "voice_names", {})
    engines: dict[Language, str] = getattr(speaker, "engines", {})
    cards: list[VoiceCard] = []
    for language in speaker.languages():
        engine = engines.get(language, speaker.name)
        licence = _LICENCES.get(engine, "none: it is simulated")
        for at, name in enumerate(names.get(language, ())):
            cards.append(VoiceCard(name, language, engine, licence, name, default=at == 0))
        if language not in names:
            own = f"{engine}-{language}"
            cards.append(VoiceCard(own, language, engine, licence, None, default=True))
    return tuple(cards)
