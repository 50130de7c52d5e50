"""What do the routes of the configuration use of the house?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from vaani.domain.audit.service import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting as it is in effect. A secret's value is `(set)` or None."""

    path: str
    value: Any
    default: Any
    origin: str
    meaning: str
    range: str
    secret: bool
    live: bool
    restart: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a setting. `overridden_by`: the variable that wins over it."""

    path: str
    before: Any
    after: Any
    restart: bool
    overridden_by: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of a change."""

    settings: tuple[Changed, ...]


class ConfigurationDesk(Protocol):
    """The settings of the running server."""

    @property
    def profile(self) -> Path:
        """The file that changes are written to."""
        ...

    @property
    def secrets(self) -> Path:
        """The file that secrets are written to."""
        ...

    @property
    def revision(self) -> str:
        """Another one with each change of these files, whoever writes them."""
        ...

    def shown(self) -> Sequence[Shown]:
        """All of them."""
        ...

    async def change(self, tree: Mapping[str, Any], actor: Actor, seen: str | None) -> Changes:
        """`seen`: the revision that this was made from. Raises DomainError INVALID with every
        problem, StaleError."""
        ...

    async def reset(self, paths: Iterable[str] | None, actor: Actor, seen: str | None) -> Changes:
        """The same. Raises DomainError INVALID, StaleError."""
        ...
