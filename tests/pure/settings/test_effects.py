"""Every key of the settings does something: another value makes another house.

The parts of the house are made from the settings alone, once as they ship and once for each key
with another value; what they consist of must differ. What is not made here (the door, local models,
logs, carriers' own processes) must be spoken of by another test.
"""

from __future__ import annotations

import enum
import re
import ssl
import types
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_origin

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import BaseModel, SecretStr

from vaani.bootstrap import house
from vaani.bootstrap.brains import open_brains
from vaani.bootstrap.carriers import open_drivers
from vaani.bootstrap.hearing import open_hearing
from vaani.bootstrap.keys import session_limits
from vaani.bootstrap.live import open_talking
from vaani.bootstrap.sip import trunk_of
from vaani.bootstrap.speaking import open_speaking
from vaani.bootstrap.speech import _simulated
from vaani.bootstrap.speech_server import open_speech_server
from vaani.bootstrap.thinking import open_engines
from vaani.call.plan import Business, Caller, CallPlan
from vaani.cli.serve import limits_of, log_choice
from vaani.first_start import Secrets, secrets_of
from vaani.kit.errors import SettingsError
from vaani.kit.machine_clock import SystemClock
from vaani.providers.live_wire import LiveSetup
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.settings import KNOWN, PREFIX, Loaded, Settings, load
from vaani.storage.engine import open_engine
from vaani.testing.voices import LegibleVoice

ROOT = Path(__file__).parents[3]
PLAN = CallPlan(
    "c", Business("b", "b", "B", "other", "UTC", ("en", "hi"), {}), Caller(None), "x", "x"
)
EVERYTHING = {
    "speech.hearing": "deepgram, sarvam, elevenlabs, groq, openai, wyoming",
    "speech.speaking": (
        "openai, deepgram, elevenlabs, sarvam, cartesia, piper, edge, wyoming, local"
    ),
    "dialogue.models": "openai, groq, gemini, anthropic",
    **{
        f"providers.{name}.api_key": f"key-of-{name}"
        for name in (
            "openai",
            "groq",
            "gemini",
            "anthropic",
            "deepgram",
            "sarvam",
            "elevenlabs",
            "cartesia",
        )
    },
    **{f"providers.{name}.model": "m" for name in ("openai", "groq", "gemini", "anthropic")},
    **{
        f"providers.{name}.voice_{language}": f"voice-{language}"
        for name in ("openai", "sarvam", "elevenlabs", "cartesia", "piper", "edge", "wyoming")
        for language in ("en", "hi")
    },
    "providers.openai.hearing_model": "h",
    "providers.openai.speaking_model": "s",
    "providers.groq.hearing_model": "h",
    "providers.elevenlabs.speaking_model": "s",
    "providers.elevenlabs.hearing_model": "h",
    "providers.deepgram.voice_en": "aura-2-thalia-en",
    "providers.edge.unofficial": "true",
    "providers.piper.base_url": "http://127.0.0.1:5000",
    "providers.wyoming.hearing_url": "tcp://127.0.0.1:10300",
    "providers.wyoming.speaking_url": "tcp://127.0.0.1:10200",
    "public_url": "https://vaani.example",
}
ACCOUNTS = {
    "carriers.twilio.account_sid": "AC" + "1" * 32,
    "carriers.twilio.auth_token": "2" * 32,
    "carriers.twilio.auth_token_next": "3" * 32,
    "carriers.twilio.signing_key_id": "SK1",
    "carriers.twilio.signing_key_secret": "s1",
    "carriers.twilio.signing_key_id_next": "SK2",
    "carriers.twilio.signing_key_secret_next": "s2",
    "carriers.plivo.auth_id": "MA1",
    "carriers.plivo.auth_token": "t",
    "carriers.vobiz.auth_id": "MA1",
    "carriers.vobiz.auth_token": "t",
    "carriers.vobiz.webhook_secret": "s",
    "carriers.telnyx.api_key": "k",
    "carriers.telnyx.application_id": "1",
    "carriers.signalwire.project": "p",
    "carriers.signalwire.api_token": "t",
    "carriers.signalwire.base_url": "https://p.signalwire.example",
    "carriers.exotel.account_sid": "s",
    "carriers.exotel.api_key": "k",
    "carriers.exotel.api_token": "t",
    "carriers.exotel.webhook_secret": "s",
    "carriers.asterisk_ws.ari_url": "http://127.0.0.1:8088",
    "carriers.asterisk_ws.ari_user": "u",
    "carriers.asterisk_ws.ari_password": "p",
    "carriers.sip.domain": "sip.example",
    "carriers.sip.username": "vaani",
    "carriers.sip.password": "p1",
    "public_url": "https://vaani.example",
}
"""Accounts at carriers, whole."""  # fmt: skip
"""So that all engines are made, and each of their keys can be seen."""

