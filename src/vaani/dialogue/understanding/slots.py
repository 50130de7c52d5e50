"""Which values for slots are in a sentence: days, times, people, names, numbers, notes?

Everything that was said comes out in the order of the sentence, so that the last stated value wins
later; a value that the caller took back or excluded ("kal nahi", "instead of five") does not.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from itertools import pairwise

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import CUT, KI_JAGAH, TWO_WISHES, mine
from vaani.dialogue.understanding.lexicon import Lexicon, lexicon_of
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.relative import family, more_people, shift
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.seating import counted_anew, in_numbers, tables_together
from vaani.dialogue.understanding.vocabulary import (
    DayWish,
    ForPeople,
    InMinutes,
    LaterWish,
    MorePeople,
    NameSaid,
    PartyWish,
    PersonWish,
    PhoneSaid,
    ServiceWish,
    ShiftBy,
    TimeWish,
)
from vaani.dialogue.understanding.wishes import Placed, by_gender, find_wishes, left_out, wishes
from vaani.language.clock_words import bare_hour, find_clock
from vaani.language.dates import find_dates
from vaani.language.digits import find_digits, join_digits
from vaani.language.found import Bound, ClockReading, DateReading, DigitsHeard, Found
from vaani.language.names import find_name, name_beside
from vaani.language.numbers import find_numbers, unit
from vaani.language.script import words

_AFTER_NO = Phrases("nahi, nahin, nai, mat, नहीं, नही, मत")
_COUNT = re.compile(
    r"(?i)^\s*(?:(?:hi|ही)\s+)?(?:people|persons?|pax|guests?|of us|log|logon|logo|jan|jane|jano|janon|members?|mehmaan|mehman|afraad|afrad|bande|bando|bandon|banda|shakhs|heads?|covers|"
    r"seats?|heads|friends|others|adults?|grown-?ups?|bade|badon|vayask|children|child|kids?|chhote bachche|"
    r"bachche|bachchon|bachcha|bacche|chhote|लोग|लोगों|जन|जने|जनों|व्यक्ति|मेहमान|बड़े|बडे|छोटे बच्चे|बच्चे|बच्चों|"
    r"बच्चा|आदमी|aadmi|सदस्य|sadasya|women|men|ladies|couples?)(?![\w\u0900-\u097f])"
)
_CHILD = re.compile(r"(?i)^\s*(?:chhote |छोटे )?(?:child|kid|bach|bacch|बच्च|chhote|छोटे)")
_ADULT = re.compile(r"(?i)^\s*(?:adult|grown|bade|बड़े|बडे|vayask|badon)")
_BEFORE_COUNT = re.compile(
    r"(?i)(?:\bfor|table for|party of|table of|family of|bunch of|gang of|team of|\bwe are|\bwe're|we'll be|we will be|we would be|we'd be|there are|there will be|there'll be|make it for|group of"
    r"|\bhum|\bham|हम|total|altogether|kul|कुल|\bsirf|\bonly|\bjust)\s*(?:about |around |approximately |approx |roughly |nearly |almost |maybe |probably |at least |some |like |lagbhag |kareeb |karib |takriban |koi |करीब |क़रीब |लगभग |कोई |only |just |a |total |kul |hum |"
    r"altogether )*$"
)
_AFTER_COUNT = re.compile(
    r"(?i)^\s*(?:of us|ke liye|के लिए|altogether|in all|total|ki table|की टेबल|honge|होंगे|hain\b)"
)
_NOT_BEFORE = re.compile(r"(?i)(?:\bnot|instead of|rather than)\s*(?:on |at |for |the |one )*$")
_INSTEAD_AFTER = re.compile(
    rf"(?i)^\s*(?:\S+\s+)?(?:{KI_JAGAH[0]}|ke badle|ke bajay|{KI_JAGAH[1]}|के बदले|के बजाय)"
)
_TAKEN_BACK = re.compile(
    r"(?i)^\s*(?:(?:ko |को |baje |बजे |log |लोग )?(?:nahi|nahin|नहीं|नही|mat|मत)(?![\w\u0900-\u097f])"
    r"|(?:ko |को |baje |बजे )?(?:waal[ieao]|wal[ieao]|k[iae]|वाल[ीेा]|क[ीेा])(?: (?:booking|appointment|table|बुकिंग|अपॉइंटमेंट|टेबल))? (?:nahi|nahin|नहीं|नही|mat|मत)"
    r"(?![\w\u0900-\u097f])(?!\s+(?:aa|ho|ja|आ|हो|जा)))"
)
_IN_MINUTES = re.compile(
    r"(?i)\bin\s+(?P<n>[\w\s-]+?)\s+(?P<u>minutes?|mins?|hours?)\b(?!\s*late)"
    r"|(?P<n2>[\w\u0900-\u097f]+)\s+(?P<u2>minute|minat|मिनट|ghante|ghanta|घंटे|घंटा)\s+(?:mein|me|में|baad|बाद)"
)
_MAKE_IT = re.compile(
    r"(?i)(?:make it|make that|can it be|could it be|could that be|move it to|shift it to|push it to|change it to|"
    r"rather|say|to)\s+(?P<n>\w+)(?=\s*(?:[,.?!;]|$|instead|please|sharp|then|rather|o'clock))"
    r"|(?P<n2>\b\w+)\s+(?:sharp|ish|on the dot)\b"
)
_TWO_PEOPLE = Phrases(
    """my wife and me, my wife and i, my husband and me, my husband and i, me and my, both of us, the two of us, two of us, us two, my friend and i
    mera aur mer, meri aur mer, main aur mer, hum dono, mata pita dono, maa papa dono, mummy papa dono, both my parents, मेरा और मेर, मेरी और मेर, मैं और मेर, हम दोनों, माता पिता दोनों, मम्मी पापा दोनों, माँ पापा दोनों"""
)
_JUST_ME = Phrases(
    "just me, only me, just myself, alone, by myself, one person, akela, akeli, sirf main, bas main, अकेला, अकेली, सिर्फ़ मैं"
)

__all__ = ["Placed", "find_values", "find_wishes"]
_RIGHT_NOW = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:abhi (?:ke abhi )?(?:aa|mil|khali|khaali|ho ja|ho sak|turant)|right now|straight away|अभी (?:आ|मिल|खाली|ख़ाली|हो जा|हो सक))"
)


def find_values(text: str, scene: Scene) -> tuple[Placed, ...]:
    """All values of a sentence in its order, those taken back left out."""
    text = text.replace("।", ".")
    lexicon = lexicon_of(scene.business)
    said = spoken(text)
    found: list[Placed] = []
    rest = text
    phone = _phone(text, said, scene)
    if phone is not None:
        found.append(phone)
        if phone.value != PhoneSaid(None, True):
            rest = _blank(rest, phone.start, phone.end)
    for day in _standing(find_dates(rest, scene.now), rest):
        found.append(Placed(DayWish(day.value), day.start, day.end))
    if not any(isinstance(one.value, DayWish) for one in found):
        found.extend(_right_now(rest, scene))
    for one in find_dates(rest, scene.now):
        if find_numbers(rest[one.start : one.end]):
            rest = _blank(rest, one.start, one.end)
    soon = _IN_MINUTES.search(rest)
    if soon and not tables.LATE.within(said):
        minutes = _minutes(soon)
        if minutes:
            found.append(Placed(InMinutes(minutes), soon.start(), soon.end()))
            rest = _blank(rest, soon.start(), soon.end())
    moved = shift(rest)
    if moved is not None and scene.awaiting != "phone" and not tables.LATE.within(said):
        found.append(Placed(ShiftBy(moved[0]), moved[1], moved[2]))
        rest = _blank(rest, moved[1], moved[2])
    together = tables_together(in_numbers(rest)) if _counts_people(scene) else None
    if together is not None:
        found.append(Placed(PartyWish(together[0]), together[1], together[1]))
        rest = _without_counts(rest, together[1], together[2])
    for piece, at in () if together else _pieces(rest, said):
        party, left = _party(piece, spoken(piece), scene)
        found.extend(Placed(one.value, one.start + at, one.end + at) for one in party)
        rest = rest[:at] + left + rest[at + len(piece) :]
    found.extend(_times(rest, said, scene))
    found.extend(wishes(said, text, lexicon))
    refused = left_out(text, lexicon) if scene.awaiting == "which" else None
    if refused is not None and not any(isinstance(one.value, ServiceWish) for one in found):
        found.append(refused)
    which = by_gender(said, lexicon) if scene.awaiting == "which" else None
    if which is not None and not any(isinstance(one.value, PersonWish) for one in found):
        found.append(which)
    found.extend(_names(text, said, scene, found, lexicon))
    return tuple(sorted(found, key=lambda one: one.start))


def _counts_people(scene: Scene) -> bool:
    return scene.business.kind == "restaurant" or _wants_party(scene)


def _without_counts(text: str, start: int, end: int) -> str:
    """The numbers of a stretch blanked, its clock times left."""
    hours = [clock for clock in find_clock(text) if clock.value.times]
    for one in find_numbers(text):
        timed = any(hour.start <= one.start < hour.end for hour in hours)
        if start <= one.start < end and not timed:
            text = _blank(text, one.start, one.end)
    return text


def _pieces(text: str, said: Spoken) -> list[tuple[str, int]]:
    """The sentence whole, or in its bookings when it says that there are two."""
    if not TWO_WISHES.within(said):
        return [(text, 0)]
    edges = [0, *(match.end() for match in CUT.finditer(text)), len(text)]
    return [(text[a:b], a) for a, b in pairwise(edges) if b > a]


def _right_now(text: str, scene: Scene) -> Iterator[Placed]:
    """ "Can I come right now": today."""
    now = _RIGHT_NOW.search(text)
    if now is not None and not _AFTER_NO.within(spoken(text)) and not scene.pending:
        yield Placed(DayWish(DateReading((scene.now.date(),))), now.start(), now.start())
        if not any(one.value.times for one in find_clock(text)):
            yield Placed(TimeWish(ClockReading((), None, "earliest")), now.start(), now.start())


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "," + " " * max(0, end - start - 1) + text[end:]


def _minutes(match: re.Match[str]) -> int | None:
    number = match.group("n") or match.group("n2") or ""
    size = match.group("u") or match.group("u2") or ""
    if number.strip().lower() in ("half an", "aadhe", "aadha", "आधे"):
        return 30
    found = find_numbers(number)
    count = found[-1].value if found else {"a": 1, "an": 1, "ek": 1}.get(number.strip().lower())
    if count is None:
        return None
    return count * (60 if size.lower().startswith(("hour", "ghant", "घंट")) else 1)


def _standing(found: tuple[Found, ...], text: str) -> Iterator[Found]:  # type: ignore[type-arg]
    """Values that were neither taken back nor excluded, unless nothing else was said."""
    kept = [one for one in found if not _dropped(one, text)]
    yield from kept


def _dropped(one: Found, text: str) -> bool:  # type: ignore[type-arg]
    after, before = text[one.end :], text[: one.start]
    return bool(
        _TAKEN_BACK.match(after) or _NOT_BEFORE.search(before) or _INSTEAD_AFTER.match(after)
    )


def _times(text: str, said: Spoken, scene: Scene) -> Iterator[Placed]:
    found = list(_standing(find_clock(text), text))
    hours = [one for one in found if one.value.times]
    made = _MAKE_IT.search(text)
    if made is not None:
        name = "n" if made.group("n") else "n2"
        start, end = made.span(name)
        bare = bare_hour(made.group(name)) if find_numbers(made.group(name)) else None
        overlaps = any(one.start <= start < one.end for one in hours)
        if bare is not None and bare.times and not overlaps and _no_hour(bare.times, scene):
            yield Placed(PartyWish(find_numbers(made.group(name))[-1].value), start, end)
        elif bare is not None and bare.times and not overlaps:
            yield Placed(TimeWish(bare, True), start, end)
            hours = [*hours, Found(bare, start, end)]
    chooses = scene.awaiting == "which" and scene.pending is None and len(said.tokens) == 1
    if (scene.awaiting == "time" or chooses) and not hours:
        bare = bare_hour(text) if find_numbers(text) else None
        if bare is not None and bare.times:
            yield Placed(TimeWish(bare, True), 0, len(text))
            return
    if not hours and scene.pending in ("book", "change", "cancel") and not _wants_party(scene):
        hours = list(_lone_hour(text))
        for one in hours:
            yield Placed(TimeWish(one.value, True), one.start, one.end)
    for one in found:
        yield Placed(TimeWish(one.value), one.start, one.end)
    bounds = {one.value.bound for one in found}
    if not hours:
        if tables.LATEST.within(said) and "latest" not in bounds:
            yield Placed(TimeWish(ClockReading((), None, "latest")), len(text), len(text))
        elif tables.EARLIEST.within(said) and "earliest" not in bounds:
            yield Placed(TimeWish(ClockReading((), None, "earliest")), len(text), len(text))
        elif tables.WHICH_TIMES.within(said) and not any(one.value.part for one in found):
            first = scene.flow is None and not find_dates(text, scene.now)
            bound: Bound = "earliest" if first else "at"
            yield Placed(TimeWish(ClockReading((), None, bound)), len(text), len(text))
        elif tables.AFTER_THAT.within(said):
            yield Placed(LaterWish("after"), len(text), len(text))
        elif tables.BEFORE_THAT.within(said):
            yield Placed(LaterWish("before"), len(text), len(text))


def _lone_hour(text: str) -> Iterator[Found[ClockReading]]:
    """ "Okay, eleven", where nobody counts people: the one number left is an hour."""
    numbers = [one for one in find_numbers(text) if text[one.start : one.end].lower() != "do"]
    if len(numbers) == 1 and 1 < numbers[0].value <= 12:
        bare = bare_hour(text[numbers[0].start : numbers[0].end])
        if bare is not None and bare.times:
            yield Found(bare, numbers[0].start, numbers[0].end)


def _party(text: str, said: Spoken, scene: Scene) -> tuple[list[Placed], str]:
    """People are counted with their children; the counted numbers are no times."""
    if not _counts_people(scene):
        return _separately(text, said), text
    text = in_numbers(text)
    more = more_people(text) if scene.flow is not None or mine(said) else None
    if more is not None:
        return [Placed(MorePeople(more[0]), more[1], more[2])], _blank(text, more[1], more[2])
    out: list[Placed] = []
    groups: list[tuple[str, Found[int]]] = []
    rest = text
    for one in find_numbers(text):
        after, before = text[one.end :], text[: one.start]
        if not 0 < one.value < 1000 or _dropped(one, text):
            continue
        if re.match(
            r"(?i)\s*(?:baje|बजे|a\.?m|p\.?m|o'?clock|minute|मिनट|:|bajkar|rupees|rupaye|रुपये)", after
        ):
            continue
        counted = _COUNT.match(after)
        led = _BEFORE_COUNT.search(before)
        if led is None and groups and _IN_ALL.match(after):
            led = _SO_MANY.search(before)
        meal = _MEAL_AFTER.match(after) and _STARTS_COUNT.search(before)
        loose = not counted and not meal and not _AFTER_COUNT.match(after)
        if loose and (not led or _is_clock(text, one, led.group())):
            continue
        if (
            one.value == 1
            and re.match(r"(?i)\s*(?:of us|of them|child|kid|bach)", after)
            and (groups or "for" in text.lower())
        ):
            continue
        if groups and _SOME_OF_US.match(after):
            continue
        kind = "child" if _CHILD.match(after) else "adult" if _ADULT.match(after) else "all"
        groups.append((kind, one))
        rest = _blank(rest, one.start, one.end + (counted.end() if counted else 0))
    anew = counted_anew(text)
    if anew is not None and _people_again(anew, bool(groups), text, scene):
        groups = sorted([*groups, ("all", anew[0])], key=lambda group: group[1].start)
        rest = _blank(rest, anew[0].start, anew[0].end)
    growing = _FROM_TO.search(text)
    if growing and find_numbers(growing.group("n")):
        people = find_numbers(growing.group("n"))[-1].value
        return [Placed(PartyWish(people), *growing.span("n"))], _blank(rest, *growing.span())
    baby = bool(groups and _AND_BABY.search(text))
    named = family(text)
    if named is not None and all(kind == "child" for kind, _ in groups):
        out.append(Placed(PartyWish(named + sum(one.value for _, one in groups)), 0, len(text)))
    elif groups:
        summed = _together(groups, text) if tables.SPLIT.within(said) else _counted(groups)
        if baby and isinstance(summed.value, PartyWish) and groups[-1][0] != "child":
            summed = Placed(PartyWish(summed.value.people + 1), summed.start, summed.end)
        out.append(summed)
    elif scene.awaiting == "party":
        hours = [clock for clock in find_clock(text) if clock.value.times]
        numbers = [
            one
            for one in _standing(find_numbers(text), text)
            if not any(hour.start <= one.start < hour.end for hour in hours)
        ]
        if hours and not numbers:
            return out, rest
        if numbers:
            out.append(Placed(PartyWish(numbers[-1].value), numbers[-1].start, numbers[-1].end))
            return out, ""
        if words(text) and (value := unit(words(text)[-1].folded)):
            out.append(Placed(PartyWish(value), 0, len(text)))
            return out, ""
    if not groups and not out:
        if _JUST_ME.within(said):
            out.append(Placed(PartyWish(1), 0, len(text)))
        elif _TWO_PEOPLE.within(said) or Phrases("couple, a couple").within(said):
            out.append(Placed(PartyWish(2), 0, len(text)))
    return out, rest


_SO_MANY = re.compile(
    r"(?i)(?:\b(?:too|also|as well|joining|coming|wait|bhi|aa rah\w+)\b|भी|आ रह)[^.?!]{0,40}"
    r"(?:\b(?:so|that makes(?: it| us)?|makes it|makes us|to|toh)|तो)\s+(?:now |we are |we're |hum |total |kul |ab |अब )*$"
)
_IN_ALL = re.compile(r"(?i)^\s*(?:[,.;!?]|$|of us|in all|total|altogether|now|then)")
""" "We'd be four, no wait, my sister is joining, so five": counted anew."""
_SOME_OF_US = re.compile(
    r"(?i)^\s*of (?:us|them) (?:is|are|has|have|eat|eats|don't|do not|will|want)(?!\w)"
)
""" "Two of us are vegan": no other count."""
_MEAL_AFTER = re.compile(
    r"(?i)^\s*(?:for\s+)(?:(?:a|the|this|next|tomorrow|today|mon|tues|wednes|thurs|fri|satur|sun)\w*\s+)?(?:late |early )?(?:lunch|dinner|breakfast|brunch|supper|tonight|tomorrow|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_STARTS_COUNT = re.compile(
    r"(?i)(?:^|[.,;!?]\s*|\b(?:hi|hello|hey|evening|morning|afternoon|book|reserve|need|want|like|get|have|please|just|table|seat)\s+)$"
)
""" "Two for Wednesday lunch": at the beginning or behind what asks for a table, not "at two"."""


def _people_again(anew: tuple[Found[int], bool], counted: bool, text: str, scene: Scene) -> bool:
    """Is the number behind "no, wait" people? Where it could be the hour as well, only when people
    stand right before it."""
    bare = bare_hour(text[anew[0].start : anew[0].end])
    hours = [clock for clock in find_clock(text) if clock.value.times]
    inside = [clock for clock in hours if clock.start <= anew[0].start < clock.end]
    said = [clock for clock in hours if clock not in inside]
    if anew[1]:
        return True
    return counted and (not said or bare is None or _never_open(bare.times, scene))


def _wants_party(scene: Scene) -> bool:
    terms = scene.business.booking
    return terms is not None and ("party" in terms.required or terms.capacity is not None)


def _is_clock(text: str, one: Found[int], lead: str) -> bool:
    """ "Just seven thirty", "only nine": not people, unless "for" leads."""
    return (
        "for" not in lead.lower()
        and not lead.lower().rstrip().endswith(" of")
        and "hum" not in lead.lower()
        and any(
            clock.start <= one.start < clock.end for clock in find_clock(text) if clock.value.times
        )
    )


def _no_hour(times: tuple[time, ...], scene: Scene) -> bool:
    """ "Make it five" at a read-back: where no day is open at five, five are people."""
    if scene.pending not in ("book", "change") or not _wants_party(scene):
        return False
    return _never_open(times, scene)


def _never_open(times: tuple[time, ...], scene: Scene) -> bool:
    periods = [one for week in scene.business.hours.values() for one in week]
    return not any(
        one.open <= at < one.close or (one.close <= one.open and (at >= one.open or at < one.close))
        for one in periods
        for at in times
    )


_FROM_TO = re.compile(
    r"(?i)(?:from )?\w+ (?:people|persons|guests|log|logon) (?:to|se) (?P<n>\w+)(?!\s*(?:baje|am|pm|o'clock))"
)
_AND_BABY = re.compile(
    r"(?i)(?:plus|and|with|aur|और)\s+(?:a|one|ek|एक)\s+(?:small |chhota |छोटा )?(?:baby|kid|child|toddler|infant|bachcha|bachchi|baccha|बच्चा|बच्ची)(?![\w\u0900-\u097f])"
)
_EACH = re.compile(
    r"(?i)(?<!\w)(?:each|per table|har ek|har table|dono mein|dono me|हर)(?![\w\u0900-\u097f])"
)


def _together(groups: list[tuple[str, Found[int]]], text: str) -> Placed:
    """Several tables asked for at once: the whole number counts (RULES 3.1)."""
    most = max((found for _, found in groups), key=lambda found: found.value)
    again = sum(found.value == most.value for _, found in groups)
    whole = most.value * (2 if _EACH.search(text) or again > 1 else 1)
    return Placed(PartyWish(whole), groups[0][1].start, groups[-1][1].end)


def _counted(groups: list[tuple[str, Found[int]]]) -> Placed:
    """Adults and children are added up; of whole counts the last one stands."""
    last = groups[-1][1]
    wholes = [found.value for kind, found in groups if kind == "all"]
    adults = [found.value for kind, found in groups if kind == "adult"]
    children = [found.value for kind, found in groups if kind == "child"]
    if children and (adults or wholes):
        value = (adults or wholes)[-1] + children[-1]
        if groups[-1][0] == "all" and wholes[-1] >= children[-1] and adults:
            value = wholes[-1]
    else:
        value = (wholes or adults or children)[-1]
    return Placed(PartyWish(value), groups[0][1].start, last.end)


def _separately(text: str, said: Spoken) -> list[Placed]:
    """At a clinic or salon two people are two bookings."""
    if _TWO_PEOPLE.within(said):
        return [Placed(ForPeople(2), 0, len(text))]
    for one in find_numbers(text):
        if 1 < one.value <= 4 and re.match(
            r"(?i)\s*(?:people|persons|of us|log|logon|लोग|लोगों|जन)\b", text[one.end :]
        ):
            return [Placed(ForPeople(one.value), one.start, one.end)]
    return []


def _phone(text: str, said: Spoken, scene: Scene) -> Placed | None:
    asked = scene.awaiting == "phone" or scene.pending == "phone"
    digits = join_digits(scene.digits, text) if asked and scene.digits else find_digits(text)
    if digits is not None and (digits.complete or (asked and len(digits.digits) >= 2)):
        return Placed(PhoneSaid(digits), *_stretch(text, digits))
    if asked and tables.SAME_NUMBER.within(said) and not tables.NOT_THIS_NUMBER.within(said):
        return Placed(PhoneSaid(None, True), 0, len(text))
    return None


def _stretch(text: str, digits: DigitsHeard) -> tuple[int, int]:
    """Where a telephone number was said: the shortest stretch that reads as it, so that "four
    tomorrow at seven" before it stays people, day and time."""
    found = [word for word in words(text) if _digitlike(word.folded)]
    spans = [(one.start, two.end) for at, one in enumerate(found) for two in found[at:]]
    if digits.complete:
        for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
            read = find_digits(text[start:end])
            if read is not None and read.complete and read.digits == digits.digits:
                return start, end
    return (found[0].start, found[-1].end) if found else (0, len(text))


