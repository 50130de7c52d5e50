"""Who thinks when a language model fails? The next one, as long as nothing was said yet.

A model that fails before its first part costs its time and no more; one that fails in mid-answer
raises, since what was said cannot be taken back: the rules then go on, with what is known kept.
Each model counts what it used, in the units of its bill.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from vaani.call.ports.chat_model import ChatModel, ChatRequest, ModelPart, TextPiece
from vaani.kit.errors import ProviderError
from vaani.providers.breaker import Breaker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ThinkingEngine:
    """One model of the chain."""

    name: str
    model: ChatModel
    breaker: Breaker


class ChainedModel:
    """A ChatModel over `engines`, best first."""

    def __init__(self, engines: Sequence[ThinkingEngine]) -> None:
        self._engines = tuple(engines)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """Parts of the first model that answers. Raises the last one's ProviderError."""
        failed: ProviderError | None = None
        for engine in self._engines:
            last = engine is self._engines[-1] and failed is None
            if not engine.breaker.allow() and not last:
                continue
            begun = False
            try:
                async with aclosing(engine.model.stream(request)) as parts:
                    async for part in parts:
                        begun = begun or part != TextPiece("")
                        yield part
            except ProviderError as error:
                failed = error
                engine.breaker.failed(error)
                if begun:
                    raise
                log.warning("thinking.handed_over: by %s, code %s", engine.name, error.code)
                continue
            engine.breaker.worked()
            return
        raise failed or ProviderError(
            "thinker", "Every language model rests after failures.", code="resting", retryable=True
        )
