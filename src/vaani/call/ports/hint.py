"""What does the caller's next utterance probably answer?

One small shape from the talk to any recogniser: the assistant's last question and what it can be
answered with. An engine reads from it what it can use: a prompt, a list of phrases, a grammar. A
hint never limits what may be heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vaani.call.plan import Slot
from vaani.language.found import Language

Awaiting = Slot | Literal["which", "confirm", "anything_else"]
"""What an answer is awaited to: a slot, one of several that were named, a yes to what was read
back, a further wish."""


@dataclass(frozen=True, slots=True)
class Hint:
    """`question` is the assistant's last sentence as the caller heard it; empty without one.

    `language` is that of the question: likely, not certain, to be the answer's. `awaiting` says
    what kind of answer is wanted, None when nothing was asked. `words` are names and phrases that
    may be said, as they are written, the likeliest first; there may be many, so an engine takes as
    many as it can use. `digits` is how many digits are wanted, when digits are.
    """

    question: str = ""
    language: Language | None = None
    awaiting: Awaiting | None = None
    words: tuple[str, ...] = ()
    digits: int | None = None
