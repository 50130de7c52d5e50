"""Which engines are there, for what, and what does each need? Read from the quality cards.

A vendor's card names the engines that its folder offers for each role. An operator chooses engines
by these names; what is on no card cannot be chosen. Nothing of a vendor is imported here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from vaani.kit.errors import SettingsError

Role = Literal["hearing", "speaking", "thinking", "realtime"]
ROLES: tuple[Role, ...] = get_args(Role)
_CARDS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine of one vendor. `needs` are settings that must be given; `live` says whether it was
    ever run against the vendor."""

    name: str
    role: Role
    vendor: str
    languages: tuple[str, ...]
    needs: tuple[str, ...]
    live: str


@cache
def engines() -> tuple[Engine, ...]:
    """Every engine of every card, by role, then by vendor."""
    cards = [
        (file.parent.name, yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in sorted(_CARDS.glob("*/quality.yaml"))
    ]
    return tuple(one for role in ROLES for vendor, card in cards for one in _of(role, vendor, card))


def _of(role: Role, vendor: str, card: dict[str, Any]) -> Iterator[Engine]:
    offered = card.get(role)
    for name, told in offered.items() if isinstance(offered, dict) else ():
        yield Engine(
            name,
            role,
            vendor,
            tuple(told.get("languages") or ()),
            tuple(told.get("needs") or ()),
            str(card.get("tested_live", "done")),
        )


def names(role: Role) -> tuple[str, ...]:
    """What may be chosen for a role."""
    return tuple(one.name for one in engines() if one.role == role)


def chosen(role: Role, wanted: Sequence[str], setting: str) -> tuple[Engine, ...]:
    """The engines of these names, in that order. Raises SettingsError for names that there are not
    and for none at all."""
    known = {one.name: one for one in engines() if one.role == role}
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        what = f"names {', '.join(unknown)}, which is not there" if unknown else "names no engine"
        raise SettingsError(f"{setting} {what}: choose from {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(wanted))
