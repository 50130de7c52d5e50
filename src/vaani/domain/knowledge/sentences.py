"""Which sentences stand for a topic? Its name and questions, and what is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vaani.call.plan import Topic

Side = Literal["asked", "told"]
Key = tuple[str, str, str]
"""Topic, side and digest of the text: a vector belongs to exactly these words."""

TOPIC_LETTERS = 200
"""So much of a topic's name is kept beside the document."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a topic. `side`: a question of the file, or its answer."""

    topic: str
    side: Side
    text: str

    @property
    def key(self) -> Key:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return self.topic[:TOPIC_LETTERS], self.side, digest


def sentences_of(topics: Sequence[Topic]) -> tuple[Sentence, ...]:
    """Every sentence that a question may be near to."""
    found: list[Sentence] = []
    for one in topics:
        found += [Sentence(one.topic, "asked", text) for text in (one.topic, *one.questions)]
        found += [Sentence(one.topic, "told", text) for text in (one.text.en, one.text.hi) if text]
    return tuple(found)
