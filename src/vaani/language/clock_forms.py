"""Which single times stand in a row of words: "saadhe aath", "quarter to nine", "7:30", "chaar bees"?

Finds hour and minute as said and whether nothing but a time can be meant; which half of the day,
limits and ranges are for `clock_words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vaani.language.clock_tables import (
    AM,
    BAJ,
    BAJE,
    BAJKAR,
    BAJNE,
    COUNTS,
    DEDH,
    DHAI,
    FOR,
    MINUTE,
    NOT_BEFORE,
    PARTS,
    PAUNE,
    PM,
    RELATIVE_DAYS,
    SAADHE,
    SAVA,
    TABLES,
)
from vaani.language.number_words import HUNDRED, ONES, TENS, unit
from vaani.language.numbers import is_other_word, ordinal
from vaani.language.sentence import Word, folded_set, word_at

_NEVER = folded_set("so no oh tera now नो")
_IN = folded_set("mein me में")
_PART_BEHIND = frozenset(("the", "early", *PARTS))
_REPEATS = folded_set("double triple dabal tripal डबल ट्रिपल")


@dataclass(frozen=True, slots=True)
class Clock:
    """Hour and minute as said in `heard[start:stop]`; `firm` when nothing but a time can be meant.

    `half` is am, pm, or 24 when the hour leaves nothing open.
    """

    hour: int
    minute: int
    start: int
    stop: int
    firm: bool
    half: str | None = None


def scan(heard: Sequence[Word], asked: bool = False, whole_day: bool = False) -> list[Clock]:
    """All times and hours in order; `asked` takes also what otherwise counts ("for nine"),
    `whole_day` also "1930" and "eighteen"."""
    dictated = _dictated(heard)
    out: list[Clock] = []
    at = 0
    while at < len(heard):
        clock = None if at in dictated else _read(heard, at, asked, whole_day)
        if clock is None:
            at += 1
        else:
            out.append(clock)
            at = clock.stop
    return out


def phrase_at(heard: Sequence[Word], at: int, phrase: str) -> int:
    """How many words a phrase takes from word `at` on; 0 when it does not stand there."""
    parts = phrase.split()
    if at >= len(heard) or heard[at].pause:
        return 0
    return len(parts) if [word_at(heard, at + n) for n in range(len(parts))] == parts else 0


def phrase_before(heard: Sequence[Word], at: int, phrase: str) -> int:
    """How many words a phrase takes that ends right before word `at`; 0 when it does not."""
    parts = phrase.split()
    start = at - len(parts)
    if start < 0 or [word_at(heard, start + n) for n in range(len(parts))] != parts:
        return 0
    return len(parts)


def _dictated(heard: Sequence[Word]) -> frozenset[int]:
    """Words of a dictated string of digits: three or more single digits in a row, or doubles."""
    out: set[int] = set()
    run: list[int] = []
    for at in range(len(heard) + 1):
        word = word_at(heard, at)
        value = (
            unit(word) if (word and word not in ("do", "दो")) or _may_be_digit(heard, at) else None
        )
        part = word_at(heard, at - 1) in TENS and not heard[min(at, len(heard) - 1)].pause
        if word in _REPEATS or (value is not None and value < 10 and ":" not in word and not part):
            run.append(at)
            continue
        digits = [n for n in run if word_at(heard, n) != "no"]
        if (len(digits) >= 3 and not _is_oh_five(heard, run, at)) or any(
            word_at(heard, n) in _REPEATS for n in run
        ):
            out.update(run)
        run = []
    return frozenset(out)


def _is_oh_five(heard: Sequence[Word], run: list[int], after: int) -> bool:
    """Seven oh five at night: three digits that a word before or behind makes a time."""
    if len(run) != 3 or word_at(heard, run[1]) not in ("oh", "o", "zero"):
        return False
    behind, before = word_at(heard, after), word_at(heard, run[0] - 1)
    return behind in {"in", "at", "a", "p"} | AM | PM | PARTS.keys() or before in ("at", "around")


def _may_be_digit(heard: Sequence[Word], at: int) -> bool:
    return at < len(heard) and not is_other_word(heard, at)


_NAMED = frozenset(("midnight", "noon", "midday", "aadhi", "adhi", "आधी"))


@lru_cache(maxsize=4096)
def _begins(word: str) -> bool:
    """Can a time begin with this word? Most words of a sentence cannot."""
    return word in _FIRST or word[:1].isdigit() or unit(word) is not None


def _read(heard: Sequence[Word], at: int, asked: bool, whole_day: bool) -> Clock | None:
    if not _begins(word_at(heard, at)):
        return None
    if (asked or whole_day) and (clock := _joined(heard, at, whole_day)) is not None:
        return clock
    clock = _twenty_one(heard, at)
    if clock is not None and (whole_day or clock.firm):
        return _tail(heard, clock, asked, whole_day)
    for reader in (
        _digital, _hindi_fraction, _english_fraction, _named, _bajne, _hour_and_minute, _as_it_sounds,
    ):  # fmt: skip
        clock = reader(heard, at)
        if clock is not None:
            return _tail(heard, clock, asked, whole_day)
    return None


def _tail(heard: Sequence[Word], clock: Clock, asked: bool, whole_day: bool) -> Clock | None:
    """Take baje, o'clock, am, pm behind a time; refuse what is counted or dated by it."""
    stop, half, firm = clock.stop, clock.half, clock.firm
    while stop < len(heard):
        word, after = word_at(heard, stop), word_at(heard, stop + 1)
        if word in BAJE:
            firm = True
        elif word in PM or (word in ("p", "पी") and after in ("m", "एम")):
            half, firm = "pm", True
            stop += word not in PM
        elif word in AM or (word in ("a", "ए") and after in ("m", "एम")):
            half, firm = "am", True
            stop += word not in AM
        elif word == "o" and after == "clock":
            firm = True
            stop += 1
        elif word in ("noon", "midnight") and clock.hour == 12 and clock.minute == 0:
            return Clock(12 if word == "noon" else 0, 0, clock.start, stop + 1, True, "24")
        else:
            break
        stop += 1
    if not firm and not _may_be_time(heard, replace(clock, stop=stop), asked, whole_day):
        return None
    return replace(clock, stop=stop, half=half, firm=firm)


