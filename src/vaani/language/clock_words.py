"""Which times of day are in a sentence, with every reading that the words allow?

Hindi and English clock words, parts of the day, bounds ("after nine", "ke baad"). A number that
counts people, belongs to a date or to a phone number is not a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from vaani.language.found import Bound, ClockReading, Found, PartOfDay
from vaani.language.numbers import unit
from vaani.language.script import Word, words

_PARTS: dict[str, PartOfDay] = {}
for _part, _names in {
    "morning": "morning subah savere sabere breakfast nashta सुबह सवेरे सबेरे am मॉर्निंग",
    "noon": "dopahar dopeher dupahar dophar lunch दोपहर दुपहर दिन din लंच",
    "afternoon": "afternoon आफ्टरनून",
    "evening": "evening shaam sham shyam dinner शाम सायं saanjh इवनिंग डिनर",
    "night": "night tonight raat raatri रात रात्रि नाइट",
}.items():
    for _name in _names.split():
        _PARTS[_name] = _part  # type: ignore[assignment]
_BAJE = frozenset("baje bje bajey baj बजे बजें oclock o'clock clock".split())
_BAJKAR = frozenset("bajkar bajke बजकर बजके".split())
_BAJNE = frozenset("bajne बजने".split())
_SAVA = frozenset("sava sawa savaa सवा".split())
_SAADHE = frozenset("saadhe sadhe saade sade sarhe saarhe साढे साडे".split())
_PAUNE = frozenset("paune pone paun pauney पौने पौन".split())
_DEDH = frozenset("dedh derh ded डेढ".split())
_DHAI = frozenset("dhai dhaai adhai dhayi ढाई अढाई".split())
_AM = frozenset(("am", "a.m"))
_PM = frozenset(("pm", "p.m"))
_COUNTS = frozenset(
    "people person persons guests guest of us log logon jan jane jano adults kids children seats bade bachche "
    "bachchon bachchey chhote लोग लोगों जन बच्चे बड़े बडे मेहमान tareekh tarikh तारीख april may june july august january "
    "february march september october november december अप्रैल मई जून जुलाई अगस्त जनवरी फरवरी मार्च "
    "सितंबर अक्टूबर नवंबर दिसंबर rupees rupaye रुपये days din weeks week hafte saal years minutes minute "
    "mahine month months aprail".split()
)
_BEFORE: dict[str, Bound] = {
    "at": "at", "around": "around", "about": "around", "after": "after", "from": "after",
    "before": "before", "by": "before", "till": "before", "until": "before", "kareeb": "around",
    "karib": "around", "lagbhag": "around", "past": "after", "करीब": "around", "लगभग": "around",
}  # fmt: skip
_EARLIEST = (
    "earliest",
    "sabse pehle",
    "sabse jaldi",
    "first slot",
    "pehla slot",
    "सबसे पहले",
    "सबसे जल्दी",
    "first available",
    "jaldi se jaldi",
    "जल्दी से जल्दी",
)
_LATEST = (
    "latest",
    "last slot",
    "last one",
    "aakhri",
    "akhri",
    "aakhiri",
    "sabse der",
    "आखिरी",
    "आख़िरी",
    "सबसे देर",
    "last appointment",
    "last time",
)


@dataclass(frozen=True, slots=True)
class _Clock:
    """Hour and minute as said; `firm` when nothing but a time can be meant."""

    hour: int
    minute: int
    start: int
    stop: int
    firm: bool
    half: str | None = None


def find_clock(text: str) -> tuple[Found[ClockReading], ...]:
    """Every time that is said as a time, in the order of the sentence."""
    heard = words(text)
    clocks = _scan(heard)
    parts = [(n, _PARTS[word.folded]) for n, word in enumerate(heard) if _is_part(heard, n)]
    out: list[Found[ClockReading]] = []
    kept: list[_Clock] = []
    for clock in clocks:
        part = _part_for(clock, clocks, parts, heard)
        bound, first = _bound(heard, clock)
        marked = clock.firm or part is not None or first < clock.start
        if not marked:
            continue
        reading = ClockReading(_times(clock, part), part, bound)
        if kept and _closes_range(heard, kept[-1], clock) and out:
            previous = out[-1]
            opened = kept[-1]
            times = _times(opened, part) if previous.value.part is None else previous.value.times
            value = replace(previous.value, times=times, until=reading.times, bound="after")
            out[-1] = Found(value, previous.start, heard[clock.stop - 1].end)
            continue
        kept.append(clock)
        out.append(Found(reading, heard[first].start, heard[clock.stop - 1].end))
    return tuple(out) if out else _without_hour(text, heard, parts)


def bare_hour(text: str) -> ClockReading | None:
    """A time said as a mere number, for when a time was asked for."""
    found = find_clock(text)
    if found and found[0].value.times:
        return found[0].value
    heard = words(text)
    clocks = _scan(heard)
    if clocks:
        part = next((_PARTS[w.folded] for n, w in enumerate(heard) if _is_part(heard, n)), None)
        return ClockReading(_times(clocks[-1], part), part, _bound(heard, clocks[-1])[0])
    return found[0].value if found else None


def _is_part(heard: Sequence[Word], at: int) -> bool:
    word = heard[at].folded
    if word not in _PARTS or word == "am":
        return False
    if word in ("din", "दिन"):
        return at + 1 < len(heard) and heard[at + 1].folded in ("ke", "mein", "के", "में")
    return True


def _without_hour(
    text: str, heard: Sequence[Word], parts: list[tuple[int, PartOfDay]]
) -> tuple[Found[ClockReading], ...]:
    folded = " ".join(word.folded for word in heard)
    for names, bound in ((_EARLIEST, "earliest"), (_LATEST, "latest")):
        if any(name in folded for name in names):
            part = parts[0][1] if parts else None
            return (Found(ClockReading((), part, bound), 0, len(text)),)  # type: ignore[arg-type]
    if parts:
        at, part = parts[0]
        return (Found(ClockReading((), part), heard[at].start, heard[at].end),)
    return ()


def _scan(heard: Sequence[Word]) -> list[_Clock]:
    out: list[_Clock] = []
    at = 0
    while at < len(heard):
        clock = _read(heard, at)
        if clock is None:
            at += 1
        else:
            out.append(clock)
            at = clock.stop
    return out


def _word(heard: Sequence[Word], at: int) -> str:
    return heard[at].folded if 0 <= at < len(heard) else ""


def _hour(heard: Sequence[Word], at: int, most: int = 12) -> int | None:
    word = _word(heard, at)
    value = unit(word)
    if value is None or not 0 < value <= most or word in ("so", "no"):
        return None
    return value


def _read(heard: Sequence[Word], at: int) -> _Clock | None:
    for reader in (_digital, _hindi_fraction, _english_fraction, _named, _bajne, _hour_and_minute):
        clock = reader(heard, at)
        if clock is not None:
            return _tail(heard, clock)
    return None


def _tail(heard: Sequence[Word], clock: _Clock) -> _Clock | None:
    """Take baje, o'clock, am, pm behind a time; refuse what is counted or dated by it."""
    stop, half, firm = clock.stop, clock.half, clock.firm
    while True:
        word = _word(heard, stop)
        if word in _BAJE:
            firm = True
        elif word in _PM or (word == "p" and _word(heard, stop + 1) == "m"):
            half, firm = "pm", True
            stop += word == "p"
        elif word in _AM or (word == "a" and _word(heard, stop + 1) == "m"):
            half, firm = "am", True
            stop += word == "a"
        elif word == "o" and _word(heard, stop + 1) == "clock":
            firm = True
            stop += 1
        else:
            break
        stop += 1
    if not firm and (_word(heard, stop) in _COUNTS or _word(heard, clock.start - 1) in _MONTHLIKE):
        return None
    if not firm and _word(heard, clock.start - 1) in ("for", "party", "table"):
        return None
    return replace(clock, stop=stop, half=half, firm=firm)


