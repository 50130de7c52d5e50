"""What has the operator chosen? The one reader of defaults, YAML profile and environment.

Later wins: defaults, then the profile (`--config`, `VAANI_CONFIG`, else `<data>/vaani.yaml` when it
is there), then the secrets that were typed into the console (`vaani.typed_secrets`), then the
environment (`VAANI_` plus the path with `__`, or a name of `FORMER_NAMES`), then what was typed on
the command line. Nobody else reads the environment; rooms below receive plain values from
`vaani.bootstrap`. Random secrets are `vaani.first_start`'s matter.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_core import ErrorDetails

from vaani.carrier_settings import Carriers, Names, Outbound, Section
from vaani.kit.errors import SettingsError
from vaani.typed_secrets import FILE_NAME as SECRETS_NAME
from vaani.typed_secrets import typed_in

PREFIX = "VAANI_"
PROFILE_NAME = "vaani.yaml"
SIGN_IN_ROLES = ("viewer", "receptionist", "manager", "owner", "platform-admin")

FORMER_NAMES: Mapping[str, str] = {
    "BASE_URL": "public_url",
    "DATABASE_URL": "database_url",
    "REDIS_URL": "redis_url",
    "ENVIRONMENT": "environment",
    "LOG_LEVEL": "logging.level",
    "DB_POOL_SIZE": "database_pool",
    "MAX_CALL_DURATION_SECONDS": "calls.limit_seconds",
    "TWILIO_ACCOUNT_SID": "carriers.twilio.account_sid",
    "TWILIO_AUTH_TOKEN": "carriers.twilio.auth_token",
    "TWILIO_PHONE_NUMBER": "carriers.twilio.phone_number",
    "PLIVO_AUTH_ID": "carriers.plivo.auth_id",
    "PLIVO_AUTH_TOKEN": "carriers.plivo.auth_token",
    "VONAGE_SIGNATURE_SECRET": "carriers.vonage.signature_secret",
    "TELNYX_PUBLIC_KEY": "carriers.telnyx.public_key",
    "DEEPGRAM_API_KEY": "providers.deepgram.api_key",
    "OPENAI_API_KEY": "providers.openai.api_key",
    "OPENAI_BASE_URL": "providers.openai.base_url",
    "GROQ_API_KEY": "providers.groq.api_key",
    "GEMINI_API_KEY": "providers.gemini.api_key",
    "ANTHROPIC_API_KEY": "providers.anthropic.api_key",
    "SARVAM_API_KEY": "providers.sarvam.api_key",
    "ELEVENLABS_API_KEY": "providers.elevenlabs.api_key",
    "TEMPORAL_HOST": "temporal.host",
    "TEMPORAL_PORT": "temporal.port",
    "PHONE_ENCRYPTION_KEY": "secrets.encryption_key",
    "PHONE_HASH_PEPPER": "secrets.index_key",
    "SESSION_SECRET": "secrets.session_key",
}
"""Names that earlier documents of this product used, and the setting that each one is."""


class Server(Section):
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address to listen on; 0.0.0.0 lets other machines in."""
    port: int = Field(default=8000, ge=0, le=65535)
    """TCP port of everything: page, API, carriers, media sockets; 0 takes a free one."""
    max_body_bytes: int = Field(default=1_048_576, ge=1024)
    """Largest accepted HTTP request body, in bytes."""
    requests_per_minute: int = Field(default=600, ge=1)
    """API requests a minute for each key; a quarter of it may come at once."""
    anonymous_per_minute: int = Field(default=60, ge=1)
    """Requests a minute for each address that shows no valid key."""
    connections: int = Field(default=1000, ge=10)
    """Connections at the same time, calls included; further ones are closed at once."""
    connections_per_address: int = Field(default=200, ge=1)
    """Connections at the same time from one address; of 127.0.0.1 and ::1, where proxies
    are, all that there may be."""
    head_bytes: int = Field(default=32_768, ge=1024, le=1_048_576)
    """Largest address line and headers of an HTTP request, in bytes."""
    head_seconds: float = Field(default=10.0, ge=1.0, le=120.0)
    """How long a client may take to send them."""
    body_seconds: float = Field(default=30.0, ge=1.0, le=600.0)
    """How long a client may take to send an HTTP request's body."""
    hosts: Names = ()
    """Names under which this server may be asked for, beside its IP addresses, localhost and the
    name in `public_url`; several are separated by commas."""


