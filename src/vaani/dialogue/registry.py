"""Which parts make up a conversation, and how is one replaced? By name.

Five parts: `understanding` (words to commands), `memory` (what is known of the caller), `toolbox`
(what a call may do to the business), `sentiment` (how the caller feels) and `conversation` (who
orchestrates them: a `Thinker`). A name is built in, offered by an installed package (entry points
of the group `vaani.parts`, named `part.name`), or a place in Python (`package.module:maker`). Every
name is loaded and tried when the program starts; `docs/extending.md` shows how to write one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from inspect import signature
from typing import Any

from vaani.call.plan import CallPlan
from vaani.call.ports.thinker import Thinker
from vaani.call.ports.toolbox import Toolbox
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.memory import CallerMemory, KnownCallers
from vaani.dialogue.sentiment import Sentiment, WordSentiment
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.dialogue.understanding.scene import Understander
from vaani.kit.errors import SettingsError

GROUP = "vaani.parts"
DEFAULT = "built-in"

Maker = Callable[..., Any]


def _same_toolbox(plan: CallPlan, toolbox: Toolbox) -> Toolbox:
    return toolbox


def _flows(plan: CallPlan, toolbox: Toolbox, parts: Parts) -> Thinker:
    return FlowBrain(plan, toolbox, parts.understanding(), parts.sentiment(), parts.memory())


@dataclass(frozen=True, slots=True)
class Parts:
    """The makers of one process. The first three are called once a call and without arguments;
    `toolbox` gets the plan and the house's own toolbox, `conversation` the plan, the toolbox and
    these parts."""

    understanding: Callable[[], Understander] = RuleUnderstander
    memory: Callable[[], CallerMemory] = KnownCallers
    sentiment: Callable[[], Sentiment] = WordSentiment
    toolbox: Callable[[CallPlan, Toolbox], Toolbox] = _same_toolbox
    conversation: Callable[[CallPlan, Toolbox, Parts], Thinker] = _flows

    def think(self, plan: CallPlan, toolbox: Toolbox) -> Thinker:
        """The brain of one call."""
        return self.conversation(plan, self.toolbox(plan, toolbox), self)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a maker takes, and what the part that it makes can do."""

    takes: int
    methods: tuple[str, ...] = field(default=())
    """Of parts that are made without arguments, and so can be tried."""


SHAPES: Mapping[str, _Shape] = {
    "understanding": _Shape(0, ("understand",)),
    "memory": _Shape(0, ("welcome", "introduced", "asks_usual", "consents", "completed")),
    "sentiment": _Shape(0, ("felt",)),
    "toolbox": _Shape(2),
    "conversation": _Shape(3),
}


def parts_of(chosen: Mapping[str, str]) -> Parts:
    """The parts of these names (part to name; `built-in` or left out is ours).

    Raises SettingsError with one sentence for every name that cannot be used.
    """
    makers: dict[str, Maker] = {}
    problems: list[str] = []
    for part, name in chosen.items():
        if part not in SHAPES:
            problems.append(f"parts.{part}: there is no such part; parts are {', '.join(SHAPES)}.")
        elif name != DEFAULT:
            try:
                makers[part] = _tried(part, name, _found(part, name))
            except SettingsError as error:
                problems.append(error.message)
    if problems:
        raise SettingsError("\n".join(problems))
    return Parts(**makers)


def offered(part: str) -> tuple[str, ...]:
    """The names that can be chosen for a part without knowing where it lies."""
    prefix = f"{part}."
    return (
        DEFAULT,
        *sorted(
            one.name.removeprefix(prefix)
            for one in entry_points(group=GROUP)
            if one.name.startswith(prefix)
        ),
    )


def _found(part: str, name: str) -> Maker:
    if ":" not in name:
        for one in entry_points(group=GROUP, name=f"{part}.{name}"):
            name = one.value
            break
        else:
            raise SettingsError(
                f"parts.{part}: {name} is not one of {', '.join(offered(part))}; a part of your "
                "own is written package.module:maker."
            )
    place, _, attribute = name.partition(":")
    try:
        module = import_module(place)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"parts.{part}: there is no module {error.name}; install it where Vaani runs, or "
            f"correct {name}."
        ) from error
    except Exception as error:
        # A stranger's module may raise anything while it is loaded; the start must say which.
        raise SettingsError(
            f"parts.{part}: {place} cannot be loaded ({type(error).__name__}: {error})."
        ) from error
    try:
        maker = getattr(module, attribute)
    except AttributeError as error:
        raise SettingsError(f"parts.{part}: {place} has no {attribute}.") from error
    if not callable(maker):
        raise SettingsError(f"parts.{part}: {name} is no class and no function.")
    return maker  # type: ignore[no-any-return]


def _tried(part: str, name: str, maker: Maker) -> Maker:
    shape = SHAPES[part]
    try:
        signature(maker).bind(*[None] * shape.takes)
    except (TypeError, ValueError) as error:
        taken = {0: "nothing", 2: "(plan, toolbox)", 3: "(plan, toolbox, parts)"}[shape.takes]
        raise SettingsError(f"parts.{part}: {name} must take {taken} ({error}).") from error
    if shape.takes:
        return maker
    try:
        made = maker()
    except Exception as error:
        # The same: whatever it raises, the start says whose fault it is.
        raise SettingsError(
            f"parts.{part}: {name} cannot be made ({type(error).__name__}: {error})."
        ) from error
    missing = [one for one in shape.methods if not callable(getattr(made, one, None))]
    if missing:
        raise SettingsError(f"parts.{part}: {name} lacks {', '.join(missing)}.")
    return maker
