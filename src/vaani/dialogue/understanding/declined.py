"""Does the caller ask for something that the business file declines (`not_offered`)?

It takes the words that tell the entry apart ("couple massage" is not any massage) and a wish for it:
what is refused, conditional or past ("delivery nahi chahiye", "I had surgery") is none. Whatever else
the sentence wishes for is left over, to be served too.
"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

import re
from dataclasses import dataclass

from vaani.call.plan import Business, Text
from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import Phrases, Spoken, canonical, spoken
from vaani.dialogue.understanding.relative import more_people
from vaani.language.script import skeleton

_SAME = {
    "home service": "home service, ghar aake, ghar aakar, ghar par aa, ghar pe aa, at home, at my home, at my house, come to my house, come home, घर आकर, घर पर आ, होम सर्विस",
    "home visit": "home visit, home visits, come to my house, visit at home, ghar aake, ghar aakar, ghar par dekh, ghar pe dekh, ghar par aa, घर आकर, घर पर आ",
    "delivery, home delivery, food delivery": "deliver, delivery, home delivery, ghar bhej, ghar pahuncha, ghar par bhej, ghar pe bhej, delivery karte, डिलीवरी, डिलिवरी, घर भेज, घर पहुँचा",
    "alcohol": "alcohol, beer, wine, whisky, whiskey, rum, vodka, liquor, drinks menu, sharab, daaru, daru, bar hai, cocktail, cocktails, शराब, दारू, बीयर, वाइन",
    "discount": "discount, discounts, chhoot, chhut, riyayat, kuch kam, डिस्काउंट, छूट, रियायत",
    "tattoo": "tattoo, tattoos, godna, टैटू",
    "mri": "mri, m r i, एमआरआई, एम आर आई",
    "ct scan": "ct scan, c t scan, ct, cat scan, सीटी स्कैन, सी टी स्कैन, सिटी स्कैन",
    "cashless, cashless claim, cashless insurance, cashless treatment": "cashless, insurance claim, mediclaim, कैशलेस, insurance cashless",
    "live music": "live music, live band, gaana bajane, लाइव म्यूज़िक",
    "catering": "catering, cater, कैटरिंग",
    "parking, valet parking": "valet, valet parking",
    "pets": "pet, pets, dog, dogs, cat, kutta laa, कुत्ता",
    "emergency, emergency ward": "casualty, emergency ward, ambulance, एम्बुलेंस",
    "hookah": "hookah, hukka, sheesha, shisha, हुक्का",
    "credit": "udhaar, udhar, on credit, उधार",
    "bridal, bridal make-up, bridal makeup, bridal package": "bridal, bride, dulhan, shaadi ka makeup, shadi ka makeup, wedding makeup, wedding make-up, दुल्हन, ब्राइडल, शादी का मेकअप",
    "implant, dental implant": "implant, implants, इम्प्लांट, dental implant",
    "coaching": "coaching, coach, trainer, sikhane wala, sikhate, sikhaate, classes, class lagti, कोचिंग, कोच, सिखाते",
    "takeaway": "takeaway, take away, parcel, pack kar, packing, टेकअवे, पार्सल, पैक कर",
    "passport photo": "passport photo, passport size, passport photos, पासपोर्ट फोटो, पासपोर्ट साइज़",
    "recharge, mobile recharge": "recharge, रिचार्ज",
    "monthly pass, membership": "monthly pass, monthly membership, membership, mahine ka pass, mahine ka paas, मासिक पास, महीने का पास, मेंबरशिप",
    "buffet": "buffet, बुफे, बफे",
    "smoking": "smoking, smoke, cigarette, सिगरेट, स्मोकिंग",
    "massage": "massage, maalish, malish, मसाज, मालिश",
    "nail, nail art, nail extension": "nail extension, nail extensions, nail art, nakhun, नेल",
    "private room": "private room, private dining, separate room, alag kamra, अलग कमरा",
    "outside food": "outside food, own food, bahar ka khana, apna khana, बाहर का खाना",
    "emi": "emi, instalment, instalments, installment, kist, kishton, किस्त, किश्त",
}  # fmt: skip
_SMALL = frozenset(
    canonical(w)
    for w in "on the by for of a an at in to and or requests request phone service services ka ki ke ko par pe mein".split()
)
_KNOWN: dict[int, tuple[Business, tuple[Phrases, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry's number (None: a favour such as a discount) and the clause that asks for it.

    `wanted` False: the words say that it is not wanted, or was done; they mean nothing else.
    """

    index: int | None
    start: int
    end: int
    wanted: bool = True