class Media(Section):
    message_bytes: int = Field(default=262_144, ge=4096, le=16_777_216)
    """Largest message on a media socket, in bytes."""
    messages_per_second: int = Field(default=250, ge=100)
    """Messages a second on a media socket (a call sends 50); four seconds' worth may come at
    once."""
    bytes_per_second: int = Field(default=262_144, ge=65_536)
    """Bytes a second on a media socket (a call sends 32,000); four seconds' worth may come at
    once."""
    unsent_bytes: int = Field(default=262_144, ge=65_536)
    """Bytes that may wait for a far end that does not read; more close its socket. Sound waits for
    two seconds at most, and whoever reads nothing for ten seconds is closed."""
    start_seconds: float = Field(default=5.0, ge=1.0, le=60.0)
    """How long a media socket may be open before its call starts."""


class Vendor(Section):
    api_key: SecretStr | None = None
    """Credential of the account."""
    base_url: str | None = Field(default=None, pattern=r"^https?://")
    """Address of the service, when it is not the vendor's own."""


class OwnVoices(Section):
    voice_en: str | None = None
    """Voice for English, by the vendor's own name."""
    voice_hi: str | None = None
    """Voice for Hindi, by the vendor's own name."""


class Spoken(Vendor, OwnVoices):
    hearing_model: str | None = None
    """Model that recognises speech; None is the adapter's default."""
    speaking_model: str | None = None
    """Model that speaks; None is the adapter's default, where it has one."""


class OpenAi(Spoken):
    model: str | None = None
    """Language model; there is no default."""
    realtime_model: str | None = None
    """Model that hears and speaks itself, such as gpt-realtime; there is no default."""
    realtime_voice: str | None = None
    """Its voice; None leaves it to the service."""


class Groq(Vendor):
    model: str | None = None
    """Language model; there is no default."""
    hearing_model: str | None = None
    """Model that recognises speech; there is no default."""


class Anthropic(Vendor):
    model: str | None = None
    """Language model; there is no default."""


class Gemini(Vendor):
    model: str | None = None
    """Language model; there is no default."""
    thinking_level: Literal["minimal", "low", "medium", "high"] | None = None
    """How long a model of Gemini 3 and later thinks; None leaves it to the model."""
    live_model: str | None = None
    """Model that hears and speaks itself, of the Live API; there is no default."""
    live_voice: str | None = None
    """Its voice, such as Kore; None leaves it to the service."""
    live_version: Literal["v1", "v1beta", "v1alpha"] = "v1beta"
    """Version of the Live API; previews want v1alpha."""


class Deepgram(Vendor):
    hearing_model: str | None = None
    """Model that recognises speech; None is the adapter's default."""
    voice_en: str | None = None
    """Voice for English, such as aura-2-thalia-en, or one of Flux (flux-...); there is none for
    Hindi."""


class Cartesia(Vendor, OwnVoices):
    speaking_model: str | None = None
    """Model that speaks; None is the adapter's default."""


class Piper(OwnVoices):
    base_url: str | None = Field(default=None, pattern=r"^https?://")
    """Address of a Piper server, such as http://127.0.0.1:5000."""


class Wyoming(OwnVoices):
    hearing_url: str | None = Field(default=None, pattern=r"^tcp://[^/\s]+:\d+$")
    """Recogniser on your own network, such as tcp://127.0.0.1:10300."""
    hearing_model: str | None = None
    """Which of its models; None leaves it to the server."""
    speaking_url: str | None = Field(default=None, pattern=r"^tcp://[^/\s]+:\d+$")
    """Voice on your own network, such as tcp://127.0.0.1:10200."""


class Edge(OwnVoices):
    unofficial: bool = False
    """Yes to voices that are meant for a browser: no terms let a product speak with them, they
    promise nothing, and they may be gone tomorrow."""
    base_url: str | None = Field(default=None, pattern=r"^https?://")
    """Another address; None is the package's."""