def _digitlike(word: str) -> bool:
    return (
        unit(word) is not None
        or word in ("double", "triple", "डबल", "ट्रिपल", "dabal", "tripal")
        or word[:1].isdigit()
    )


def _names(
    text: str, said: Spoken, scene: Scene, found: list[Placed], lexicon: Lexicon
) -> Iterator[Placed]:
    asked = scene.awaiting == "name" or (
        scene.pending in ("book", "fix") and _NAME_WORD.within(said)
    )
    if asked and len(said.tokens) >= 3 and _questions(text, said):
        asked = False
    if asked and _NO_NAME_YET.within(said) and find_name(text, False) is None:
        asked = False
    if asked:
        several = _several_names(text)
        if several:
            yield Placed(NameSaid(several), 0, len(text))
            return
    timed = any(isinstance(one.value, TimeWish) and one.value.reading.times for one in found)
    if asked and timed and find_name(text, False) is None:
        return
    name = find_name(text, asked)
    beside = any(isinstance(one.value, _SETTLED) for one in found)
    if name is None and scene.awaiting != "name":
        name = name_beside(text, alone=not beside)
    if name is None:
        return
    if not asked and (
        _unlike_name(name)
        or any(phrases.within(spoken(name)) for phrases in tables.NOTES.values())
        or lexicon.people(spoken(name))
        or lexicon.service(spoken(name))
    ):
        return
    yield Placed(NameSaid((name,)), 0, len(text))