def declined(said: Spoken, business: Business) -> Refused | None:
    """What is asked for though the file declines it, or None."""
    known = _KNOWN.get(id(business))
    if known is None or known[0] is not business:
        if len(_KNOWN) > 64:
            _KNOWN.clear()
        known = _KNOWN[id(business)] = (
            business,
            tuple(_phrases(text.en, text.hi) for text in business.not_offered),
        )
    for index, phrases in enumerate(known[1]):
        place = phrases.place(said) or _sounds(said, business.not_offered[index])
        if place is None or _part_of_service(said, place, business):
            continue
        found = _refused(said, index, place)
        if found is not None:
            return found
    return None


_WORK = re.compile(r"(?i)(?<![\w\u0900-\u097f])(?:kaam|काम) (?:aa|ho|hai|nikal|आ|हो|है|निकल)")
""" "Kuch kaam aa gaya": work, and nothing less ("kam")."""


def favour(said: Spoken) -> Refused | None:
    """A discount, a waiver, an exception is asked for."""
    place = tables.FAVOUR.place(said)
    if place is None or _WORK.search(said.text) or more_people(said.text) is not None:
        return None
    return _refused(said, None, place)


_END = r"(?![\w\u0900-\u097f])"
_LEFT_BEHIND = re.compile(
    rf"(?i)(?:chh?oo?t|छूट)\s+(?:na |न )?(?:ga[aiy]\w*|jaa?\w*|rah\w*|chuk\w*|गया|गई|गयी|गए|जा\w*|रहा|रही|चुक\w*){_END}"
)
""" "Bus chhoot gayi": missed or left behind, and no discount."""
_NO_WISH_AFTER = re.compile(
    rf"(?i)^\s*(?:(?:[\w\u0900-\u097f]+)\s+)?(?:nahi|nahin|nai|mat|na|नहीं|नही|मत|न)\s+"
    rf"(?:chahiye|chaiye|chahie|chahta|chahti|chahte|karw?an[aei]|karn[aei]|kar[aw]*\s?do|len[aei]|lun|loonga|loongi|lenge|mang\w*|bol\w*|चाहिए|चाहिये|चाहता|चाहती|चाहते|करना|करनी|कराना|करानी|करवाना|करवानी|लेना|लेनी|लूँगा|लूँगी|लेंगे|माँग\w*){_END}"
    rf"|^\s*(?:ki|ki koi|की|की कोई)\s+(?:zaroorat|zarurat|jarurat|ज़रूरत|जरूरत)\s+(?:nahi|nahin|नहीं)"
    rf"|^\s+(?:is |was |will be )?(?:not|n't) (?:needed|necessary|required|wanted)"
    rf"|^\s*(?:\w+\s+)?(?:last (?:week|month|year)|years? ago|months? ago|weeks? ago|days? ago|was done|is done|was over|is over)"
    rf"|^\s*(?:to\s+|तो\s+)?(?:(?:pichh?le|pichh?li|पिछले|पिछली)\s+[\w\u0900-\u097f]+\s+)?(?:hu[aie]+|ho (?:chuk\w+|ga[iy]\w*)|karw?a[iy]*\s*(?:thi|tha)|ki thi|kiya tha|karai thi|karaya tha|हुआ|हुई|हो चुक\w+|हो ग\w+|करवाई|करवाया|कराई|कराया|की थी){_END}"
    rf"|^\s*(?:ke baad|के बाद){_END}"
)
_NO_WISH_BEFORE = re.compile(
    r"(?i)(?:(?:don't|do not|dont|didn't|did not|doesn't|not|never|no longer) (?:really )?(?:want|need|like|wish|ask(?:ing)?|look(?:ing)?)(?: (?:for|about|to|have|get|any|a|an|the|your))*"
    r"|(?<!is )(?<!there )\b(?:without|not|except|instead of|rather than|no need (?:for|of)|forget|skip|after|since|before|recovering from)(?: (?:a|an|any|the|my|his|her|your))?"
    r"|(?:i|he|she|we|they|mother|father|wife|husband|son|daughter)(?:'ve| have| has| had|'d)?(?: just| already| recently)? (?:had|undergone|underwent)(?: (?:a|an|my|his|her|the|some|minor|major))*"
    r")\s*$"
)
_CLAUSE = re.compile(
    r"(?i)[,;.?!।]+\s*|\s+(?:but|then|otherwise|and|also|aur|lekin|magar|warna|varna|और|लेकिन|मगर|वरना)\s+"
    r"|(?:karte|karti|hai|hain|ho|hota|hoti|milta|milti|nahi|nahin|करते|करती|है|हैं|हो|होता|होती|मिलता|मिलती|नहीं)\s+(?:to|toh|तो)\s+"
)


