"""Which calls of a list are wanted?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vaani.call.ports.journal import CallStatus
from vaani.call.ports.thinker import Outcome


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """Calls that started from `first` on and before `last`, with that status, outcome and carrier.
    None: whichever."""

    first: datetime | None = None
    last: datetime | None = None
    status: CallStatus | None = None
    outcome: Outcome | None = None
    carrier: str | None = None
