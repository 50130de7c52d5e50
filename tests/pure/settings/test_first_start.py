"""What an owner notices of the secrets file: made once, private, never silently replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml

from vaani.first_start import prepare_folder, secrets_of
from vaani.kit.errors import SettingsError
from vaani.settings import Settings, load


def settings_in(folder: Path, **environ: str) -> Settings:
    return load({"data": folder}, environ=environ).settings


def test_the_first_start_makes_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    secrets_of(settings_in(folder), create=True)
    assert stat.S_IMODE((folder / "secrets.yaml").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in folder.iterdir()) == ["secrets.yaml"]


def test_later_starts_find_the_same_secrets_and_two_folders_differ(tmp_path: Path) -> None:
    first = secrets_of(settings_in(tmp_path / "a"), create=True)
    assert secrets_of(settings_in(tmp_path / "a"), create=True) == first
    assert secrets_of(settings_in(tmp_path / "b"), create=True) != first
    assert len(first.encryption_key) == 32
    assert first.loopback_account_sid.startswith("AC")
    assert first.loopback_auth_token not in repr(first)


def test_a_file_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    secrets_of(settings_in(tmp_path), create=True)
    (tmp_path / "secrets.yaml").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        secrets_of(settings_in(tmp_path), create=True)


def test_a_lost_file_beside_a_database_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "vaani.db").write_bytes(b"SQLite format 3")
    with pytest.raises(SettingsError, match="put the file back from your backup"):
        secrets_of(settings_in(tmp_path), create=True)
    assert not (tmp_path / "secrets.yaml").exists()


def test_a_damaged_file_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    secrets_of(settings_in(tmp_path), create=True)
    file = tmp_path / "secrets.yaml"
    kept = yaml.safe_load(file.read_text())
    del kept["index_key"]
    file.write_text(yaml.safe_dump(kept))
    with pytest.raises(SettingsError, match="lacks index_key"):
        secrets_of(settings_in(tmp_path), create=True)


def test_a_secret_from_the_environment_wins(tmp_path: Path) -> None:
    key = "ab12cd34" * 8
    secrets = secrets_of(settings_in(tmp_path, PHONE_ENCRYPTION_KEY=key), create=True)
    assert secrets.encryption_key == bytes.fromhex(key)


def test_production_refuses_a_weak_key_in_the_file(tmp_path: Path) -> None:
    secrets_of(settings_in(tmp_path), create=True)
    file = tmp_path / "secrets.yaml"
    kept = yaml.safe_load(file.read_text())
    kept["session_key"] = "changeme"
    file.write_text(yaml.safe_dump(kept))
    with pytest.raises(SettingsError, match="session_key is too weak"):
        secrets_of(settings_in(tmp_path, ENVIRONMENT="production"), create=True)


def test_a_folder_that_is_a_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(SettingsError, match="is a file: name a folder"):
        prepare_folder(tmp_path / "data")


def test_nothing_is_made_when_only_looking(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="start `vaani serve` once"):
        secrets_of(settings_in(tmp_path / "none"), create=False)
    assert not (tmp_path / "none").exists()
