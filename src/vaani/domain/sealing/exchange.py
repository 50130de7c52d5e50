"""How do rows come from one key under another? A few at a time; the indexes all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.sealing import repository
from vaani.domain.sealing.service import put_check
from vaani.domain.sealing.tables import COLUMNS, SealedColumn
from vaani.kit.crypto import SealError, Vault
from vaani.storage.session import Database

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many texts were sealed anew, and how many nobody can read; those stay as they are."""

    anew: int
    unreadable: int


async def seal_anew(
    database: Database, vault: Vault, key_id: str, told: Callable[[str], None]
) -> Sealed:
    """Every text under the key `key_id`, which is the vault's active one."""
    anew = unreadable = 0
    for one in COLUMNS:
        after = ""
        while True:
            async with database.transaction() as session:
                rows = await repository.under_others(session, one, key_id, after, AT_ONCE)
                fresh = _fresh(vault, one, rows)
                await repository.put(session, one, one.column, fresh)
            if not rows:
                break
            after = rows[-1][0]
            anew, unreadable = anew + len(fresh), unreadable + len(rows) - len(fresh)
            told(one.table)
    return Sealed(anew, unreadable)


def _fresh(vault: Vault, of: SealedColumn, rows: repository.Texts) -> dict[str, str]:
    found = {}
    for id, sealed in rows:
        try:
            found[id] = vault.seal(vault.open(sealed, of.place), of.place)
        except SealError:
            continue
    return found


async def index_anew(database: Database, vault: Vault) -> None:
    """Every blind index and the check value under the index key of `vault`, in one transaction."""

    async def work(session: AsyncSession) -> None:
        for one in COLUMNS:
            if one.blind is not None:
                await _index(session, vault, one, one.blind)
        await put_check(session, vault)

    await database.write(work)


async def _index(session: AsyncSession, vault: Vault, of: SealedColumn, blind: str) -> None:
    after = ""
    while rows := await repository.all_after(session, of, after, AT_ONCE):
        fresh = {}
        for id, sealed in rows:
            try:
                fresh[id] = vault.index(vault.open(sealed, of.place))
            except SealError:
                continue
        await repository.put(session, of, blind, fresh)
        after = rows[-1][0]
