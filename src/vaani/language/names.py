"""Which name was given, and do two names mean the same person?

Names stay in the script in which they were said; comparing goes by consonant skeletons, so that
यामिनी and Yamini are one.
"""

from __future__ import annotations

import re

from vaani.language.script import skeleton, words

_LEADS = (
    r"my name is", r"my name's", r"the name is", r"name is", r"name's", r"this is", r"i am", r"i'm", r"it is",
    r"it's", r"under the name of", r"under", r"for", r"put it under", r"in the name of", r"call me", r"mera naam hai",
    r"mera naam", r"mera", r"naam hai", r"naam", r"main", r"mai", r"hum", r"मेरा नाम है", r"मेरा नाम", r"नाम है", r"नाम", r"मैं",
    r"yes", r"sure", r"okay", r"ok", r"haan", r"ji", r"जी", r"हाँ", r"हां", r"well", r"um", r"uh", r"so", r"likhiye", r"likh lijiye",
    r"write", r"लिखिए", r"please",
)  # fmt: skip
_TAILS = (
    r"bol rahi hoon", r"bol raha hoon", r"bol rahe hain", r"bol rahi hun", r"bol raha hun", r"baat kar rahi hoon", r"baat kar raha hoon",
    r"ke naam se", r"ke naam par", r"naam hai", r"likh lijiye", r"likhiye", r"hai", r"hoon", r"hun", r"ji", r"please", r"speaking", r"here",
    r"बोल रही हूँ", r"बोल रहा हूँ", r"बोल रही हूं", r"बोल रहा हूं", r"के नाम से", r"नाम है", r"लिखिए", r"है", r"हूँ", r"हूं", r"जी", r"thanks", r"thank you",
)  # fmt: skip
_TITLES = frozenset(
    "mr mrs ms miss dr doctor shri smt shrimati sir madam श्री श्रीमती डॉ डॉक्टर".split()
)
_SPELLED = re.compile(r"\b(?:[A-Za-z][\s.\-]+){2,}[A-Za-z]\b")
_AS_IN = re.compile(r"\b([A-Za-z])\s+(?:for|as in)\s+\w+", re.IGNORECASE)
_NOT_NAMES = frozenset(
    "yes no haan nahi ok okay table booking tomorrow kal aaj hello hi what why how when the and people log same number this".split()
)


def find_name(text: str, asked: bool) -> str | None:
    """The name in a sentence; without `asked` only when the sentence says that it is one."""
    body = _AS_IN.sub(r"\1", text).strip(" .,!?।\"'")
    spelled = _SPELLED.search(body)
    if spelled and (asked or len(spelled.group()) >= 5):
        letters = [c for c in spelled.group() if c.isalpha()]
        return "".join(letters).capitalize()
    led = False
    changed = True
    while changed:
        changed = False
        for lead in _LEADS:
            match = re.match(rf"{lead}(?=[\s,.:]|$)[\s,.:]*", body, re.IGNORECASE)
            if match and match.end() < len(body):
                led = (
                    led
                    or "nam" in lead
                    or "नाम" in lead
                    or lead in ("i am", "i'm", "this is", "main", "mai", "मैं")
                )
                body, changed = body[match.end() :], True
                break
        for tail in _TAILS:
            match = re.search(rf"[\s,.]+{tail}$", body, re.IGNORECASE)
            if match:
                led = led or "bol" in tail or "बोल" in tail or "naam" in tail or "नाम" in tail
                body, changed = body[: match.start()].strip(" .,!?।"), True
    if not asked and not led:
        return None
    body = re.split(r"[,.;!?।]", body)[0].strip()
    parts = [body[word.start : word.end] for word in words(body)]
    parts = [part for part in parts if part.lower() not in _TITLES]
    if not parts or len(parts) > 4 or any(part.isdigit() for part in parts):
        return None
    if all(part.lower() in _NOT_NAMES for part in parts):
        return None
    return " ".join(part[:1].upper() + part[1:] for part in parts)


def same_name(one: str, other: str) -> bool:
    """Could both be the same person? A part matches the whole: Priya, Priya Patel."""
    first, second = skeleton(one).split(), skeleton(other).split()
    first = [part for part in first if part]
    second = [part for part in second if part]
    if not first or not second:
        return False
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    return all(any(_near(part, whole) for whole in long) for part in short)


def _near(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 3:
        return False
    return _distance(one, other) <= (1 if max(len(one), len(other)) <= 6 else 2)


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        before, row[0] = row[0], n
        for m, b in enumerate(other, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (a != b))
    return row[-1]


_VOWELS = {
    "अ": "a", "आ": "aa", "इ": "i", "ई": "ee", "उ": "u", "ऊ": "oo", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o",
    "औ": "au", "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o", "ौ": "au",
    "ं": "n", "ँ": "n", "ः": "h", "ॉ": "o", "ऑ": "o",
}  # fmt: skip
_LETTERS = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh", "ट": "t", "ठ": "th",
    "ड": "d", "ढ": "dh", "ण": "n", "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n", "प": "p", "फ": "ph", "ब": "b",
    "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "व": "v", "श": "sh", "ष": "sh", "स": "s", "ह": "h", "ळ": "l",
    "ञ": "n", "ङ": "n",
}  # fmt: skip


def romanise(name: str) -> str:
    """A Devanagari name in Latin letters, as people would write it."""
    out: list[str] = []
    for part in name.split():
        body = ""
        for at, letter in enumerate(part):
            after = part[at + 1] if at + 1 < len(part) else ""
            if letter in _LETTERS:
                body += _LETTERS[letter]
                silent = (
                    (after in _VOWELS and after not in "ंँः")
                    or after == "्"
                    or not after
                    or after == "़"
                )
                body += "" if silent else "a"
            elif letter in _VOWELS:
                body += _VOWELS[letter]
            elif letter.isascii():
                body += letter
        out.append(body[:1].upper() + body[1:])
    return " ".join(out)
