"""What happens when the keys of a database that lies elsewhere are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaani.bootstrap.database import open_database
from vaani.first_start import FILE_NAME
from vaani.kit.errors import SettingsError
from vaani.settings import Settings, load


def settings_of(folder: Path, url: str, **environ: str) -> Settings:
    environ = {"VAANI_DATA": str(folder), "VAANI_DATABASE_URL": url, **environ}
    return load(environ=environ).settings


async def start(settings: Settings) -> bytes:
    async with open_database(settings, create=True) as (_, secrets):
        return secrets.encryption_key


async def test_new_keys_are_never_made_for_a_database_of_other_keys(
    empty_url: str, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "house", empty_url)
    first = await start(settings)
    assert await start(settings) == first

    kept = (settings.data / FILE_NAME).read_bytes()
    (settings.data / FILE_NAME).unlink()
    with pytest.raises(SettingsError) as refused:
        await start(settings)
    assert "is missing, and the database was encrypted with it" in refused.value.message
    assert not (settings.data / FILE_NAME).exists()

    (settings.data / FILE_NAME).write_bytes(kept)
    (settings.data / FILE_NAME).chmod(0o600)
    assert await start(settings) == first


async def test_keys_from_the_environment_need_no_file(empty_url: str, tmp_path: Path) -> None:
    keys = {"VAANI_SECRETS__ENCRYPTION_KEY": "ab" * 32, "VAANI_SECRETS__INDEX_KEY": "x1y2" * 10}
    await start(settings_of(tmp_path / "one", empty_url, **keys))
    assert await start(settings_of(tmp_path / "two", empty_url, **keys)) == bytes.fromhex("ab" * 32)
