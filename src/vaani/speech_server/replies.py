"""What answers a program that talks, when no business and no model does? Echo and templates.

Echo says the same again. Templates know nine kinds of sentences by their words, and a generic one.
Pure: the time of day is an argument.
"""

from __future__ import annotations

import re
from collections import deque
from datetime import datetime
from typing import Literal

from vaani.language.script import words

Mode = Literal["echo", "template"]
MODES: tuple[Mode, ...] = ("echo", "template")
_LONGEST_HISTORY, _KEPT_HISTORY = 50, 25
_FILLERS = frozenset("um uh erm hmm ah er mm".split())
_KINDS: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), answer)
    for kind, pattern, answer in (
        ("farewell", "bye|goodbye|see you|good night", "Goodbye."),
        ("time", "what time|the time|what day|the date", "It is {time} on {date}."),
        ("how", "how are you|how do you do|how is it going", "I am well, thank you. And you?"),
        ("greeting", "hello|hi|hey|good (?:morning|evening|afternoon)|namaste", "Hello!"),
        ("compliment", "thank you|thanks|well done|great|lovely|nice", "That is kind of you."),
        ("confusion", "confused|do not understand|don't understand|pardon|sorry what",
         "Let us go through it again: what is it about?"),
        ("what", "what|who|where|which|when", "I cannot look that up: you asked, {input}"),
        ("affirmation", "yes|yeah|sure|okay|ok|right", "Good."),
        ("negation", "no|nope|not|never", "As you wish."),
    )
)  # fmt: skip
_GENERIC = "You said: {input}"


class Replies:
    """One talk. `reply` is what is said to a sentence."""

    def __init__(self, mode: Mode) -> None:
        self.mode: Mode = mode
        self.history: deque[tuple[str, str]] = deque()
        self._count = 0

    def reply(self, said: str, now: datetime) -> str:
        """The answer; the talk remembers at most `_LONGEST_HISTORY` sentences of it."""
        plain = " ".join(word for word in said.split() if word.strip(",.").lower() not in _FILLERS)
        self._count += 1
        answer = plain if self.mode == "echo" else self._template(plain, now)
        self.history.append((plain, answer))
        if len(self.history) > _LONGEST_HISTORY:
            while len(self.history) > _KEPT_HISTORY:
                self.history.popleft()
        return answer

    def reset(self) -> None:
        """Begin anew."""
        self.history.clear()
        self._count = 0

    def _template(self, said: str, now: datetime) -> str:
        found = next((text for _, pattern, text in _KINDS if pattern.search(said)), _GENERIC)
        return found.format(
            input=said, time=f"{now:%H:%M}", date=f"{now:%d %B}", user="you", count=self._count
        )


def kind_of(said: str) -> str | None:
    """Which kind of sentence it is taken for; None: a generic one, or no words."""
    if not words(said):
        return None
    return next((kind for kind, pattern, _ in _KINDS if pattern.search(said)), None)
