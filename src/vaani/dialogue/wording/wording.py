"""Which sentences say these lines? One or two short ones; the variant changes with the turn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from vaani.call.plan import Business
from vaani.dialogue.flows.talk import Line, Step
from vaani.dialogue.wording import company, english, hindi
from vaani.dialogue.wording.english import Wordings
from vaani.dialogue.wording.voice import Voice
from vaani.language.found import Language

TABLES: Mapping[Language, Wordings] = {
    "en": {**english.LINES, **company.ENGLISH},
    "hi": {**hindi.LINES, **company.HINDI},
}
_END = re.compile(r"(?<=[.?!।])\s+")


class Wording:
    """Lines to sentences for one business."""

    __slots__ = ("_business",)

    def __init__(self, business: Business) -> None:
        self._business = business

    def sentences(self, step: Step, turn: int) -> list[str]:
        """The sentences of a turn, in order, in the talk's language."""
        language = step.talk.language
        voice = Voice(language, self._business, step.today)
        said: list[str] = []
        for line in step.lines:
            said.extend(sentences_of(self._line(voice, line, turn)))
        return said

    def only_others(self, language: Language) -> list[str]:
        """What a caller hears, in his language, whom the business does not answer in it."""
        voice = Voice(language, self._business, date.min)
        return sentences_of(self._line(voice, Line("not_in_this_language"), 0))

    def _line(self, voice: Voice, line: Line, turn: int) -> str:
        wording = TABLES[voice.language][line.key]
        if isinstance(wording, tuple):
            return wording[turn % len(wording)]
        return wording(voice, dict(line.facts))


def sentences_of(text: str) -> list[str]:
    """The sentences of a line, as they are spoken."""
    text = text.strip()
    return [part for part in _END.split(text[:1].upper() + text[1:]) if part]