class Providers(Section):
    openai: OpenAi = OpenAi()
    """OpenAI, or any service that is compatible with it: language model, recognition, voices."""
    groq: Groq = Groq()
    """Groq: language model, recognition."""
    gemini: Gemini = Gemini()
    """Google Gemini: language model."""
    anthropic: Anthropic = Anthropic()
    """Anthropic: language model."""
    deepgram: Deepgram = Deepgram()
    """Deepgram: recognition, English voices."""
    sarvam: Spoken = Spoken()
    """Sarvam: recognition and voices of Indian languages."""
    elevenlabs: Spoken = Spoken()
    """ElevenLabs: recognition and voices."""
    cartesia: Cartesia = Cartesia()
    """Cartesia: voices."""
    piper: Piper = Piper()
    """Piper, as a program of its own: voices."""
    edge: Edge = Edge()
    """Read-aloud voices of Microsoft Edge, unofficial."""
    wyoming: Wyoming = Wyoming()
    """Engines on your own network that speak the Wyoming protocol."""


class Voices(Section):
    en: str | None = None
    """Local voice for English; None is the engine's default."""
    hi: str | None = None
    """Local voice for Hindi, such as hm_omega; None is the engine's default."""


class Speech(Section):
    engine: Literal["local", "simulated", "off"] = "local"
    """Who hears and speaks: the local models, simulated ones (tests), or nobody (text only)."""
    hearing: Names = ("local",)
    """Who recognises speech, best first, separated by commas: the next one takes over when one
    fails. `vaani providers list` names them."""
    speaking: Names = ("local",)
    """Who speaks, best first; a sentence that breaks off is finished by the next one. A business's
    own voice is one of the first engine."""
    threads: int = Field(default=2, ge=1, le=64)
    """Recognitions that may run at the same time, a CPU thread each, and CPU threads of one Hindi
    synthesis."""
    recogniser: str = Field(default="whisper-base", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    """The local Whisper that hears: whisper-base, or the name of a folder below `models` with a
    multilingual one of another size, converted for CTranslate2. Larger ones hear Hindi better and
    take longer: `vaani doctor` tells how long here."""
    turn_model: bool = True
    """Judge pauses with the end-of-turn model."""
    cache_megabytes: int = Field(default=256, ge=0)
    """Disk space for the sound of sentences that are the same for every caller; 0 keeps none."""
    voices: Voices = Voices()
    """Default voices; a business may choose its own."""


class SpeechPipeline(Section):
    timing: bool = True
    """Measure how long requests take."""
    logging: bool = True
    """A line of log for each request, without what is said in it."""
    analytics: bool = True
    """Count requests, errors, voices and formats."""
    own: Names = ()
    """Middlewares of your own, written package.module:maker and separated by commas;
    docs/add-a-middleware.md shows how to write one."""


class WyomingServer(Section):
    port: int | None = Field(default=None, ge=0, le=65535)
    """TCP port for home assistants (Wyoming); none: it is closed. 0 takes a free one."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address on which it listens. The wire has neither keys nor encryption: loopback, or a network
    in which everybody may use this machine's speech."""
    connections: int = Field(default=32, ge=1, le=1000)
    """Connections at the same time; further ones are closed at once."""


class SpeechServer(Section):
    requests_at_once: int = Field(default=32, ge=1, le=512)
    """Requests of other programs for speech that may be under way; further ones hear 429."""
    conversations_at_once: int = Field(default=20, ge=1, le=200)
    """Sockets of `/v1/realtime` and `/ws/conversation` that may be open; further ones are closed
    with a word of why."""
    upload_megabytes: int = Field(default=50, ge=1, le=2000)
    """Largest recording that is taken, in millions of bytes."""
    longest_minutes: float = Field(default=120.0, ge=0.1, le=1440.0)
    """Longest recording that is read."""
    outputs_megabytes: int = Field(default=200, ge=0, le=1_000_000)
    """Disk space, in millions of bytes, for sound that programs asked to keep; 0 keeps none."""
    pipeline: SpeechPipeline = SpeechPipeline()
    """What every request passes through; `/tts/statistics` tells what was counted."""
    wyoming: WyomingServer = WyomingServer()
    """The same speech for home assistants."""


class Dialogue(Section):
    brain: Literal["rules", "llm"] = "rules"
    """Who decides what to say: the rules (no key, no network), or a language model with tools."""
    understanding: Literal["rules", "model"] = "rules"
    """Who reads the caller's words for the rules: the rules, or a language model beside them."""
    models: Names = ("openai",)
    """Which language models are asked where one is wanted, best first: the next one is asked when
    one fails before its first word. `vaani providers list` names them."""
    realtime: Names = ()
    """Models that hear and speak themselves and that a business may choose in its file (engines:
    realtime), separated by commas; none: no call is answered by one. `vaani providers list` names
    them."""
    realtime_turns: Literal["ours", "server"] = "ours"
    """Who tells such a model when the caller has paused: this server's detector, or its own."""
    understanding_deadline_ms: int = Field(default=1500, ge=100, le=5000)
    """A model's reading that takes longer does not count; the rules' own does."""
    first_word_deadline_ms: int = Field(default=3000, ge=200, le=8000)
    """A talking model that is silent for longer loses the turn to the rules."""
    meaning: bool = True
    """Compare questions with what the business states by meaning too, with the local model where it
    is installed; false: by words alone."""


class Parts(Section):
    understanding: str = Field(default="built-in", min_length=1)
    """Words to commands: built-in, a name that a package offers, or package.module:maker."""
    memory: str = Field(default="built-in", min_length=1)
    """What is known of a returning caller; named the same way."""
    toolbox: str = Field(default="built-in", min_length=1)
    """What a call may do to the business; named the same way."""
    sentiment: str = Field(default="built-in", min_length=1)
    """How annoyed a caller is; named the same way."""
    conversation: str = Field(default="built-in", min_length=1)
    """Who orchestrates the others; named the same way."""


class Calls(Section):
    limit_seconds: int = Field(default=1800, ge=30, le=14400)
    """Longest call; the caller is warned a minute before."""
    silence_seconds: int = Field(default=8, ge=3, le=60)
    """Silence after which the caller is prompted."""
    most_at_once: int = Field(default=0, ge=0)
    """Calls at the same time; further ones hear that the line is busy. 0: what is measured
    (how late the clock of all calls is, how much of its time is taken) decides alone."""
    recording: bool = True
    """May calls be recorded where the business says so; false forbids it everywhere."""
    drain_seconds: int = Field(default=30, ge=0, le=3600)
    """How long running calls may go on after the stop signal."""


class Tools(Section):
    secrets: SecretStr | None = None
    """Secrets of the tools that business files name, as `name=secret, name=secret`: the key that
    signs a request over HTTP (at least 16 characters), the token of an MCP server."""
    private_addresses: Names = ()
    """Addresses and networks of your own that tools may be asked at, such as 10.0.0.5 or
    192.168.1.0/24; others must be public ones, with TLS."""

    @field_validator("secrets")
    @classmethod
    def _named(cls, value: SecretStr | None) -> SecretStr | None:
        for one in value.get_secret_value().split(",") if value is not None else ():
            name, _, secret = one.strip().partition("=")
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,63}", name) or len(secret) < 16:
                raise ValueError(
                    "write name=secret, separated by commas; a secret has 16 characters or more"
                )
        return value

    @property
    def by_name(self) -> dict[str, str]:
        """The secrets by their names."""
        text = self.secrets.get_secret_value() if self.secrets is not None else ""
        pairs = (one.strip().partition("=") for one in text.split(",") if one.strip())
        return {name: secret for name, _, secret in pairs}


