"""Which whole numbers are in a sentence, and how is one spoken?

English and Hindi, words and digits, from 0 to crores. Ordinals are read by `dates`, clock words by
`clock_words`, dictated digits by `digits`.
"""

from __future__ import annotations

from collections.abc import Sequence

from vaani.language.found import Found, Language
from vaani.language.memo import kept
from vaani.language.number_words import (
    ENGLISH_ONES,
    ENGLISH_TENS,
    FRACTIONS,
    HINDI,
    HUNDRED,
    ONES,
    SCALES,
    TENS,
    WHOLE_FRACTIONS,
    unit,
)
from vaani.language.sentence import Word, folded_set, word_at, words

__all__ = [
    "HINDI", "ORDINALS", "find_numbers", "is_other_word", "ordinal", "read_number", "spoken_number", "spoken_ordinal", "unit",
]  # fmt: skip

_AMBIGUOUS = folded_set(
    "do no so tera bara sat sath saath oh che chah tin tis tiss bis ath aat तेरा नो"
)
"""Spellings that are also other words: a number only beside a number or a counting word."""
_COUNTED = folded_set(
    "couple couples jode joda kapal जोड़े कपल log logon logo jan jane jano people persons person guests guest of seats seat baje bje bajkar bajke bajne rupees "
    "rupaye bade badon bachche bachchon bacche adults kids children tareekh tarikh taareekh april may june july august "
    "january february march september october november december aadmi members लोग लोगों जन जने बजे बजकर बड़े बच्चे "
    "मेहमान तारीख के mehmaan saal din hafte minute ghante ghanta minat wali wale ki ke couples friends dost chhote chhoti buzurg bujurg vayask aurat auratein mard ladke ladkiyan betiyan bete saheliyan "
    "afraad mehmano mahilayen mahilaen purush sadasya छोटे छोटी बुज़ुर्ग बुजुर्ग वयस्क औरतें लड़के लड़कियाँ बेटे बेटियाँ दोस्त बच्चों सदस्य"
)
_ALONE = folded_set(
    "ji hi bas sirf haan han hum ham kul nahi nahin ok okay please only जी ही बस सिर्फ़ हाँ हम कुल नहीं aur"
)
_DO = frozenset(("do", "दो"))
_VERBS = folded_set(
    "kar kara karwa karva bata bataa de hata hataa rakh likh bhej bol chhod chod jod badal dila rehne rahne jaane jane "
    "laga lagwa bana banwa mila dikha suna cancel book change connect confirm fix add move daal dal aane chalne ruk lene "
    "i we you they to can what how why when where did does should i'd would could "
    "rakhwa rakhva likhwa likhva hatwa badalwa badalva bhijwa bula nikal nikaal pehna uthwa utha milwa milva samjha chala lauta le mil karwaa khulwa "
    "दे ले मिल करवाए रखवा लिखवा हटवा बदलवा भिजवा बुला निकाल उठा मिलवा समझा चला लौटा चलवा कटवा "
    "कर करा करवा बता हटा रख लिख भेज बोल छोड़ जोड़ बदल दिला रहने जाने लगा बना मिला दिखा सुना कैंसिल बुक चेंज कनेक्ट कन्फर्म डाल "
    "होने बैठा पहुँचा"
)
_NOT_COUNTING = folded_set(
    "last first this that which another the earlier later next no any some every each other same only "
    "wrong right"
)
_HINDI_AND = frozenset(("and", "aur", "और"))


@kept
def find_numbers(text: str) -> tuple[Found[int], ...]:
    """Every number of the sentence, in its order; phone numbers are not numbers."""
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


_WITH = folded_set("ke ek के एक mere hamare uske unke")


def is_other_word(heard: Sequence[Word], at: int) -> bool:
    """No number, though it sounds like one: the `do` of "kar do" and "do you", the `saath` (with)
    of "unke saath"."""
    before, after = word_at(heard, at - 1), word_at(heard, at + 1)
    if heard[at].folded in ("saath", "sath"):
        return before in _WITH
    if heard[at].folded not in _DO:
        return False
    if not heard[at].pause and before in _VERBS:
        return True
    return after in ("na", "ना", "you", "i", "we", "they", "not", "it", "that")


