"""Which days are meant by a sentence, and how is a day spoken?

Relative words, weekdays, days of the month, in English and Hindi; the moment is an argument. What
the words leave open ("next Friday", a weekday that does not fit its date) comes back as two days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from vaani.language.found import DateReading, Found, Language
from vaani.language.numbers import HINDI, ORDINALS, read_number, spoken_number, spoken_ordinal, unit
from vaani.language.script import Word, words

_WEEKDAYS: dict[str, int] = {}
for _day, _names in enumerate(
    (
        "monday mon somvar somvaar somwar somwaar सोमवार मंडे",
        "tuesday tue tues mangalvar mangalvaar mangalwar mangalwaar mangal मंगलवार मंगल ट्यूज़डे",
        "wednesday wed budhvar budhvaar budhwar budhwaar budh बुधवार बुध वेडनेसडे",
        "thursday thu thurs guruvar guruvaar guruwar guruwaar brihaspativar brihaspativaar veervar veervaar "
        "गुरुवार बृहस्पतिवार वीरवार गुरूवार थर्सडे",
        "friday fri shukravar shukravaar shukrawar shukrawaar shukr jumma शुक्रवार जुम्मा फ्राइडे",
        "saturday sat shanivar shanivaar shaniwar shaniwaar shanichar shani शनिवार शनिचर सैटरडे",
        "sunday sun ravivar ravivaar raviwar raviwaar itvar itvaar itwar itwaar इतवार रविवार संडे",
    )
):
    for _name in _names.split():
        _WEEKDAYS[_name.replace("़", "")] = _day
del _WEEKDAYS["sat"], _WEEKDAYS["sun"], _WEEKDAYS["mon"]
_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan janvari janwari जनवरी", "february feb farvari farwari फरवरी", "march maarch मार्च",
        "april apr aprail अप्रैल", "may mai मई", "june jun joon जून", "july jul julai julaai जुलाई",
        "august aug agast अगस्त", "september sep sept sitambar सितंबर सितम्बर",
        "october oct aktubar aktoobar अक्टूबर", "november nov navambar नवंबर नवम्बर",
        "december dec disambar दिसंबर दिसम्बर",
    ),
    1,
):  # fmt: skip
    for _name in _names.split():
        _MONTHS[_name] = _number
_AMBIGUOUS_MONTHS = frozenset(("may", "march", "mai", "jan", "sep", "dec", "nov", "oct"))
_TODAY = frozenset("today aaj aj आज tonight".split())
_TOMORROW = frozenset("tomorrow kal कल tomorrow's tmrw".split())
_AFTER_TOMORROW = frozenset("parson parso parsoon parsho परसों परसो".split())
_TARIKH = frozenset("tarikh tareekh tarik taarikh तारीख".split())
_NEXT = frozenset("next agle agla agli अगले अगला अगली".split())
_THIS = frozenset("this is isi इस इसी coming aane aanewale".split())
_NIGHT = frozenset("night raat रात".split())
_UNITS = {
    "day": 1, "days": 1, "din": 1, "दिन": 1, "roz": 1, "week": 7, "weeks": 7, "hafte": 7, "hafta": 7,
    "haftey": 7, "हफ्ते": 7, "हफ्ता": 7, "saptah": 7, "सप्ताह": 7, "fortnight": 14,
}  # fmt: skip
EN_MONTHS = (
    "January February March April May June July August September October November December".split()
)
HI_MONTHS = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split()
EN_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
HI_DAYS = "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार".split()


def find_dates(text: str, now: datetime) -> tuple[Found[DateReading], ...]:
    """Every day of the sentence, in its order. `now` is aware or not; only its date counts."""
    heard = words(text)
    out: list[Found[DateReading]] = []
    at = 0
    while at < len(heard):
        read = _read(heard, at, now.date())
        if read is None:
            at += 1
            continue
        reading, stop = read
        out.append(Found(reading, heard[at].start, heard[stop - 1].end))
        at = stop
    return _merged(out, heard, now.date())


def _word(heard: Sequence[Word], at: int) -> str:
    return heard[at].folded if 0 <= at < len(heard) else ""


def _read(heard: Sequence[Word], at: int, today: date) -> tuple[DateReading, int] | None:
    for reader in (_relative, _counted, _calendar, _weekday):
        read = reader(heard, at, today)
        if read is not None:
            return read
    return None


def _definite(day: date, stop: int, night: bool = False) -> tuple[DateReading, int]:
    return DateReading((day,), night=night), stop


def _relative(heard: Sequence[Word], at: int, today: date) -> tuple[DateReading, int] | None:
    word = _word(heard, at)
    if word == "day" and [_word(heard, at + n) for n in (1, 2)] == ["after", "tomorrow"]:
        return _definite(today + timedelta(2), at + 3)
    if word in _TODAY:
        return _definite(today, at + 1, word == "tonight" or _word(heard, at + 1) in _NIGHT)
    if word in _AFTER_TOMORROW:
        return _definite(today + timedelta(2), at + 1, _word(heard, at + 1) in _NIGHT)
    if word in _TOMORROW:
        ahead = [_word(heard, at + n) for n in (1, 2, 3)]
        if ahead[0] in ("se", "से", "ke", "के") and ahead[1] in _NEXT | {"baad", "बाद"}:
            stop = at + 3 + (ahead[2] in ("din", "दिन"))
            return _definite(today + timedelta(2), stop)
        return _definite(today + timedelta(1), at + 1, _word(heard, at + 1) in _NIGHT)
    if word in ("weekend", "वीकेंड"):
        return _definite(_nearest(today, 5), at + 1)
    return None


def _counted(heard: Sequence[Word], at: int, today: date) -> tuple[DateReading, int] | None:
    """In three days, teen din baad, a week from Friday, two weeks from today."""
    start = at
    if _word(heard, at) in ("in", "after"):
        at += 1
    word = _word(heard, at)
    count = 1 if word in ("a", "one", "an") else unit(word)
    size = _UNITS.get(_word(heard, at + 1))
    if count is None or size is None or not 0 < count < 100:
        return None
    days = timedelta(count * size)
    after = _word(heard, at + 2)
    if after in ("from", "after"):
        base = _read(heard, at + 3, today)
        if base is not None:
            return _definite(base[0].days[0] + days, base[1])
        if _word(heard, at + 3) in ("now", "today"):
            return _definite(today + days, at + 4)
    if after in ("baad", "बाद", "later"):
        return _definite(today + days, at + 3)
    if after in ("ke", "के") and _word(heard, at + 3) in ("baad", "बाद"):
        return _definite(today + days, at + 4)
    return _definite(today + days, at + 2) if start != at else None


def _weekday(heard: Sequence[Word], at: int, today: date) -> tuple[DateReading, int] | None:
    word = _word(heard, at)
    ahead = 0
    if word in _NEXT | _THIS and _word(heard, at + 1) in _WEEKDAYS:
        ahead = 1
    elif word in _NEXT and _word(heard, at + 1) in ("week", "hafte", "हफ्ते"):
        step = 2 + (_word(heard, at + 2) in ("ke", "on", "के", "ka"))
        if _word(heard, at + step) in _WEEKDAYS:
            weekday = _WEEKDAYS[_word(heard, at + step)]
            monday = today + timedelta(7 - today.weekday())
            return _definite(monday + timedelta(weekday), at + step + 1)
        return None
    weekday = _WEEKDAYS.get(_word(heard, at + ahead), -1)
    if weekday < 0:
        return None
    stop = at + ahead + 1
    night = _word(heard, stop) in _NIGHT or [_word(heard, stop), _word(heard, stop + 1)] in (
        ["ki", "raat"], ["ko", "raat"], ["की", "रात"], ["को", "रात"],
    )  # fmt: skip
    nearest = _nearest(today, weekday)
    if ahead and word in _NEXT:
        return DateReading((nearest, nearest + timedelta(7)), "next_weekday", night), stop
    if _word(heard, stop) == "next" and _word(heard, stop + 1) == "week":
        monday = today + timedelta(7 - today.weekday())
        return _definite(monday + timedelta(weekday), stop + 2, night)
    return _definite(nearest, stop, night)


def _nearest(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def _day_number(heard: Sequence[Word], at: int) -> tuple[int, int, bool] | None:
    """A day of the month: its number, the word after it, and whether it was said as an ordinal."""
    word = _word(heard, at)
    if word[:1].isdigit() and word[-2:] in ("st", "nd", "rd", "th") and word[:-2].isdigit():
        return int(word[:-2]), at + 1, True
    if word in ORDINALS:
        return ORDINALS[word], at + 1, True
    if word in ("twenty", "thirty") and _word(heard, at + 1) in ORDINALS:
        return (20 if word == "twenty" else 30) + ORDINALS[_word(heard, at + 1)], at + 2, True
    value = unit(word)
    if value is None or not 0 < value <= 31:
        return None
    one = unit(_word(heard, at + 1))
    if word in ("twenty", "thirty") and one is not None and 0 < one < 10:
        return value + one, at + 2, False
    return value, at + 1, False


def _calendar(heard: Sequence[Word], at: int, today: date) -> tuple[DateReading, int] | None:
    start = at
    month = _MONTHS.get(_word(heard, at))
    if month is not None:
        day = _day_number(heard, at + 1 + (_word(heard, at + 1) in ("the", "ki", "ke", "की")))
        if day is None:
            return None
        number, stop, ordinal = day
        if _word(heard, start) in _AMBIGUOUS_MONTHS and not ordinal and _timelike(heard, stop):
            return None
        return _dated(number, month, today, stop, heard)
    if _word(heard, at) in ("the", "on") and _word(heard, at + 1) != "the":
        at += 1
    day = _day_number(heard, at)
    if day is None:
        return None
    number, stop, ordinal = day
    tarikh = _word(heard, stop) in _TARIKH
    stop += tarikh
    join = _word(heard, stop) in ("of", "ki", "ke", "की", "के")
    month = _MONTHS.get(_word(heard, stop + join))
    if month is not None and _word(heard, stop + join) != "jan":
        stop += join + 1
        stop += _word(heard, stop) in _TARIKH
        return _dated(number, month, today, stop, heard)
    if tarikh or (ordinal and _stands_alone(heard, stop)):
        return _of_month(number, today, stop)
    if _word(heard, stop) in ("ko", "को") and not _word(heard, at).isdigit() and number > 2:
        return _of_month(number, today, stop + 1)
    return None


def _stands_alone(heard: Sequence[Word], stop: int) -> bool:
    """Is an ordinal a day, and not "the first slot" or "the first you can do"?"""
    return stop >= len(heard) or heard[stop].pause or _word(heard, stop) in _AFTER_DAY


_AFTER_DAY = frozenset(
    "at in on for with please then if is works around after before by and or from to ko se "
    "morning evening afternoon night maybe instead okay".split()
)


def _timelike(heard: Sequence[Word], stop: int) -> bool:
    return _word(heard, stop) in ("baje", "pm", "am", "people", "log", "बजे", "o'clock")


def _dated(
    number: int, month: int, today: date, stop: int, heard: Sequence[Word]
) -> tuple[DateReading, int] | None:
    said = read_number(heard, stop) if stop < len(heard) else None
    if said is not None and 2020 <= said[0] <= 2100:
        try:
            return _definite(date(said[0], month, number), said[1])
        except ValueError:
            return None
    for year in range(today.year, today.year + 5):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day >= today:
            return _definite(day, stop)
    return None


def _of_month(number: int, today: date, stop: int) -> tuple[DateReading, int] | None:
    first = today.replace(day=1)
    for _ in range(13):
        try:
            day = first.replace(day=number)
        except ValueError:
            day = None
        if day is not None and day >= today:
            return _definite(day, stop)
        first = (first + timedelta(32)).replace(day=1)
    return None


def _merged(
    found: list[Found[DateReading]], heard: Sequence[Word], today: date
) -> tuple[Found[DateReading], ...]:
    """A weekday beside a date is one reading: they agree, or they clash."""
    out: list[Found[DateReading]] = []
    for this in found:
        if out and _beside(out[-1], this, heard):
            before = out.pop()
            out.append(_joined(before, this, heard, today))
        else:
            out.append(this)
    return tuple(out)


def _names_weekday(found: Found[DateReading], heard: Sequence[Word]) -> int | None:
    inside = [w.folded for w in heard if found.start <= w.start < found.end]
    if any(w in _MONTHS or w in _TARIKH or w[:1].isdigit() or w in ORDINALS for w in inside):
        return None
    return next((_WEEKDAYS[w] for w in inside if w in _WEEKDAYS), None)


def _beside(one: Found[DateReading], two: Found[DateReading], heard: Sequence[Word]) -> bool:
    between = [w.folded for w in heard if one.end <= w.start < two.start]
    small = {
        "the",
        "ko",
        "को",
        "yaani",
        "यानी",
        "matlab",
        "on",
        "that",
        "is",
        "raat",
        "night",
        "evening",
        "shaam",
    }
    a, b = _names_weekday(one, heard), _names_weekday(two, heard)
    return (a is None) != (b is None) and all(word in small for word in between)


def _joined(
    one: Found[DateReading], two: Found[DateReading], heard: Sequence[Word], today: date
) -> Found[DateReading]:
    weekday = _names_weekday(one, heard)
    named, dated = (one, two) if weekday is not None else (two, one)
    if weekday is None:
        weekday = _names_weekday(two, heard)
    day = dated.value.days[0]
    night = named.value.night or dated.value.night
    if weekday is None or day.weekday() == weekday:
        reading = DateReading((day,), night=night)
    else:
        reading = DateReading((day, _nearest(today, weekday)), "clash", night)
    return Found(reading, one.start, two.end)


def spoken_date(day: date, today: date, language: Language) -> str:
    """Weekday and date in words; the year only when it is not near."""
    far = abs((day - today).days) > 300
    if language == "hi":
        text = f"{HI_DAYS[day.weekday()]}, {HINDI[day.day]} {HI_MONTHS[day.month - 1]}"
        return f"{text} {spoken_number(day.year, 'hi')}" if far else text
    text = f"{EN_DAYS[day.weekday()]} the {spoken_ordinal(day.day, 'en')} of {EN_MONTHS[day.month - 1]}"
    return f"{text} {spoken_number(day.year, 'en')}" if far else text


def spoken_time(at: time, language: Language) -> str:
    """A time of day in words that only one reading fits: "half past eight in the evening"."""
    return _spoken_hindi(at) if language == "hi" else _spoken_english(at)


def _spoken_english(at: time) -> str:
    if at == time(12):
        return "twelve noon"
    if at == time(0):
        return "midnight"
    hour = (at.hour - 1) % 12 + 1
    name = spoken_number(hour, "en")
    half = "a.m." if at.hour < 12 else "p.m."
    if at.minute == 0:
        return f"{name} {half}"
    minute = spoken_number(at.minute, "en")
    return f"{name} {'oh ' if at.minute < 10 else ''}{minute} {half}"


def _spoken_hindi(at: time) -> str:
    hour = (at.hour - 1) % 12 + 1
    if at.hour < 4:
        part = "रात"
    elif at.hour < 12:
        part = "सुबह"
    elif at.hour < 16:
        part = "दोपहर"
    else:
        part = "शाम" if at.hour < 20 else "रात"
    following = HINDI[hour % 12 + 1]
    if at.minute == 0:
        return f"{part} {HINDI[hour]} बजे"
    if at.minute == 30:
        words_ = {1: "डेढ़ बजे", 2: "ढाई बजे"}.get(hour, f"साढ़े {HINDI[hour]} बजे")
        return f"{part} {words_}"
    if at.minute == 15:
        return f"{part} " + ("सवा बजे" if hour == 1 else f"सवा {HINDI[hour]} बजे")
    if at.minute == 45 and at.hour not in (3, 11, 15, 19):
        return f"{part} " + ("पौन बजे" if hour == 12 else f"पौने {following} बजे")
    return f"{part} {HINDI[hour]} बजकर {HINDI[at.minute]} मिनट"
