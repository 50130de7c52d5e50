"""Where does a sentence of a model's stream end? So that it can be judged and spoken by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"[.?!।]+[\"”')]*(?=\s)|\n+")
_SHORT = re.compile(r"(?i)(?:^|[\s(])(?:dr|mr|mrs|ms|st|rs|no|a\.m|p\.m|डॉ)\.$")
_MARKS = re.compile(r"[*_#`>~]+|^\s*[-•]\s+")
_LONGEST = 400


@dataclass(slots=True)
class SentenceStream:
    """Text in, whole sentences out, without marks of formatting."""

    _rest: str = ""

    def push(self, text: str) -> list[str]:
        """The sentences that are complete with this text."""
        self._rest += text
        found: list[str] = []
        start = 0
        for match in _END.finditer(self._rest):
            part = self._rest[start : match.end()]
            if _SHORT.search(part.rstrip()):
                continue
            found.append(part)
            start = match.end()
        self._rest = self._rest[start:]
        if len(self._rest) > _LONGEST:
            found.append(self._rest)
            self._rest = ""
        return [plain for one in found if (plain := _plain(one))]

    def flush(self) -> list[str]:
        """What is left at the end."""
        rest, self._rest = self._rest, ""
        return [plain] if (plain := _plain(rest)) else []


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())
