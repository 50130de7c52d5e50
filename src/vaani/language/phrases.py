"""Is this a yes, a no, or only a nod?

Closed tables of short phrases, in both languages and scripts. Longer sentences are for
`vaani.dialogue.understanding`.
"""

from __future__ import annotations

from vaani.language.script import words

_YES = frozenset(
    "yes yeah yep yup sure correct right okay ok fine please absolutely certainly definitely "
    "haan han haanji ha hanji ji bilkul theek thik sahi zaroor jarur pakka confirm confirmed done perfect "
    "great good go ahead do it book kar kijiye kijie dijiye dijie karo karein do that's that is one "
    "the use this number same yehi yahi isi pe par hai hoon ho jaye jayega chalega chalo rakh rakhiye lijiye lo it's "
    "हाँ हां हा जी बिल्कुल बिलकुल ठीक सही जरूर पक्का कर दीजिए दीजिये दो है यही इसी नंबर पर रख लीजिए कीजिए हो जाए चलेगा "
    "करो करें करिए ओके यस कन्फर्म".split()
)
_YES_CORE = frozenset(
    "yes yeah yep yup sure correct right okay ok fine absolutely certainly definitely perfect ahead "
    "haan han haanji ha hanji ji bilkul theek thik sahi zaroor jarur pakka confirm chalega "
    "हां हा जी बिल्कुल बिलकुल ठीक सही जरूर पक्का चलेगा ओके यस कन्फर्म".split()
)
_NO = frozenset(
    "no nope nah not nahi nahin nai na mat rehne cancel wrong galat never नहीं नही ना मत रहने गलत नो".split()
)
_NODS = frozenset(
    "haan han ha hmm hm mm mhm mmhmm uh huh uhhuh okay ok achha accha acha ji right yeah yes yep yup sure theek thik "
    "hai sahi oh ah aha i see got it alright cool haanji हां हा हम्म अच्छा जी ठीक है ओके सही".split()
)


def _folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


def is_yes(text: str) -> bool:
    """A plain yes and nothing else: "haan ji, kar dijiye"."""
    said = _folded(text)
    if not said or len(said) > 8 or any(word in _NO for word in said):
        return False
    return any(word in _YES_CORE for word in said) and all(word in _YES for word in said)


def is_no(text: str) -> bool:
    """A plain no: short, and it begins or ends with one."""
    said = _folded(text)
    return 0 < len(said) <= 6 and (said[0] in _NO or said[-1] in ("nahi", "नहीं", "mat", "मत"))


def is_backchannel(text: str) -> bool:
    """A nod: at most three words that only say "I am listening"."""
    said = _folded(text)
    return 0 < len(said) <= 3 and all(word in _NODS for word in said)
