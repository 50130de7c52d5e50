"""Are the keys those that sealed this database?

A check value is stored at the first start: a sealed and an indexed text. Who opens the database
later proves by it that he has the same keys. A database from before the check value proves itself
by its rows.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.sealing import repository
from vaani.domain.sealing.tables import COLUMNS
from vaani.kit.crypto import SealError, Vault
from vaani.storage.session import Database

_TEXT, _PLACE = "vaani", "key_checks.sealed"
_SAMPLE = 5


async def fits(database: Database, vault: Vault) -> bool:
    """Are these the keys of the database? Writes nothing."""
    async with database.reading() as session:
        return await _fits(session, vault)


async def keep_check(database: Database, vault: Vault) -> None:
    """Store the check value where there is none yet."""
    async with database.reading() as session:
        if await repository.check(session) is not None:
            return
    async with database.transaction() as session:
        if await repository.check(session) is None:
            await put_check(session, vault)


async def put_check(session: AsyncSession, vault: Vault) -> None:
    """Store the check value of this vault in place of what was there."""
    await repository.keep_check(session, vault.seal(_TEXT, _PLACE), vault.index(_TEXT))


async def _fits(session: AsyncSession, vault: Vault) -> bool:
    check = await repository.check(session)
    if check is not None:
        return _opens(vault, check.sealed, _PLACE) and vault.index(_TEXT) == check.blind
    tried = False
    for one in COLUMNS:
        for sealed in await repository.some(session, one, _SAMPLE):
            if _opens(vault, sealed, one.place):
                return True
            tried = True
    return not tried


def _opens(vault: Vault, sealed: str, place: str) -> bool:
    try:
        vault.open(sealed, place)
    except SealError:
        return False
    return True
