"""In which part of the house does a caller want to sit, as far as a sentence says so?

The areas are the file's; each is called by its names in either script, with another word for "part"
("AC section" for an AC hall), and, where only one area can be meant, as people call what lies
outdoors or indoors. "Not on the terrace" is any other area; of two that are joined by "or" both do.
"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

import re
from functools import lru_cache

from vaani.call.plan import BookingTerms, Business, Text
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.vocabulary import AreaWish
from vaani.language.found import Found

_PARTS = "section area side hall room zone seating wala wali wale vala vali".split()
_PART = re.compile(r"(?i)\s+(?:section|area|side|hall|room|zone|seating|सेक्शन|एरिया|हॉल|साइड|रूम)$")
_OUTDOORS = Phrases(
    "terrace, roof top, rooftop, roof, garden, lawn, deck, patio, balcony, outdoor, outdoors, verandah, veranda, courtyard, open air, chhat, छत, टेरेस, रूफटॉप, लॉन, बालकनी, गार्डन, बगीचा, आँगन"
)
_INDOORS = Phrases(
    "ac, a c, air conditioned, hall, indoor, indoors, inside, main room, dining room, एसी, हॉल, अंदर"
)
_SAID_OUTDOORS = Phrases(
    """outdoor, outdoors, open air, out in the open, outside table, outside seat*, table outside, seat outside, seats outside, sit outside, sitting outside, seated outside, place outside, somewhere outside, on the terrace, terrace, rooftop, roof top
    chhat par, chhat pe, chhat wali, bahar wali, bahar baith*, bahar ki table, khule mein, छत पर, छत वाली, बाहर वाली, बाहर बैठ*, बाहर की टेबल, खुले में"""
)
_SAID_INDOORS = Phrases(
    """indoor, indoors, inside table, table inside, seat inside, seats inside, sit inside, sitting inside, seated inside, somewhere inside, air conditioned, ac wali, ac mein, ac hall, ac section
    andar wali, andar baith*, andar ki table, अंदर वाली, अंदर बैठ*, अंदर की टेबल, एसी वाली, एसी में"""
)
_WHEREVER = Phrases(
    """anywhere, wherever, any table, any area, any section, no matter where, don't mind where, do not mind where, doesn't matter where
    kahin bhi, kahi bhi, koi bhi table, koi bhi jagah, kahin par bhi, कहीं भी, कोई भी टेबल, कोई भी जगह"""
)
_OR = re.compile(r"(?i)\s*(?:or|ya|ya phir|या|या फिर)\s+(?:on |in |at |the |a |table |phir )*")
_REFUSED = re.compile(
    r"(?i)\b(?:not|except|anywhere but|other than|instead of|rather than|no)\s+(?:sit |sitting )?(?:on |in |at |the |a )*$"
)
_REFUSED_AFTER = re.compile(
    r"(?i)^\s*(?:(?:par|pe|mein|me|ko|wali|पर|में|को|वाली)\s+)?(?:nahi|nahin|mat|नहीं|नही|मत|ke alawa|ke siva|ki jagah|ke bajay|ke badle|के अलावा|के सिवा|की जगह|के बजाय|के बदले)(?![\w\u0900-\u097f])"
)


@lru_cache(maxsize=64)
def _called(areas: tuple[Text, ...]) -> tuple[tuple[Text, Phrases], ...]:
    """Each area with what it is called."""
    outside = [one for one in areas if any(_OUTDOORS.within(spoken(name)) for name in _names(one))]
    inside = [one for one in areas if any(_INDOORS.within(spoken(name)) for name in _names(one))]
    found = []
    for area in areas:
        phrases = [Phrases(", ".join(_forms(area)))]
        if outside == [area]:
            phrases.append(_SAID_OUTDOORS)
        if inside == [area]:
            phrases.append(_SAID_INDOORS)
        found += [(area, one) for one in phrases]
    return tuple(found)


def _names(area: Text) -> tuple[str, ...]:
    return tuple(name.replace(",", " ") for name in (area.en, area.hi) if name)


def _forms(area: Text) -> list[str]:
    """The names, and each with another word for a part of the house."""
    forms = list(_names(area))
    for name in _names(area):
        head = _PART.sub("", name)
        if head != name:
            forms += [f"{head} {part}" for part in _PARTS]
    return forms


def area_said(text: str, said: Spoken, business: Business) -> Found[AreaWish] | None:
    """The tables that are wished for; None where no area is named, or the house has none."""
    terms = business.booking
    areas = terms.areas() if terms is not None else ()
    if terms is None or not areas:
        return None
    named = _named(said, areas)
    if not named:
        if _WHEREVER.within(said):
            return Found(AreaWish(()), len(text), len(text))
        return None
    kept = [one for one in named if not _refused(one, text)]
    if not kept:
        refused = [one.value for one in named]
        left = [area for area in areas if area not in refused]
        if not left:
            return None
        return Found(AreaWish(_tables(terms, left)), named[-1].start, named[-1].end)
    last = kept[-1]
    wanted = [last.value]
    for one in reversed(kept[:-1]):
        if _OR.fullmatch(text[one.end : last.start]):
            wanted.insert(0, one.value)
    return Found(AreaWish(_tables(terms, wanted)), last.start, last.end)


def _named(said: Spoken, areas: tuple[Text, ...]) -> list[Found[Text]]:
    """The areas in the order in which they were said, each word counted for the longest name."""
    found = [
        Found(area, said.starts[first], said.ends[end - 1])
        for area, phrases in _called(areas)
        for first, end in phrases.spans(said)
    ]
    found.sort(key=lambda one: one.start - one.end)
    out: list[Found[Text]] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in out):
            out.append(one)
    return sorted(out, key=lambda one: one.start)


def _refused(one: Found[Text], text: str) -> bool:
    return bool(_REFUSED.search(text[: one.start]) or _REFUSED_AFTER.match(text[one.end :]))


def _tables(terms: BookingTerms, areas: list[Text]) -> tuple[str, ...]:
    return tuple(id_ for area in areas for id_ in terms.in_area(area))
