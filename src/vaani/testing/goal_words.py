"""How generated callers say days, times, parties and numbers, in four varieties of two languages.

Tables of their own, not those of `language/`: what understands is not tested by what it speaks.
"""

from __future__ import annotations

from datetime import date, time
from random import Random
from typing import Any, Literal

Tongue = Literal["en", "hi", "hi-Latn", "hinglish"]
TONGUES: tuple[Tongue, ...] = ("en", "hi", "hi-Latn", "hinglish")

_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve".split(),
    "hi": "एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह".split(),
    "hi-Latn": "ek do teen chaar paanch chhe saat aath nau das gyarah barah".split(),
    "hinglish": "ek do teen char paanch chhe saat aath nau das gyarah barah".split(),
}
_DIGITS = {
    "en": "zero one two three four five six seven eight nine".split(),
    "hi": "शून्य एक दो तीन चार पाँच छह सात आठ नौ".split(),
    "hi-Latn": "zero ek do teen chaar paanch chhe saat aath nau".split(),
    "hinglish": "zero one two three four five six seven eight nine".split(),
}
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "hi": "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार".split(),
    "hi-Latn": "somvaar mangalvaar budhvaar guruvaar shukravaar shanivaar ravivaar".split(),
    "hinglish": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_MONTHS = {
    "en": "January February March April May June July August September October November "
    "December".split(),
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split(),
    "hi-Latn": "January February March April May June July August September October November "
    "December".split(),
    "hinglish": "January February March April May June July August September October November "
    "December".split(),
}
_NEAR = {
    "en": ("tomorrow", "the day after tomorrow"),
    "hi": ("कल", "परसों"),
    "hi-Latn": ("kal", "parson"),
    "hinglish": ("kal", "day after tomorrow"),
}
_PARTS = {
    "en": ("in the morning", "in the afternoon", "in the evening", "at night"),
    "hi": ("सुबह", "दोपहर", "शाम", "रात"),
    "hi-Latn": ("subah", "dopahar", "shaam", "raat"),
    "hinglish": ("subah", "dopahar", "shaam", "raat"),
}
_QUARTERS = {"hi": ("सवा", "साढ़े", "पौने"), "hi-Latn": ("sava", "saadhe", "paune")}
NAMES = {
    "en": ("Rachel Thomas", "Ravi Menon", "Anita George", "Farhan Sheikh", "Meera Iyer"),
    "hi": ("सुनीता शर्मा", "विजय कुमार", "रमेश यादव", "कमला देवी"),
    "hi-Latn": ("Suresh Yadav", "Pooja Mishra", "Imran Khan", "Geeta Rawat"),
    "hinglish": ("Neha Kapoor", "Rohit Bansal", "Kavita Joshi", "Aman Gill"),
}
YES = {
    "en": ("Yes, please.", "Yes, go ahead.", "Yes, that's right.", "Sure, book it.", "Yes."),
    "hi": ("जी हाँ।", "हाँ, कर दीजिए।", "जी, ठीक है।", "हाँ जी, पक्का।"),
    "hi-Latn": ("Haan ji.", "Haan, kar dijiye.", "Ji, theek hai.", "Haan bilkul."),
    "hinglish": ("Yes please.", "Haan, confirm kar do.", "Haan, done.", "Yes, book kar do."),
}
DROP = {
    "en": ("No, leave it.", "Never mind, I'll call back."),
    "hi": ("नहीं, रहने दीजिए।", "छोड़िए, मैं बाद में फ़ोन करूँगा।"),
    "hi-Latn": ("Nahi, rehne dijiye.", "Rehne do, main baad mein call karunga."),
    "hinglish": ("No, rehne do.", "Leave it, baad mein call karta hoon."),
}
BYE = {
    "en": ("No, thank you.", "No, that's all."),
    "hi": ("जी नहीं, बस।", "नहीं, धन्यवाद।"),
    "hi-Latn": ("Nahi, bas.", "Ji nahi, shukriya."),
    "hinglish": ("No, thank you.", "Nahi bas, thanks."),
}
ASIDES = {
    "en": ("Is there parking?", "What is your address?"),
    "hi": ("पार्किंग है?", "आपका पता क्या है?"),
    "hi-Latn": ("Parking hai kya?", "Aap kahan par hain?"),
    "hinglish": ("Parking milegi?", "Address kya hai?"),
}
SAME_NUMBER = {
    "en": "Yes, this number.",
    "hi": "जी, इसी नंबर पर।",
    "hi-Latn": "Haan, isi number par.",
    "hinglish": "Yes, isi number pe.",
}
SORRY = {"en": "sorry", "hi": "नहीं नहीं", "hi-Latn": "nahi nahi", "hinglish": "sorry"}