def _may_be_time(heard: Sequence[Word], clock: Clock, asked: bool, whole_day: bool) -> bool:
    before, after = word_at(heard, clock.start - 1), word_at(heard, clock.stop)
    pause = clock.stop < len(heard) and heard[clock.stop].pause
    if (
        (clock.hour > 12 and not whole_day)
        or (after in COUNTS and not pause)
        or ordinal(heard, clock.start)
    ):
        return False
    if before in NOT_BEFORE and not heard[clock.start].pause:
        return False
    return asked or before not in FOR or _hour_of_evening(heard, clock)


def _hour_of_evening(heard: Sequence[Word], clock: Clock) -> bool:
    """ "For seven in the evening": an hour, where no table or dinner is for so many."""
    behind = clock.stop
    if word_at(heard, clock.start - 1) != "for" or word_at(heard, behind) not in ("in", "at"):
        return False
    behind += 2 if word_at(heard, behind + 1) in ("the", "early") else 1
    if word_at(heard, behind) not in PARTS:
        return False
    return word_at(heard, clock.start - 2) not in TABLES


def _hour(heard: Sequence[Word], at: int) -> int | None:
    word = word_at(heard, at)
    value = unit(word)
    if value is None or not 0 < value <= 12 or word in _NEVER:
        return None
    return value


def _minute(heard: Sequence[Word], at: int) -> tuple[int, int] | None:
    """Minutes in words or digits from word `at` on, and the next index."""
    word = word_at(heard, at)
    value = unit(word)
    if value is None or not 0 < value < 60:
        return None
    one = ONES.get(word_at(heard, at + 1), 0)
    if word in TENS and 0 < one < 10 and not heard[at + 1].pause:
        return value + one, at + 2
    return value, at + 1


def _digital(heard: Sequence[Word], at: int) -> Clock | None:
    word = word_at(heard, at)
    for mark in (":", "."):
        hour, _, minute = word.partition(mark)
        if hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60:
            return Clock(int(hour), int(minute), at, at + 1, True)
    return _joined(heard, at, True) if _stands_for_time(heard, at) else None


def _joined(heard: Sequence[Word], at: int, whole_day: bool) -> Clock | None:
    """Hour and minutes written as one number: 930, 1930."""
    word, after = word_at(heard, at), word_at(heard, at + 1)
    if not (word.isascii() and word.isdigit() and len(word) in (3, 4)):
        return None
    timed = after in ("hours", "hrs")
    counted = after in COUNTS and not heard[at + 1].pause and not timed
    hour, minute = int(word[:-2]), int(word[-2:])
    if hour > 23 or minute > 59 or counted or after in HUNDRED or unit(after) is not None:
        return None
    marked = timed or after in BAJE | AM | PM | {"a", "p"} or whole_day or len(word) == 3
    return Clock(hour, minute, at, at + 1 + timed, True) if marked else None


