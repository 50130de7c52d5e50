"""What is said relative to a booking: so many people more, so many minutes or days later?

Also how many come when people are named instead of counted ("main, meri biwi aur do bachche").
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.language.numbers import find_numbers

_PEOPLE = r"(?:log|logon|logo|people|persons?|guests?|jan|jane|bande|mehmaan|seats?|लोग|लोगों|जन|जने|मेहमान|सीट)"
_ADD = re.compile(
    rf"(?i)(?P<n>[\w\u0900-\u097f]+)\s+(?:more|extra|additional)(?!\s+(?:tables?|bookings?|reservations?|appointments?|things?|questions?|times?|minutes?|mins?|hours?|days?|slots?|messages?|mez|मेज़|टेबल|बुकिंग)\b)\s*{_PEOPLE}?"
    rf"|(?P<n2>[\w\u0900-\u097f]+)\s+{_PEOPLE}\s+(?:aur|more|extra|zyada|jyada|badh|jod|add|और|ज़्यादा|ज्यादा|बढ़|जोड़)"
    rf"|(?P<n3>[\w\u0900-\u097f]+)\s+(?:aur|और)\s+{_PEOPLE}"
)
_LESS = re.compile(
    rf"(?i)(?P<n>[\w\u0900-\u097f]+)\s+(?:fewer|less)\s*{_PEOPLE}?"
    rf"|(?P<n2>[\w\u0900-\u097f]+)\s+{_PEOPLE}\s+(?:kam|ghata|fewer|less|कम|घटा)"
)
_LATER = r"(?:later|late|baad|aage|der se|peeche|forward|back|बाद|आगे|लेट|देर से)"
_EARLIER = r"(?:earlier|early|pehle|pahle|jaldi|before|पहले|जल्दी)"
_UNIT = r"(?P<u>minutes?|mins?|minat|hours?|ghante|ghanta|din|days?|मिनट|घंटे|घंटा|दिन)"
_SHIFT = re.compile(
    rf"(?i)(?P<n>(?:half an|half|[\w\u0900-\u097f]+))\s+{_UNIT}\s+(?:(?:ke liye|se|के लिए|से)\s+)?(?P<w>{_LATER}|{_EARLIER})(?![\w\u0900-\u097f])"
)
_BY = re.compile(
    rf"(?i)(?:push|move|shift|delay|postpone)\w*\s+(?:\w+\s+){{0,2}}by\s+(?P<n>half an|[\w]+)\s+{_UNIT}"
)
_SMALL = {
    "half an": 0.5,
    "half": 0.5,
    "aadha": 0.5,
    "aadhe": 0.5,
    "adha": 0.5,
    "आधा": 0.5,
    "आधे": 0.5,
    "an": 1,
    "a": 1,
    "one": 1,
    "ek": 1,
    "एक": 1,
    "dedh": 1.5,
    "डेढ़": 1.5,
    "dhai": 2.5,
    "ढाई": 2.5,
    "do": 2,
    "दो": 2,
}


def more_people(text: str) -> tuple[int, int, int] | None:
    """The difference, and where it was said."""
    for pattern, sign in ((_ADD, 1), (_LESS, -1)):
        for match in pattern.finditer(text):
            name = next(key for key, said in match.groupdict().items() if said)
            count = _count(match.group(name))
            if count and float(count).is_integer() and count < 50:
                return sign * int(count), match.start(), match.end()
    return None


def shift(text: str) -> tuple[int, int, int] | None:
    """Minutes later (earlier below zero), and where it was said."""
    match = _SHIFT.search(text) or _BY.search(text)
    if match is None:
        return None
    count = _count(match.group("n"))
    if not count:
        return None
    unit = match.group("u").lower()
    size = (
        60
        if unit[:4] in ("hour", "ghan", "घंटे", "घंटा")
        else 1440
        if unit[:2] in ("di", "da", "दि")
        else 1
    )
    way = match.groupdict().get("w") or "later"
    sign = -1 if re.fullmatch(rf"(?i){_EARLIER}", way) else 1
    return int(sign * count * size), match.start(), match.end()


def _count(said: str) -> float | None:
    low = said.lower()
    if low in _SMALL:
        return _SMALL[low]
    found = find_numbers(said)
    return found[-1].value if found else None


_KIN = r"(?:wife|husband|biwi|bivi|patni|pati|mother|father|mummy|mommy|mom|mum|dad|papa|maa|ammi|abbu|brother|sister|bhai|behen|bahen|bahan|son|daughter|beta|beti|friend|dost|girlfriend|boyfriend|fiance|fiancee|saas|sasur|bhabhi|पत्नी|बीवी|पति|माँ|मम्मी|पापा|भाई|बहन|बेटा|बेटी|दोस्त|सास|ससुर|भाभी)"
_MY = r"(?:my |meri |mera |mere |apni |apne |मेरी |मेरा |मेरे |अपनी |अपने )?"
_JOIN = r"(?:\s*,\s*|\s+(?:and|aur|or|और|&)\s+|\s+)"
_ME = r"(?:main|mai|me|i|myself|मैं)"
_FAMILY = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:{_ME}{_JOIN}{_MY}{_KIN}(?:{_JOIN}{_MY}{_KIN})*|{_MY}{_KIN}(?:{_JOIN}{_MY}{_KIN})*{_JOIN}{_ME})(?![\w\u0900-\u097f])"
)


def family(text: str) -> int | None:
    """How many are named, the caller among them; counted children not included."""
    match = _FAMILY.search(text)
    if match is None:
        return None
    return 1 + len(
        re.findall(rf"(?i)(?<![\w\u0900-\u097f]){_KIN}(?![\w\u0900-\u097f])", match.group())
    )