class Usage(Section):
    prices: Path | None = None
    """File with the prices of your vendors; None: `prices.yaml` in the data folder, where it is.
    `vaani providers prices` prints one to fill in."""


class OpenIdProvider(Section):
    issuer: str | None = Field(default=None, pattern=r"^https?://[^/\s]+(/[^\s]*)?$")
    """Your company's OpenID provider, exactly as it names itself, such as
    https://id.example/realms/clinic; none: people sign in with passwords alone."""
    client_id: str = Field(default="vaani", min_length=1, max_length=200)
    """How this server is called there."""
    client_secret: SecretStr | None = None
    """Its secret there; None: it is a public client, which PKCE protects."""
    scopes: Names = ("openid", "profile", "email")
    """What is asked for, separated by commas."""
    roles_claim: str = Field(default="realm_access.roles", min_length=1)
    """Claim of the ID token with the roles; dots lead into it."""
    roles: Names = ()
    """What each of them is here, as `clinic-desk=receptionist, clinic-boss=owner`; who has none of
    them is not let in."""
    businesses_claim: str = Field(default="vaani_businesses", min_length=1)
    """Claim with the slugs of his businesses; `*`: all of them."""

    @field_validator("issuer")
    @classmethod
    def _encrypted(cls, value: str | None) -> str | None:
        if value is not None and re.match(r"http://(?!localhost|127\.|\[::1\])", value):
            raise ValueError("must begin with https://, or be on this machine")
        return value

    @field_validator("roles")
    @classmethod
    def _known_roles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            name, _, role = one.partition("=")
            if not name.strip() or role.strip() not in SIGN_IN_ROLES:
                raise ValueError(
                    f"write the provider's name, =, and one of {', '.join(SIGN_IN_ROLES)}"
                )
        return value

    @property
    def by_name(self) -> dict[str, str]:
        """Roles here by their names there."""
        pairs = (one.partition("=") for one in self.roles)
        return {name.strip(): role.strip() for name, _, role in pairs}


