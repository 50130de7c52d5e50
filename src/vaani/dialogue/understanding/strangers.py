"""With whom does the caller want an appointment, when nobody of that name works here?

"With Doctor Mehta", "Doctor Mehta se milna hai", "haircut with Priyanka". Whoever only sent the
caller or wrote the prescription is not asked for.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding.lexicon import lexicon_of
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.reading import Reading
from vaani.language.dates import find_dates
from vaani.language.names import find_name
from vaani.language.numbers import find_numbers

_DR = r"(?:dr\.?|doctor|daktar|डॉक्टर|डॉ\.?)"
_WORD = r"[^\W\d_]+"
_END = r"(?![\w\u0900-\u097f])"
_TITLED = re.compile(
    rf"(?i)(?:\b(?:with|see|meet|consult|visit|show) |\b(?:appointment|booking|slot|time) (?:with|of|for) )(?P<dr>{_DR}) (?P<one>{_WORD})"
    rf"|(?<![\w\u0900-\u097f])(?P<dr2>{_DR}) (?P<two>{_WORD}) (?:ji |sahab |saab |साहब |जी )?(?:(?:se|ko|ke paas|से|को|के पास) (?:\S+ ){{0,2}}?(?:mil|dikh|baat karwa|check|appointment|samay|मिल|दिख|अपॉइंटमेंट)"
    rf"|(?:ka|ki|ke|का|की|के) (?:appointment|apointment|time|number|slot|samay|अपॉइंटमेंट|अपॉइन्टमेंट|टाइम|नंबर|समय){_END})"
)
_WITH = re.compile(
    r"\b[Ww]ith (?P<one>(?-i:[A-Z])[a-z]+)(?= (?:on|at|for|tomorrow|today|this|next|please)\b|[.,?!]|$)"
    r"|(?<![\w\u0900-\u097f])(?P<two>(?-i:[A-Z])[a-z]+|[\u0900-\u097f]+) (?:ji |जी )?(?:se|ke saath|से|के साथ) (?=(?:\S+ ){0,2}?(?:karwa|kara|katwa|करवा|करा|कटवा))"
)
_NOT_FOR_IT = Phrases(
    "referred, prescribed, sent me, advised, told me, wrote, ne likha, ne kaha, ne bheja, ne bola, ka parcha, ki parchi, ने लिखा, ने कहा, ने भेजा"
)


def stranger(reading: Reading) -> str | None:
    """The name as it was said, with "Dr." where that was said; None when nobody unknown is asked
    for."""
    terms = reading.scene.business.booking
    if terms is None or not any(one.kind == "person" for one in terms.resources):
        return None
    if reading.scene.awaiting in ("name", "phone") or _NOT_FOR_IT.within(reading.said):
        return None
    titled = _TITLED.search(reading.text)
    if titled is not None:
        name = _unknown(titled["one"] or titled["two"], reading)
        return f"Dr. {name}" if name else None
    lexicon = lexicon_of(reading.scene.business)
    named = _WITH.search(reading.text)
    if named is None or lexicon.service(reading.said) is None:
        return None
    return _unknown(named["one"] or named["two"], reading)


def _unknown(word: str, reading: Reading) -> str | None:
    """The word as a name that is neither of the house nor a service, day or number."""
    name, said = find_name(word, True), spoken(word)
    lexicon = lexicon_of(reading.scene.business)
    if name is None or lexicon.people(said) or lexicon.service(said) or _NO_NAMES.within(said):
        return None
    if find_dates(word, reading.scene.now) or find_numbers(word):
        return None
    return name


_NO_NAMES = Phrases(
    "anybody, anyone, somebody, someone, you, them, him, her, him or her, my, kisi, koi, unse, unhi, aap, usi, machine, colour, color, ghar, bahar, किसी, कोई, उनसे, आप, आपके, उसी, मशीन, जिस, जिनसे, kis, jis, इस, उस, घर"
)
