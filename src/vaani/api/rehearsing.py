"""What does the route that tries a draft use of the house?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vaani.domain.businesses.file import BusinessFile

MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class Replied:
    """What the assistant answers: to the call itself, then to each sentence of the caller. `wrote`
    names what it would have written, such as `created`."""

    text: str
    language: str
    wrote: tuple[str, ...]
    ended: bool


class Rehearsals(Protocol):
    """Calls in text with a business that may not be there yet."""

    async def call(self, file: BusinessFile, said: Sequence[str]) -> Sequence[Replied]:
        """The whole call anew, until it ends. Raises DomainError EXHAUSTED while another runs."""
        ...