_MONTHLIKE = frozenset(
    "april may june july august january february march september october november december the "
    "अप्रैल मई जून जुलाई अगस्त जनवरी फरवरी मार्च double triple".split()
)


def _digital(heard: Sequence[Word], at: int) -> _Clock | None:
    word = _word(heard, at)
    for mark in (":", "."):
        if mark in word:
            hour, minute = word.split(mark, 1)
            if hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60:
                return _Clock(int(hour), int(minute), at, at + 1, True)
    return None


def _hindi_fraction(heard: Sequence[Word], at: int) -> _Clock | None:
    word, after = _word(heard, at), _hour(heard, at + 1)
    if word in _DEDH:
        return _Clock(1, 30, at, at + 1, _marked(heard, at))
    if word in _DHAI:
        return _Clock(2, 30, at, at + 1, _marked(heard, at))
    if word in _SAVA:
        if after is not None:
            return _Clock(after, 15, at, at + 2, True)
        return _Clock(1, 15, at, at + 1, True) if _word(heard, at + 1) in _BAJE else None
    if word in _SAADHE and after is not None:
        return _Clock(after, 30, at, at + 2, True)
    if word in _PAUNE:
        if after is not None:
            return _Clock((after - 2) % 12 + 1, 45, at, at + 2, True)
        return _Clock(12, 45, at, at + 1, True) if _word(heard, at + 1) in _BAJE else None
    return None


