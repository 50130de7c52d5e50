"""With which engines are other programs served? The calls' own, behind every call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vaani.api.speech.desk import SpeechDesk
from vaani.bootstrap.speech import Speech
from vaani.call.ports.speaker import Speaker
from vaani.language.found import Language
from vaani.providers.local.pool import EnginePool
from vaani.settings import Settings
from vaani.speech_server.catalogue import Catalogue, VoiceCard
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.speaking import Speaking
from vaani.speech_server.waiting_room import WaitingRoom

_LICENCES = {
    "hibari-0.2.1": "Apache-2.0",
    "kokoro-1.0": "Apache-2.0",
    "espeak-ng": "GPL-3.0-or-later",
}
"""Of the voices; `vaani models list` shows every file's."""


@dataclass(frozen=True, slots=True)
class SpeechServer:
    """What is open for other programs."""

    desk: SpeechDesk
    close: Callable[[], None] = field(default=lambda: None)


def open_speech_server(settings: Settings, speech: Speech | None) -> SpeechServer:
    """Around the engines that are open; `close` ends the threads that code sound."""
    room = WaitingRoom(settings.speech_server.requests_at_once)
    if speech is None or speech.voices is None:
        return SpeechServer(SpeechDesk(room))
    coding = EnginePool("speaker", threads=2, nice=5, limit=256, name="sound-files")
    hearing = None
    if speech.recogniser is not None:
        longest_s = settings.speech_server.longest_minutes * 60
        hearing = Hearing(speech.recogniser, speech.detector, coding.run, longest_s=longest_s)
    catalogue = Catalogue(voice_cards(speech.voices), hearing.name if hearing else None)
    speaking = Speaking(speech.voices, catalogue, coding.run)
    return SpeechServer(SpeechDesk(room, speaking, hearing), coding.close)


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
