"""Which secrets does this data folder have, and what are they on its first start?

`<data>/secrets.yaml`, mode 600, written once and whole: the key that encrypts names and phone
numbers, the key of their blind index, the key of the page's sessions, and a Twilio account that
exists only on this machine, for test calls over loopback. A secret given by the settings wins.
A lost file beside a database that it encrypted is refused, never replaced.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from vaani.kit import files
from vaani.kit.errors import SettingsError
from vaani.settings import Settings, is_weak

FILE_NAME = "secrets.yaml"
_FORMER = ("former_key_id", "former_encryption_key", "former_index_key")
_OPTIONAL = ("encryption_key_id", *_FORMER)
_HEAD = "# Made by Vaani on its first start. Back it up: without it names and numbers are lost.\n"


@dataclass(frozen=True, slots=True)
class Former:
    """The keys that rows may still lie under."""

    key_id: str
    encryption_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must stay on this machine. Keys as bytes; `repr` shows none of them."""

    encryption_key: bytes = field(repr=False)
    """32 bytes, AES-256."""
    index_key: bytes = field(repr=False)
    session_key: bytes = field(repr=False)
    loopback_account_sid: str = field(repr=False)
    loopback_auth_token: str = field(repr=False)
    key_id: str = "k1"
    """What sealed texts name the encryption key by."""
    former: Former | None = field(default=None, repr=False)
    """The keys before, while they are being exchanged."""


def secrets_of(settings: Settings, *, create: bool) -> Secrets:
    """The secrets of the data folder; makes file and folder when there are none and `create`.

    Raises SettingsError: the folder cannot be written, others may read the file, it is damaged, or
    it is missing although the database exists.
    """
    file = settings.data / FILE_NAME
    if file.exists():
        kept = _read(file, settings.environment == "production")
    elif not create:
        raise SettingsError(
            f"{file} is missing: start `vaani serve` once, or name the data folder."
        )
    else:
        _refuse_lost(settings, file)
        _write(file, _random())
        kept = _read(file, settings.environment == "production")
    given = settings.secrets
    merged = dict(kept)
    for name in ("encryption_key", "index_key", "session_key"):
        value = getattr(given, name)
        if value is not None:
            merged[name] = value.get_secret_value()
    return Secrets(
        encryption_key=bytes.fromhex(merged["encryption_key"]),
        index_key=merged["index_key"].encode(),
        session_key=merged["session_key"].encode(),
        loopback_account_sid=merged["loopback_account_sid"],
        loopback_auth_token=merged["loopback_auth_token"],
        key_id=merged.get("encryption_key_id", "k1"),
        former=_former(merged),
    )


def _former(kept: Mapping[str, str]) -> Former | None:
    if not set(_FORMER) <= set(kept):
        return None
    id, key, index = (kept[name] for name in _FORMER)
    return Former(id, bytes.fromhex(key), index.encode())


def begin_exchange(settings: Settings) -> None:
    """Make new keys of encryption and index and keep the former ones beside them; nothing when an
    exchange is under way. Raises SettingsError."""
    if settings.secrets.encryption_key or settings.secrets.index_key:
        raise SettingsError(
            "The keys come from the settings, where Vaani cannot exchange them: take "
            "secrets.encryption_key and secrets.index_key out after writing them into "
            f"{settings.data / FILE_NAME}."
        )
    file = settings.data / FILE_NAME
    kept = _read(file, production=False)
    if set(_FORMER) <= set(kept):
        return
    id, fresh = kept.get("encryption_key_id", "k1"), _random()
    former = (id, kept["encryption_key"], kept["index_key"])
    new = {name: fresh[name] for name in ("encryption_key", "index_key")}
    new["encryption_key_id"] = f"k{int(id[1:]) + 1}"
    _replace(file, {**kept, **new, **dict(zip(_FORMER, former, strict=True))})


def end_exchange(settings: Settings) -> None:
    """Retire the former keys. Raises SettingsError."""
    file = settings.data / FILE_NAME
    kept = _read(file, production=False)
    _replace(file, {name: text for name, text in kept.items() if name not in _FORMER})


def prepare_folder(folder: Path) -> None:
    """Make the data folder, readable by its owner alone, and see that it can be written.

    Raises SettingsError with one sentence.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (FileExistsError, NotADirectoryError):
        raise SettingsError(f"The data folder {folder} is a file: name a folder.") from None
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be made ({error.strerror}): name another by --data."
        ) from None
    probe = folder / f".write-{secrets.token_hex(4)}"
    try:
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be written ({error.strerror}): change its rights or "
            "name another by --data."
        ) from None


def _refuse_lost(settings: Settings, file: Path) -> None:
    if settings.secrets.encryption_key and settings.secrets.index_key:
        return
    if (settings.data / "vaani.db").exists():
        raise SettingsError(
            f"{file} is missing, and the database beside it was encrypted with it: put the file "
            "back from your backup, or start with an empty data folder."
        )


def _random() -> dict[str, str]:
    return {
        "encryption_key": secrets.token_hex(32),
        "index_key": secrets.token_hex(32),
        "session_key": secrets.token_hex(32),
        "loopback_account_sid": "AC" + secrets.token_hex(16),
        "loopback_auth_token": secrets.token_hex(16),
    }


def _write(file: Path, kept: Mapping[str, str]) -> None:
    prepare_folder(file.parent)
    new = files.beside(file)
    try:
        files.put(new, _written(kept))
        os.link(new, file)
    except FileExistsError:
        return  # another start was quicker; its file counts
    except OSError as error:
        raise SettingsError(f"{file} cannot be written ({error.strerror}).") from None
    finally:
        new.unlink(missing_ok=True)


def _replace(file: Path, kept: Mapping[str, str]) -> None:
    try:
        files.replace(file, _written(kept))
    except OSError as error:
        raise SettingsError(f"{file} cannot be written ({error.strerror}).") from None


def _written(kept: Mapping[str, str]) -> bytes:
    return (_HEAD + yaml.safe_dump(dict(kept), sort_keys=False)).encode()


def _read(file: Path, production: bool) -> dict[str, str]:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            raise SettingsError(f"{file} can be read by others: run `chmod 600 {file}`.")
        kept = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}).") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise SettingsError(f"{file} is damaged: put it back from your backup.") from None
    names = set(_random())
    if not isinstance(kept, dict) or not names <= set(kept):
        missing = ", ".join(sorted(names - set(kept if isinstance(kept, dict) else ())))
        raise SettingsError(f"{file} lacks {missing}: put it back from your backup.")
    read = {name: str(kept[name]) for name in (*names, *_OPTIONAL) if name in kept}
    for name in ("encryption_key", "former_encryption_key"):
        if name in read and not re.fullmatch(r"[0-9a-f]{64}", read[name]):
            raise SettingsError(f"{file}: {name} must be 64 hexadecimal digits.")
    if production:
        for name, value in read.items():
            if name in names and is_weak(value):
                raise SettingsError(f"{file}: {name} is too weak for production.")
    return read