def _marked(heard: Sequence[Word], at: int) -> bool:
    return _word(heard, at + 1) in _BAJE or _word(heard, at - 1) in _PARTS


def _english_fraction(heard: Sequence[Word], at: int) -> _Clock | None:
    word, after = _word(heard, at), _word(heard, at + 1)
    minutes = {"half": 30, "quarter": 15}.get(word)
    start = at
    if word == "a" and after == "quarter":
        return _english_fraction(heard, at + 1)
    if minutes is None:
        value = unit(word)
        if value is None or value not in (5, 10, 20, 25):
            return None
        minutes = value
        if after in ("minutes", "minute"):
            at += 1
            after = _word(heard, at + 1)
    if after not in ("past", "to", "after", "till", "before"):
        hour = _hour(heard, at + 1)
        return _Clock(hour, 30, start, at + 2, True) if word == "half" and hour else None
    if word not in ("half", "quarter") and after in ("after", "till", "before"):
        return None
    target = _word(heard, at + 2)
    base = {"midnight": 24, "noon": 36}.get(target)
    hour = _hour(heard, at + 2)
    if base is None and hour is None:
        return None
    total = (base * 60 if base else (hour or 0) * 60) + (
        minutes if after in ("past", "after") else -minutes
    )
    if base:
        return _Clock(total // 60 % 24, total % 60, start, at + 3, True, "24")
    return _Clock((total // 60 - 1) % 12 + 1, total % 60, start, at + 3, True)


def _named(heard: Sequence[Word], at: int) -> _Clock | None:
    word = _word(heard, at)
    if word in ("midnight", "aadhi") and _word(heard, at + 1) != "train":
        return _Clock(0, 0, at, at + 1 + (word == "aadhi"), True, "24")
    if word == "noon":
        return _Clock(12, 0, at, at + 1, True, "24")
    return None


def _bajne(heard: Sequence[Word], at: int) -> _Clock | None:
    hour = _hour(heard, at)
    if hour is None:
        return None
    if _word(heard, at + 1) in _BAJKAR:
        minute = unit(_word(heard, at + 2))
        if minute is not None and minute < 60:
            stop = at + 3 + (_word(heard, at + 3) in ("minute", "मिनट"))
            return _Clock(hour, minute, at, stop, True)
    if _word(heard, at + 1) in _BAJNE and _word(heard, at + 2) in ("mein", "me", "में"):
        minute = unit(_word(heard, at + 3))
        if minute is not None and 0 < minute < 60:
            stop = at + 4 + (_word(heard, at + 4) in ("minute", "मिनट"))
            return _Clock((hour - 2) % 12 + 1, 60 - minute, at, stop, True)
    return None


def _hour_and_minute(heard: Sequence[Word], at: int) -> _Clock | None:
    word = _word(heard, at)
    hour = unit(word)
    if hour is None or not 0 <= hour < 24 or word in ("so", "no", "oh"):
        return None
    if (hour == 0 and word not in ("0", "zero")) or _word(heard, at - 1) in ("double", "triple"):
        return None
    if _word(heard, at + 1) in ("oh", "o", "zero") and 0 < (unit(_word(heard, at + 2)) or 0) < 10:
        return _Clock(hour, unit(_word(heard, at + 2)) or 0, at, at + 3, True)
    minute = unit(_word(heard, at + 1))
    apart = minute is not None and heard[at + 1].pause
    if minute is None or apart or _word(heard, at + 1) in _PARTS:
        return _Clock(hour, 0, at, at + 1, False)
    if minute < 10 or minute > 59:
        return None
    one = unit(_word(heard, at + 2))
    tens = minute >= 20 and minute % 10 == 0
    if tens and one is not None and 0 < one < 10 and _word(heard, at + 3) not in _COUNTS:
        return _Clock(hour, minute + one, at, at + 3, True)
    after = _word(heard, at + 2)
    follows = one is not None and not heard[at + 2].pause
    if after in _COUNTS or follows:
        return None
    if minute % 5 == 0 or after in _PARTS or after in ("a", "p", *_AM, *_PM):
        return _Clock(hour, minute, at, at + 2, True)
    return None


def _times(clock: _Clock, part: PartOfDay | None) -> tuple[time, ...]:
    hour, minute = clock.hour % 24, clock.minute
    if clock.half == "24" or hour > 12 or clock.hour == 0:
        return (time(hour, minute),)
    if clock.half == "am":
        return (time(hour % 12, minute),)
    if clock.half == "pm":
        return (time(hour % 12 + 12, minute),)
    early, late = time(hour % 12, minute), time(hour % 12 + 12, minute)
    if part == "morning":
        return (late if hour == 12 else early,)
    if part == "noon":
        return (early if hour in (10, 11) else late,)
    if part in ("afternoon", "evening"):
        return (late,)
    if part == "night":
        return (early if hour == 12 or hour <= 4 else late,)
    return (early, late)


def _part_for(
    clock: _Clock,
    clocks: Sequence[_Clock],
    parts: Sequence[tuple[int, PartOfDay]],
    heard: Sequence[Word],
) -> PartOfDay | None:
    if not parts or clock.half is not None:
        return None
    if len(clocks) == 1:
        return min(parts, key=lambda part: _distance(clock, part[0]))[1]
    near = [part for part in parts if _distance(clock, part[0]) <= 3]
    near = [
        part
        for part in near
        if all(
            _distance(clock, part[0]) <= _distance(other, part[0])
            for other in clocks
            if other is not clock
        )
    ]
    return min(near, key=lambda part: _distance(clock, part[0]))[1] if near else None


def _distance(clock: _Clock, at: int) -> int:
    return clock.start - at if at < clock.start else at - clock.stop + 1


def _bound(heard: Sequence[Word], clock: _Clock) -> tuple[Bound, int]:
    """The limit that the words around set, and where the phrase begins."""
    before, after = _word(heard, clock.start - 1), _word(heard, clock.stop)
    after2 = _word(heard, clock.stop + 1)
    first = clock.start
    bound: Bound = "at"
    if before in _BEFORE:
        bound, first = _BEFORE[before], clock.start - 1
    if after in ("ke", "के") and after2 in ("baad", "बाद"):
        bound, first = "after", clock.start - 1 if clock.start else clock.start
    elif after in ("se", "से") and after2 in ("pehle", "pahle", "पहले"):
        bound = "before"
    elif (after in ("ke", "के") and after2 in ("aas", "आस", "kareeb", "करीब")) or after in ("ish",):
        bound = "around"
    elif after in ("onwards", "or") and (after == "onwards" or after2 == "later"):
        bound = "after"
    if bound != "at" and first == clock.start and clock.start > 0 and not clock.firm:
        first = clock.start - 1
    return bound, max(0, first)


def _closes_range(heard: Sequence[Word], opened: _Clock, clock: _Clock) -> bool:
    between = [word.folded for word in heard[opened.stop : clock.start]]
    before = _word(heard, opened.start - 1)
    if before == "between" and between == ["and"]:
        return True
    if before == "from" and between and between[-1] in ("to", "till", "until"):
        return True
    after = [_word(heard, clock.stop + n) for n in range(3)]
    return between in (["se"], ["से"], ["aur"], ["और"]) and any(
        word in ("beech", "bich", "बीच") for word in after
    )
