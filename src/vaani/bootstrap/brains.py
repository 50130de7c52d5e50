"""Who talks and who understands in this process, and with which language model?

One client of the model serves all calls. Without a model nothing of the network is touched.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from vaani.bootstrap.hearing import needs_key
from vaani.bootstrap.thinking import open_thinking
from vaani.call.plan import CallPlan
from vaani.call.ports.chat_model import ChatModel
from vaani.call.ports.thinker import Thinker
from vaani.call.ports.toolbox import Toolbox
from vaani.dialogue.model.freetalk import FreeTalkBrain
from vaani.dialogue.model.speech import Patience
from vaani.dialogue.model.understander import model_read_brain
from vaani.dialogue.registry import DEFAULT, Parts, parts_of
from vaani.dialogue.spent import SpendingUnderstander
from vaani.dialogue.understanding.nearest import ExampleUnderstander, Nearest
from vaani.domain.businesses.file_tools import RESERVED
from vaani.kit.errors import SettingsError
from vaani.providers.breaker import Breaker
from vaani.providers.model_chain import ChainedModel, ThinkingEngine
from vaani.providers.openai_like.chat import DEFAULT_BASE, OpenAiLikeModel
from vaani.providers.tools.guard import GuardedClient, networks_of
from vaani.providers.tools.toolset import Toolbelt
from vaani.settings import Settings


@dataclass(frozen=True, slots=True)
class Brains:
    """Makes the brain of each call."""

    think: Callable[[CallPlan, Toolbox], Thinker]
    talk: Callable[[CallPlan, Toolbox, ThinkingEngine], Thinker]
    """The brain of a call whose first model hears and speaks itself."""


@asynccontextmanager
async def open_brains(settings: Settings, nearest: Nearest | None = None) -> AsyncIterator[Brains]:
    """The brains that the settings name; the model's connections are closed at the end. `nearest`
    helps the rules where they are at a loss.

    Raises SettingsError when a model is wanted and none is set.
    """
    chosen = settings.dialogue
    parts = _parts(settings)
    if nearest is not None and settings.parts.understanding == DEFAULT:
        parts = replace(parts, understanding=lambda: ExampleUnderstander(nearest))
    understanding = parts.understanding
    parts = replace(parts, understanding=lambda: SpendingUnderstander(understanding()))
    first_s = chosen.first_word_deadline_ms / 1000
    if not is_wanted(settings):
        async with open_toolbelt(settings) as belt:
            yield Brains(parts.think, _talking_first(None, parts, first_s, belt))
        return
    async with open_thinking(settings) as model, open_toolbelt(settings) as belt:
        if chosen.brain == "llm":
            think, behind = _talking(model, first_s, belt), model
        else:
            think, behind = _reading(model, chosen.understanding_deadline_ms / 1000), None
        yield Brains(
            lambda plan, toolbox: think(plan, parts.toolbox(plan, toolbox)),
            _talking_first(behind, parts, first_s, belt),
        )


def _parts(settings: Settings) -> Parts:
    """The parts of conversations, tried. Raises SettingsError."""
    chosen = settings.parts.model_dump()
    own = [part for part, name in chosen.items() if name != DEFAULT and part != "toolbox"]
    if own and (is_wanted(settings) or settings.dialogue.realtime):
        raise SettingsError(
            f"parts.{own[0]} is a part of the rules and has no effect beside a language model: "
            "leave it out, or set dialogue.brain and dialogue.understanding to rules and "
            "dialogue.realtime to nothing."
        )
    return parts_of(chosen)


def is_wanted(settings: Settings) -> bool:
    """Do the settings ask for a language model?"""
    return (settings.dialogue.brain, settings.dialogue.understanding) != ("rules", "rules")


def check_model(settings: Settings) -> str:
    """The model's name. Raises SettingsError when none can be asked with what is set."""
    account = settings.providers.openai
    if not account.model:
        raise SettingsError(
            "A language model is wanted but none is set: give its name in "
            "VAANI_PROVIDERS__OPENAI__MODEL, and its address in VAANI_PROVIDERS__OPENAI__BASE_URL."
        )
    if account.base_url is None and account.api_key is None:
        raise needs_key("dialogue.models", "openai")
    return account.model


def model_of(settings: Settings) -> OpenAiLikeModel:
    """The model that the settings name. Raises SettingsError."""
    account = settings.providers.openai
    return OpenAiLikeModel(
        model=check_model(settings),
        base_url=account.base_url or DEFAULT_BASE,
        api_key=account.api_key.get_secret_value() if account.api_key else None,
    )


ModelOf = Callable[[CallPlan], ChatModel]


def _talking(
    model: ModelOf, first_s: float, belt: Toolbelt
) -> Callable[[CallPlan, Toolbox], Thinker]:
    patience = Patience(first_s=first_s, between_s=first_s)
    return lambda plan, toolbox: FreeTalkBrain(
        plan, toolbox, model(plan), patience=patience, outside=belt.of(plan)
    )


@asynccontextmanager
async def open_toolbelt(settings: Settings) -> AsyncIterator[Toolbelt]:
    """The owner's tools, for every call. Raises SettingsError."""
    listed = networks_of(settings.tools.private_addresses, "tools.private_addresses")
    client = GuardedClient(listed)
    try:
        yield Toolbelt(client, settings.tools.by_name, RESERVED)
    finally:
        await client.aclose()


def _talking_first(
    behind: ModelOf | None, parts: Parts, first_s: float, belt: Toolbelt
) -> Callable[[CallPlan, Toolbox, ThinkingEngine], Thinker]:
    """Who talks when the call has a model of its own; `behind` are asked when that one fails, else
    the rules go on."""
    patience = Patience(first_s=first_s, between_s=first_s)

    def talk(plan: CallPlan, toolbox: Toolbox, first: ThinkingEngine) -> Thinker:
        chain = [first]
        if behind is not None:
            rest = Breaker("dialogue.models", time.monotonic)
            chain.append(ThinkingEngine("dialogue.models", behind(plan), rest))
        model, box = ChainedModel(chain), parts.toolbox(plan, toolbox)
        return FreeTalkBrain(plan, box, model, patience=patience, outside=belt.of(plan))

    return talk


def _reading(model: ModelOf, deadline_s: float) -> Callable[[CallPlan, Toolbox], Thinker]:
    return lambda plan, toolbox: model_read_brain(plan, toolbox, model(plan), deadline_s)
