"""How are the numbers from nothing to a hundred, and their scales, said and spelled?

One spelling a number stands in a list; `loose` forms make the variants of people and recognisers
fall together (chalis, chaalees; पन्द्रह, पंद्रह). Keys are folded as `sentence.fold` does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vaani.language.sentence import fold, folded_set

ENGLISH_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
HINDI = (
    "शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस "
    "इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस "
    "छत्तीस सैंतीस अड़तीस उनतालीस चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस "
    "उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ "
    "पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर "
    "उन्यासी अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे "
    "तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे".split()
)
ROMAN = (
    "shunya ek do teen chaar paanch chhe saat aath nau das gyarah barah terah chaudah pandrah solah "
    "satrah atharah unnees bees ikkees baees teyees chaubees pachchees chhabbees sattaees atthaees "
    "untees tees ikattees battees taintees chauntees paintees chhattees saintees adtees untaalees "
    "chaalees iktaalees bayaalees taintaalees chauvaalees paintaalees chhiyaalees saintaalees "
    "adtaalees unchaas pachaas ikyaavan baavan tirpan chauvan pachpan chhappan sattaavan atthaavan "
    "unsath saanth iksath baasath tirsath chaunsath painsath chhiyaasath sadsath adsath unhattar "
    "sattar ikhattar bahattar tihattar chauhattar pachhattar chhihattar satahattar athahattar "
    "unyaasi assi ikyaasi bayaasi tiraasi chauraasi pachaasi chhiyaasi sattaasi atthaasi navaasi "
    "nabbe ikyaanve baanve tiraanve chauraanve pachaanve chhiyaanve sattaanve atthaanve ninyaanve".split()
)
_MORE_HINDI = {
    0: "जीरो सिफर", 4: "चर", 5: "पांच पाच", 6: "छः छ छे छै छ्ह", 9: "नो", 11: "ग्यारा गयारह ग्यरह", 12: "बारा",
    13: "तेरा", 14: "चौदा", 15: "पंदरह पन्द्रा पंद्रा", 16: "सोला", 17: "सतरह सत्तरह", 18: "अठरह", 22: "बाइस",
    23: "तेइस", 28: "अठाइस", 31: "इकत्तीस इकतिस", 33: "तेतीस तेंतीस", 34: "चौतीस", 36: "छतीस", 43: "तेतालीस",
    44: "चवालीस चौंवालीस", 51: "इक्यावान", 53: "तिरेपन त्रेपन", 55: "पच्पन", 58: "अठावन", 63: "त्रेसठ", 67: "सरसठ",
    72: "बहतर", 79: "उनासी उन्नासी", 89: "नवासि", 91: "इक्यानबे", 92: "बानबे बयानवे", 93: "तिरानबे", 95: "पंचानवे पंचानबे",
    96: "छियानबे", 97: "सत्तानबे", 98: "अट्ठानबे", 99: "निन्यानबे",
}  # fmt: skip
_MORE_ROMAN = {
    0: "sifar jiro ziro", 3: "tin tiin", 4: "char caar", 5: "panch paach pach paanc pancha", 6: "che chha cheh chhah chhai chhey chah",
    7: "sat sath saath saatt", 8: "ath aat aatth atth", 9: "no noh", 10: "dus dass", 11: "gyara gyaara giyara", 12: "bara",
    13: "tera", 14: "choda", 15: "pandra pandara", 16: "sola", 17: "sattra satara", 18: "athara attharah", 19: "unis", 20: "bis bess",
    22: "bais baais", 23: "teis tais teees", 24: "chobis", 25: "pachis pacchis", 28: "athais", 29: "unatis unattis", 30: "tis tiss",
    31: "ikatis iktis", 34: "chautis", 36: "chatis", 38: "artis adatis arhtis", 39: "unchalis untalis", 41: "iktalis ikatalis",
    42: "bayalis byalis", 44: "chavalis chauwalis", 48: "artalis adatalis", 49: "unchas unanchas", 51: "ikavan ikkavan", 53: "tirepan trepan",
    60: "saathh sattha", 67: "sarsath", 68: "arsath", 71: "ikahattar", 74: "chohattar", 76: "chihattar", 77: "satattar", 78: "athattar",
    79: "unasi unnasi", 81: "ikasi", 83: "terasi", 89: "nauasi", 91: "ikyanave ikyanbe", 92: "banave banbe bayanve", 93: "tiranave tiranbe",
    94: "chauranave chauranbe", 95: "pachanave pachanbe panchanve", 96: "chiyanave chiyanbe", 97: "satanave sattanbe",
    98: "athanave atthanbe", 99: "ninyanave ninyanbe ninanve nyanve",
}  # fmt: skip
_ENGLISH_IN_HINDI = {
    0: "ज़ीरो जीरो", 1: "वन", 2: "टू", 3: "थ्री", 4: "फोर फ़ोर", 5: "फाइव फ़ाइव फाईव", 6: "सिक्स", 7: "सेवन", 8: "एट", 9: "नाइन",
    10: "टेन", 11: "इलेवन", 12: "ट्वेल्व", 13: "थर्टीन", 14: "फोर्टीन", 15: "फिफ्टीन फ़िफ्टीन", 16: "सिक्सटीन", 17: "सेवनटीन",
    18: "एटीन", 19: "नाइनटीन",
}  # fmt: skip
_TENS_IN_HINDI = {
    20: "ट्वेंटी ट्वेन्टी", 30: "थर्टी", 40: "फोर्टी", 50: "फिफ्टी फ़िफ्टी", 60: "सिक्सटी", 70: "सेवेंटी", 80: "एटी", 90: "नाइंटी",
}  # fmt: skip

HUNDRED = folded_set("hundred hundreds sau सौ हंड्रेड")
SCALES: dict[str, int] = {
    fold(word): size
    for size, names in (
        (1_000, "thousand thousands hazaar hazar hajar hajaar हज़ार हजार थाउज़ेंड"),
        (100_000, "lakh lakhs lac lacs laakh लाख"),
        (10_000_000, "crore crores karod karor krore करोड़ करोड क्रोर"),
    )
    for word in names.split()
}
FRACTIONS = {
    fold(word): quarters
    for quarters, names in (
        (1, "sava sawa savaa सवा"),
        (2, "saadhe sadhe saade sade sarhe saarhe साढ़े साडे"),
        (-1, "paune pone pauney pawne पौने"),
    )
    for word in names.split()
}
"""Words that add quarters of the scale to the number after them: saadhe teen sau is 350."""
WHOLE_FRACTIONS = {
    fold(word): quarters
    for quarters, names in ((6, "dedh derh deedh डेढ़"), (10, "dhai dhaai adhai dhayi ढाई अढ़ाई"))
    for word in names.split()
}

TENS: dict[str, int] = {word: 20 + 10 * n for n, word in enumerate(ENGLISH_TENS)} | {"fourty": 40}
ONES: dict[str, int] = {word: n for n, word in enumerate(ENGLISH_ONES)} | {"oh": 0}
for _table, _spellings in ((TENS, _TENS_IN_HINDI), (ONES, _ENGLISH_IN_HINDI)):
    for _number, _names in _spellings.items():
        _table.update({fold(_name): _number for _name in _names.split()})


def loose(word: str) -> str:
    """A coarser form of one folded number word, in which its spelling variants are one."""
    return _loose_latin(word) if word.isascii() else _loose_devanagari(word)


_LATIN_STEPS = (
    ("ow", "au"), ("o", "au"), ("auu", "au"), ("q", "k"), ("w", "v"), ("z", "j"), ("aa", "a"), ("ee", "i"), ("ii", "i"),
    ("oo", "u"), ("yi", "i"), ("iy", "i"), ("ia", "iya"), ("chch", "ch"), ("cch", "ch"), ("h", ""),
)  # fmt: skip


def _loose_latin(word: str) -> str:
    for said, plain in _LATIN_STEPS:
        word = word.replace(said, plain)
    word = re.sub(r"(.)\1+", r"\1", word)
    word = re.sub(r"n(?=[tsv])", "", word)
    return "i" + word[1:] if word.startswith("ek") and len(word) > 3 else word


def _loose_devanagari(word: str) -> str:
    word = word.replace("ं", "").replace("ी", "ि").replace("ू", "ु").replace("ई", "इ")
    word = re.sub(r"[नमण]्(?=[क-ह])", "", word)
    return re.sub(r"([क-ह])्(?=\1|[ठछ])", "", word)


HINDI_UNITS: dict[str, int] = {fold(word): n for n, word in enumerate(HINDI)}
HINDI_UNITS |= {word: n for n, word in enumerate(ROMAN)}
for _more in (_MORE_HINDI, _MORE_ROMAN):
    for _number, _names in _more.items():
        for _name in _names.split():
            HINDI_UNITS.setdefault(fold(_name), _number)


def _loose_units() -> dict[str, int]:
    """Loose forms of the longer number words; one that could be two numbers is none."""
    forms: dict[str, set[int]] = {}
    for word, number in HINDI_UNITS.items():
        forms.setdefault(loose(word), set()).add(number)
    return {form: min(n) for form, n in forms.items() if len(n) == 1 and len(form) >= 4}


_LOOSE = _loose_units()
_NOT_NUMBERS = folded_set(
    "saath bara tera sola das pass passat assist bass chaos chairs batter better butter sitar satara "
    "pandora shanta shaanta barat bahut bahar chahat asat navi navya tasks assess banana sattar"
)


@lru_cache(maxsize=4096)
def unit(word: str) -> int | None:
    """The number that one folded word says, without scales; None for other words."""
    if word.isascii() and word.isdigit():
        return int(word)
    for table in (ONES, TENS, HINDI_UNITS):
        if word in table:
            return table[word]
    if len(word) < 4 or word in _NOT_NUMBERS:
        return None
    return _LOOSE.get(loose(word))