def _twenty_one(heard: Sequence[Word], at: int) -> Clock | None:
    """Twenty one to twenty three, with or without minutes."""
    one = ONES.get(word_at(heard, at + 1), 0)
    if word_at(heard, at) != "twenty" or not 0 < one < 4 or heard[at + 1].pause:
        return None
    said = _minute(heard, at + 2)
    minute, stop = said if said is not None and said[0] >= 10 else (0, at + 2)
    return Clock(20 + one, minute, at, stop, minute > 0)


def _stands_for_time(heard: Sequence[Word], at: int) -> bool:
    """Do the words around make a number of three or four digits a time?"""
    word, after = word_at(heard, at), word_at(heard, at + 1)
    before, behind = word_at(heard, at - 1), word_at(heard, at + 2)
    if after in BAJE | AM | PM | {"hours", "hrs", "a", "p"}:
        return True
    if before in PARTS or after in PARTS or (after in ("in", "at") and behind in _PART_BEHIND):
        return True
    if before in _KO and word_at(heard, at - 2) in PARTS:
        return True
    led = before in ("at", "by", "after", "before", "around")
    if len(word) == 4:
        return led and word[-1] in "05" and "12" < word[:2] < "24"
    quarter = word[-2:] in ("15", "30", "45")
    if led or (quarter and before == "for"):
        return True
    if after in _KE:
        return behind in _KE_FOLLOWED
    ends = at + 1 >= len(heard) or heard[at + 1].pause
    return after in _KO or (quarter and ends and before in RELATIVE_DAYS)


_KE = folded_set("ke के")
_KE_FOLLOWED = folded_set(
    "liye lie liya liye baad pehle pahle aas kareeb karib लिए लिये बाद पहले आस करीब"
)
_KO = folded_set("ko pe par tak wala wali को पे पर तक वाला वाली")


def _hindi_fraction(heard: Sequence[Word], at: int) -> Clock | None:
    word, after = word_at(heard, at), _hour(heard, at + 1)
    follows = word_at(heard, at + 1)
    if word in DEDH or word in DHAI:
        marked = follows in BAJE or word_at(heard, at - 1) in PARTS
        return Clock(1 if word in DEDH else 2, 30, at, at + 1, marked)
    counted = word_at(heard, at + 2) in COUNTS and word_at(heard, at + 2) not in ("ki", "की")
    if after is not None and counted:
        return None
    if word in SAVA:
        if after is not None:
            return Clock(after, 15, at, at + 2, True)
        return Clock(1, 15, at, at + 1, True) if follows in BAJE else None
    if word in SAADHE and after is not None:
        return Clock(after, 30, at, at + 2, True)
    if word in PAUNE:
        if after is not None:
            return Clock((after - 2) % 12 + 1, 45, at, at + 2, True)
        return Clock(12, 45, at, at + 1, True) if follows in BAJE else None
    return None


