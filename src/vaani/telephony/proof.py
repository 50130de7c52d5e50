"""What proves a request beside a carrier's signature? A secret in its path; and it is no replay."""

from __future__ import annotations

import hmac
from collections import OrderedDict

_MOST_SEEN = 20_000


def is_secret(given: str, wanted: str) -> bool:
    """Whether `given` is our secret, in constant time; an empty one is none."""
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


class OneQuestion:
    """A proof that covers no address is good for the one question with which it came first: the
    carrier may repeat that one, nobody may ask another with it."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, str] = OrderedDict()

    def fits(self, proof: str, question: str) -> bool:
        """Whether `proof` came with no other question before."""
        first = self._asked.setdefault(proof, question)
        while len(self._asked) > _MOST_SEEN:
            self._asked.popitem(last=False)
        return first == question
