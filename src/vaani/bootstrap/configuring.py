"""How are settings changed while the house is open? In the profile, checked whole and noted.

A change is read into the profile as it lies on the disk, and everything is checked as at a start
before anything is written; the profile before it is kept beside it as `NAME.bak`. Secrets go to a
file of the data folder instead (`vaani.typed_secrets`). The environment and the command line win.
Settings of `live` take effect at once, others at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr

from vaani.api.checking import ChecksOn
from vaani.api.configuration import Changed, Changes, Shown
from vaani.domain.audit.service import Actor, note
from vaani.kit import files
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError, SettingsError
from vaani.kit.revision import must_be_fresh, revision_of
from vaani.settings import (
    KNOWN,
    Loaded,
    Settings,
    flat,
    is_secret,
    nested,
    range_of,
    read_profile,
    shown,
    value_of,
)
from vaani.storage.session import Database
from vaani.typed_secrets import keep, typed_in

BACKUP = ".bak"
ELSEWHERE = {
    "data": "where the server is started: --data, or VAANI_DATA",
    "secrets.encryption_key": "with `vaani key exchange`",
    "secrets.index_key": "with `vaani key exchange`",
    "secrets.session_key": "in the file of secrets, or by VAANI_SECRETS__SESSION_KEY",
}
"""What no running server may change, and where it is changed."""
_HEAD = "# Settings of Vaani; docs/settings.md says what each means.\n"

Live = Callable[[Settings], None]


class Configuration:
    """The settings of one running server."""

    def __init__(
        self,
        loaded: Loaded,
        database: Database,
        clock: Clock,
        live: Mapping[str, Live],
        checks: ChecksOn | None = None,
    ) -> None:
        """`live`: what brings a setting into effect at once, by its path. `checks`: who asks
        vendors and carriers with the settings as they were changed last."""
        self.checks = None if checks is None else checks(lambda: self._loaded.settings)
        self._loaded = loaded
        self._running = {path: value_of(loaded.settings, path) for path in KNOWN}
        self._database = database
        self._clock = clock
        self._live = live
        self._one_at_a_time = asyncio.Lock()

    @property
    def profile(self) -> Path:
        return self._loaded.profile

    @property
    def secrets(self) -> Path:
        return self._loaded.secrets

    @property
    def revision(self) -> str:
        """Files are replaced, never written into: each change makes other ones. Of what they hold
        nothing is told."""
        return revision_of([_mark(self.profile), _mark(self.secrets)])

    def shown(self) -> list[Shown]:
        """Every setting in its order; secrets only as set or not."""
        return [self._shown(path) for path in KNOWN]

    async def change(
        self, tree: Mapping[str, Any], actor: Actor, seen: str | None = None
    ) -> Changes:
        """Set what `tree` names, and give back its default to what is None there. Raises
        DomainError INVALID with every problem, StaleError when `seen` is not the present revision;
        then nothing was changed."""
        async with self._one_at_a_time:
            must_be_fresh("file of settings", self.revision, seen)
            chosen, secrets = self._on_disk()
            asked = dict(flat(tree))
            refused = [f"{one} is changed {ELSEWHERE[one]}." for one in asked if one in ELSEWHERE]
            hidden = {path for path in asked if path in KNOWN and is_secret(path)}
            refused += [f"{one} must be a text." for one in hidden if not _is_text(asked[one])]
            if refused:
                raise _wrong(refused)
            for path, value in asked.items():
                place, other = (secrets, chosen) if path in hidden else (chosen, secrets)
                other.pop(path, None)
                if value is None:
                    place.pop(path, None)
                else:
                    place[path] = value
            return await self._bring("config.changed", chosen, secrets, asked, actor)

    async def reset(
        self, paths: Iterable[str] | None, actor: Actor, seen: str | None = None
    ) -> Changes:
        """Give these settings their defaults back; None: all that the profile sets. Raises
        DomainError INVALID for a path that there is not, StaleError as `change`."""
        async with self._one_at_a_time:
            must_be_fresh("file of settings", self.revision, seen)
            chosen, secrets = self._on_disk()
            asked = list(chosen) if paths is None else list(paths)
            unknown = [path for path in asked if path not in KNOWN]
            if unknown and paths is not None:
                raise _wrong([f"there is no setting `{path}`." for path in unknown])
            kept = {
                path: value
                for path, value in chosen.items()
                if path not in asked or path in ELSEWHERE
            }
            left = {path: value for path, value in secrets.items() if path not in asked}
            return await self._bring("config.reset", kept, left, asked, actor)

    def _on_disk(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What the profile chooses, and the secrets that were typed."""
        problems: list[str] = []
        try:
            secrets = typed_in(self.secrets.parent)
        except SettingsError as error:
            raise _wrong([error.message]) from error
        tree = read_profile(self.profile, problems) if self.profile.is_file() else {}
        if problems:
            raise _wrong(problems)
        return dict(flat(tree)), secrets

    async def _bring(
        self,
        action: str,
        chosen: dict[str, Any],
        secrets: dict[str, str],
        asked: Iterable[str],
        actor: Actor,
    ) -> Changes:
        tree = nested(chosen)
        try:
            loaded = self._loaded.with_profile(tree, secrets)
        except SettingsError as error:
            raise _wrong(error.message.splitlines()) from error
        before, self_before = dict(self._of(self._loaded)), self._loaded
        after = dict(self._of(loaded))
        named = [path for path in KNOWN if path in set(asked) or before[path] != after[path]]
        async with self._database.transaction() as session:
            await note(
                session,
                at=self._clock.now(),
                actor=actor,
                action=action,
                subject=self.profile.name,
                before={path: _plain(path, before[path]) for path in named},
                after={path: _plain(path, after[path]) for path in named},
            )
            await asyncio.to_thread(self._write, tree, secrets)
        self._loaded = loaded
        for path in named:
            if path in self._live and after[path] != self._running[path]:
                self._live[path](loaded.settings)
                self._running[path] = after[path]
        return Changes(
            tuple(
                Changed(
                    path,
                    _plain(path, value_of(self_before.settings, path)),
                    _plain(path, after[path]),
                    restart=after[path] != self._running[path],
                    overridden_by=loaded.overriding(path),
                )
                for path in named
            )
        )

    def _of(self, loaded: Loaded) -> Iterable[tuple[str, Any]]:
        return ((path, value_of(loaded.settings, path)) for path in KNOWN)

    def _write(self, tree: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
        """Both files or none: the secrets go back to what they were when the profile fails."""
        folder = self.secrets.parent
        former = typed_in(folder)
        try:
            if secrets != former:
                keep(folder, secrets)
        except OSError as error:
            raise _wrong([f"{self.secrets} cannot be written ({error.strerror})."]) from error
        try:
            self._write_profile(tree)
        except DomainError:
            if secrets != former:
                keep(folder, former)
            raise

    def _write_profile(self, tree: Mapping[str, Any]) -> None:
        if tree == nested(self._on_disk()[0]):
            return
        try:
            self.profile.parent.mkdir(parents=True, exist_ok=True)
            if self.profile.is_file():
                backup = self.profile.with_name(self.profile.name + BACKUP)
                files.replace(backup, self.profile.read_bytes())
            text = yaml.safe_dump(dict(tree), sort_keys=False, allow_unicode=True) if tree else ""
            files.replace(self.profile, (_HEAD + text).encode())
        except OSError as error:
            raise _wrong([f"{self.profile} cannot be written ({error.strerror})."]) from error

    def _shown(self, path: str) -> Shown:
        value = value_of(self._loaded.settings, path)
        return Shown(
            path=path,
            value=_plain(path, value),
            default=_plain(path, value_of(_DEFAULTS, path)),
            origin=self._loaded.origins.get(path, "default"),
            meaning=KNOWN[path].description or "",
            range=range_of(path),
            secret=is_secret(path),
            live=path in self._live,
            restart=value != self._running[path],
        )


_DEFAULTS = Settings()


def _mark(path: Path) -> tuple[int, int, int] | None:
    """Which file lies there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _is_text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and bool(value.strip()))


def _wrong(problems: list[str]) -> DomainError:
    count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
    return DomainError(
        "INVALID", f"The settings would have {count}: {problems[0]}", {"problems": problems}
    )


def _plain(path: str, value: Any) -> Any:
    """As JSON has it; of a secret only whether it is set."""
    if is_secret(path):
        return "(set)" if isinstance(value, SecretStr) else None
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool | int | float) else shown(value)