_SETTLED = (DayWish, TimeWish, PartyWish, PersonWish, ServiceWish)
_NO_NAME_YET = Phrases(
    """let me think, let me see, let me check, let me ask, shayad, maybe, perhaps, not sure, hold on, one moment, one second, just a minute, just a second, come again, say again, say that again, repeat, pardon, sorry what, didn't catch, why do you, what for
    sochne do, sochne dijiye, sochta, sochti, ruko, rukiye, ek minute, ek second, ek min, kya kaha, ek baar aur, ek baar phir, phir se, fir se, dobara, sunai nahi, mat pucho, mat puchho, mat pooch, mat poochh, kyun chahiye, kyon chahiye, kis liye
    शायद, सोचने दो, सोचने दीजिए, रुको, रुकिए, एक मिनट, क्या कहा, फिर से, दोबारा, सुनाई नहीं, मत पूछ, क्यों चाहिए, किस लिए"""
)
_NAME_WORD = Phrases("naam, name, नाम")


def _questions(text: str, said: Spoken) -> bool:
    """ "Waise wahan parking hai kya" is no name, unless the sentence says that it is one."""
    if _NAME_WORD.within(said) or find_name(text, False) is not None:
        return False
    return tables.QUESTION.within(said) or tables.PRICE.within(said) or tables.HOURS.within(said)


