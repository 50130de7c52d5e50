"""Can the database be written? A mark is written that means nothing."""

from __future__ import annotations

from sqlalchemy import text

from vaani.storage.session import Database

_MARK = "ready"


async def prove_writing(database: Database) -> None:
    """Write and commit. Raises StorageError and what the driver raises."""
    async with database.transaction() as session:
        done = await session.execute(
            text("UPDATE leases SET until = CURRENT_TIMESTAMP WHERE name = :name"), {"name": _MARK}
        )
        if done.rowcount == 0:  # type: ignore[attr-defined]
            await session.execute(
                text(
                    "INSERT INTO leases (name, holder, until) VALUES (:name, '', CURRENT_TIMESTAMP)"
                    " ON CONFLICT DO NOTHING"
                ),
                {"name": _MARK},
            )
