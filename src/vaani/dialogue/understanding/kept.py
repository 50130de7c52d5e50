"""Which of the values in a sentence still stand, and which did the caller take back or exclude?"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from collections.abc import Iterator

from vaani.dialogue.understanding.clauses import KI_JAGAH
from vaani.language.found import Found

_NOT_BEFORE = re.compile(
    r"(?i)(?:\bnot|instead of|rather than|\bkeep(?:ing)?|still want)\s*(?:my |that )?(?:on |at |for |the |one )*$"
)
_INSTEAD_AFTER = re.compile(
    rf"(?i)^\s*(?:\S+\s+)?(?:{KI_JAGAH[0]}|ke badle|ke bajay|{KI_JAGAH[1]}|के बदले|के बजाय)"
)
_TAKEN_BACK = re.compile(
    r"(?i)^\s*(?:(?:one |booking )?(?:stays|remains|is staying|as it is)\b|(?:ko |को |baje |बजे |log |लोग )?(?:nahi|nahin|नहीं|नही|mat|मत)(?![\w\u0900-\u097f])(?!\s+(?:aa|ho|ban|pahunch|आ|हो|बन|पहुँच))"
    r"|(?:ko |को |baje |बजे )?(?:waal[ieao]|wal[ieao]|k[iae]|वाल[ीेा]|क[ीेा])(?: (?:booking|appointment|table|बुकिंग|अपॉइंटमेंट|टेबल))? (?:nahi|nahin|नहीं|नही|mat|मत)"
    r"(?![\w\u0900-\u097f])(?!\s+(?:aa|ho|ja|आ|हो|जा))"
    r"|(?:ko |को )?(?:toh?|तो) (?:(?!baje|बजे)[\w\u0900-\u097f]+ ){1,4}(?:hai|hain|है|हैं)(?![\w\u0900-\u097f]))"
)


def blank(text: str, start: int, end: int) -> str:
    return text[:start] + "," + " " * max(0, end - start - 1) + text[end:]


def standing(found: tuple[Found, ...], text: str) -> Iterator[Found]:  # type: ignore[type-arg]
    """Values that were neither taken back nor excluded, unless nothing else was said."""
    kept = [one for one in found if not dropped(one, text)]
    yield from kept


def dropped(one: Found, text: str) -> bool:  # type: ignore[type-arg]
    after, before = text[one.end :], text[: one.start]
    return bool(
        _TAKEN_BACK.match(after) or _NOT_BEFORE.search(before) or _INSTEAD_AFTER.match(after)
    )
