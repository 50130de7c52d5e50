"""Which whole numbers are in a sentence, and how is one spoken?

English and Hindi, words and digits, 0 up to crores. Ordinals and clock words are other readers'.
"""

from __future__ import annotations

from collections.abc import Sequence

from vaani.language.found import Found, Language
from vaani.language.script import Word, fold, words

_EN_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
HINDI = (
    "शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस "
    "इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस "
    "छत्तीस सैंतीस अड़तीस उनतालीस चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस "
    "उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ "
    "पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर "
    "उन्यासी अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे "
    "तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे".split()
)
_HINDI_MORE = {
    "पांच": 5, "पाच": 5, "छः": 6, "छ": 6, "छे": 6, "छै": 6, "नो": 9, "ग्यारा": 11, "बारा": 12, "पन्द्रह": 15,
    "पंदरह": 15, "सतरह": 17, "अट्ठारह": 18, "उन्नीस": 19, "इक्कीश": 21, "अठाईस": 28, "जीरो": 0, "ज़ीरो": 0,
    "वन": 1, "टू": 2, "थ्री": 3, "फोर": 4, "फ़ोर": 4, "फाइव": 5, "सिक्स": 6, "सेवन": 7, "एट": 8, "नाइन": 9, "टेन": 10,
}  # fmt: skip
_ROMAN = {
    0: "shunya sifar sunya", 1: "ek", 2: "do", 3: "teen tin", 4: "char chaar chaarr caar",
    5: "paanch panch paach pach paanc", 6: "chhe che chha cheh chhah chhai chhey", 7: "saat sat saath",
    8: "aath ath aat aatth aathh", 9: "nau no nao noh", 10: "das dus dass", 11: "gyarah gyara giyarah gyaarah gyaara",
    12: "barah bara baarah baara", 13: "terah tera teraah", 14: "chaudah chauda choudah chowdah",
    15: "pandrah pandra pandhrah pandarah", 16: "solah sola solaah", 17: "satrah satra sattrah",
    18: "atharah athara attharah athaarah", 19: "unnis unees unnees", 20: "bees bis beess",
    21: "ikkis ikkees", 22: "bais baees baais", 23: "teis teyis teees teees", 24: "chaubis chaubees",
    25: "pachis pachees pacchis pachchees", 26: "chhabbis chabbis chabbees", 27: "sattais sattaees",
    28: "atthais atthaees athais athaais", 29: "untis unatis unattis", 30: "tees tis teess",
    31: "ikattis iktees ikatees", 32: "battis batees", 35: "paintis paintees", 36: "chhattis chhatees",
    40: "chalis chaalis chalees chaalees", 45: "paintalis paintaalis paintalees", 50: "pachas pachaas",
    55: "pachpan", 60: "saath-saath saathh", 65: "painsath", 70: "sattar", 75: "pachattar pachhattar",
    80: "assi", 85: "pachasi", 90: "nabbe", 95: "pachanve", 99: "ninyanve",
}  # fmt: skip
_SCALES = {
    "hundred": 100, "sau": 100, "सौ": 100, "so": 100, "thousand": 1000, "hazaar": 1000, "hazar": 1000,
    "hajar": 1000, "हजार": 1000, "lakh": 100_000, "lac": 100_000, "lakhs": 100_000, "लाख": 100_000,
    "crore": 10_000_000, "crores": 10_000_000, "karod": 10_000_000, "karor": 10_000_000,
    "करोड": 10_000_000,
}  # fmt: skip

UNITS: dict[str, int] = {word: n for n, word in enumerate(_EN_ONES)}
UNITS |= {"fourty": 40, "oh": 0}
_TENS: dict[str, int] = {word: 20 + 10 * n for n, word in enumerate(_EN_TENS)}
HINDI_UNITS: dict[str, int] = {fold(word): n for n, word in enumerate(HINDI)}
HINDI_UNITS |= {fold(word): n for word, n in _HINDI_MORE.items()}
for _number, _spellings in _ROMAN.items():
    for _spelling in _spellings.split():
        HINDI_UNITS.setdefault(_spelling, _number)
_AMBIGUOUS = frozenset(("do", "no", "so", "tera", "bara", "sat", "oh", "che", "tin", "tis", "bis"))
"""Spellings that are also other words: a number only beside a number or a counting word."""
COUNTED = frozenset(
    "log logon jan jane jano people persons person guests guest of seats seat baje bje bajkar rupees rupaye "
    "bade bachche bachchon bacche adults kids children tareekh tarikh april may june july august "
    "january february march september october november december लोग लोगों जन बजे बड़े बच्चे मेहमान "
    "ke liye के mehmaan saal din hafte minute ghante sau hazaar".split()
)