def _refused(said: Spoken, index: int | None, place: tuple[int, int]) -> Refused | None:
    """What was asked for, or only spoken of; None when the words mean something else."""
    text, start, end = said.text, said.starts[place[0]], said.ends[place[1]]
    if _LEFT_BEHIND.match(text, start):
        return None
    after, before = _NO_WISH_AFTER.match(text[end:]), _NO_WISH_BEFORE.search(text[:start])
    if after is None and before is None:
        return Refused(index, *_clause(text, start, end))
    first = before.start() if before else start
    return Refused(index, first, end + (after.end() if after else 0), wanted=False)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a place; "if you don't ..., then" is one of its own."""
    first = max((one.end() for one in _CLAUSE.finditer(text, 0, start)), default=0)
    after = _CLAUSE.search(text, end)
    return first, after.end() if after else len(text)


def _part_of_service(said: Spoken, place: tuple[int, int], business: Business) -> bool:
    """A service of the house with more words ("head massage") is no declined massage."""
    inside = set(range(place[0], place[1] + 1))
    return any(inside < span for span in lexicon_of(business).spans(said))


def _sounds(said: Spoken, text: Text) -> tuple[int, int] | None:
    """All words of an entry of several, in any order and script, near each other."""
    bones = [skeleton(said.text[s:e]) for s, e in zip(said.starts, said.ends, strict=True)]
    for one in (text.en, text.hi):
        wanted = [
            skeleton(part)
            for part in (one or "").replace("-", "").split()
            if canonical(part.lower()) not in _SMALL
        ]
        wanted = [part for part in wanted if len(part) >= 2]
        if len(wanted) < 2 or sum(map(len, wanted)) < 6:
            continue
        places = [bones.index(part) for part in wanted if part in bones]
        if len(places) == len(wanted) and max(places) - min(places) <= len(wanted) + 1:
            return min(places), max(places)
    return None


def _phrases(english: str | None, hindi: str | None) -> Phrases:
    """The entry's own words, in order and near, and what people say for it."""
    found: list[str] = []
    for text in (english, hindi):
        if not text:
            continue
        tokens = list(spoken(text).tokens)
        content = [token for token in tokens if token not in _SMALL]
        raw = [text[s:e] for s, e in zip(spoken(text).starts, spoken(text).ends, strict=True)]
        kept = [word for word, token in zip(raw, tokens, strict=True) if token not in _SMALL]
        if content:
            whole = " ".join(raw)
            found += [whole, " ".join(kept)] if len(content) > 1 or len(raw) == 1 else [whole]
            found += [_singular(one) for one in found if one.lower().endswith("s")]
        plain = {_singular(token) for token in content}
        for keys, words in _SAME.items():
            if any(plain == _plain(key) for key in keys.split(", ")):
                found.append(words)
    return Phrases(*found)


def _plain(key: str) -> set[str]:
    """The words that tell an entry apart, as they are compared."""
    return {_singular(token) for token in spoken(key).tokens if token not in _SMALL}


def _singular(text: str) -> str:
    if text.endswith("sses"):
        return text[:-2]
    return text[:-1] if text.endswith("s") and not text.endswith("ss") else text
