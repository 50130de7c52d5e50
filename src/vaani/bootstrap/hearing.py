"""Who recognises speech in this process? The chain of engines that the settings name.

Each engine is made once; a call gets a stream of each only when its turn comes. One engine alone is
a chain too: what breaks off is opened again. Engines that cannot be used with what is set stop the
start, in words.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from vaani.call.plan import CallPlan, EngineRole
from vaani.call.ports.meter import running
from vaani.call.ports.transcriber import Transcriber
from vaani.kit.errors import SettingsError
from vaani.providers.breaker import Breaker
from vaani.providers.hearing_chain import ChainedTranscriber, Recogniser
from vaani.providers.metered import seconds_of
from vaani.providers.registry import chosen
from vaani.settings import PREFIX, Settings, value_of

log = logging.getLogger(__name__)

_SETTING = "speech.hearing"
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class HearingEngine:
    """One engine, for all calls."""

    name: str
    open: Callable[[CallPlan], Transcriber]
    breaker: Breaker
    aclose: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """The chain. `transcriber` makes a call's stream."""

    engines: tuple[HearingEngine, ...]
    _closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def transcriber(self, plan: CallPlan) -> Transcriber:
        """The stream of one call."""
        engines = of_business(plan, "hearing", self.engines)
        if running().thrifty_at_start and len(engines) > 1:
            engines = engines[1:]
        if len(engines) == 1 and engines[0].name == LOCAL:
            return engines[0].open(plan)

        def opener(engine: HearingEngine) -> Callable[[], Transcriber]:
            return lambda: engine.open(plan)

        return ChainedTranscriber(
            [Recogniser(one.name, opener(one), one.breaker) for one in engines]
        )

    async def aclose(self) -> None:
        """Close the connections that outlive calls."""
        for engine in self.engines:
            if engine.aclose is not None:
                await engine.aclose()


Made = TypeVar("Made", bound="Named")


class Named(Protocol):
    """Something that a business's file can name."""

    @property
    def name(self) -> str: ...


def of_business(plan: CallPlan, role: EngineRole, made: tuple[Made, ...]) -> tuple[Made, ...]:
    """The engines of a call's business, in its order; all of them when it names none that are
    here."""
    wanted = plan.business.engines.get(role, ())
    found = tuple(one for name in wanted for one in made if one.name == name)
    if wanted and not found:
        log.warning("engines.not_here: %s names none of the %s engines", plan.business.slug, role)
    return found or made


def check_hearing(settings: Settings) -> tuple[str, ...]:
    """The engines that are wanted. Raises SettingsError naming what one of them lacks."""
    wanted = chosen("hearing", settings.speech.hearing, _SETTING)
    for engine in wanted:
        require(settings, engine.name, engine.needs, _SETTING)
    return tuple(engine.name for engine in wanted)


def require(settings: Settings, engine: str, needs: tuple[str, ...], setting: str) -> None:
    """Raises SettingsError when something that an engine needs is not set."""
    for path in needs:
        if not value_of(settings, path):
            variable = PREFIX + path.replace(".", "__").upper()
            raise SettingsError(
                f"{setting} names {engine}, which needs {path}: set {variable}, or leave {engine} "
                "out."
            )


def needs_key(setting: str, engine: str) -> SettingsError:
    """Neither a key nor an own server is set for an OpenAI-compatible engine."""
    return SettingsError(
        f"{setting} names {engine}, which needs a key: set OPENAI_API_KEY, or name a server of "
        f"your own in {PREFIX}PROVIDERS__OPENAI__BASE_URL."
    )


def open_hearing(settings: Settings, local: Callable[[CallPlan], Transcriber] | None) -> Hearing:
    """The chain that the settings name. `local` makes a stream of the local recogniser. Raises
    SettingsError."""
    made = []
    for name in check_hearing(settings):
        if name == LOCAL:
            if local is None:
                raise SettingsError(f"{_SETTING} names local, but its models are not loaded.")
            made.append(HearingEngine(name, local, _breaker(name)))
        else:
            made.append(_MAKERS[name](settings, name))
    return Hearing(tuple(made))


def likely(plan: CallPlan) -> tuple[str, ...]:
    """Names and words of the business that its callers say, the likeliest first."""
    business = plan.business
    booking = business.booking
    found: list[str] = []
    if booking is not None:
        for resource in booking.resources:
            found += [resource.name.speak(one) for one in business.languages]
            found += resource.also_known_as
        for area in booking.areas():
            found += [area.speak(one) for one in business.languages]
        for service in booking.services:
            found += [service.name.speak(one) for one in business.languages]
            found += service.words
    found += [business.name, *business.also_known_as]
    return tuple(dict.fromkeys(one for one in found if one))


def _breaker(name: str) -> Breaker:
    return Breaker(name, time.monotonic)


