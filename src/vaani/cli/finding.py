"""What did `vaani doctor` find out about one part?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "off", "warn", "BROKEN"]
REACH_S = 3.0
"""How long a server may take to answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part that was tried. `cost`: what its absence means, or what to do."""

    part: str
    state: State
    found: str
    cost: str = ""
