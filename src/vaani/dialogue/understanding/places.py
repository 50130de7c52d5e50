"""Does the caller ask for a place or a person that is not here?

"Dr Tripathi ka clinic hai na?", "is it Sharma Sweets?", "Ramesh electrician bol rahe ho?": the
business's name is the answer, and what he wanted there is no wish to this house.
"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import Phrases, Spoken, canonical, spoken
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.scene import Scene
from vaani.language.script import ENGLISH_WORDS, HINDI_IN_DEVANAGARI, HINDI_WORDS

_FIRST_CLAUSE = re.compile(r"(?s)^(.*?)(?:[.?!;।]+(?:\s|$)|$)")
_HAIL = r"^\W*(?:(?:hello|hi|hey|haan|haan ji|namaste|ji|kya|क्या|sir|bhaiya|अच्छा|नमस्ते|हेलो|हैलो|हाँ|जी)\W+)*"
_CALLED = re.compile(
    _HAIL
    + r"(?i:(?:is (?:this|that|it)|am i (?:speaking|talking) (?:to|with)|have i reached|(?:ye|yeh)|(?:यह|ये))\s+(?P<en>.+)"
    + r"|(?P<who>.+?)\s+(?:(?:se|से)\s+)?(?:bol|बोल)\s+(?:rahe|rahi|raha|रहे|रही|रहा)\s+(?:ho|hain|hai|हो|हैं|है)\W*(?:na|kya|ना|क्या)?\W*$"
    + r"|(?P<hi>.+?)\s+(?:hai|hain|है|हैं)\s+(?:na|kya|ना|न|क्या)\W*$)"
)
_TRADES = Phrases(
    """sweets, electrician, plumber, bakery, garage, mechanic, travels, tailor, dairy, laundry, gym, taxi, cab, cinema, theatre, library, mandir, temple, kirana, chemist, mithai, halwai, jewellers, jeweller, boutique, mart, bazaar, stationery, studio, carpenter, painter, dealer, distributor, service centre, service center, gas, ka ghar, ji ka ghar, house, residence
    मिठाई, इलेक्ट्रीशियन, प्लंबर, बेकरी, गैराज, दर्ज़ी, किराना, केमिस्ट, जिम, मंदिर"""
)
_ABOUT_US = Phrases(
    "aapke, aapka, aapki, apka, apke, yahan, yaha, wahan, paas, nearby, near, andar, koi, your, there, any, open, closed, free, available, possible, included, allowed, khula, khuli, band, आपके, आपका, आपकी, यहाँ, वहाँ, पास, कोई, खुला, खुली, बंद"
)
_MANNER = Phrases(
    "kya bol, kyun bol, kaun bol, kahan se bol, itna, bahut, tez, dheere, galat, jhooth, sach, theek, saaf, ajeeb, insaan, machine, computer, robot, recording, ladki, क्या बोल, क्यों बोल, कौन बोल, बहुत, तेज़, धीरे, ग़लत, झूठ, सच, इंसान, मशीन"
)
_SMALL = frozenset(
    canonical(word)
    for word in "dr doctor mr mrs ms shri sir madam ji bhai bhaiya na hello hi restaurant salon clinic hotel shop dukan dukaan office lab hospital centre center place namaste".split()
)
_COMMON = ENGLISH_WORDS | HINDI_WORDS | HINDI_IN_DEVANAGARI
_LONGEST = 8


def asks_for_place(reading: Reading) -> bool:
    """Does the first clause ask whether this is a certain place or person?"""
    clause = _clause(reading.said.text)
    found = _CALLED.match(clause)
    if found is None or tables.ROBOT.within(reading.said):
        return False
    said = spoken(clause)
    if len(said.tokens) > _LONGEST or _ABOUT_US.within(said) or tables.HOURS.within(said):
        return False
    if found.group("who") is not None:
        return not _MANNER.within(said) and (
            _named(spoken(found.group("who")), reading.scene) or _stranger(said, reading.scene)
        )
    what = spoken(found.group("en") or found.group("hi"))
    if not (tables.PLACES.within(what) or _TRADES.within(what)):
        return False
    return found.group("en") is not None or _stranger(what, reading.scene)


def names_other_place(reading: Reading) -> bool:
    """Is the place or person that was asked for another than this house and its people?"""
    clause = _clause(reading.said.text)
    return _CALLED.match(clause) is not None and _stranger(spoken(clause), reading.scene)


def _clause(text: str) -> str:
    found = _FIRST_CLAUSE.match(text.strip())
    return text if found is None else text.strip()[: found.end()].strip()


def _named(said: Spoken, scene: Scene) -> bool:
    lexicon = lexicon_of(scene.business)
    house = (scene.business.name, *scene.business.also_known_as)
    return lexicon.people(said) is not None or any(spoken(one).line in said.line for one in house)


def _stranger(said: Spoken, scene: Scene) -> bool:
    """A name, or a trade, that the file does not know."""
    if _named(said, scene) or lexicon_of(scene.business).service(said) is not None:
        return False
    house = {
        token
        for one in (scene.business.name, *scene.business.also_known_as)
        for token in spoken(one).tokens
    }
    for token, start, end in zip(said.tokens, said.starts, said.ends, strict=True):
        raw = said.text[start:end].casefold()
        if raw not in _COMMON and token not in _SMALL and token not in house and len(token) > 2:
            return True
    return False
