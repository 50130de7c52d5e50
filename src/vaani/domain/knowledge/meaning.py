"""How near is a question to each topic in meaning?

The model is somebody else's (`Embedder`; the local one works on a thread of its own). Topics are
turned into vectors once and kept in the database (`vectors.py`), which compares them where it can;
else numpy does. A question that comes before that is done waits a moment, then is answered by its
words alone. A model that is missing or fails is told once in the log and left alone after. What the
database cannot keep is made again at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vaani.call.plan import Topic
from vaani.domain.knowledge.repository import Vector
from vaani.domain.knowledge.sentences import TOPIC_LETTERS, Key, Sentence, Side, sentences_of
from vaani.domain.knowledge.vectors import VectorStore
from vaani.kit.errors import ProviderError
from vaani.storage.errors import StorageError

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
FEWEST = 3
"""Likeness is measured against the other topics, so that there must be some."""
_KEPT = 64
_PART = 16


class Embedder(Protocol):
    """Sentences to vectors of length 1, shape (n, d). Errors are ProviderError."""

    @property
    def name(self) -> str:
        """The model and its version: vectors of two models are never compared."""

    async def questions(self, texts: Sequence[str]) -> Vectors: ...

    async def passages(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much nearer a topic is than the others are on average; differences of cosines.

    `asked` compares with the questions of the file, `told` with the answers.
    """

    asked: float
    told: float


class Meaning:
    """Likeness of questions and topics, for all calls of a process."""

    def __init__(
        self, embedder: Embedder, patience_s: float = 1.0, store: VectorStore | None = None
    ) -> None:
        """`patience_s`: how long a question may wait for its vectors and those of its topics.
        Without a `store` vectors live as long as the process."""
        self._embedder = embedder
        self._patience_s = patience_s
        self._store = store
        self._known: OrderedDict[
            tuple[str, tuple[Topic, ...]], asyncio.Task[_InMemory | _InDatabase | None]
        ] = OrderedDict()
        self._failed = False

    def prepare(self, business_id: str, topics: tuple[Topic, ...]) -> None:
        """Begin with the vectors of these topics, behind whatever else goes on."""
        if not self._failed and len(topics) >= FEWEST:
            self._task(business_id, topics)

    async def likeness(
        self, business_id: str, topics: tuple[Topic, ...], question: str
    ) -> Mapping[str, Likeness] | None:
        """By topic. None: nothing can be said (no model, not ready yet, too few topics)."""
        if self._failed or len(topics) < FEWEST:
            return None
        try:
            async with asyncio.timeout(self._patience_s):
                known = await asyncio.shield(self._task(business_id, topics))
                if known is None:
                    return None
                vector = (await self._embedder.questions([question]))[0]
                asked, told = await known.nearest(vector)
        except TimeoutError:
            return None
        except StorageError as error:
            log.warning("knowledge.vectors_unread", extra={"why": error.message})
            return None
        except ProviderError as error:
            self._give_up(error)
            return None
        asked, told = _lift(asked), _lift(told)
        return {
            one.topic: Likeness(float(asked[at]), float(told[at])) for at, one in enumerate(topics)
        }

    def _task(
        self, business_id: str, topics: tuple[Topic, ...]
    ) -> asyncio.Task[_InMemory | _InDatabase | None]:
        loop, place = asyncio.get_running_loop(), (business_id, topics)
        task = self._known.get(place)
        if task is None or task.get_loop() is not loop:
            learning = self._learn(business_id, topics)
            task = self._known[place] = loop.create_task(learning, name="meaning")
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(place)
        return task

    async def _learn(
        self, business_id: str, topics: tuple[Topic, ...]
    ) -> _InMemory | _InDatabase | None:
        sentences = sentences_of(topics)
        names = tuple(one.topic for one in topics)
        try:
            if self._store is not None:
                try:
                    return await self._kept(self._store, business_id, names, sentences)
                except StorageError as error:
                    log.warning("knowledge.vectors_not_kept", extra={"why": error.message})
            return _InMemory.of(names, sentences, await self._vectors(sentences))
        except ProviderError as error:
            self._give_up(error)
            return None

    async def _kept(
        self,
        store: VectorStore,
        business_id: str,
        names: tuple[str, ...],
        sentences: tuple[Sentence, ...],
    ) -> _InMemory | _InDatabase:
        """Make the vectors that the database does not have yet, and give them to it."""
        model = self._embedder.name
        if await store.pgvector():
            there = await store.keys(business_id, model)
            made = await self._vectors([one for one in sentences if one.key not in there])
            await store.add(business_id, model, made)
            return _InDatabase(store, business_id, model, names)
        kept = await store.load(business_id, model)
        made = await self._vectors([one for one in sentences if one.key not in kept])
        await store.add(business_id, model, made)
        return _InMemory.of(names, sentences, {**kept, **made})

    async def _vectors(self, sentences: Sequence[Sentence]) -> dict[Key, Vector]:
        """A few at a time: other calls' questions get their turn between."""
        found: dict[Key, Vector] = {}
        for side, embed in (
            ("asked", self._embedder.questions),
            ("told", self._embedder.passages),
        ):
            these = [one for one in sentences if one.side == side]
            for at in range(0, len(these), _PART):
                part = these[at : at + _PART]
                vectors = await embed([one.text for one in part])
                found.update((one.key, vector) for one, vector in zip(part, vectors, strict=True))
        return found

    def close(self) -> None:
        """Stop what is being learned. Idempotent."""
        for task in self._known.values():
            task.cancel()

    def _give_up(self, error: ProviderError) -> None:
        if not self._failed:
            log.warning("knowledge.words_only", extra={"why": error.message})
        self._failed = True