def _deepgram(settings: Settings, name: str) -> HearingEngine:
    from vaani.providers.deepgram.wire import BASE, MODEL, ListenWire  # noqa: PLC0415 - on use
    from vaani.providers.streamed import StreamedTranscriber  # noqa: PLC0415 - the same

    account = settings.providers.deepgram
    key, base = key_of(settings, "providers.deepgram.api_key"), account.base_url or BASE

    def open_(plan: CallPlan) -> Transcriber:
        return StreamedTranscriber(
            lambda hint: ListenWire(
                key, plan.business.languages, (*hint.words, *likely(plan)), base_url=base,
                model=account.hearing_model or MODEL,
            ),
            used=seconds_of(name, account.hearing_model or MODEL),
        )  # fmt: skip

    return HearingEngine(name, open_, _breaker(name))


def _flux(settings: Settings, name: str) -> HearingEngine:
    from vaani.providers.deepgram.flux import FluxWire  # noqa: PLC0415 - on use
    from vaani.providers.deepgram.wire import BASE  # noqa: PLC0415 - the same
    from vaani.providers.streamed import StreamedTranscriber  # noqa: PLC0415 - the same

    account = settings.providers.deepgram
    key, base = key_of(settings, "providers.deepgram.api_key"), account.base_url or BASE
    own = account.hearing_model if (account.hearing_model or "").startswith("flux") else None

    def open_(plan: CallPlan) -> Transcriber:
        return StreamedTranscriber(
            lambda _hint: FluxWire(
                key, plan.business.languages, likely(plan), base_url=base, model=own
            ),
            used=seconds_of(name, own or ""),
        )

    return HearingEngine(name, open_, _breaker(name))


def _sarvam(settings: Settings, name: str) -> HearingEngine:
    from vaani.providers.sarvam.wire import BASE, MODEL, RealtimeWire  # noqa: PLC0415 - on use
    from vaani.providers.streamed import StreamedTranscriber  # noqa: PLC0415 - the same

    account = settings.providers.sarvam
    key, base = key_of(settings, "providers.sarvam.api_key"), account.base_url or BASE
    model = account.hearing_model or MODEL

    def open_(plan: CallPlan) -> Transcriber:
        return StreamedTranscriber(
            lambda _hint: RealtimeWire(key, plan.business.languages, base_url=base, model=model),
            used=seconds_of(name, model),
        )

    return HearingEngine(name, open_, _breaker(name))


def _elevenlabs(settings: Settings, name: str) -> HearingEngine:
    from vaani.providers.elevenlabs.scribe import BASE, MODEL, ScribeWire  # noqa: PLC0415 - on use
    from vaani.providers.streamed import StreamedTranscriber  # noqa: PLC0415 - the same

    account = settings.providers.elevenlabs
    key, base = key_of(settings, "providers.elevenlabs.api_key"), account.base_url or BASE
    model = account.hearing_model or MODEL

    def open_(plan: CallPlan) -> Transcriber:
        return StreamedTranscriber(
            lambda _hint: ScribeWire(key, plan.business.languages, base_url=base, model=model),
            used=seconds_of(name, model),
        )

    return HearingEngine(name, open_, _breaker(name))


def _openai_like(settings: Settings, name: str) -> HearingEngine:
    from vaani.providers.openai_like import transcribe  # noqa: PLC0415 - on use

    groq = name == "groq"
    account = settings.providers.groq if groq else settings.providers.openai
    own = transcribe.GROQ_BASE if groq else transcribe.BASE
    if account.base_url is None and account.api_key is None:
        raise needs_key(_SETTING, name)
    client = transcribe.OpenAiLikeRecogniser(
        model=account.hearing_model or "",
        base_url=account.base_url or own,
        api_key=account.api_key.get_secret_value() if account.api_key else None,
    )

    def open_(plan: CallPlan) -> Transcriber:
        used = seconds_of(name, account.hearing_model or "")
        return client.open(plan.business.languages, likely(plan), used)

    return HearingEngine(name, open_, _breaker(name), client.aclose)


def _wyoming(settings: Settings, name: str) -> HearingEngine:
    from vaani.providers.wyoming.transcriber import WyomingRecogniser  # noqa: PLC0415 - on use

    account = settings.providers.wyoming

    def open_(plan: CallPlan) -> Transcriber:
        return WyomingRecogniser(
            account.hearing_url or "", plan.business.languages, account.hearing_model
        ).open(seconds_of(name, account.hearing_model or ""))

    return HearingEngine(name, open_, _breaker(name))


def key_of(settings: Settings, path: str) -> str:
    """A key that is known to be set."""
    return str(value_of(settings, path).get_secret_value())


_MAKERS: Mapping[str, Callable[[Settings, str], HearingEngine]] = {
    "deepgram": _deepgram,
    "deepgram-flux": _flux,
    "sarvam": _sarvam,
    "elevenlabs": _elevenlabs,
    "openai": _openai_like,
    "groq": _openai_like,
    "wyoming": _wyoming,
}
