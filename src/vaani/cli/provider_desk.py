"""How does the running server check a vendor or carrier? As `vaani doctor` does, on its settings.

An engine is asked whether the settings choose it or not, so that a key can be tried before calls
depend on it. One check runs at a time; engines of this machine are already at work here and are not
loaded a second time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from vaani.api.checking import Found, Kind, Offered
from vaani.cli.doctor_accounts import twilio
from vaani.cli.doctor_carriers import NEEDED, finding
from vaani.cli.doctor_engines import role_tried
from vaani.cli.doctor_turn import Measured
from vaani.cli.finding import Finding
from vaani.cli.providers import chosen_for
from vaani.kit.errors import DomainError
from vaani.providers.registry import Engine, Role, engines
from vaani.settings import Settings, value_of
from vaani.telephony.registry import cards

HERE = "local"
_TWILIO = ("account_sid", "auth_token")


class ProviderDesk:
    """`ProviderChecks` on the settings that `current` gives."""

    def __init__(self, current: Callable[[], Settings]) -> None:
        self._current = current
        self._one_at_a_time = asyncio.Lock()

    def offered(self) -> Sequence[Offered]:
        settings = self._current()
        return [
            *(_engine(settings, one) for one in engines() if one.vendor != "simulated"),
            *(_carrier(settings, name) for name in ("twilio", *NEEDED)),
        ]

    async def check(self, kind: Kind, name: str) -> Sequence[Found]:
        if self._chosen(kind, name) is None:
            raise DomainError("NOT_FOUND", "There is no such provider.")
        if self._one_at_a_time.locked():
            raise DomainError("EXHAUSTED", "Another check is running: try again in a moment.")
        async with self._one_at_a_time:
            found = await _tried(self._current(), kind, name)
        idle = not any(
            (one.kind, one.name) == (kind, name) and one.chosen for one in self.offered()
        )
        return [Found(one.part, one.state, one.found, _todo(one, idle)) for one in found]

    def _chosen(self, kind: Kind, name: str) -> bool | None:
        """None: there is no such one."""
        found = (one.chosen for one in self.offered() if (one.kind, one.name) == (kind, name))
        return next(found, None)


def _todo(found: Finding, idle: bool) -> str:
    """What to do. What callers notice stands before it, and is untrue of an engine that is idle."""
    if not idle or found.cost.startswith("set "):
        return found.cost
    return found.cost.partition("; ")[2]


async def _tried(settings: Settings, kind: Kind, name: str) -> Sequence[Finding]:
    if kind == "carrier":
        if name == "twilio":
            return [await twilio(settings, None)]
        return [finding(settings, cards()[name], NEEDED[name])]
    if name == HERE:
        return [_here(settings, f"{kind} {name}")]
    lacks = [path for path in _needs(kind, name) if not value_of(settings, path)]
    if lacks:
        return [Finding(f"{kind} {name}", "off", f"{lacks[0]} is not set", f"set {lacks[0]}")]
    return [one async for one in role_tried(_choosing(settings, kind, name), kind, Measured())]


def _here(settings: Settings, part: str) -> Finding:
    """An engine of this machine has been loaded at the start, or the server is not up."""
    if settings.speech.engine != HERE:
        return Finding(part, "off", "speech.engine is not local", "set speech.engine to local")
    return Finding(part, "ok", "loaded in this server; the speech lab tries it")


def _choosing(settings: Settings, role: Role, name: str) -> Settings:
    """The same settings with this engine alone in its role."""
    dialogue, speech = settings.dialogue, settings.speech
    changed: dict[str, Any] = {"models": (name,), "understanding": "model"}
    if role == "thinking":
        return settings.model_copy(update={"dialogue": dialogue.model_copy(update=changed)})
    if role == "realtime":
        update = {"dialogue": dialogue.model_copy(update={"realtime": (name,)})}
        return settings.model_copy(update=update)
    return settings.model_copy(update={"speech": speech.model_copy(update={role: (name,)})})


def _needs(role: str, name: str) -> tuple[str, ...]:
    return next(one.needs for one in engines() if (one.role, one.name) == (role, name))


def _engine(settings: Settings, one: Engine) -> Offered:
    lacks = tuple(path for path in one.needs if not value_of(settings, path))
    idle = one.name == HERE and settings.speech.engine != HERE
    chosen = one.name in chosen_for(settings, one.role) and not idle
    return Offered(
        one.role, one.name, one.vendor, one.languages, one.needs, lacks, chosen, one.name == HERE
    )


def _carrier(settings: Settings, name: str) -> Offered:
    section = getattr(settings.carriers, name)
    wanted = _TWILIO if name == "twilio" else NEEDED[name]
    needs = tuple(f"carriers.{name}.{one}" for one in wanted)
    lacks = tuple(path for path in needs if not value_of(settings, path))
    chosen = section != type(section)()
    return Offered("carrier", name, cards()[name].title, (), needs, lacks, chosen, here=False)