@dataclass(frozen=True, slots=True)
class _InDatabase:
    """pgvector compares; the process holds no vectors."""

    store: VectorStore
    business_id: str
    model: str
    names: tuple[str, ...]

    async def nearest(self, question: Vector) -> tuple[Vector, Vector]:
        found = await self.store.nearest(self.business_id, self.model, question)

        def of(side: Side) -> Vector:
            cosines = [found.get((name[:TOPIC_LETTERS], side), -1.0) for name in self.names]
            return np.array(cosines, dtype=np.float32)

        return of("asked"), of("told")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Vectors of one side, and to which topic each belongs."""

    vectors: Vectors
    owners: npt.NDArray[np.int64]

    def nearest(self, question: Vector, topics: int) -> Vector:
        best = np.full(topics, -1.0, dtype=np.float32)
        if len(self.owners):
            np.maximum.at(best, self.owners, self.vectors @ question)
        return best


@dataclass(frozen=True, slots=True)
class _InMemory:
    """numpy compares."""

    topics: int
    asked: _Rows
    told: _Rows

    @classmethod
    def of(
        cls,
        names: tuple[str, ...],
        sentences: Sequence[Sentence],
        vectors: Mapping[Key, Vector],
    ) -> _InMemory:
        places = {name: at for at, name in enumerate(names)}

        def rows(side: Side) -> _Rows:
            these = [one for one in sentences if one.side == side]
            return _Rows(
                np.array([vectors[one.key] for one in these], dtype=np.float32),
                np.array([places[one.topic] for one in these], dtype=np.int64),
            )

        return cls(len(names), rows("asked"), rows("told"))

    async def nearest(self, question: Vector) -> tuple[Vector, Vector]:
        return (
            self.asked.nearest(question, self.topics),
            self.told.nearest(question, self.topics),
        )


def _lift(best: Vector) -> Vector:
    """Each value less the mean of the others: what all topics have in common says nothing."""
    others = (best.sum() - best) / (len(best) - 1)
    return np.asarray(best - others, dtype=np.float32)