_UNLIKE = Phrases(
    """here, calling, looking, late, running, not, going, coming, interested, sorry, fine, good, okay, busy, stuck, afraid, sure, down for, meeting, free, allergic, vegetarian, new, at, in, on, from, trying, the, a, an, round, very, so, still, about, just, also, happy, sick, ill, pregnant, waiting, outside, booked, alone, to, nearby, supposed, your, his, her
    bol raha, hoon, aa raha, aana, chahta, chahti, kal, aaj, der, theek, bhi, ne, ko, nahi, raaste, bimaar, ek, abhi, bahar, apna, apni, mein, call, phone, owner, admin, manager, developer, doctor"""
)


def _unlike_name(name: str) -> bool:
    return _UNLIKE.within(spoken(name))


_AND = re.compile(
    r"(?i)\s*(?:,\s*)?(?:\band\b|\baur\b|और|&)\s*"
    r"|\s*,\s*(?=(?:my |meri |mera |mere |मेरी |मेरा |मेरे )?(?:wife|husband|biwi|patni|pati|son|daughter|beta|beti|mother|father|mummy|papa|पत्नी|पति|बेटा|बेटी|माँ|पिता)\s)"
)
_WHOSE = re.compile(
    r"(?i)^(?:my |meri |mera |mere |मेरी |मेरा |मेरे )?(?:wife|husband|biwi|patni|pati|son|daughter|beta|beti|mother|father|maa|"
    r"mummy|papa|friend|dost|brother|sister|bhai|behen|पत्नी|पति|बेटा|बेटी|माँ|पिता)(?:'s name)?(?: is| ka naam| का नाम)?[\s,:]+"
)


def _several_names(text: str) -> tuple[str, ...]:
    parts = [part for part in _AND.split(text.strip(" .।!")) if part.strip()]
    if len(parts) < 2:
        return ()
    names = [find_name(_WHOSE.sub("", part.strip(" ,")), True) for part in parts]
    return tuple(name for name in names if name) if all(names) else ()