def _english_fraction(heard: Sequence[Word], at: int) -> Clock | None:
    """Half past, quarter to, ten past, twenty five to, half six."""
    start = at
    if word_at(heard, at) == "a" and word_at(heard, at + 1) == "quarter":
        at += 1
    word = word_at(heard, at)
    named = {"half": 30, "quarter": 15}.get(word)
    if word == "half" and [word_at(heard, at - n) for n in (2, 1)] == ["and", "a"]:
        return None
    if named is not None:
        minutes, stop = named, at + 1
    else:
        said = _minute(heard, at)
        if said is None or not (said[0] % 5 == 0 or word_at(heard, said[1]) in MINUTE):
            return None
        minutes, stop = said
        stop += word_at(heard, stop) in MINUTE
    join = word_at(heard, stop)
    if word == "half" and (hour := _hour(heard, stop)) and word_at(heard, stop) not in ("a", "do"):
        return Clock(hour, 30, start, stop + 1, True)
    if not _joins(heard, stop, named is not None, word):
        return None
    sign = 1 if join in ("past", "after") else -1
    base = {"midnight": 24, "noon": 36}.get(word_at(heard, stop + 1))
    if base is not None:
        total = base * 60 + sign * minutes
        return Clock(total // 60 % 24, total % 60, start, stop + 2, True, "24")
    hour = _hour(heard, stop + 1)
    if hour is None or word_at(heard, stop + 2) in COUNTS:
        return None
    total = hour * 60 + sign * minutes
    return Clock((total // 60 - 1) % 12 + 1, total % 60, start, stop + 2, True)


def _joins(heard: Sequence[Word], stop: int, named: bool, word: str) -> bool:
    """Does "past" or "to" stand there, and not the "to" of a range in digits?"""
    join = word_at(heard, stop)
    if named:
        return join in ("past", "to", "after", "till", "before", "of")
    if word.isdigit() and word_at(heard, stop - 1) not in MINUTE:
        return join == "past"
    minutes_said = word_at(heard, stop - 1) in MINUTE
    return join in ("past", "to") or (minutes_said and join in ("before", "after"))


def _named(heard: Sequence[Word], at: int) -> Clock | None:
    word, after = word_at(heard, at), word_at(heard, at + 1)
    if word == "midnight":
        return Clock(0, 0, at, at + 1, True, "24")
    if word in ("aadhi", "adhi", "आधी") and after in ("raat", "रात"):
        return Clock(0, 0, at, at + 2, True, "24")
    if word in ("noon", "midday"):
        return Clock(12, 0, at, at + 1, True, "24")
    return None


def _bajne(heard: Sequence[Word], at: int) -> Clock | None:
    """Aath bajkar bees, aath baj ke bees minute, aath bajne mein das, bajne se das minute pehle."""
    hour = _hour(heard, at)
    if hour is None:
        return None
    word, after = word_at(heard, at + 1), word_at(heard, at + 2)
    start = at + 2 if word in BAJKAR else 0
    if word in BAJ and after in ("ke", "kar", "kr", "के", "कर"):
        start = at + 3
    if start and (said := _minute(heard, start)):
        return Clock(hour, said[0], at, said[1] + (word_at(heard, said[1]) in MINUTE), True)
    if word in BAJE and (said := _minute(heard, at + 2)) and word_at(heard, said[1]) in MINUTE:
        return Clock(hour, said[0], at, said[1] + 1, True) if not heard[at + 2].pause else None
    if word not in BAJNE or after not in _IN | {"se", "से"}:
        return None
    said = _minute(heard, at + 3)
    if said is None:
        return None
    stop = said[1] + (word_at(heard, said[1]) in MINUTE)
    stop += word_at(heard, stop) in ("pehle", "pahle", "पहले", "baaki", "बाकी")
    return Clock((hour - 2) % 12 + 1, 60 - said[0], at, stop, True)


_SOUNDS = {"too": 2, "to": 2, "ate": 8, "won": 1, "fore": 4, "for": 4}
_FIRST = _NAMED.union(DEDH, DHAI, SAVA, SAADHE, PAUNE, ("a", "half", "quarter"), _SOUNDS)
_LEADS_HOUR = folded_set("at around about by after before till until")


def _as_it_sounds(heard: Sequence[Word], at: int) -> Clock | None:
    """ "At too thirty", "ate o'clock": an hour written as another word that sounds the same."""
    word, follows = word_at(heard, at), word_at(heard, at + 1)
    led = word_at(heard, at - 1) in _LEADS_HOUR
    if word not in _SOUNDS or heard[at].pause or (word in ("to", "for") and not led):
        return None
    minute = {"fifteen": 15, "thirty": 30, "forty": 40}.get(follows)
    if minute is None:
        marked = follows in BAJE | AM | PM | {"o"}
        return Clock(_SOUNDS[word], 0, at, at + 1, True) if marked else None
    if minute == 40 and word_at(heard, at + 2) == "five":
        return Clock(_SOUNDS[word], 45, at, at + 3, True)
    if word_at(heard, at + 2) in COUNTS:
        return None
    return Clock(_SOUNDS[word], minute, at, at + 2, True)


def _hour_and_minute(heard: Sequence[Word], at: int) -> Clock | None:
    word = word_at(heard, at)
    hour = unit(word)
    if hour is None or not 0 <= hour < 24 or word in _NEVER or is_other_word(heard, at):
        return None
    before = word_at(heard, at - 1)
    if (hour == 0 and word != "0") or before in _REPEATS:
        return None
    bare = Clock(hour, 0, at, at + 1, False)
    if at + 1 >= len(heard) or heard[at + 1].pause:
        return bare
    if (
        word_at(heard, at + 1) in ("oh", "o", "zero")
        and 0 < ONES.get(word_at(heard, at + 2), 0) < 10
    ):
        return Clock(hour, ONES[word_at(heard, at + 2)], at, at + 3, True)
    said = _minute(heard, at + 1)
    if said is None:
        return bare
    minute, stop = said
    after = word_at(heard, stop)
    more = unit(after) is not None and after not in _NEVER and not heard[stop].pause
    if minute < 10 or more or (after in COUNTS and not heard[stop].pause):
        return None if after in COUNTS or more else bare
    behind = after in PARTS or (after in ("in", "at") and word_at(heard, stop + 1) in _PART_BEHIND)
    if minute not in (11, 12) or behind or after in {"a", "p", "baje", "बजे"} | AM | PM:
        return Clock(hour, minute, at, stop, True)
    return bare