def read_number(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """The number that begins at word `at`: its value and the index of the word after it."""
    fraction = _fraction(heard, at)
    if fraction is not None:
        return fraction
    if not _begins(heard, at):
        return None
    total, ceiling, stop = 0, 10**12, at
    while stop < len(heard) and (stop == at or not heard[stop].pause):
        group = _below_thousand(heard, stop, first=stop == at)
        if group is None:
            break
        value, after = group
        scale = SCALES.get(word_at(heard, after), 1)
        if scale == 1 or (after > stop and heard[after].pause):
            return (total + value, after) if ceiling > 1 else (total, stop)
        if scale == 10_000_000 and ceiling >= 1000:
            total, ceiling = (total + value) * scale, scale
        elif scale < ceiling:
            total, ceiling = total + value * scale, scale
        else:
            break
        stop = after + 1
        if scale > 1 and ceiling < 10_000_000 and SCALES.get(word_at(heard, stop)) == 10_000_000:
            total, ceiling, stop = total * 10_000_000, 10_000_000, stop + 1
        joined = word_at(heard, stop) in _HINDI_AND and unit(word_at(heard, stop + 1)) is not None
        stop += joined and not heard[stop].pause and word_at(heard, stop + 1) not in _AMBIGUOUS
    return (total, stop) if stop > at else None


def _fraction(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Dedh sau, saadhe teen hazaar, paune do lakh: only with a scale, else they are times."""
    word = heard[at].folded
    if word in WHOLE_FRACTIONS:
        size = _size(heard, at + 1)
        return (WHOLE_FRACTIONS[word] * size // 4, at + 2) if size else None
    if word not in FRACTIONS:
        return None
    size = _size(heard, at + 1)
    if size and FRACTIONS[word] == 1:
        return size * 5 // 4, at + 2
    many, size = unit(word_at(heard, at + 1)), _size(heard, at + 2)
    return (size * (many * 4 + FRACTIONS[word]) // 4, at + 3) if many and size else None


def _size(heard: Sequence[Word], at: int) -> int:
    word = word_at(heard, at)
    return 100 if word in HUNDRED else SCALES.get(word, 0)


def _begins(heard: Sequence[Word], at: int) -> bool:
    """Can a number begin here? Words that are also other words need company."""
    word = heard[at].folded
    if word.isascii() and word[0].isdigit():
        plain = word.replace(",", "")
        return plain.isdigit() and len(plain) < 10
    if _size(heard, at):
        return word not in ("hundreds", "thousands", "so")
    if unit(word) is None or is_other_word(heard, at):
        return False
    after, before = word_at(heard, at + 1), word_at(heard, at - 1)
    if word == "one":
        return before not in _NOT_COUNTING or after in _COUNTED or bool(_size(heard, at + 1))
    if word not in _AMBIGUOUS:
        return True
    if word in _DO and before in _WE and after in _ARE:
        return True
    if after in _COUNTED or _size(heard, at + 1) or unit(after) not in (None, 0):
        return word not in ("no", "so", "oh")
    return word in _DO | {"che", "sat"} and _stands_alone(heard, at)


_WE = folded_set("hum ham log हम लोग bas sirf बस सिर्फ़")
_ARE = folded_set("hain hai honge hi aayenge aaenge ayenge aa हैं है होंगे ही आएँगे")
""" "Hum do hain": two."""


def _stands_alone(heard: Sequence[Word], at: int) -> bool:
    """Nothing else in its part of the sentence but words of assent and "only"."""
    first = at
    while first > 0 and not heard[first].pause:
        first -= 1
    last = at + 1
    while last < len(heard) and not heard[last].pause:
        last += 1
    return all(heard[n].folded in _ALONE for n in range(first, last) if n != at)


def _below_thousand(heard: Sequence[Word], at: int, first: bool) -> tuple[int, int] | None:
    word = heard[at].folded
    if word.replace(",", "").isdigit():
        value, stop = int(word.replace(",", "")), at + 1
    elif first and _size(heard, at):
        value, stop = 1, at
    else:
        two = _two_digits(heard, at)
        if two is None or (word in _AMBIGUOUS and not first and not _begins(heard, at)):
            return None
        value, stop = two
    if not 0 < value < 100 or word_at(heard, stop) not in HUNDRED:
        return value, stop
    value, stop = value * 100, stop + 1
    start = stop
    if word_at(heard, start) in _HINDI_AND:
        start += 1
    if start >= len(heard) or heard[start].pause or heard[stop].pause:
        return value, stop
    rest = _two_digits(heard, start)
    if rest is None or word_at(heard, rest[1]) in HUNDRED or not _begins(heard, start):
        return value, stop
    return value + rest[0], rest[1]


def _two_digits(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    word = word_at(heard, at)
    value = None if word.isdigit() else unit(word)
    if value is None:
        return None
    one = ONES.get(word_at(heard, at + 1), 0)
    if word in TENS and 0 < one < 10 and not heard[at + 1].pause:
        return value + one, at + 2
    return value, at + 1


def spoken_number(number: int, language: Language) -> str:
    """A whole number in words; a negative one is led by minus."""
    if number < 0:
        return ("minus " if language == "en" else "माइनस ") + spoken_number(-number, language)
    return _hindi(number) if language == "hi" else _english(number)


def _english(number: int) -> str:
    if number < 20:
        return ENGLISH_ONES[number]
    if number < 100:
        tens, one = divmod(number, 10)
        return ENGLISH_TENS[tens - 2] + (f" {ENGLISH_ONES[one]}" if one else "")
    sizes = ((10_000_000, "crore"), (100_000, "lakh"), (1000, "thousand"), (100, "hundred"))
    size, name = next(one for one in sizes if number >= one[0])
    many, rest = divmod(number, size)
    return f"{_english(many)} {name}" + (f" {_english(rest)}" if rest else "")


def _hindi(number: int) -> str:
    if number < 100:
        return HINDI[number]
    sizes = ((10_000_000, "करोड़"), (100_000, "लाख"), (1000, "हज़ार"), (100, "सौ"))
    size, name = next(one for one in sizes if number >= one[0])
    many, rest = divmod(number, size)
    return f"{_hindi(many)} {name}" + (f" {_hindi(rest)}" if rest else "")


_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
)
_HINDI_ORDINALS = {
    1: "pehli pahli pehla pahla pehle पहली पहला", 2: "doosri dusri doosra dusra दूसरी दूसरा", 3: "teesri tisri teesra तीसरी तीसरा",
    4: "chauthi chautha चौथी चौथा", 5: "paanchvi panchvi पाँचवीं पांचवी", 6: "chhathi chhati छठी छठवीं",
}  # fmt: skip
ORDINALS: dict[str, int] = {word: n for n, word in enumerate(_ORDINALS) if n} | {"thirtieth": 30}
"""English ordinal words, folded; compound ones are read by `ordinal`."""
HINDI_ORDINALS: dict[str, int] = {
    word: n for n, names in _HINDI_ORDINALS.items() for word in folded_set(names)
}


def ordinal(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """An ordinal that begins at word `at` ("21st", "twenty first"): value and the next index."""
    word = word_at(heard, at)
    if word[:1].isdigit() and word[-2:] in ("st", "nd", "rd", "th") and word[:-2].isdigit():
        return int(word[:-2]), at + 1
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    one = ORDINALS.get(word_at(heard, at + 1), 0)
    if word in TENS and word.isascii() and 0 < one < 10:
        return TENS[word] + one, at + 2
    return None


def spoken_ordinal(number: int, language: Language) -> str:
    """A place in a row or a day of the month in words: "twenty first"; Hindi uses plain numbers."""
    if language == "hi":
        return _hindi(number)
    if number <= 20:
        return _ORDINALS[number]
    if number >= 100:
        many, rest = divmod(number, 100)
        lead = f"{_english(many)} hundred"
        return f"{lead} {spoken_ordinal(rest, 'en')}" if rest else f"{lead}th"
    tens, one = divmod(number, 10)
    if one == 0:
        return ENGLISH_TENS[tens - 2][:-1] + "ieth"
    return f"{ENGLISH_TENS[tens - 2]} {_ORDINALS[one]}"
