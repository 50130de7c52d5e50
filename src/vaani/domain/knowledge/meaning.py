"""How near is a question to each topic in meaning? Vectors of a model, kept per set of topics.

The model is somebody else's (`Embedder`; the local one works on a thread of its own). Topics are
turned into vectors once; a question that comes before that is done waits a moment, then is answered
by its words alone. A model that is missing or fails is told once in the log and left alone after.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vaani.call.plan import Topic
from vaani.kit.errors import ProviderError

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
FEWEST = 3
"""Likeness is measured against the other topics, so that there must be some."""
_KEPT = 64
_PART = 16


class Embedder(Protocol):
    """Sentences to vectors of length 1, shape (n, d). Errors are ProviderError."""

    async def questions(self, texts: Sequence[str]) -> Vectors: ...

    async def passages(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much nearer a topic is than the others are on average; differences of cosines.

    `asked` compares with the questions of the file, `told` with the answers.
    """

    asked: float
    told: float


@dataclass(frozen=True, slots=True)
class _Known:
    """The vectors of a set of topics, and to which topic each row belongs."""

    names: tuple[str, ...]
    asked: Vectors
    asked_of: npt.NDArray[np.int64]
    told: Vectors
    told_of: npt.NDArray[np.int64]


class Meaning:
    """Likeness of questions and topics, for all calls of a process."""

    def __init__(self, embedder: Embedder, patience_s: float = 1.0) -> None:
        """`patience_s`: how long a question may wait for its vectors and those of its topics."""
        self._embedder = embedder
        self._patience_s = patience_s
        self._known: OrderedDict[tuple[Topic, ...], asyncio.Task[_Known | None]] = OrderedDict()
        self._failed = False

    def prepare(self, topics: tuple[Topic, ...]) -> None:
        """Begin with the vectors of these topics, behind whatever else goes on."""
        if not self._failed and len(topics) >= FEWEST:
            self._task(topics)

    async def likeness(
        self, topics: tuple[Topic, ...], question: str
    ) -> Mapping[str, Likeness] | None:
        """By topic. None: nothing can be said (no model, not ready yet, too few topics)."""
        if self._failed or len(topics) < FEWEST:
            return None
        try:
            async with asyncio.timeout(self._patience_s):
                known = await asyncio.shield(self._task(topics))
                if known is None:
                    return None
                vector = (await self._embedder.questions([question]))[0]
        except TimeoutError:
            return None
        except ProviderError as error:
            self._give_up(error)
            return None
        return _compared(known, vector)

    def _task(self, topics: tuple[Topic, ...]) -> asyncio.Task[_Known | None]:
        loop = asyncio.get_running_loop()
        task = self._known.get(topics)
        if task is None or task.get_loop() is not loop:
            task = self._known[topics] = loop.create_task(self._learn(topics), name="meaning")
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(topics)
        return task

    async def _learn(self, topics: tuple[Topic, ...]) -> _Known | None:
        asked = [
            (at, text) for at, one in enumerate(topics) for text in (one.topic, *one.questions)
        ]
        told = [
            (at, text)
            for at, one in enumerate(topics)
            for text in (one.text.en, one.text.hi)
            if text
        ]
        try:
            return _Known(
                tuple(one.topic for one in topics),
                await _in_parts(self._embedder.questions, [text for _, text in asked]),
                np.array([at for at, _ in asked]),
                await _in_parts(self._embedder.passages, [text for _, text in told]),
                np.array([at for at, _ in told]),
            )
        except ProviderError as error:
            self._give_up(error)
            return None

    def _give_up(self, error: ProviderError) -> None:
        if not self._failed:
            log.warning("knowledge.words_only", extra={"why": error.message})
        self._failed = True


async def _in_parts(
    embed: Callable[[Sequence[str]], Awaitable[Vectors]], texts: Sequence[str]
) -> Vectors:
    """Vectors of many texts, a few at a time: other calls' questions get their turn between."""
    parts = [await embed(texts[at : at + _PART]) for at in range(0, len(texts), _PART)]
    return np.concatenate(parts)


def _compared(known: _Known, question: Vectors) -> dict[str, Likeness]:
    asked = _lift(_best(known.asked @ question, known.asked_of, len(known.names)))
    told = _lift(_best(known.told @ question, known.told_of, len(known.names)))
    return {
        name: Likeness(float(asked[at]), float(told[at])) for at, name in enumerate(known.names)
    }


def _best(cosines: Vectors, owners: npt.NDArray[np.int64], count: int) -> Vectors:
    """The nearest sentence of each topic."""
    best = np.full(count, -1.0, dtype=np.float32)
    np.maximum.at(best, owners, cosines)
    return best


def _lift(best: Vectors) -> Vectors:
    """Each value less the mean of the others: what all topics have in common says nothing."""
    others = (best.sum() - best) / (len(best) - 1)
    return np.asarray(best - others, dtype=np.float32)
