"""Which carriers are there, and what can each of them do? Their quality cards, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_ABOUT = frozenset({"carrier", "title", "specification", "routes"})


@dataclass(frozen=True, slots=True)
class Card:
    """A carrier's card. `states` says of each quality `done`, or why it is `exempt`."""

    name: str
    title: str
    specification: str
    routes: frozenset[str]
    """What may stand behind the carrier's name in a path that it asks."""
    states: Mapping[str, str]

    @property
    def by_telephone(self) -> bool:
        """Whether telephones reach us this way: it asks over HTTP, or has a port of its own."""
        return bool(self.routes) or self.can("own_port")

    def can(self, quality: str) -> bool:
        """Whether a quality is there."""
        return self.states.get(quality, "").startswith("done")


@cache
def cards() -> Mapping[str, Card]:
    """By name, every carrier that has a folder here."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("*/quality.yaml")):
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        name = str(said["carrier"])
        states = {key: str(value) for key, value in said.items() if key not in _ABOUT}
        routes = frozenset(said.get("routes", ()))
        found[name] = Card(
            name, str(said.get("title", name)), str(said["specification"]), routes, states
        )
    return found
