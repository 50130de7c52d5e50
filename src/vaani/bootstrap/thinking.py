"""Which language models are asked in this process? The chain that the settings name.

One client of each model serves all calls. Models that cannot be asked with what is set stop the
start, in words.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from vaani.bootstrap.hearing import key_of, needs_key, of_business, require
from vaani.call.plan import CallPlan
from vaani.call.ports.chat_model import ChatModel
from vaani.providers.breaker import Breaker
from vaani.providers.metered import MeteredModel, ThriftyModel
from vaani.providers.model_chain import ChainedModel, ThinkingEngine
from vaani.providers.registry import chosen
from vaani.settings import Settings

_SETTING = "dialogue.models"


def check_thinking(settings: Settings) -> tuple[str, ...]:
    """The models that are wanted. Raises SettingsError naming what one of them lacks."""
    wanted = chosen("thinking", settings.dialogue.models, _SETTING)
    for engine in wanted:
        require(settings, engine.name, engine.needs, _SETTING)
        account = settings.providers.openai
        if engine.name == "openai" and account.base_url is None and account.api_key is None:
            raise needs_key(_SETTING, "openai")
    return tuple(engine.name for engine in wanted)


@asynccontextmanager
async def open_engines(settings: Settings) -> AsyncIterator[tuple[ThinkingEngine, ...]]:
    """Each model by itself, best first. Raises SettingsError."""
    async with AsyncExitStack() as stack:
        made = []
        for name in check_thinking(settings):
            model = await stack.enter_async_context(_MAKERS[name](settings))
            metered = MeteredModel(model, name, getattr(settings.providers, name).model or "")
            made.append(ThinkingEngine(name, metered, Breaker(name, time.monotonic)))
        yield tuple(made)


@asynccontextmanager
async def open_thinking(settings: Settings) -> AsyncIterator[Callable[[CallPlan], ChatModel]]:
    """The model of each call: the chain, as its business orders it. Raises SettingsError."""
    async with open_engines(settings) as engines:

        def model(plan: CallPlan) -> ChatModel:
            mine = of_business(plan, "thinking", engines)
            if len(mine) == 1:
                return mine[0].model
            return ThriftyModel(ChainedModel(mine), ChainedModel(mine[1:]))

        yield model


def _openai_like(name: str) -> Callable[[Settings], AbstractAsyncContextManager[ChatModel]]:
    def make(settings: Settings) -> AbstractAsyncContextManager[ChatModel]:
        from vaani.providers.openai_like.chat import (  # noqa: PLC0415 - on use
            DEFAULT_BASE,
            GROQ_BASE,
            OpenAiLikeModel,
        )

        account = settings.providers.groq if name == "groq" else settings.providers.openai
        return OpenAiLikeModel(
            model=account.model or "",
            base_url=account.base_url or (GROQ_BASE if name == "groq" else DEFAULT_BASE),
            api_key=account.api_key.get_secret_value() if account.api_key else None,
        )

    return make


def _anthropic(settings: Settings) -> AbstractAsyncContextManager[ChatModel]:
    from vaani.providers.anthropic.wire import BASE, MessagesWire  # noqa: PLC0415 - on use
    from vaani.providers.chat_http import HttpChatModel  # noqa: PLC0415 - the same

    account = settings.providers.anthropic
    key = key_of(settings, "providers.anthropic.api_key")
    return HttpChatModel(MessagesWire(key, account.model or "", account.base_url or BASE))


def _gemini(settings: Settings) -> AbstractAsyncContextManager[ChatModel]:
    from vaani.providers.chat_http import HttpChatModel  # noqa: PLC0415 - on use
    from vaani.providers.gemini.wire import BASE, GenerateWire  # noqa: PLC0415 - the same

    account = settings.providers.gemini
    wire = GenerateWire(
        key_of(settings, "providers.gemini.api_key"),
        account.model or "",
        account.base_url or BASE,
        thinking=account.thinking_level,
    )
    return HttpChatModel(wire)


_MAKERS: Mapping[str, Callable[[Settings], AbstractAsyncContextManager[ChatModel]]] = {
    "openai": _openai_like("openai"),
    "groq": _openai_like("groq"),
    "anthropic": _anthropic,
    "gemini": _gemini,
}
