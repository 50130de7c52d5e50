"""Where does a stream of reply text become sentences that can be spoken?

Pure. Used for text that arrives in pieces (a model's tokens); the flow brain speaks in sentences
already. A first clause may leave early, so that the voice can begin.
"""

from __future__ import annotations

import re

_END = re.compile(r"[.!?।॥…]+[\"')\]]*(?=\s|$)")
_CLAUSE = re.compile(r"[,;:](?=\s)")
_ABBREVIATION = re.compile(r"(?:\b(?:dr|mr|mrs|ms|st|no|rs|vs|prof)|\b[a-z]|\d)\.$", re.IGNORECASE)


def last_sentence(text: str) -> str:
    """The last sentence of a text, whole or broken off."""
    splitter = SentenceSplitter(len(text) + 1)
    pieces = [*splitter.push(text), *splitter.flush()]
    return pieces[-1] if pieces else ""


class SentenceSplitter:
    """Collects pieces of text, gives out whole sentences."""

    __slots__ = ("_first", "_first_clause_chars", "_text")

    def __init__(self, first_clause_chars: int = 24) -> None:
        self._text = ""
        self._first = True
        self._first_clause_chars = first_clause_chars

    def push(self, piece: str) -> list[str]:
        """Sentences that are complete now. A sentence's end counts once something follows it."""
        self._text += piece
        out: list[str] = []
        while (cut := self._cut()) is not None:
            sentence, self._text = self._text[:cut].strip(), self._text[cut:].lstrip()
            if sentence:
                out.append(sentence)
                self._first = False
        return out

    def flush(self) -> list[str]:
        """What is left when the stream has ended."""
        rest, self._text = self._text.strip(), ""
        return [rest] if rest else []

    def _cut(self) -> int | None:
        for match in _END.finditer(self._text):
            if match.end() == len(self._text):
                break
            if match.group().startswith(".") and _ABBREVIATION.search(self._text[: match.end()]):
                continue
            return match.end()
        if self._first:
            for match in _CLAUSE.finditer(self._text):
                if match.end() >= self._first_clause_chars:
                    return match.end()
        return None
