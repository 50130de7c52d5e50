"""What is the owner to do about an engine that did not answer? One reading for all vendors.

From the error's status or code to what is wrong and where to look: the settings of the engine are
named by their variables, with what they are now, secrets never. What a server wrote is not
repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vaani.cli.finding import Finding, State
from vaani.kit.errors import ProviderError
from vaani.providers.registry import Engine, Role, engines
from vaani.settings import PREFIX, Settings, shown, value_of

_KEY = frozenset(
    ("401", "403", "auth_error", "authentication_error", "invalid_api_key",
     "invalid_api_key_error", "permission_error", "PERMISSION_DENIED", "UNAUTHENTICATED")
)  # fmt: skip
_CREDIT = frozenset(
    ("402", "insufficient_quota", "quota_exceeded", "billing_error", "unaccepted_terms")
)
_NAMES = frozenset(("404", "model_not_found", "not_found_error", "NOT_FOUND", "no_voice"))
_ASKED = frozenset(
    ("400", "422", "invalid_request_error", "INVALID_ARGUMENT", "input_error", "1007", "1008")
)
_BUSY = frozenset(("429", "rate_limited", "rate_limit_error", "RESOURCE_EXHAUSTED"))
_NOT_IT = frozenset(("handshake", "garbage", "format", "not_json", "no_text"))
_SELDOM = 500
_KEYS_IN_400 = frozenset(("gemini", "gemini-live"))
"""Engines whose vendor answers 400 to a wrong key."""
_OF_ROLE: dict[Role, tuple[str, ...]] = {
    "hearing": ("hearing_model", "hearing_url"),
    "speaking": ("speaking_model", "voice_en", "voice_hi", "speaking_url"),
    "thinking": ("model",),
    "realtime": ("realtime_model", "realtime_voice", "live_model", "live_voice"),
}
"""The names that an engine of a role is given."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An engine that is tried. `cost`: what callers notice while it does not answer."""

    role: Role
    name: str
    cost: str
    settings: Settings

    @property
    def part(self) -> str:
        """As the doctor's list names it."""
        return f"{self.role} {self.name}"

    def silent(self, seconds: float, part: str = "") -> Finding:
        """It was asked and said nothing."""
        found = f"no whole answer in {seconds:g} s"
        return Finding(part or self.part, "warn", found, self._told(_network(self)))

    def failed(self, error: ProviderError, part: str = "") -> Finding:
        """It answered with an error, or could not be reached."""
        found, state, todo = _read(self, error)
        return Finding(part or self.part, state, found, self._told(todo))

    def _told(self, todo: str) -> str:
        return f"{self.cost}; {todo}"


def _read(tried: Tried, error: ProviderError) -> tuple[str, State, str]:
    """What is wrong, how bad, what to do."""
    code = {error.code, str(error.status)}
    bare = f"{error.message} [{error.code}]" if error.code else error.message
    if code & _KEY:
        return "the key is refused", "BROKEN", _key(tried)
    if code & _CREDIT:
        todo = "look at the account: its credit is used up, or its terms wait for a yes"
        return "the account may not be used", "BROKEN", todo
    if code & _NAMES:
        found = "it knows no such model, voice or address"
        return found, "BROKEN", f"compare with the vendor's list: {_names(tried)}"
    if code & _BUSY:
        todo = "wait a little; if it stays so, the account's plan is too small for your calls"
        return "it has too much to do, or the account asks too often", "warn", todo
    if code & _ASKED:
        todo = f"mostly a wrong name: {_names(tried)}"
        if tried.name in _KEYS_IN_400:
            todo += f"; or a wrong key: {_key(tried)}"
        return f"it does not accept what it was asked ({error.code})", "BROKEN", todo
    if error.status >= _SELDOM:
        todo = "try again later: the trouble is the vendor's"
        return f"it fails ({error.status})", "warn", todo
    if code & _NOT_IT:
        found = f"what answers is not {tried.name}"
        return found, "BROKEN", f"look at the address: {_address(tried)}"
    if error.code == "timeout" or error.message.endswith("cannot be reached."):
        return error.message.rstrip("."), "warn", _network(tried)
    return bare.rstrip("."), "warn" if error.retryable else "BROKEN", f"look at {_names(tried)}"


def _engine(tried: Tried) -> Engine | None:
    return next((e for e in engines() if (e.role, e.name) == (tried.role, tried.name)), None)


def _section(tried: Tried) -> str:
    engine = _engine(tried)
    needs = engine.needs if engine is not None else ()
    return needs[0].split(".")[1] if needs else tried.name


def _key(tried: Tried) -> str:
    return f"copy the key of the account once more into {_variable(tried, 'api_key')}"


def _variable(tried: Tried, name: str) -> str:
    return f"{PREFIX}PROVIDERS__{_section(tried)}__{name}".upper()


def _names(tried: Tried) -> str:
    return ", ".join(_given(tried, (*_OF_ROLE[tried.role], "base_url"))) or _address(tried)


def _given(tried: Tried, names: tuple[str, ...]) -> Iterator[str]:
    section = getattr(tried.settings.providers, _section(tried), None)
    for name in names:
        if hasattr(section, name):
            value = value_of(tried.settings, f"providers.{_section(tried)}.{name}")
            yield f"{_variable(tried, name)} (now {shown(value) if value else 'not set'})"


def _address(tried: Tried) -> str:
    names = ("base_url", *(one for one in _OF_ROLE[tried.role] if one.endswith("_url")))
    return ", ".join(_given(tried, names))


def _network(tried: Tried) -> str:
    return f"does this machine reach it (network, firewall)? The address: {_address(tried)}"