BESIDE: dict[str, dict[str, Any]] = {
    "dialogue.first_word_deadline_ms": {"dialogue.brain": "llm"},
    "dialogue.understanding_deadline_ms": {"dialogue.understanding": "model"},
    "carriers.freeswitch.event_host": {"carriers.freeswitch.event_password": "p"},
    "carriers.freeswitch.event_port": {"carriers.freeswitch.event_password": "p"},
    "carriers.freeswitch.transfer_context": {"carriers.freeswitch.event_password": "p"},
    "carriers.vonage.private_key_file": {"carriers.vonage.application_id": "a"},
    **{
        key: {
            "dialogue.realtime": "gemini-live, openai-realtime",
            "providers.gemini.live_model": "m",
            "providers.openai.realtime_model": "m",
        }
        for key in (
            "dialogue.realtime",
            "providers.gemini.live_model",
            "providers.gemini.live_voice",
            "providers.gemini.live_version",
            "providers.openai.realtime_model",
            "providers.openai.realtime_voice",
        )
    },
}
"""What some keys need in particular."""
NO_EFFECT_YET = ("redis_url", "temporal.")
"""As docs/settings.md marks them."""


NOTHING: Any = types.SimpleNamespace(page_comes=None, over=None)
"""In place of what no key changes."""


async def made_of(settings: Settings, secrets: Secrets, folder: Path) -> list[str]:
    """What the parts of this house consist of."""
    async with AsyncExitStack() as stack:
        hearing = open_hearing(settings, lambda _plan: SimulatedTranscriber(Delays()))
        stack.push_async_callback(hearing.aclose)
        speaking = open_speaking(settings, LegibleVoice(), folder)
        stack.push_async_callback(speaking.aclose)
        engines = ()
        if settings.providers.openai.api_key is not None:
            engines = await stack.enter_async_context(open_engines(settings))
        brains = await stack.enter_async_context(open_brains(settings))
        simulated = _simulated()
        programs = open_speech_server(settings, simulated, now=lambda: None)
        stack.callback(programs.close)
        streams = [one.open(PLAN) for one in hearing.engines]
        for stream in streams:
            stack.push_async_callback(stream.close)
        parts = [
            open_drivers(settings, secrets), hearing, streams, speaking, engines, programs,
            house._http_limits(settings), house._door_limits(settings), house._manner(settings),
            house._limits(settings), house._admission(settings, simulated), settings.database,
            open_engine("postgresql+asyncpg://h/d", settings.database_pool).pool.size(), secrets,
            brains.think, house._talks(settings, SystemClock()), session_limits(settings),
            [one.make(LiveSetup("Be kind."), "h") for one in open_talking(settings)],
            house._exchange(settings, NOTHING, NOTHING, {}, NOTHING, NOTHING),
            trunk_of(settings.carriers.sip), limits_of(settings),
            log_choice(Loaded(settings)),
        ]  # fmt: skip
        return list(shape(parts))


def shape(value: Any, seen: dict[int, Any] | None = None, depth: int = 0) -> Iterator[str]:
    """The plain values that an object consists of, closures among them; settings themselves are
    not looked into: what counts is what became of them."""
    seen = {} if seen is None else seen  # keeps what it saw, so that no id is used twice
    if value is None or isinstance(
        value, bool | int | float | str | bytes | Path | enum.Enum | re.Pattern
    ):
        yield repr(value)
        return
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
        return
    if isinstance(value, BaseModel | types.ModuleType | type) or id(value) in seen or depth > 12:
        return
    seen[id(value)] = value
    inside: list[Any] = []
    if isinstance(value, dict | types.MappingProxyType):
        inside = [part for pair in value.items() for part in pair]
    elif isinstance(value, list | tuple | set | frozenset):
        inside = list(value)
    elif isinstance(value, partial):
        inside = [value.func, value.args, value.keywords]
    elif isinstance(value, types.MethodType):
        inside = [value.__self__]
    elif isinstance(value, types.FunctionType):
        inside = [cell.cell_contents for cell in value.__closure__ or () if cell_is_full(cell)]
        inside += list(value.__defaults__ or ())
    elif isinstance(value, httpx.BasicAuth):
        inside = [value._auth_header]
    elif isinstance(value, RSAPrivateKey):
        inside = [value.private_numbers().d]
    elif isinstance(value, httpx.AsyncClient):
        inside = [str(value.base_url), [*value.headers.values()]]
    elif isinstance(value, time):
        inside = [value.isoformat()]
    elif isinstance(value, timedelta):
        inside = [value.total_seconds()]
    elif type(value).__module__.startswith("vaani"):
        names = {name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())}
        inside = [getattr(value, name, None) for name in sorted(names)]
        inside += list(getattr(value, "__dict__", {}).values())
    for one in inside:
        yield from shape(one, seen, depth + 1)


