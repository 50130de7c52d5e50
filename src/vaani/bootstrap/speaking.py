"""Who speaks in this process? The chain of voices that the settings name.

Each engine is made once and keeps its own speech: in memory whatever it says, on disk only what is
the same for every caller. Engines that cannot be used with what is set stop the start, in words.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from vaani.bootstrap.hearing import key_of, needs_key, require
from vaani.call.ports.speaker import Speaker
from vaani.kit.errors import SettingsError
from vaani.language.found import Language
from vaani.providers.breaker import Breaker
from vaani.providers.cache import CachedSpeaker, CacheLimits
from vaani.providers.deadline import PunctualSpeaker
from vaani.providers.metered import MeteredSpeaker
from vaani.providers.registry import chosen
from vaani.providers.speaking_chain import ChainedSpeaker, VoiceEngine
from vaani.providers.tts import HttpSpeaker, HttpVoice, SocketSpeaker, SocketVoice
from vaani.settings import OwnVoices, Settings

log = logging.getLogger(__name__)

_SETTING = "speech.speaking"
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class MadeVoice:
    """An engine and how its connections are closed."""

    speaker: Speaker
    aclose: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Speaking:
    """The voices of the process."""

    speaker: CachedSpeaker | ChainedSpeaker
    engines: tuple[VoiceEngine, ...]
    closing: tuple[Callable[[], Awaitable[None]], ...] = ()

    async def aclose(self) -> None:
        """Close the connections that outlive calls."""
        for close in self.closing:
            await close()


def check_speaking(settings: Settings) -> tuple[str, ...]:
    """The engines that are wanted. Raises SettingsError naming what one of them lacks."""
    wanted = chosen("speaking", settings.speech.speaking, _SETTING)
    for engine in wanted:
        require(settings, engine.name, engine.needs, _SETTING)
    return tuple(engine.name for engine in wanted)


def open_speaking(settings: Settings, local: Speaker | None, folder: Path | None) -> Speaking:
    """The chain that the settings name; `folder` keeps speech. Raises SettingsError."""
    limits = CacheLimits(folder_bytes=settings.speech.cache_megabytes * 1_000_000)
    made: list[VoiceEngine] = []
    closing: list[Callable[[], Awaitable[None]]] = []
    for name in check_speaking(settings):
        if name == LOCAL:
            if local is None:
                raise SettingsError(f"{_SETTING} names local, but its voices are not loaded.")
            one = MadeVoice(local)
        else:
            one = _MAKERS[name](settings)
            if not one.speaker.languages():
                raise SettingsError(
                    f"{_SETTING} names {name}, for which no voice is set: give one in "
                    f"providers.{name}.voice_en or providers.{name}.voice_hi."
                )
        if one.aclose is not None:
            closing.append(one.aclose)
        kept = CachedSpeaker(PunctualSpeaker(_metered(settings, name, one.speaker)), folder, limits)
        made.append(VoiceEngine(name, kept, Breaker(name, time.monotonic)))
    spoken = {language for one in made for language in one.speaker.languages()}
    for language in get_args(Language):
        if language not in spoken:
            log.warning("speech.no_voice: no chosen engine speaks %s", language)
    only = len(made) == 1
    speaker = made[0].speaker if only else ChainedSpeaker(made)
    return Speaking(speaker, tuple(made), tuple(closing))


def _metered(settings: Settings, name: str, speaker: Speaker) -> Speaker:
    """The engine with its use counted; nobody bills the local voices."""
    if name == LOCAL:
        return speaker
    account = getattr(settings.providers, name)
    return MeteredSpeaker(speaker, name, getattr(account, "speaking_model", None) or "")


def _voices(section: OwnVoices) -> Mapping[Language, str | None]:
    return {"en": section.voice_en, "hi": section.voice_hi}


def _http(wire: HttpVoice) -> MadeVoice:
    speaker = HttpSpeaker(wire)
    return MadeVoice(speaker, speaker.aclose)


def _socket(wire: SocketVoice) -> MadeVoice:
    speaker = SocketSpeaker(wire)
    return MadeVoice(speaker, speaker.aclose)


def _openai(settings: Settings) -> MadeVoice:
    from vaani.providers.openai_like.voice import BASE, OpenAiLikeVoice  # noqa: PLC0415 - on use

    account = settings.providers.openai
    if account.base_url is None and account.api_key is None:
        raise needs_key(_SETTING, "openai")
    wire = OpenAiLikeVoice(
        model=account.speaking_model or "",
        voices=_voices(account),
        base_url=account.base_url or BASE,
        api_key=account.api_key.get_secret_value() if account.api_key else None,
    )
    return _http(wire)


def _deepgram(settings: Settings) -> MadeVoice:
    from vaani.providers.deepgram.flux_voice import PREFIX, FluxVoice  # noqa: PLC0415 - on use
    from vaani.providers.deepgram.voice import AuraVoice  # noqa: PLC0415 - the same
    from vaani.providers.deepgram.wire import BASE  # noqa: PLC0415 - the same

    account = settings.providers.deepgram
    key = key_of(settings, "providers.deepgram.api_key")
    base, voice = account.base_url or BASE, account.voice_en
    if voice is not None and voice.startswith(PREFIX):
        return _socket(FluxVoice(key, voice=voice, base_url=base))
    return _http(AuraVoice(key, voice=voice, base_url=base))


def _elevenlabs(settings: Settings) -> MadeVoice:
    from vaani.providers.elevenlabs.scribe import BASE  # noqa: PLC0415 - on use
    from vaani.providers.elevenlabs.voice import ElevenLabsVoice  # noqa: PLC0415 - the same

    account = settings.providers.elevenlabs
    wire = ElevenLabsVoice(
        key_of(settings, "providers.elevenlabs.api_key"),
        model=account.speaking_model or "",
        voices=_voices(account),
        base_url=account.base_url or BASE,
    )
    return _http(wire)


def _sarvam(settings: Settings) -> MadeVoice:
    from vaani.providers.sarvam.voice import VOICE_MODEL, BulbulVoice  # noqa: PLC0415 - on use
    from vaani.providers.sarvam.wire import BASE  # noqa: PLC0415 - the same

    account = settings.providers.sarvam
    wire = BulbulVoice(
        key_of(settings, "providers.sarvam.api_key"),
        voices=_voices(account),
        model=account.speaking_model or VOICE_MODEL,
        base_url=account.base_url or BASE,
    )
    return _socket(wire)


def _cartesia(settings: Settings) -> MadeVoice:
    from vaani.providers.cartesia.voice import BASE, MODEL, SonicVoice  # noqa: PLC0415 - on use

    account = settings.providers.cartesia
    wire = SonicVoice(
        key_of(settings, "providers.cartesia.api_key"),
        voices=_voices(account),
        model=account.speaking_model or MODEL,
        base_url=account.base_url or BASE,
    )
    return _socket(wire)


def _piper(settings: Settings) -> MadeVoice:
    from vaani.providers.piper.voice import PiperVoice  # noqa: PLC0415 - on use

    account = settings.providers.piper
    return _http(PiperVoice(account.base_url or "", _voices(account)))


def _edge(settings: Settings) -> MadeVoice:
    try:
        from vaani.providers.edge.voice import EdgeSpeaker  # noqa: PLC0415 - optional
    except ImportError as error:
        raise SettingsError(
            f"{_SETTING} names edge, whose package is missing: pip install 'vaani[edge]'."
        ) from error
    account = settings.providers.edge
    return MadeVoice(EdgeSpeaker(_voices(account), account.base_url))


def _wyoming(settings: Settings) -> MadeVoice:
    from vaani.providers.wyoming.speaker import WyomingSpeaker  # noqa: PLC0415 - on use

    account = settings.providers.wyoming
    return MadeVoice(WyomingSpeaker(account.speaking_url or "", _voices(account)))


_MAKERS: Mapping[str, Callable[[Settings], MadeVoice]] = {
    "openai": _openai,
    "deepgram": _deepgram,
    "elevenlabs": _elevenlabs,
    "sarvam": _sarvam,
    "cartesia": _cartesia,
    "piper": _piper,
    "edge": _edge,
    "wyoming": _wyoming,
}
