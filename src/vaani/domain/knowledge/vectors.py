"""Where do the vectors of topics lie between starts? In the database, beside the word index.

SQLite keeps float32 blobs and PostgreSQL keeps `real[]`: no extension is needed to read them. Where
PostgreSQL has pgvector, it compares in place and the process keeps no vectors; else they are loaded
and compared in memory. Both are exact. Rows of changed sentences go with the import that changed
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from vaani.domain.knowledge import repository
from vaani.domain.knowledge.repository import Vector
from vaani.domain.knowledge.sentences import Key
from vaani.storage.errors import StorageError
from vaani.storage.session import Database


class VectorStore:
    """The vectors of every business, by model. Every method raises StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pgvector(self) -> str | None:
        """The version of pgvector that compares here; None: comparing is up to the process."""
        with _told():
            async with self._database.reading() as session:
                return await repository.pgvector(session)

    async def keys(self, business_id: str, model: str) -> set[Key]:
        """Which sentences have a vector."""
        with _told():
            async with self._database.reading() as session:
                return await repository.vector_keys(session, business_id, model)

    async def load(self, business_id: str, model: str) -> dict[Key, Vector]:
        """Every vector of a business."""
        with _told():
            async with self._database.reading() as session:
                return await repository.vectors(session, business_id, model)

    async def add(self, business_id: str, model: str, new: Mapping[Key, Vector]) -> None:
        """Keep vectors; those that another process kept meanwhile stay as they are."""
        if not new:
            return
        with _told():
            await self._database.write(
                lambda session: repository.add_vectors(session, business_id, model, new)
            )

    async def nearest(
        self, business_id: str, model: str, question: Vector
    ) -> dict[tuple[str, str], float]:
        """The cosine of the nearest sentence by topic and side. Needs pgvector."""
        with _told():
            async with self._database.reading() as session:
                return await repository.nearest(session, business_id, model, question)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        why = type(getattr(error, "orig", None) or error).__name__
        raise StorageError(f"the vectors of topics cannot be read or kept ({why})") from error
