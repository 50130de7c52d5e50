"""What has a call used of its vendors, and may it go on using it? Told where it is used.

Whoever sends something to a vendor reports it here: sound, characters, tokens, also of work that
failed or was given up. The meter of the running call travels with its tasks (a context variable),
so that engines which serve all calls need not know whose work they do. Outside a call nothing is
counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["hearing", "thinking", "speaking", "talking", "line"]
"""`talking`: speech to speech; `line`: the carrier's minutes."""
Unit = Literal[
    "call_seconds", "audio_seconds", "characters", "input_tokens", "cached_tokens", "output_tokens",
    "audio_input_tokens", "audio_output_tokens",
]  # fmt: skip
TOKENS: frozenset[Unit] = frozenset(
    ("input_tokens", "cached_tokens", "output_tokens", "audio_input_tokens", "audio_output_tokens")
)


@dataclass(frozen=True, slots=True)
class Use:
    """One piece of work of an engine. `input_tokens` are those that were not cached, none of sound;
    `whole` False: it failed or nobody waited for its end; `estimated`: the vendor told no count, so
    it is one of ours by the characters."""

    role: Role
    engine: str
    model: str
    amounts: Mapping[Unit, float] = field(default_factory=dict)
    whole: bool = True
    estimated: bool = False


class Meter(Protocol):
    """Of one call."""

    @property
    def thrifty(self) -> bool:
        """A soft limit is reached: what is cheaper is to be used."""
        ...

    @property
    def thrifty_at_start(self) -> bool:
        """It was when the call began: a voice does not change in mid-call."""
        ...

    @property
    def exhausted(self) -> bool:
        """A hard limit is reached: no vendor's model is to be asked any more."""
        ...

    def used(self, use: Use) -> None:
        """Count it. Returns at once, raises nothing."""
        ...


class NoMeter:
    """Counts nothing and limits nothing."""

    thrifty = thrifty_at_start = exhausted = False

    def used(self, use: Use) -> None:
        """Nothing."""


_NOBODY = NoMeter()
_CURRENT: ContextVar[Meter] = ContextVar("vaani_meter", default=_NOBODY)


def running() -> Meter:
    """The meter of the call that this code works for."""
    return _CURRENT.get()


def begin(meter: Meter) -> None:
    """From here on this task, and those that it starts, work for that call."""
    _CURRENT.set(meter)
