"""What may an understander know while it listens?

The business's own words, the moment, what was asked last. `Understander` is the port; a model that
emits the same commands may stand in the place of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol, runtime_checkable

from vaani.call.plan import Business
from vaani.call.ports.thinker import Awaiting, CallerTurn
from vaani.dialogue.understanding.vocabulary import Command, Flow
from vaani.language.found import Language


@dataclass(frozen=True, slots=True)
class Scene:
    """The state of the talk as far as it biases the reading of a sentence.

    `pending` says what a yes would mean (`book`, `cancel`, `message`, `phone` ...); `digits` are
    those dictated so far; `told_off_link` after a refused transfer to a foreign number.
    """

    business: Business
    now: datetime
    awaiting: Awaiting | None = None
    flow: Flow | None = None
    pending: str | None = None
    digits: str = ""
    told_off_link: bool = False
    about_others: bool = False
    stated: tuple[str, ...] = ()
    """Names of guests, people and services in what was read back."""
    party: int | None = None
    at: time | None = None
    """For how many and when it is, in what is being talked about or was written last."""
    wrote: bool = False
    """Something was booked or changed in this call, and nothing else is being talked about."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What one turn of the caller amounts to. `language` None: the words do not tell."""

    commands: tuple[Command, ...]
    text: str
    language: Language | None = None


class Understander(Protocol):
    """Turns what a caller did into commands. Pure and quick, or awaited by the brain's owner."""

    def understand(self, turn: CallerTurn, scene: Scene) -> Understood: ...


@runtime_checkable
class Listener(Protocol):
    """An `Understander` that needs time: the brain awaits `listen` before it asks it to understand
    the same turn. It returns within a deadline of its own and raises nothing."""

    async def listen(self, turn: CallerTurn, scene: Scene) -> None: ...
