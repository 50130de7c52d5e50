"""How are the keys of encryption and index exchanged, while every row stays readable?

The new keys are written beside the former ones; rows are sealed anew, a few at a time; the
blind indexes and the check value change in one; only then the former keys are retired. Whoever is
stopped anywhere begins again and finds what is left to do.
"""

from __future__ import annotations

from collections.abc import Callable

from vaani.bootstrap.database import open_database, vault_of
from vaani.bootstrap.holding import held
from vaani.domain.sealing import exchange
from vaani.first_start import begin_exchange, end_exchange, secrets_of
from vaani.settings import Settings

Told = Callable[[str], None]


async def exchange_keys(settings: Settings, told: Told) -> exchange.Sealed:
    """To the end. `told` hears of each step that is done. Raises SettingsError, StorageError."""
    secrets_of(settings, create=False)
    with held(settings.data, "vaani key rotate-encryption"):
        async with open_database(settings, create=False):
            pass  # whoever has the wrong keys is refused before new ones are made
        begin_exchange(settings)
        told("keys")
        async with open_database(settings, create=False) as (database, proven):
            wanted = secrets_of(settings, create=False)
            vault = vault_of(proven)
            done = await exchange.seal_anew(database, vault, wanted.key_id, told)
            if proven.index_key != wanted.index_key:
                await exchange.index_anew(database, vault_of(wanted))
                told("index")
            end_exchange(settings)
            told("retired")
    return done
