"""Which keys has the caller pressed, and are they all of them?

A number that was asked for is whole with its last digit or with #; whatever else is pressed, once
no further key comes for a while. Pure; milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

DONE = "#"


@dataclass(slots=True)
class Keys:
    """The keys of one answer. `gap_ms`, `single_ms`: silence that ends it, where so many digits are
    wanted, and where they are not."""

    gap_ms: int
    single_ms: int
    digits: str = ""
    _at: int = 0

    def __bool__(self) -> bool:
        return bool(self.digits)

    def press(self, key: str, now: int, wanted: int | None) -> bool:
        """One more; is the answer whole?"""
        self.digits += key
        self._at = now
        return key == DONE or (wanted is not None and 0 < wanted <= len(self.digits))

    def until(self, wanted: int | None) -> int | None:
        """When what was pressed counts as the answer; None: nothing was."""
        if not self.digits:
            return None
        return self._at + (self.gap_ms if wanted else self.single_ms)

    def take(self) -> str:
        """The answer; the next key begins another."""
        taken, self.digits = self.digits, ""
        return taken
