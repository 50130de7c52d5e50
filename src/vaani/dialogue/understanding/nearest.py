"""Which intent has the examples that are nearest to words which no rule knows?

`Nearest` holds the examples' vectors, for all calls of a process; the model that makes them is
somebody else's. `ExampleUnderstander` is the rules of one call, which ask it when they are at a
loss and nothing particular was asked. A model that is late, missing or fails changes nothing: the
rules' reading stands.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from vaani.call.ports.thinker import CallerTurn
from vaani.dialogue.understanding.examples import EXAMPLES, OTHER
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.dialogue.understanding.scene import Scene, Understander, Understood
from vaani.dialogue.understanding.vocabulary import Command, Plain
from vaani.kit.errors import ProviderError

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
MARGIN = 0.03
"""So much nearer than every other intent, in cosine: `bench/intents.py` prints what it costs and
gains. Below it the caller is asked again, as without examples."""
FEWEST_WORDS = 3


class Embedder(Protocol):
    """Sentences to vectors of length 1, shape (n, d). Errors are ProviderError."""

    async def questions(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Known:
    """The examples as vectors, and to which intent each belongs; the last is none of them."""

    intents: tuple[Command | None, ...]
    vectors: Vectors
    owners: npt.NDArray[np.int64]

    @classmethod
    def of(cls, vectors: Vectors) -> Known:
        """From the vectors of `sentences()`, in their order."""
        sizes = [*(len(texts) for texts in EXAMPLES.values()), len(OTHER)]
        owners = np.repeat(np.arange(len(sizes)), sizes)
        return cls((*EXAMPLES, None), vectors, owners)

    def nearest(self, question: Vectors, but: int | None = None) -> Command | None:
        """The intent that is clearly nearest. `but`: leave this example out, for calibrating."""
        cosines = self.vectors @ question
        if but is not None:
            cosines[but] = -1.0
        best = np.full(len(self.intents), -1.0, dtype=np.float32)
        np.maximum.at(best, self.owners, cosines)
        first, second = np.argsort(-best)[:2]
        return self.intents[first] if best[first] - best[second] >= MARGIN else None


def sentences() -> list[str]:
    """Every example, in the order that `Known.of` wants."""
    return [*(text for texts in EXAMPLES.values() for text in texts), *OTHER]


class Nearest:
    """The examples of a process. Made once; `prepare` as soon as a call may need it."""

    def __init__(self, embedder: Embedder, patience_s: float = 0.3) -> None:
        """`patience_s`: how long a turn may wait for the vector of its words."""
        self._embedder = embedder
        self._patience_s = patience_s
        self._known: asyncio.Task[Known | None] | None = None
        self._failed = False

    def prepare(self) -> None:
        """Begin with the examples, behind whatever else goes on. Needs a running loop."""
        loop = asyncio.get_running_loop()
        if not self._failed and (self._known is None or self._known.get_loop() is not loop):
            self._known = loop.create_task(self._learn(), name="examples")

    async def intent(self, text: str) -> Command | None:
        """What these words are nearest to; None: nothing clearly, or not known in time."""
        self.prepare()
        if self._known is None or self._failed:
            return None
        try:
            async with asyncio.timeout(self._patience_s):
                known = await asyncio.shield(self._known)
                if known is None:
                    return None
                return known.nearest((await self._embedder.questions([text]))[0])
        except (TimeoutError, ProviderError):
            return None

    def close(self) -> None:
        """Stop what is being learned. Idempotent."""
        if self._known is not None:
            self._known.cancel()

    async def _learn(self) -> Known | None:
        try:
            return Known.of(await self._embedder.questions(sentences()))
        except ProviderError as error:
            log.warning("examples.unused", extra={"why": error.message})
            self._failed = True
            return None


class ExampleUnderstander:
    """The rules of one call, with examples for what they do not know. An `Understander`."""

    def __init__(self, nearest: Nearest, rules: Understander | None = None) -> None:
        self._nearest = nearest
        self._rules = rules or RuleUnderstander()
        self._read: tuple[CallerTurn, Understood] | None = None

    async def listen(self, turn: CallerTurn, scene: Scene) -> None:
        """Read one turn, with the examples' help where the rules are at a loss."""
        self._nearest.prepare()
        rules = self._rules.understand(turn, scene)
        self._read = (turn, rules)
        open_question = scene.pending is None and scene.awaiting in (None, "anything_else")
        if (
            rules.commands == (Plain("unclear"),)
            and open_question
            and scene.flow is None
            and len(rules.text.split()) >= FEWEST_WORDS
        ):
            found = await self._nearest.intent(rules.text)
            if found is not None:
                self._read = (turn, Understood((found,), rules.text, rules.language))

    def understand(self, turn: CallerTurn, scene: Scene) -> Understood:
        """What `listen` found for this very turn, else the rules' reading."""
        if self._read is not None and self._read[0] is turn:
            return self._read[1]
        return self._rules.understand(turn, scene)