def pick(rng: Random, options: Any) -> str:
    """One of several ways to say it."""
    return str(rng.choice(options))


def _part(at: time) -> int:
    return 0 if at.hour < 12 else 1 if at.hour < 16 else 2 if at.hour < 20 else 3


def _hour(tongue: Tongue, hour: int) -> str:
    return _NUMBERS[tongue][(hour - 1) % 12]


def say_time(rng: Random, tongue: Tongue, at: time) -> str:
    """A clock time as a caller says it, with the part of the day."""
    part = _PARTS[tongue][_part(at)]
    if tongue == "en":
        return f"at {_english_clock(rng, at)} {part}"
    if tongue == "hinglish":
        return f"{part} {at.hour % 12 or 12}:{at.minute:02d} baje"
    if at.minute == 0:
        clock = _hour(tongue, at.hour)
    elif (at.hour % 12, at.minute) in ((1, 30), (2, 30)):
        both = {"hi": ("डेढ़", "ढाई"), "hi-Latn": ("dedh", "dhai")}[tongue]
        clock = both[at.hour % 12 - 1]
    elif at.minute in (15, 30, 45):
        word = _QUARTERS[tongue][at.minute // 15 - 1]
        clock = f"{word} {_hour(tongue, at.hour + (at.minute == 45))}"
    else:
        clock = f"{at.hour % 12 or 12}:{at.minute:02d}"
    return f"{part} {clock} {'बजे' if tongue == 'hi' else 'baje'}"


def _english_clock(rng: Random, at: time) -> str:
    hour, following = _hour("en", at.hour), _hour("en", at.hour + 1)
    if at.minute == 0:
        return hour if rng.random() < 0.5 else f"{hour} o'clock"
    if at.minute == 15:
        return rng.choice((f"quarter past {hour}", f"{hour} fifteen"))
    if at.minute == 30:
        return rng.choice((f"half past {hour}", f"{hour} thirty"))
    if at.minute == 45:
        return rng.choice((f"quarter to {following}", f"{hour} forty five"))
    return f"{at.hour % 12 or 12}:{at.minute:02d}"


def say_day(rng: Random, tongue: Tongue, day: date, today: date) -> str:
    """A day as a caller says it: near words, the weekday when it is the nearest, or the date."""
    away = (day - today).days
    ways = []
    if away in (1, 2):
        ways.append(_NEAR[tongue][away - 1])
    if 1 <= away <= 7:
        name = _WEEKDAYS[tongue][day.weekday()]
        ways.append({"en": f"on {name}", "hi": f"{name} को"}.get(tongue, f"{name} ko"))
    month = _MONTHS[tongue][day.month - 1]
    ways.append(
        {
            "en": rng.choice((f"on the {_ordinal(day.day)} of {month}", f"on {month} {day.day}")),
            "hi": f"{day.day} {month} को",
        }.get(tongue, f"{day.day} {month} ko")
    )
    return pick(rng, ways)


def dictated(rng: Random, tongue: Tongue, number: str) -> str:
    """Ten digits in groups, as figures or as words, a pair sometimes as "double"."""
    digits = number.removeprefix("+91")
    if rng.random() < 0.4:
        return f"{digits[:5]} {digits[5:]}"
    words = []
    at = 0
    while at < len(digits):
        pair = tongue in ("en", "hinglish") and digits[at : at + 2] == digits[at] * 2
        word = _DIGITS[tongue][int(digits[at])]
        words.append(f"double {word}" if pair else word)
        at += 2 if pair else 1
    return " ".join(words)


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def say_party(rng: Random, tongue: Tongue, party: int) -> str:
    """How many people."""
    word = _NUMBERS[tongue][party - 1]
    return {
        "en": f"for {word} people" if party > 1 else "for one person",
        "hi": f"{word} लोगों के लिए",
        "hi-Latn": f"{word} logon ke liye",
        "hinglish": f"{word} log ke liye",
    }[tongue]
