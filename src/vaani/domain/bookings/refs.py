"""How is a booking called on the telephone? Letters and digits that sound unlike each other.

The sequence comes from a seed (the booking's idempotency key), so that one call gives one
reference; when the short ones of a business are used up, longer ones follow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

_LETTERS = "ACEFHJKMNRTUVWXY"
_DIGITS = "23456789"
_SHAPES = (("LLDD", 24), ("LLDDD", 24), ("LLLDDD", 1000))


def candidates(seed: str) -> Iterator[str]:
    """References to try, in order, the shortest first."""
    number = 0
    for shape, tries in _SHAPES:
        for _ in range(tries):
            digest = hashlib.sha256(f"{seed}|{number}".encode()).digest()
            yield "".join(
                (_LETTERS if kind == "L" else _DIGITS)[byte % (16 if kind == "L" else 8)]
                for kind, byte in zip(shape, digest, strict=False)
            )
            number += 1
