"""How does written text become words that a voice can say?

Digits, times, money, phone numbers and signs of an owner's text turn into words; nothing
unspeakable is left.
"""

from __future__ import annotations

import re
from datetime import time

from vaani.language.dates import spoken_time
from vaani.language.digits import spoken_digits
from vaani.language.found import Language
from vaani.language.numbers import HINDI, spoken_number
from vaani.language.script import fold

_CURRENCY = {
    "INR": ("rupees", "रुपये"), "USD": ("dollars", "डॉलर"), "EUR": ("euros", "यूरो"), "GBP": ("pounds", "पाउंड"),
}  # fmt: skip
_SIGNS = {"₹": "INR", "Rs.": "INR", "Rs": "INR", "$": "USD", "€": "EUR", "£": "GBP"}
_MONEY = re.compile(r"(₹|Rs\.?|\$|€|£)\s?(\d[\d,]*)(?:\.\d+)?(?:/-)?")
_TIME = re.compile(r"\b(\d{1,2})[:.](\d{2})\s?(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?\d[\d\s-]{8,}\d")
_DECIMAL = re.compile(r"\b(\d+)\.(\d+)\b")
_NUMBER = re.compile(r"\d[\d,]*")
_WORDS = (
    ("&", " and ", " और "), ("%", " percent", " प्रतिशत"), ("@", " at ", " एट "), ("°", " degrees", " डिग्री"),
    ("/", " or ", " या "), ("+", " plus ", " प्लस "), ("=", " is ", " यानी "),
)  # fmt: skip


def spoken_money(amount: int, currency: str, language: Language) -> str:
    """An amount in words with its currency."""
    names = _CURRENCY.get(currency, (currency, currency))
    return f"{spoken_number(amount, language)} {names[1 if language == 'hi' else 0]}"


def phone_in_groups(number: str, language: Language) -> str:
    """A phone number in words, in groups."""
    return spoken_digits(number, language)


def speakable(text: str, language: Language) -> str:
    """The same text with nothing but words and plain punctuation."""
    text = fold_digits(text)
    text = _PHONE.sub(lambda m: spoken_digits(m.group(), language), text)
    text = _MONEY.sub(
        lambda m: spoken_money(int(m.group(2).replace(",", "")), _SIGNS[m.group(1)], language), text
    )
    text = _TIME.sub(lambda m: _clock(m, language), text)
    text = _DECIMAL.sub(lambda m: _decimal(m, language), text)
    text = _NUMBER.sub(lambda m: spoken_number(int(m.group().replace(",", "")), language), text)
    for sign, english, hindi in _WORDS:
        text = text.replace(sign, hindi if language == "hi" else english)
    text = re.sub(r"[*_#<>{}\[\]|\\~^`\"()]", " ", text)
    return re.sub(r"\s+([,.?!।])", r"\1", " ".join(text.split()))


def fold_digits(text: str) -> str:
    """Devanagari digits as ASCII ones, the rest untouched."""
    return "".join(fold(c) if "०" <= c <= "९" else c for c in text)


def _clock(match: re.Match[str], language: Language) -> str:
    hour, minute = int(match.group(1)), int(match.group(2))
    half = (match.group(3) or "").replace(".", "").lower()
    if hour > 23 or minute > 59:
        return match.group()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return spoken_time(time(hour, minute), language)


def _decimal(match: re.Match[str], language: Language) -> str:
    whole = spoken_number(int(match.group(1)), language)
    digits = [
        HINDI[int(c)] if language == "hi" else spoken_number(int(c), "en") for c in match.group(2)
    ]
    return f"{whole} {'दशमलव' if language == 'hi' else 'point'} {' '.join(digits)}"