def cell_is_full(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


def another(path: str, settings: Settings) -> Any:
    """A value that is not the one in effect, and may be."""
    field = KNOWN[path]
    now = settings
    for part in path.split("."):
        now = getattr(now, part)
    kinds = [
        one for one in (field.annotation, *get_args(field.annotation)) if one is not type(None)
    ]
    if path in OTHER:
        return OTHER[path]
    last = path.rpartition(".")[2]
    if last == "addresses":
        return "192.0.2.7"
    if last == "region":
        return "DE"
    if last in ("base_url", "ari_url"):
        return "https://other.example"
    if last == "port":
        return 4711
    for kind in kinds:
        if get_origin(kind) is not None and "Literal" in str(get_origin(kind)):
            return next(one for one in get_args(kind) if one != now)
    if isinstance(now, bool):
        return not now
    if isinstance(now, int | float):
        most = next((one.le for one in field.metadata if hasattr(one, "le")), None)
        return now + 1 if most is None or now + 1 <= most else now - 1
    return "another-value-0123456789abcdef"


VOLATILE = re.compile(r"\d+\.\d{4,}|'[\w-]{32}'")
"""Moments and random tokens."""
OTHER: dict[str, Any] = {
    "database_url": "postgresql://u:p@db/other",
    "server.hosts": "other.example",
    "redis_url": "redis://h",
    "public_url": "https://other.example",
    "outbound.allowed": "IN",
    "outbound.quiet_from": "20:00",
    "outbound.quiet_to": "08:00",
    "speech.hearing": "groq",
    "speech.speaking": "openai",
    "dialogue.models": "groq",
    "secrets.encryption_key": "ab12cd34" * 8,
    "secrets.index_key": "ab12cd34" * 8,
    "secrets.session_key": "ab12cd34" * 8,
    "carriers.sip.host": "192.0.2.9",
    "carriers.sip.auth_username": "other",
    "speech_server.pipeline.own": "vaani.speech_server.pipeline:BaseMiddleware",
    "parts.understanding": "vaani.dialogue.understanding.rules:RuleUnderstander",
    "parts.memory": "vaani.dialogue.memory:KnownCallers",
    "parts.sentiment": "vaani.dialogue.sentiment:WordSentiment",
    "parts.toolbox": "vaani.dialogue.registry:_same_toolbox",
    "parts.conversation": "vaani.dialogue.registry:_flows",
    "providers.wyoming.hearing_url": "tcp://127.0.0.1:1",
    "providers.wyoming.speaking_url": "tcp://127.0.0.1:1",
}


@pytest.fixture
def one_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients of vendors share what they know of certificates: reading it anew takes long."""
    context = ssl.create_default_context()
    monkeypatch.setattr("ssl.create_default_context", lambda *_a, **_k: context)


async def test_every_key_has_an_effect(tmp_path: Path, one_context: None) -> None:
    def chosen(values: dict[str, Any]) -> Settings:
        environ = {variable(path): str(value) for path, value in values.items()}
        return load({"data": tmp_path}, environ=environ).settings

    async def made(values: dict[str, Any]) -> Counter[str]:
        settings = chosen(values)
        return Counter(await made_of(settings, secrets_of(settings, create=True), tmp_path))

    as_shipped: dict[str, Counter[str]] = {}
    silent = []
    for path in KNOWN:
        base = base_of(path)
        key = repr(base)
        if key not in as_shipped:
            as_shipped[key] = await made(base)
        before = as_shipped[key]
        try:
            after = await made({**base, path: another(path, chosen(base))})
        except SettingsError:  # another value that fits is not known here
            silent.append(path)
            continue
        told = {*(after - before), *(before - after)}
        if all(VOLATILE.fullmatch(one) for one in told):
            silent.append(path)
    assert len(KNOWN) - len(silent) > 110, "most are seen here"
    named = names_in_tests()
    nowhere = [path for path in silent if not is_named(path, named)]
    unseen = [one for one in nowhere if not one.startswith(NO_EFFECT_YET)]
    assert unseen == [], f"no test shows what these do: {unseen}"


def variable(path: str) -> str:
    return PREFIX + path.replace(".", "__").upper()


def names_in_tests() -> set[str]:
    """Every name that other tests speak of: of variables, of settings, of their last parts."""
    found: set[str] = set()
    for file in (ROOT / "tests").rglob("*.py"):
        if file.name != Path(__file__).name:
            found |= set(re.findall(r"[A-Za-z_][\w.]*", file.read_text("utf-8")))
    return found


def is_named(path: str, named: set[str]) -> bool:
    last = path.rpartition(".")[2]
    return bool({variable(path), path, last} & named) or any(
        one.endswith(f".{last}") for one in named
    )


def base_of(path: str) -> dict[str, Any]:
    """What must be chosen beside a key, so that it can be seen."""
    if path in BESIDE:
        return {**EVERYTHING, **BESIDE[path]}
    if path.startswith("carriers."):
        return ACCOUNTS
    return EVERYTHING if path.startswith(("providers.", "dialogue.")) or path in EVERYTHING else {}
