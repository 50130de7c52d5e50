"""How does written text become words that a voice can say?

Digits, times, dates, money, phone numbers, abbreviations and signs of an owner's text turn into
words; nothing unspeakable is left, and nothing is added to what was written.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

from vaani.language.date_words import EN_DAYS, EN_MONTHS, HI_DAYS, HI_MONTHS
from vaani.language.digits import spoken_digits
from vaani.language.found import Language
from vaani.language.number_words import HINDI
from vaani.language.numbers import spoken_number, spoken_ordinal
from vaani.language.sentence import ascii_digits
from vaani.language.spoken_moments import spoken_time

_CURRENCY = {
    "INR": ("rupee", "rupees", "रुपया", "रुपये"), "USD": ("dollar", "dollars", "डॉलर", "डॉलर"),
    "EUR": ("euro", "euros", "यूरो", "यूरो"), "GBP": ("pound", "pounds", "पाउंड", "पाउंड"),
    "AED": ("dirham", "dirhams", "दिरहम", "दिरहम"),
}  # fmt: skip
_SIGNS = {"₹": "INR", "rs": "INR", "inr": "INR", "रु": "INR", "$": "USD", "€": "EUR", "£": "GBP"}
_SIGN = r"(?:₹|\b(?:Rs|INR)\b\.?|रु\.?|\$|€|£)"
_AMOUNT = r"\d+(?:,\d{2,3})*(?:\.\d{1,2})?"
_MONEY = re.compile(rf"(?i)({_SIGN})\s?({_AMOUNT})(?:\s?/-)?")
_MONEY_AFTER = re.compile(rf"(?i)({_AMOUNT})(?:\s?/-|\s?(₹|rs\b\.?|inr\b|€|\$|£))")
_TIMES = {
    "k": 10**3, "thousand": 10**3, "हज़ार": 10**3, "lakh": 10**5, "lac": 10**5, "लाख": 10**5,
    "million": 10**6, "cr": 10**7, "crore": 10**7, "करोड़": 10**7,
}  # fmt: skip
_ROUND = r"(\d+(?:,\d{2,3})*(?:\.\d+)?)"
_ROUND_MONEY = re.compile(
    rf"(?i)({_SIGN})\s?{_ROUND}(?:( (?:to|से) )(?:{_SIGN}\s?)?{_ROUND})?"
    rf"\s?(k|thousand|lakh|lac|million|crore|cr|हज़ार|लाख|करोड़)s?(?![\w\u0900-\u097f]|-\w)(?:\s?/-)?"
)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s?([ap]\.?m\b\.?)"
_TIME = re.compile(
    rf"(?i)\b{_CLOCK}|\b([01]?\d|2[0-3]):([0-5]\d)(?!\d)(?:\s?(?:(?:hrs|hours|h|baje)\b|बजे))?"
)
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+\d[\d\s-]{6,}\d|\d{3,5}[\s-]\d{3,5}(?:[\s-]\d{2,5})?|\d{10,12})(?![\d,])"
)
_ISO_DATE = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DECIMAL = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?![\d.])")
_ORDINAL = re.compile(r"(?i)\b(\d{1,3})(?:st|nd|rd|th)\b")
_NUMBER = re.compile(r"\d+(?:,\d{2,3})+|\d+")
_RANGE = re.compile(r"(?<=[\w.₹])\s?[-\u2013\u2014]\s?(?=[₹\d])")
_SHORT = tuple(
    (re.compile(pattern), english, hindi)
    for pattern, english, hindi in (
        (r"\bDr\.?(?=\s|$)", "Doctor", "डॉक्टर"), (r"डॉ\.", "डॉक्टर", "डॉक्टर"), (r"\bMr\.?(?=\s|$)", "Mister", "मिस्टर"),
        (r"\bMrs\.?(?=\s|$)", "Missus", "मिसेज़"), (r"(?i)\be\.g\.", "for example", "जैसे"), (r"(?i)\bi\.e\.", "that is", "यानी"),
        (r"(?i)\betc\.?(?=\W|$)", "and so on", "वगैरह"), (r"(?i)\bapprox\.?(?=\W|$)", "about", "लगभग"),
        (r"(?i)\bmins?\.?(?=\W|$)", "minutes", "मिनट"), (r"(?i)\bhrs?\.?(?=\W|$)", "hours", "घंटे"), (r"(?i)\bNo\.\s?(?=\d)", "number ", "नंबर "),
        (r"(?i)\bopp\.", "opposite", "सामने"), (r"(?i)\bkm\b", "kilometres", "किलोमीटर"), (r"(?i)\bkg\b", "kilos", "किलो"),
        (r"(?i)(?<=\d)\s?ml\b", " millilitres", " मिलीलीटर"), (r"(?i)\bw/o\b", "without", "बिना"), (r"(?i)\b24/7\b", "day and night", "दिन रात"),
        (r"(?i)\band/or\b", "or", "या"),
    )
)  # fmt: skip
_DAY = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_DAYS = re.compile(
    rf"\b{_DAY}\b\.?(?=\s?(?:[-\u2013\u2014&,/:]|and\b|to\b|\d))|(?<=[-\u2013\u2014&/] ){_DAY}\b|(?<=[-\u2013\u2014&/]){_DAY}\b"
)
_DAY_RANGE = re.compile(
    r"(?<=day)\s?[-\u2013\u2014]\s?(?=[A-Z])|(?<=वार)\s?[-\u2013\u2014]\s?(?=\S)"
)
_SHORT_CODES = re.compile(
    r"(?<![\d,.])(?:100|101|102|104|108|112|911|999|1091|1098)(?![\d,.]\d|\d)"
)
_TO_CALL = re.compile(r"(?i)call|dial|ring|phone|ambulance|कॉल|फ़ोन|फोन|डायल|एम्बुलेंस|एंबुलेंस|मिलाएँ")
_PIN = re.compile(r"(?i)((?:\bpin(?: ?code)?|पिन(?: कोड)?)\s*:?\s*)(\d{6}|\d{3} \d{3})\b")
_STREET = re.compile(r"(?i)\b(Rd|St)\.?(?=,|$|\s*\n)")
_WORDS = (
    ("&", " and ", " और "), ("%", " percent", " प्रतिशत"), ("@", " at ", " एट "), ("°C", " degrees", " डिग्री"), ("°", " degrees", " डिग्री"),
    ("+", " plus ", " प्लस "), ("=", " is ", " यानी "), ("×", " by ", " गुणा "), ("½", " half ", " आधा "),
)  # fmt: skip


def spoken_money(amount: int, currency: str, language: Language) -> str:
    """An amount of whole units in words with its currency ("INR", "USD"; others by their code)."""
    one, many, ek, kai = _CURRENCY.get(currency, (currency,) * 4)
    name = (ek, kai) if language == "hi" else (one, many)
    return f"{spoken_number(amount, language)} {name[0] if amount == 1 else name[1]}"


def speakable(text: str, language: Language) -> str:
    """The same text with nothing but words and plain punctuation."""
    text = ascii_digits(text)
    for pattern, english, hindi in _SHORT:
        text = pattern.sub(hindi if language == "hi" else english, text)
    text = _STREET.sub(lambda m: "Road" if m.group(1).lower() == "rd" else "Street", text)
    text = _DAYS.sub(lambda m: _weekday(m, language), text)
    text = _DAY_RANGE.sub(" से " if language == "hi" else " to ", text)
    text = _PIN.sub(lambda m: m.group(1) + spoken_digits(m.group(2), language), text)
    if _TO_CALL.search(text):
        text = _SHORT_CODES.sub(lambda m: spoken_digits(m.group(), language), text)
    text = _ISO_DATE.sub(lambda m: _date(m, language), text)
    text = _PHONE.sub(lambda m: spoken_digits(m.group(), language), text)
    text = re.sub(r"(?<=\d)\s?/\s?(?=\d)", " बटा " if language == "hi" else " by ", text)
    text = _RANGE.sub(" से " if language == "hi" else " to ", text)
    text = _ROUND_MONEY.sub(lambda m: _round_money(m, language), text)
    text = _MONEY.sub(lambda m: _money(m.group(2), m.group(1), language), text)
    text = _MONEY_AFTER.sub(lambda m: _money(m.group(1), m.group(2) or "₹", language), text)
    text = _TIME.sub(lambda m: _clock(m, language), text)
    text = _DECIMAL.sub(lambda m: _decimal(m.group(1), m.group(2), language), text)
    text = _ORDINAL.sub(lambda m: spoken_ordinal(int(m.group(1)), language), text)
    text = _NUMBER.sub(lambda m: _number(m.group().replace(",", ""), language), text)
    return _plain(text, language)


def _plain(text: str, language: Language) -> str:
    """Signs as words, the unspeakable ones out, spaces in order."""
    text = re.sub(r"https?://(?:www\.)?|\bwww\.", "", text)
    for sign, english, hindi in _WORDS:
        text = text.replace(sign, hindi if language == "hi" else english)
    text = re.sub(r"(?<=\w)\s?/\s?(?=\w)", " या " if language == "hi" else " or ", text)
    text = re.sub(r"\s+[-\u2013\u2014]+\s+|[\u2013\u2014;|•·]|\n+", ", ", text)
    text = re.sub(r"[^\w\s,.?!।:'’\u0900-\u097F-]|_", " ", text)
    text = re.sub(r":(?=\s|$)", ",", text).replace(":", " ")
    text = re.sub(r"\s+([,.?!।])", r"\1", " ".join(text.split()))
    return re.sub(r"([,.?!।])[,]+", r"\1", text).strip(" ,")


def _weekday(match: re.Match[str], language: Language) -> str:
    short = next(name for name in match.groups() if name)
    number = next(n for n, day in enumerate(EN_DAYS) if day.startswith(short))
    return HI_DAYS[number] if language == "hi" else EN_DAYS[number]


def _number(digits: str, language: Language) -> str:
    if len(digits) > 12 or (len(digits) > 1 and digits[0] == "0"):
        return spoken_digits(digits, language)
    return spoken_number(int(digits), language)


def _money(amount: str, sign: str, language: Language) -> str:
    whole, _, part = amount.replace(",", "").partition(".")
    currency = _SIGNS[sign.lower().rstrip(".")]
    if part.strip("0"):
        names = _CURRENCY[currency]
        said = _decimal(whole, part, language)
        return f"{said} {names[3] if language == 'hi' else names[1]}"
    return spoken_money(int(whole), currency, language)


def _round_money(match: re.Match[str], language: Language) -> str:
    """`₹2.5 lakh` as its amount, since "two point five rupees lakh" is no price (pipecat-ai 1.14.0
    says it so, see findings). In "₹2 to 3 lakh" both are lakhs, in "₹50,000 to 1 lakh" one is."""
    sign, first, to, second, word = match.groups()
    amounts = [Decimal(one.replace(",", "")) for one in (first, second) if one]
    whole = [one * _TIMES[word.lower()] for one in amounts]
    if amounts[0] > amounts[-1]:
        whole[0] = amounts[0]
    if any(one % 1 for one in whole):
        return match.group()
    said = spoken_money(int(whole[-1]), _SIGNS[sign.lower().rstrip(".")], language)
    return f"{spoken_number(int(whole[0]), language)}{to}{said}" if to else said


def _clock(match: re.Match[str], language: Language) -> str:
    if match.group(4):
        return spoken_time(time(int(match.group(4)), int(match.group(5))), language)
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    if not 0 < hour <= 12 or minute > 59:
        return match.group()
    late = match.group(3).lower().startswith("p")
    return spoken_time(time(hour % 12 + (12 if late else 0), minute), language)


def _date(match: re.Match[str], language: Language) -> str:
    try:
        day = date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        return match.group()
    year = spoken_number(day.year, language)
    if language == "hi":
        return f"{HINDI[day.day]} {HI_MONTHS[day.month - 1]} {year}"
    return f"the {spoken_ordinal(day.day, 'en')} of {EN_MONTHS[day.month - 1]} {year}"


def _decimal(whole: str, part: str, language: Language) -> str:
    digits = " ".join(spoken_number(int(c), language) for c in part)
    return (
        f"{spoken_number(int(whole), language)} {'दशमलव' if language == 'hi' else 'point'} {digits}"
    )
