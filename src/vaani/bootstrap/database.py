"""How are the database and the secrets of a data folder opened? For the server and for commands."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from vaani.first_start import FILE_NAME, Secrets, prepare_folder, secrets_of
from vaani.kit.crypto import Vault
from vaani.kit.errors import SettingsError
from vaani.settings import Settings
from vaani.storage.errors import StorageError
from vaani.storage.migrations import migrate, revisions
from vaani.storage.session import Database


def vault_of(secrets: Secrets) -> Vault:
    """The vault of the data folder."""
    return Vault({"k1": secrets.encryption_key}, "k1", secrets.index_key)


@asynccontextmanager
async def open_database(
    settings: Settings, *, create: bool
) -> AsyncIterator[tuple[Database, Secrets]]:
    """The database of the data folder, migrated, and the secrets beside it; made when new and
    `create`. Raises SettingsError, StorageError."""
    os.umask(0o077)  # what this process writes is for its owner alone
    if create:
        prepare_folder(settings.data)
    database = Database.open(settings.database, settings.database_pool)
    try:
        await _refuse_lost_keys(settings, database)
        secrets = secrets_of(settings, create=create)
        await migrate(database)
        yield database, secrets
    except (OperationalError, OSError) as error:
        raise StorageError(
            f"The database cannot be used ({type(error).__name__}): see `vaani doctor`."
        ) from error
    finally:
        await database.close()


async def _refuse_lost_keys(settings: Settings, database: Database) -> None:
    """A database elsewhere that holds rows of other keys is refused before new keys are made."""
    given = settings.secrets
    if given.encryption_key and given.index_key:
        return
    if not _is_there(database) or await revisions(database) is None:
        return
    keys = settings.data / FILE_NAME
    if not keys.exists():
        raise SettingsError(
            f"{keys} is missing, and the database was encrypted with it: put the file "
            "back from your backup, or name an empty database."
        )


def _is_there(database: Database) -> bool:
    """Could it hold rows? Asking an SQLite file that is not there would make it."""
    return database.is_postgresql or Path(database.engine.url.database or "").is_file()
