"""Which calls of a list are wanted?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from vaani.call.ports.journal import CallStatus
from vaani.call.ports.thinker import Outcome

Direction = Literal["inbound", "outbound"]
EndedBy = Literal["caller", "assistant", "system"]
Sort = Literal["newest", "oldest", "longest"]


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """Calls that started from `first` on and before `last`, with that status, outcome, carrier and
    so on. None: whichever. `caller` is E.164; `rated`: has staff rated it?"""

    first: datetime | None = None
    last: datetime | None = None
    status: CallStatus | None = None
    outcome: Outcome | None = None
    carrier: str | None = None
    direction: Direction | None = None
    ended_by: EndedBy | None = None
    language: str | None = None
    test: bool | None = None
    rated: bool | None = None
    caller: str | None = None
    sort: Sort = "newest"
