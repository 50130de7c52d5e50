"""What else may a language model ask in a call? Tools of the owner's own, outside of this house.

What they answer is material for the model, bounded and never an instruction; a failure is an answer
too. None of them writes a booking: that is the `Toolbox`, after the caller's yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from vaani.call.plan import Text
from vaani.call.ports.chat_model import ToolSpec


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a tool said; `ok` False: it failed, and `text` says how in words for the model."""

    text: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class ToolManner:
    """How a tool is used in a call: what the caller hears while it works, and the question whose
    yes it needs before (None: it only reads, and needs none)."""

    progress: Text | None = None
    confirm: Text | None = None


class OutsideTools(Protocol):
    """Those of one call."""

    async def prepare(self) -> None:
        """Learn which there are. Raises nothing; those of a server that is away are not offered."""
        ...

    def specs(self) -> tuple[ToolSpec, ...]:
        """As the model sees them."""
        ...

    def manner(self, name: str) -> ToolManner | None:
        """How it is used; None: there is no such tool."""
        ...

    def unfit(self, name: str, arguments: Mapping[str, Any]) -> str | None:
        """Why it would not be asked with these arguments; None: it would."""
        ...

    async def use(self, name: str, arguments: Mapping[str, Any]) -> ToolAnswer:
        """Ask it, within its deadline. Raises nothing; cancelling it ends the request."""
        ...
