"""How are the database and the secrets of a data folder opened? For the server and for commands."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from vaani.domain.sealing import service as sealing
from vaani.first_start import FILE_NAME, Secrets, prepare_folder, secrets_of
from vaani.kit.crypto import Vault
from vaani.kit.errors import SettingsError
from vaani.settings import Settings
from vaani.storage.errors import StorageError
from vaani.storage.migrations import migrate, migrate_apart, revisions
from vaani.storage.session import Database

CALLERS_WAIT_S = 1.2
"""A caller hears within 3 s what came of it, and may have to wait for two things."""
_SQLITE = b"SQLite format 3\0"
"""How every SQLite file begins (sqlite.org/fileformat.html)."""


def vault_of(secrets: Secrets) -> Vault:
    """The vault of the data folder."""
    keys = {secrets.key_id: secrets.encryption_key}
    if secrets.former is not None:
        keys[secrets.former.key_id] = secrets.former.encryption_key
    return Vault(keys, secrets.key_id, secrets.index_key)


async def proven(settings: Settings, database: Database, secrets: Secrets) -> Secrets:
    """The secrets with the index key that the database is under (the former one until an exchange
    of keys is through). Raises SettingsError when they are not the database's."""
    tried = [secrets]
    if secrets.former is not None:
        tried.append(replace(secrets, index_key=secrets.former.index_key))
    for one in tried:
        if await sealing.fits(database, vault_of(one)):
            return one
    where = database.engine.url.render_as_string(hide_password=True)
    raise SettingsError(
        f"The keys of {settings.data / FILE_NAME} are not those that encrypted the database "
        f"{where}: put the {FILE_NAME} of this database back from your backup (or the keys that "
        "the settings gave when it was made)."
    )


@asynccontextmanager
async def open_database(
    settings: Settings, *, create: bool, answers_callers: bool = False
) -> AsyncIterator[tuple[Database, Secrets]]:
    """The database of the data folder, migrated, and the secrets beside it; made when new and
    `create`. `answers_callers`: once open, nothing is waited for longer than a caller would.
    Raises SettingsError, StorageError."""
    os.umask(0o077)  # what this process writes is for its owner alone
    if create:
        prepare_folder(settings.data)
    database = Database.open(settings.database, settings.database_pool)
    try:
        _refuse_foreign_file(database)
        try:
            await _refuse_lost_keys(settings, database)
            secrets = secrets_of(settings, create=create)
            await (migrate_apart if answers_callers else migrate)(database)
            secrets = await proven(settings, database, secrets)
            await sealing.keep_check(database, vault_of(secrets))
        except (DBAPIError, OSError) as error:
            raise _unusable(database, error) from error
        if answers_callers and not database.is_in_memory:
            await database.close()
            database = Database.open(settings.database, settings.database_pool, CALLERS_WAIT_S)
        yield database, secrets
    finally:
        await database.close()


def _unusable(database: Database, error: Exception) -> StorageError:
    said = str(getattr(error, "orig", error)).splitlines() or [type(error).__name__]
    where = database.engine.url.render_as_string(hide_password=True)
    return StorageError(
        f"The database {where} cannot be used ({said[0][:200]}): see `vaani doctor`."
    )


def _refuse_foreign_file(database: Database) -> None:
    """An SQLite file must be one, before it is opened."""
    url = database.engine.url
    if database.is_postgresql or database.is_in_memory:
        return
    file = Path(str(url.database))
    try:
        with file.open("rb") as stream:
            begin = stream.read(len(_SQLITE))
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError(f"The database {file} cannot be opened ({error.strerror}).") from None
    if begin and begin != _SQLITE:
        raise StorageError(
            f"{file} is damaged or no database: put it back from your backup, or name another data "
            "folder."
        )


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
