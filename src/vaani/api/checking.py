"""What do the routes of the providers use of the house?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from vaani.settings import Settings

Kind = Literal["hearing", "speaking", "thinking", "realtime", "carrier"]


@dataclass(frozen=True, slots=True)
class Offered:
    """An engine of a vendor, or a carrier. `needs`: settings that must be given; `lacks`: those of
    them that are not. `here`: it runs in this server and is not asked over a network."""

    kind: Kind
    name: str
    title: str
    languages: tuple[str, ...]
    needs: tuple[str, ...]
    lacks: tuple[str, ...]
    chosen: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found. `state` is `ok`, `off`, `warn` or `BROKEN`; `todo`: what it costs, or
    what to do."""

    part: str
    state: str
    found: str
    todo: str


class ProviderChecks(Protocol):
    """The vendors and carriers as the settings have them now, also those of the next start."""

    def offered(self) -> Sequence[Offered]:
        """All of them."""
        ...

    async def check(self, kind: Kind, name: str) -> Sequence[Found]:
        """Ask it once, chosen or not. Raises DomainError NOT_FOUND, and EXHAUSTED while another
        check runs."""
        ...


ChecksOn = Callable[[Callable[[], Settings]], ProviderChecks]
"""Makes the checks on the settings as they are at the time."""