class Access(Section):
    openid: OpenIdProvider = OpenIdProvider()
    """Signing in with the company's account (OpenID Connect)."""
    hours: float = Field(default=12.0, ge=0.25, le=720.0)
    """How long a browser stays signed in, in hours, however much it is used."""
    idle_minutes: float = Field(default=120.0, ge=1.0, le=10_080.0)
    """How long it stays signed in unused, in minutes."""


class Privacy(Section):
    redact_logs: bool = True
    """Keep phone numbers, names and what was said out of the logs."""


class Logging(Section):
    level: Literal["debug", "info", "warning", "error", "critical"] = "info"
    """Least important messages that are written."""
    format: Literal["auto", "json", "text"] = "auto"
    """One JSON object a line, or text; auto: text on a terminal in development, else JSON."""

    @field_validator("level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value


class Temporal(Section):
    host: str | None = None
    """Host of a Temporal server for durable work; None: in this process."""
    port: int = Field(default=7233, ge=1, le=65535)
    """Its port."""


class GivenSecrets(Section):
    encryption_key: SecretStr | None = None
    """Encrypts names and phone numbers: 64 hexadecimal digits; None: from the secrets file."""
    index_key: SecretStr | None = None
    """Blind index of phone numbers: at least 32 characters; None: from the secrets file."""
    session_key: SecretStr | None = None
    """Signs sessions of the page: at least 32 characters; None: from the secrets file."""


class Settings(Section):
    environment: Literal["development", "staging", "production"] = "development"
    """Where this runs; production refuses weak secrets and an unencrypted public address."""
    data: Path = Path("data")
    """Folder of everything that is kept: database, secrets, recordings."""
    models: Path = Path("~/.cache/vaani/models")
    """Folder of the local speech models."""
    database_url: str | None = None
    """SQLAlchemy address of the database; None: SQLite in the data folder."""
    database_pool: int = Field(default=5, ge=1, le=200)
    """Connections kept to PostgreSQL."""
    redis_url: str | None = Field(default=None, pattern=r"^rediss?://")
    """Redis for several processes; None: one process needs none."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+(/[^\s]*)?$")
    """Address at which carriers and owners reach this server from outside."""
    server: Server = Server()
    """The one door."""
    media: Media = Media()
    """What one media socket may cost."""
    carriers: Carriers = Carriers()
    """Accounts at telephone carriers."""
    outbound: Outbound = Outbound()
    """Calls that go out."""
    providers: Providers = Providers()
    """Accounts at vendors of models."""
    speech: Speech = Speech()
    """Hearing and speaking."""
    speech_server: SpeechServer = SpeechServer()
    """Speech for other programs: behind every call."""
    dialogue: Dialogue = Dialogue()
    """Who talks and who understands; `dialogue.models` are the language models."""
    parts: Parts = Parts()
    """Parts of a conversation of your own; docs/extending.md shows how to write one."""
    calls: Calls = Calls()
    """Limits of calls."""
    access: Access = Access()
    """Signing in."""
    privacy: Privacy = Privacy()
    """What leaves the process."""
    logging: Logging = Logging()
    """Logs on standard error."""
    tools: Tools = Tools()
    """Tools of your own, which business files name; a talking language model uses them."""
    usage: Usage = Usage()
    """What calls use of vendors, and what it costs."""
    temporal: Temporal = Temporal()
    """Durable work on a server of its own."""
    secrets: GivenSecrets = GivenSecrets()
    """Secrets that come from elsewhere than the data folder."""

    @property
    def database(self) -> str:
        """The address with an asynchronous driver, whatever way it was written."""
        url = self.database_url or f"sqlite:///{self.data / 'vaani.db'}"
        for plain, driven in (
            ("postgres://", "postgresql+asyncpg://"),
            ("postgresql://", "postgresql+asyncpg://"),
            ("sqlite://", "sqlite+aiosqlite://"),
        ):
            if url.startswith(plain):
                return driven + url.removeprefix(plain)
        return url

    @field_validator("data", "models")
    @classmethod
    def _at_home(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"(postgres|postgresql|sqlite)(\+\w+)?://", value):
            raise ValueError("must begin with sqlite:// or postgresql://")
        return value


@dataclass(frozen=True, slots=True)
class Effective:
    """One line of the effective settings, for people. A secret's value is masked."""

    path: str
    value: str
    origin: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings and where each chosen value came from (path to file or variable)."""

    settings: Settings
    origins: Mapping[str, str] = field(default_factory=dict)
    profile: Path = Path(PROFILE_NAME)
    """The profile that was read, or that would be read if it were there."""
    secrets: Path = Path(SECRETS_NAME)
    """The file of the secrets that were typed; they win over the profile."""
    _typed: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _environ: Mapping[str, str] = field(default_factory=dict, repr=False)

    def effective(self) -> Iterator[Effective]:
        """Every setting in the order of the file, secrets masked."""
        for path, info in _fields(Settings):
            value = value_of(self.settings, path)
            origin = self.origins.get(path, "default")
            yield Effective(path, shown(value), origin, info.description or "")

    def with_profile(self, tree: Mapping[str, Any], secrets: Mapping[str, str]) -> Loaded:
        """What would be in effect with another profile and other typed secrets: checked whole,
        beside the same environment and command line. Raises SettingsError with every problem."""
        return _loaded(self._typed, self.profile, tree, self._environ, [], secrets)

    def overriding(self, path: str) -> str | None:
        """The variable, or the command line, that wins over what is typed here."""
        origin = self.origins.get(path)
        return None if origin in (str(self.profile), str(self.secrets)) else origin


def load(
    arguments: Mapping[str, Any] | None = None,
    *,
    config: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Loaded:
    """Read everything once. `arguments` are typed values by path ("server.port"); None: not typed.

    Raises SettingsError whose message has one sentence a line, every problem at once.
    """
    environ = os.environ if environ is None else environ
    typed = {path: value for path, value in (arguments or {}).items() if value is not None}
    problems: list[str] = []
    data = Path(typed.get("data") or environ.get("VAANI_DATA") or "data").expanduser()
    profile, is_named = _profile(data, config, environ)
    tree = read_profile(profile, problems) if is_named or profile.is_file() else {}
    return _loaded(typed, profile, tree, environ, problems)


def _loaded(
    typed: Mapping[str, Any],
    profile: Path,
    tree: Mapping[str, Any],
    environ: Mapping[str, str],
    problems: list[str],
    secrets: Mapping[str, str] | None = None,
) -> Loaded:
    chosen: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for path, value in _from_profile(tree, profile, problems):
        chosen[path], origins[path] = value, str(profile)
    data = Path(typed.get("data") or environ.get("VAANI_DATA") or chosen.get("data") or "data")
    file = data.expanduser() / SECRETS_NAME
    for path, value in (typed_in(file.parent) if secrets is None else secrets).items():
        if path in KNOWN and is_secret(path):
            chosen[path], origins[path] = value, str(file)
        else:
            problems.append(f"{file}: there is no secret `{path}`{_nearest(path, list(KNOWN))}.")
    for path, value, origin in _from_environment(environ, problems):
        chosen[path], origins[path] = value, origin
    for path, value in typed.items():
        chosen[path], origins[path] = value, "command line"
    try:
        settings = Settings.model_validate(nested(chosen))
    except ValidationError as error:
        problems += [_sentence(item, chosen, origins) for item in error.errors()]
        problems += _unfit_for_production(_sound_part(chosen, error))
        raise SettingsError("\n".join(problems)) from None
    problems += _unfit_for_production(settings)
    if problems:
        raise SettingsError("\n".join(problems))
    return Loaded(settings, origins, profile, file, dict(typed), dict(environ))


def _sound_part(chosen: Mapping[str, Any], error: ValidationError) -> Settings:
    """The settings without what is wrong, so that the rest can be looked at too."""
    wrong = [_known_part(item["loc"]) for item in error.errors()]
    kept = {
        path: value
        for path, value in chosen.items()
        if not any(path == one or path.startswith(f"{one}.") for one in wrong)
    }
    try:
        return Settings.model_validate(nested(kept))
    except ValidationError:
        return Settings()  # what is left does not go without the rest


def _fields(section: type[BaseModel], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, info in section.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _fields(kind, f"{before}{name}.")
        else:
            yield f"{before}{name}", info


KNOWN: Mapping[str, Any] = dict(_fields(Settings))
"""Every setting by its path."""


def _profile(data: Path, config: Path | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """Where the profile is, and whether it was named (then it must be there)."""
    named = config or (Path(environ["VAANI_CONFIG"]) if environ.get("VAANI_CONFIG") else None)
    return (named.expanduser(), True) if named is not None else (data / PROFILE_NAME, False)


def read_profile(file: Path, problems: list[str]) -> dict[Any, Any]:
    """The tree that a profile holds. What is wrong with the file as such is added to `problems`."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        problems.append(f"{file}: the settings file cannot be read ({error.strerror}).")
        return {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        problems.append(f"{file}{line}: this is not valid YAML.")
        return {}
    if content is None:
        return {}
    if not isinstance(content, dict):
        problems.append(f"{file}: must hold names and values, like `server: {{port: 8000}}`.")
        return {}
    return content


def _from_profile(
    tree: Mapping[Any, Any], file: Path, problems: list[str]
) -> Iterator[tuple[str, Any]]:
    for path, value in flat(tree):
        if path not in KNOWN:
            problems.append(f"{file}: there is no setting `{path}`{_nearest(path, list(KNOWN))}.")
        else:
            yield path, value


def flat(tree: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """A profile's values by the paths of its settings; a key may hold a path itself."""
    for key, value in tree.items():
        path = f"{before}{key}"
        if isinstance(value, dict) and path not in KNOWN:
            yield from flat(value, f"{path}.") if value else iter(())
        elif value is not None or path not in _sections():
            yield path, value


def _sections() -> frozenset[str]:
    parts = (path.split(".") for path in KNOWN)
    return frozenset(".".join(part[:i]) for part in parts for i in range(1, len(part)))


def _from_environment(
    environ: Mapping[str, str], problems: list[str]
) -> Iterator[tuple[str, str, str]]:
    names = {PREFIX + path.replace(".", "__").upper(): path for path in KNOWN}
    for name, path in FORMER_NAMES.items():
        if environ.get(name):
            yield path, environ[name], name
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name == "VAANI_CONFIG" or environ[name] == "":
            continue
        if name in names:
            yield names[name], environ[name], name
        else:
            problems.append(f"There is no setting {name}{_nearest(name, list(names))}.")


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; the nearest is {near[0]}" if near else "; `vaani doctor` lists them all"


def nested(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as the tree that a profile is."""
    tree: dict[str, Any] = {}
    for path, value in chosen.items():
        *above, last = path.split(".")
        here = tree
        for part in above:
            here = here.setdefault(part, {})
        here[last] = value
    return tree


def _known_part(loc: tuple[int | str, ...]) -> str:
    """The setting, or the section, that an error is about: of a list's member, the list."""
    whole = path = ".".join(str(part) for part in loc)
    while path not in KNOWN and "." in path:
        path = path.rpartition(".")[0]
    return path if path in KNOWN else whole


def range_of(path: str) -> str:
    """What a number or a text may be: `30 to 14400`, `at least 1`; empty: it has no bounds."""
    least = most = None
    for one in KNOWN[path].metadata if path in KNOWN else ():
        least, most = getattr(one, "ge", least), getattr(one, "le", most)
    if least is not None and most is not None:
        return f"{least:g} to {most:.12g}"
    return f"at least {least:g}" if least is not None else ""


def is_secret(path: str) -> bool:
    """Must its value never be shown?"""
    return "SecretStr" in str(KNOWN[path].annotation)


def _sentence(item: ErrorDetails, chosen: Mapping[str, Any], origins: Mapping[str, str]) -> str:
    path = _known_part(item["loc"])
    origin = origins.get(path)
    name = origin if origin and origin.isupper() else f"{origin}: {path}" if origin else path
    reason = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
    bounds = range_of(path)
    if item["type"] == "string_pattern_mismatch":
        schemes = re.match(r"\^(https|redis|tcp)", item["ctx"]["pattern"])
        known = {
            "https": "https:// or http://",
            "redis": "redis:// or rediss://",
            "tcp": "tcp://",
        }
        begins = known[schemes[1]] if schemes else item["ctx"]["pattern"]
        reason = f"must be an address that begins with {begins}"
    elif item["type"] in ("greater_than_equal", "less_than_equal") and bounds:
        reason = f"must be {bounds}"
    elif bounds:
        reason = f"{reason} ({bounds})"
    hidden = path not in chosen or is_secret(path)
    value = "" if hidden else f", and it is {shown(str(chosen[path]))!r}"
    return f"{name} {reason}{value}."


WEAK = re.compile(
    r"(?i)^(change.?me|secret|password|passwd|default|example|test|admin|vaani|token|(.)\2*"
    r"|(0123456789|123456789)[0-9a-f]*|your[-_ ].*)[-_!0-9]*$"
)


def is_weak(secret: str) -> bool:
    """Is this a default, an example or too short to be a secret?"""
    return len(secret) < 16 or bool(WEAK.match(secret)) or len(set(secret)) < 6


def _unfit_for_production(settings: Settings) -> list[str]:
    problems = []
    key = settings.secrets.encryption_key
    if key and not re.fullmatch(r"[0-9a-fA-F]{64}", key.get_secret_value()):
        problems.append("secrets.encryption_key must be 64 hexadecimal digits.")
    for name in ("index_key", "session_key"):
        given: SecretStr | None = getattr(settings.secrets, name)
        if given is not None and len(given.get_secret_value().encode()) < 32:
            problems.append(f"secrets.{name} must be at least 32 characters.")
    if settings.environment != "production":
        return problems
    if settings.public_url and not settings.public_url.startswith("https://"):
        problems.append("public_url must begin with https:// in production.")
    if not settings.privacy.redact_logs:
        problems.append("privacy.redact_logs must stay on in production.")
    if settings.speech.engine == "simulated":
        problems.append("speech.engine must be local or off in production: simulated is for tests.")
    for path in KNOWN:
        value = value_of(settings, path)
        if isinstance(value, SecretStr) and is_weak(value.get_secret_value()):
            problems.append(f"{path} is a default or too short for production: set a random value.")
    return problems


def value_of(settings: BaseModel, path: str) -> Any:
    """The value of a setting by its path, such as `server.port`."""
    value: Any = settings
    for part in path.split("."):
        value = getattr(value, part)
    return value


def shown(value: Any) -> str:
    """A value for people; neither a secret nor the password of an address is in it."""
    if isinstance(value, SecretStr):
        return "(set)"
    if isinstance(value, str):
        return re.sub(r"(?<=://)([^:/@]*):[^@/]*@", r"\1:***@", value)
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return "-" if value is None else str(value)
