"""How are the database and the secrets of a data folder opened? For the server and for commands."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError

from vaani.first_start import Secrets, prepare_folder, secrets_of
from vaani.kit.crypto import Vault
from vaani.settings import Settings
from vaani.storage.errors import StorageError
from vaani.storage.migrations import migrate
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
    secrets = secrets_of(settings, create=create)
    database = Database.open(settings.database, settings.database_pool)
    try:
        await migrate(database)
        yield database, secrets
    except (OperationalError, OSError) as error:
        raise StorageError(
            f"The database cannot be used ({type(error).__name__}): see `vaani doctor`."
        ) from error
    finally:
        await database.close()