def unit(word: str) -> int | None:
    """The number that one folded word says, without scales; None for other words."""
    if word.isascii() and word.isdigit():
        return int(word)
    if word in UNITS:
        return UNITS[word]
    if word in _TENS:
        return _TENS[word]
    return HINDI_UNITS.get(word)


def find_numbers(text: str) -> tuple[Found[int], ...]:
    """Every number of the sentence, in its order."""
    heard = words(text)
    out: list[Found[int]] = []
    at = 0
    while at < len(heard):
        read = read_number(heard, at)
        if read is None:
            at += 1
            continue
        value, stop = read
        out.append(Found(value, heard[at].start, heard[stop - 1].end))
        at = stop
    return tuple(out)


def read_number(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The number that begins at word `at`: its value and the index of the word after it."""
    plain = heard[at].folded.replace(",", "")
    if plain.isdigit() and len(plain) < 10:
        value, stop = int(plain), at + 1
        if stop < len(heard) and (scale := _SCALES.get(heard[stop].folded)) and value:
            return value * scale, stop + 1
        return value, stop
    total, current, stop, seen = 0, 0, at, False
    while stop < len(heard):
        word = heard[stop].folded
        if word in ("and", "aur") and seen and stop + 1 < len(heard) and current >= 100:
            after = heard[stop + 1].folded
            if unit(after) is None or after in _AMBIGUOUS:
                break
            stop += 1
            continue
        scale = _SCALES.get(word)
        if scale is not None and seen and word != "so":
            current = max(1, current) * scale
            if scale >= 1000:
                total, current = total + current, 0
            stop += 1
            continue
        value_here = _plain_unit(heard, stop, seen)
        if value_here is None or not _joins(current, value_here, heard, stop, seen):
            break
        current += value_here
        seen = True
        stop += 1
    return (total + current, stop) if seen else None


def _plain_unit(heard: Sequence[Word], at: int, seen: bool) -> int | None:
    word = heard[at].folded
    value = None if word.isdigit() else unit(word)
    if value is None or word not in _AMBIGUOUS or seen:
        return value
    after = heard[at + 1].folded if at + 1 < len(heard) else ""
    before = heard[at - 1].folded if at else ""
    alone = len(heard) == 1 and word == "do"
    near = after in COUNTED or after in _SCALES or unit(after) not in (None, 0)
    return (
        value
        if near or alone or (word == "do" and before in COUNTED | {"aur", "sirf", "bas"})
        else None
    )


def _joins(current: int, value: int, heard: Sequence[Word], at: int, seen: bool) -> bool:
    """Does this unit go on with the number so far? twenty+five yes, five+six no."""
    if not seen:
        return True
    if heard[at].pause:
        return False
    word, before = heard[at].folded, heard[at - 1].folded
    if before in _SCALES or before in ("and", "aur"):
        return value < 100
    return before in _TENS and 0 < value < 10 and word in UNITS


def spoken_number(number: int, language: Language) -> str:
    """A whole number in words; negative numbers are led by minus."""
    if number < 0:
        return ("minus " if language == "en" else "माइनस ") + spoken_number(-number, language)
    return _hindi(number) if language == "hi" else _english(number)


def _english(number: int) -> str:
    if number < 20:
        return _EN_ONES[number]
    if number < 100:
        tens, one = divmod(number, 10)
        return _EN_TENS[tens - 2] + (f" {_EN_ONES[one]}" if one else "")
    for size, name in (
        (10_000_000, "crore"),
        (100_000, "lakh"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            many, rest = divmod(number, size)
            return f"{_english(many)} {name}" + (f" {_english(rest)}" if rest else "")
    return ""


def _hindi(number: int) -> str:
    if number < 100:
        return HINDI[number]
    for size, name in ((10_000_000, "करोड़"), (100_000, "लाख"), (1000, "हज़ार"), (100, "सौ")):
        if number >= size:
            many, rest = divmod(number, size)
            return f"{_hindi(many)} {name}" + (f" {_hindi(rest)}" if rest else "")
    return ""


_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
)


def spoken_ordinal(number: int, language: Language) -> str:
    """The day of a month in words: "twenty first"; Hindi uses the plain number."""
    if language == "hi":
        return _hindi(number)
    if number <= 20:
        return _ORDINALS[number]
    tens, one = divmod(number, 10)
    if one == 0:
        return _EN_TENS[tens - 2][:-1] + "ieth"
    return f"{_EN_TENS[tens - 2]} {_ORDINALS[one]}"


ORDINALS: dict[str, int] = {word: n for n, word in enumerate(_ORDINALS) if n}
ORDINALS |= {"thirtieth": 30}
"""Single ordinal words, folded."""
