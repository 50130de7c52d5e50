"""Which secrets did an owner type into the console? `<data>/typed-secrets.yaml`, mode 600.

Keys and tokens of vendors and carriers by the paths of their settings. They win over the profile;
the environment and the command line win over them. A file of its own beside `secrets.yaml`, so that
no change of a vendor's key ever rewrites the keys that names and numbers are sealed with.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

import yaml

from vaani.kit import files
from vaani.kit.errors import SettingsError

FILE_NAME = "typed-secrets.yaml"
_HEAD = "# Secrets that were typed into the console; no copy of them is in the database.\n"


def typed_in(data: Path) -> dict[str, str]:
    """The secrets of this data folder by the paths of their settings; none: empty. Raises
    SettingsError when the file is there and cannot be read, or others may read it too."""
    file = data / FILE_NAME
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SettingsError(
                f"{file} can be read by others: run `chmod 600 {file}`, and make new keys at the "
                "vendors where somebody may have read them."
            )
        kept = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # no folder: whoever opens it says so
        return {}
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}).") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise SettingsError(f"{file} is damaged: remove it and type the secrets again.") from None
    if kept is None:
        return {}
    if not isinstance(kept, dict):
        raise SettingsError(f"{file} is damaged: remove it and type the secrets again.")
    return {str(path): str(secret) for path, secret in kept.items()}


def keep(data: Path, secrets: Mapping[str, str]) -> None:
    """These and no others, whole or not at all; without any there is no file. Raises OSError."""
    file = data / FILE_NAME
    if not secrets:
        file.unlink(missing_ok=True)
        return
    text = yaml.safe_dump(dict(secrets), sort_keys=True, allow_unicode=True)
    files.replace(file, (_HEAD + text).encode())
