"""Which number was said, where a recogniser wrote the other word that sounds alike?

"A table for too people at ate thirty": only beside the words that leave no doubt. Every other word
stays where it was.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

_PEOPLE = r"(?:people|persons?|of us|pax|guests?|adults?|kids|children)\b"
_CLOCK = r"(?:thirty|fifteen|twenty|forty|forty five|fifty|o'?\s?clock|p\.?\s?m\b|a\.?\s?m\b|in the (?:morning|afternoon|evening)|at night|tonight|tomorrow)"
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|1[0-2]|[1-9])"
_ALIKE = (
    (re.compile(rf"(?i)\b({_HOUR})[- ]?ish\b"), r"around \1"),
    (re.compile(rf"(?i)\b({_HOUR})((?: o'?clock| pm| am)?[,.\s]+(?:no|sorry|wait|actually|hang on|make)\b[^.?!]{{0,24}}?)\b(half|quarter) past(?!\s+{_HOUR}\b)"), r"\1\2\3 past \1"),
    (re.compile(rf"(?i)\b(?:too|to)(?= {_PEOPLE})"), "two"),
    (re.compile(rf"(?i)\b(?:tree|free)(?= {_PEOPLE})"), "three"),
    (re.compile(rf"(?i)(?<=for )(?:fore|for|far)(?= {_PEOPLE})"), "four"),
    (re.compile(rf"(?i)\b(?:sex|sicks)(?= {_PEOPLE})"), "six"),
    (re.compile(rf"(?i)\bate(?= {_PEOPLE})"), "eight"),
    (re.compile(r"(?i)(?<=table for )(?:too|to)(?=\s*(?:[.,?!]|$|\b(?:on|at|tomorrow|tonight|please)\b))"), "two"),
    (re.compile(rf"(?i)\bate(?= {_CLOCK})|(?<=\bat )ate\b"), "eight"),
    (re.compile(rf"(?i)(?<=\bat )(?:to|too)(?= {_CLOCK})"), "two"),
    (re.compile(rf"(?i)(?<=\bat )won(?= {_CLOCK}|\s*[.,?!]|$)"), "one"),
    (re.compile(rf"(?i)(?<=\bat )(?:fore|for)(?= {_CLOCK})"), "four"),
    (re.compile(r"(?i)\bnot right now\b"), "not now"),
    (re.compile(r"(?i)\b(?:no|nothing|not) (?:earlier|before|sooner)(?: than)? (?=(?:quarter |half )?\w+(?: works| suits| please|\s*$|[.,]))"), "after "),
    (re.compile(r"(?i)\bthe ((?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|evening|afternoon|lunch|dinner|earlier|later) one\b(?! (?:o'?clock|p\.?m|a\.?m|thirty|fifteen|forty))"), r"the \1"),
    (re.compile(r"(?i)(?<![\w])(?<=maine )((?:[\w]+ ){0,3})kaha(?= tha| na|[\s.,!]*$)"), r"\1bola"),
    (re.compile(r"(?<=मैंने )((?:[\u0900-\u097f]+ ){0,3})कहा(?= था| ना|[\s.,!।]*$)"), r"\1बोला"),
    (re.compile(r"(?<![\u0900-\u097f])साथ(?=\s+(?:बजे|बजकर|बज के|बजने))"), "सात"),
)  # fmt: skip


def as_meant(text: str) -> str:
    """The sentence with such words as the numbers that they are."""
    if not _ANY.search(text):
        return text
    for pattern, number in _ALIKE:
        text = pattern.sub(number, text)
    return text


_ANY = re.compile(
    r"(?i)\b(?:not right now|no|nothing|half past|quarter past|kaha|too|to|tree|free|fore|for for|far|sex|sicks|ate|won)\b|ish\b|(?:day|ing|noon|lunch|er) one\b|कहा|साथ\s+बज"
)
