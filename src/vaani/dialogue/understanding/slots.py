"""Which values for slots are in a sentence: days, times, people, names, numbers, notes?

Everything that was said comes out in the order of the sentence, so that the last stated value wins
later; a value that the caller took back or excluded ("kal nahi", "instead of five") does not.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import (
    CUT,
    TWO_WISHES,
    opens_as_question,
    stands_beside,
)
from vaani.dialogue.understanding.in_part import picked
from vaani.dialogue.understanding.kept import blank, busy_on, standing
from vaani.dialogue.understanding.lexicon import Lexicon, lexicon_of, names_staff
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.name_answers import bare_answer
from vaani.dialogue.understanding.opening import beside_opening
from vaani.dialogue.understanding.people import (
    counts_people,
    no_hour,
    people_said,
    wants_party,
    without_counts,
)
from vaani.dialogue.understanding.relative import days_on, shift
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.seating import in_numbers, tables_together
from vaani.dialogue.understanding.stretches import FIRST_FREE, any_time, left_open
from vaani.dialogue.understanding.vocabulary import (
    Anybody,
    DaysWish,
    DayWish,
    InMinutes,
    LaterWish,
    NameSaid,
    PartyWish,
    PersonWish,
    PhoneSaid,
    ServiceWish,
    ShiftBy,
    TimeWish,
)
from vaani.dialogue.understanding.wishes import Placed, by_gender, find_wishes, left_out, wishes
from vaani.kit.phone import region_of
from vaani.language.clock_words import bare_hour, find_clock
from vaani.language.dates import find_dates
from vaani.language.digits import find_digits, join_digits
from vaani.language.found import Bound, ClockReading, DateReading, DigitsHeard, Found
from vaani.language.names import find_name, name_beside
from vaani.language.numbers import find_numbers, unit
from vaani.language.script import words
from vaani.language.sentence import Word
from vaani.language.spans import find_spans

_AFTER_NO = Phrases("nahi, nahin, nai, mat, नहीं, नही, मत")
_MAKE_IT = re.compile(
    r"(?i)(?:make it|make that|can(?:'t| not|not)? it be|could(?:n't| not)? it be|could that be|can(?:'t|not)? we (?:do|make it|have it at|say)|could(?:n't)? we (?:do|make it|have it at|say)|move it to|shift it to|push it to|change it to|"
    r"rather|say|to)\s+(?P<n>\w+)(?=\s*(?:[,.?!;]|$|instead|please|sharp|then|rather|o'clock))"
    r"|(?P<n2>\b\w+)\s+(?:sharp|ish|on the dot)\b"
    r"|\b(?:is|isn't|would)\s+(?P<n3>\w+)(?:\s+o'clock)?\s+(?:(?:be|not|also|still|then|at all)\s+)*(?:possible|available|free|okay|ok|fine|open|doable)\b"
)
_JOINS = re.compile(
    r"(?i)\b(?:bhi aa|also coming|coming too|coming along|joining|jud ga|aa raha|aa rahi|aa rahe|aa gay[aei])|भी आ|आ रह"
)
""" "My cousin is coming along, make it five": five people."""
__all__ = ["Placed", "find_values", "find_wishes"]
_RIGHT_NOW = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:abhi (?:ke abhi )?(?:aa|mil|khali|khaali|ho ja|ho sak|turant)|(?<!not )right now|straight away|(?:hai kya|hai|milegi|milega|chahiye|khali) abhi(?=\s*(?:kya)?\s*[?.!]*\s*$)|अभी (?:आ|मिल|खाली|ख़ाली|हो जा|हो सक))"
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
            rest = blank(rest, phone.start, phone.end)
    written = scene.wrote and scene.flow is None and scene.pending is None
    of_a_booking = scene.flow == "change" or written
    days = days_on(rest, of_a_booking) if scene.awaiting is None or of_a_booking else None
    if days is not None:
        found.append(Placed(ShiftBy(days[0]), days[1], days[2]))
        rest = blank(rest, days[1], days[2])
    days_said = list(standing(find_dates(rest, scene.now), rest))
    if scene.flow == "book" or scene.pending in ("book", "change"):
        days_said = [day for day in days_said if not busy_on(day, rest)] or days_said
    days_said, open_days = left_open(rest, said, scene, days_said)
    found.extend(open_days)
    for day in days_said:
        found.append(Placed(DayWish(day.value), day.start, day.end))
    if not any(isinstance(one.value, DayWish | DaysWish) for one in found):
        found.extend(_right_now(rest, scene))
    for one in find_dates(rest, scene.now):
        if find_numbers(rest[one.start : one.end]):
            rest = blank(rest, one.start, one.end)
    edge = beside_opening(rest, scene)
    if edge is not None:
        found.append(edge)
        rest = blank(rest, edge.start, edge.end)
    clocks = [(one.start, one.end) for one in find_clock(rest) if one.value.times]
    other = any(
        isinstance(one.value, DayWish) and scene.now.date() not in one.value.reading.days
        for one in found
    )
    for soon in () if other or tables.LATE.within(said) else _from_now(rest, scene, clocks):
        found.append(Placed(InMinutes(soon.value), soon.start, soon.end))
        rest = blank(rest, soon.start, soon.end)
    moved = shift(rest)
    beside = moved is not None and any(
        start <= moved[1] and moved[2] <= end for start, end in clocks
    )
    late = beside or (tables.LATE.within(said) and not (moved and _MADE.match(text[moved[2] :])))
    if moved is not None and scene.awaiting != "phone" and not late:
        found.append(Placed(ShiftBy(moved[0]), moved[1], moved[2]))
        rest = blank(rest, moved[1], moved[2])
    together = tables_together(in_numbers(rest)) if counts_people(scene) else None
    if together is not None:
        found.append(Placed(PartyWish(together[0]), together[1], together[1]))
        rest = without_counts(rest, together[1], together[2])
    for piece, at in () if together else _pieces(rest, said, scene):
        party, left = people_said(piece, spoken(piece), scene)
        found.extend(Placed(one.value, one.start + at, one.end + at) for one in party)
        rest = rest[:at] + left + rest[at + len(piece) :]
    found.extend(_times(rest, said, scene))
    found.extend(any_time(said, scene, found))
    found.extend(one for one in wishes(said, text, lexicon) if not _calls_back(text, one))
    found = _to_the_question(text, said, scene, found)
    if not (scene.awaiting == "name" and _with_staff(text, lexicon)):
        found.extend(_names(text, said, scene, found, lexicon))
    found = _without_namesakes(text, found)
    counted = any(
        isinstance(one.value, DayWish) and _COUNTED_ON.search(text[one.start : one.end])
        for one in found
    )
    if counted or any(isinstance(one.value, ShiftBy) for one in found):
        found = [one for one in found if not isinstance(one.value, LaterWish)]
    return tuple(sorted(found, key=lambda one: one.start))


_COUNTED_ON = re.compile(r"(?i)after|before|later|earlier|baad|pehle|बाद|पहले")
""" "The day after that": the words for later are the day's."""


def _to_the_question(text: str, said: Spoken, scene: Scene, found: list[Placed]) -> list[Placed]:
    """What the words mean only as an answer to what was asked: "ladies", to which haircut; "not the
    henna one", "the lady", to which of them."""
    if scene.awaiting in ("date", "time"):
        return _of_the_time(found)
    lexicon = lexicon_of(scene.business)
    person = any(isinstance(one.value, PersonWish) for one in found)
    service = any(isinstance(one.value, ServiceWish) for one in found)
    if scene.awaiting == "service" and not (person or service):
        wish = picked(said, scene.business)
        return [*found, Placed(wish, 0, 0)] if wish is not None else found
    if scene.awaiting != "which":
        return found
    refused = left_out(text, lexicon) if not service else None
    which = by_gender(said, lexicon) if not person else None
    return [*found, *(one for one in (refused, which) if one is not None)]


def _of_the_time(found: list[Placed]) -> list[Placed]:
    """ "Koi bhi chalega", to "at what time?", leaves open when, and not who."""
    if not any(one.value == FIRST_FREE for one in found):
        return found
    return [one for one in found if not isinstance(one.value, Anybody)]


_WITH = re.compile(
    r"(?i)\bwith (?P<after>[^\W\d_]+(?: [^\W\d_]+)?)|(?P<before>[^\W\d_]+(?: [^\W\d_]+)?) (?:ji |madam |sir )?(?:se|ke saath|ke sath)(?!\w)|(?P<hindi>[\u0900-\u097f]+(?: [\u0900-\u097f]+)?) (?:से|के साथ)"
)


def _with_staff(text: str, lexicon: Lexicon) -> bool:
    """ "Haircut Asha Solanki se kar dijiye", to "your name?": with whom, and no guest's name."""
    found = _WITH.search(text)
    named = next((part for part in found.groups() if part), "") if found else ""
    return bool(named) and any(
        names_staff(spoken(part), lexicon) for part in (named, named.split()[-1])
    )


def _without_namesakes(text: str, found: list[Placed]) -> list[Placed]:
    """ "No, the name is Kavita Joshi" names the guest, and not Doctor Kavita Rao."""
    said = find_name(text, False)
    if said is None or not any(one.value == NameSaid((said,)) for one in found):
        return found
    start = text.lower().find(said.lower())
    if start < 0:
        return found
    end = start + len(said)
    return [
        one for one in found if not (isinstance(one.value, PersonWish) and start <= one.start < end)
    ]


_CALL_BACK = re.compile(r"(?i)\b(?:call|ring|phone|get|come|be)(?:ing)?(?: (?:you|me|us))? back\b")


def _calls_back(text: str, one: Placed) -> bool:
    """ "I'll call back": the back is no reason for coming."""
    return any(found.start() <= one.start < found.end() for found in _CALL_BACK.finditer(text))


def _pieces(text: str, said: Spoken, scene: Scene) -> list[tuple[str, int]]:
    """The sentence whole, or in its bookings when it holds two."""
    cuts = [match.end() for match in CUT.finditer(text)]
    if not TWO_WISHES.within(said):
        whole = said.text
        ends = [*cuts[1:], len(whole)]
        cuts = [
            at
            for at, end in zip(cuts, ends, strict=False)
            if stands_beside(whole[:at], spoken(whole[at:end]), scene)
        ]
    edges = [0, *cuts, len(text)]
    return [(text[a:b], a) for a, b in pairwise(edges) if b > a]


def _right_now(text: str, scene: Scene) -> Iterator[Placed]:
    """ "Can I come right now": today."""
    now = _RIGHT_NOW.search(text)
    if now is not None and not _AFTER_NO.within(spoken(text)) and not scene.pending:
        yield Placed(DayWish(DateReading((scene.now.date(),))), now.start(), now.start())
        if not any(one.value.times for one in find_clock(text)):
            yield Placed(TimeWish(ClockReading((), None, "earliest")), now.start(), now.start())


_MADE = re.compile(
    r"(?i)^\s*(?:kar|rakh|shift|कर|रख)\s+(?:do|dijiye|den|dein|sakt\w+|दो|दीजिए|दें|सकत\S+)(?!\w)"
)
_MOVED = re.compile(r"(?i)^\s*(?:kar|karna|karwa|khiska|shift|कर|खिसका)(?!\w)")


def _within(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """ "Das baje se aadha ghanta pehle": the stretch belongs to the hour."""
    return any(start < span[1] and span[0] < end for start, end in spans)


def _from_now(text: str, scene: Scene, clocks: Sequence[tuple[int, int]]) -> Iterator[Found[int]]:
    """The first stretch counted from now; "dedh ghante baad kar do" moves a booking instead."""
    for soon in find_spans(text)[:1]:
        later = re.search(r"(?i)(?<!ke )(?:baad|bad|(?<!के )बाद)$", text[soon.start : soon.end])
        if _within((soon.start, soon.end), clocks):
            continue
        if later is None or not (scene.flow == "change" or _MOVED.match(text[soon.end :])):
            yield soon


def _times(text: str, said: Spoken, scene: Scene) -> Iterator[Placed]:
    found = list(standing(find_clock(text), text))
    hours = [one for one in found if one.value.times]
    made = _MAKE_IT.search(text)
    if made is not None:
        name = next(key for key in ("n", "n2", "n3") if made.group(key))
        start, end = made.span(name)
        bare = bare_hour(made.group(name)) if find_numbers(made.group(name)) else None
        overlaps = any(one.start <= start < one.end for one in hours)
        joins = scene.wrote and counts_people(scene) and _JOINS.search(text) is not None
        if (
            bare is not None
            and bare.times
            and not overlaps
            and (joins or no_hour(bare.times, scene))
        ):
            yield Placed(PartyWish(find_numbers(made.group(name))[-1].value), start, end)
        elif bare is not None and bare.times and not overlaps:
            yield Placed(TimeWish(bare, True), start, end)
            hours = [*hours, Found(bare, start, end)]
    again = _hour_again(text) if hours else None
    chooses = len(said.tokens) == 1 and (
        (scene.awaiting == "which" and scene.pending is None)
        or (scene.awaiting in ("service", "doctor") and not counts_people(scene))
    )
    if (scene.awaiting == "time" or chooses) and not hours:
        bare = bare_hour(text, whole_day=True) if find_numbers(text) else None
        if bare is not None and bare.times:
            yield Placed(TimeWish(bare, True), 0, len(text))
            return
    if not hours and scene.pending in ("book", "change", "cancel") and not wants_party(scene):
        hours = list(_lone_hour(text))
        for one in hours:
            yield Placed(TimeWish(one.value, True), one.start, one.end)
    for one in found:
        yield Placed(TimeWish(one.value), one.start, one.end)
    if again is not None and again.start > max(one.start for one in found):
        yield Placed(TimeWish(again.value, True), again.start, again.end)
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
        elif tables.AFTER_THAT.within(said) or (
            scene.pending == "offer" and _OTHER_TIME.within(said)
        ):
            yield Placed(LaterWish("after"), len(text), len(text))
        elif tables.BEFORE_THAT.within(said):
            yield Placed(LaterWish("before"), len(text), len(text))


_OTHER_TIME = Phrases(
    "any other time, any other times, another time, other times, some other time, any other slot, other slots, aur koi time, koi aur time, aur koi samay, koi aur samay, aur koi slot, koi aur slot, kuch aur time, aur time"
)
""" "Aur koi time?", to what was offered: what comes after it."""
_AGAIN = re.compile(
    r"(?i)(?<![\w])(?:no|nahi|na|wait|sorry)(?:[\s,.]+(?:no|nahi|wait|sorry))*[\s,.]+(?:at\s+)?(?P<n>\w+)(?:[\s,]+(?P=n))?\s+(?:is (?:better|easier|best|fine|good)|suits|works|would be|better|hi theek|theek rahega|sahi rahega|hi sahi)"
)


def _hour_again(text: str) -> Found[ClockReading] | None:
    """ "Half seven. No, seven, seven is better": the hour alone, said anew."""
    match = _AGAIN.search(text)
    bare = bare_hour(match["n"]) if match is not None and find_numbers(match["n"]) else None
    if match is None or bare is None or not bare.times:
        return None
    return Found(bare, *match.span("n"))


def _lone_hour(text: str) -> Iterator[Found[ClockReading]]:
    """ "Okay, eleven", where nobody counts people: the one number left is an hour."""
    numbers = [one for one in find_numbers(text) if text[one.start : one.end].lower() != "do"]
    if len(numbers) == 1 and 1 < numbers[0].value <= 12:
        bare = bare_hour(text[numbers[0].start : numbers[0].end])
        if bare is not None and bare.times:
            yield Found(bare, numbers[0].start, numbers[0].end)


def _phone(text: str, said: Spoken, scene: Scene) -> Placed | None:
    asked = scene.awaiting == "phone" or scene.pending == "phone"
    region = region_of(scene.business.numbers, scene.business.timezone)
    joins = asked and bool(scene.digits)
    digits = join_digits(scene.digits, text, region) if joins else find_digits(text, region)
    if digits is not None and (digits.complete or (asked and len(digits.digits) >= 2)):
        return Placed(PhoneSaid(digits), *_stretch(text, digits, region))
    same = tables.SAME_NUMBER.within(said) or _THE_ONE_SHOWN.within(said)
    if asked and same and not tables.NOT_THIS_NUMBER.within(said):
        return Placed(PhoneSaid(None, True), 0, len(text))
    return None


_THE_ONE_SHOWN = Phrases(
    "same one, the one i'm ringing, the one i am ringing, the one i'm calling, the one i am calling, the one i'm phoning, i'm ringing from, i am ringing from, i'm calling from, i'm phoning from, shows up, showing on, on your screen, you can see, you see there, jis se baat kar rah*, jisse baat kar rah*, jis se bol rah*, jisse bol rah*, dikh raha, dikh rahi, dikhai de, screen pe, screen par"
)


def _stretch(text: str, digits: DigitsHeard, region: str) -> tuple[int, int]:
    """Where a telephone number was said: the shortest stretch that reads as it, so that "four
    tomorrow at seven" before it stays people, day and time."""
    found = [word for word in words(text) if _digitlike(word.folded)]
    if digits.complete:
        spans = _long_enough(found, len(digits.digits))
        for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
            read = find_digits(text[start:end], region)
            if read is not None and read.complete and read.digits == digits.digits:
                return start, end
    return (found[0].start, found[-1].end) if found else (0, len(text))


def _long_enough(found: Sequence[Word], least: int) -> list[tuple[int, int]]:
    """The stretches of these words that may hold so many digits."""
    held = list(accumulate((_most_digits(word.folded) for word in found), initial=0))
    return [
        (one.start, found[stop - 1].end)
        for at, one in enumerate(found)
        for stop in range(at + 1, len(found) + 1)
        if held[stop] - held[at] >= least
    ]


def _most_digits(word: str) -> int:
    """So many digits may come of this word."""
    value = unit(word)
    return max(3, len(word)) if value is None else len(str(value))


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
    whole = text
    if asked:
        text = bare_answer(text)
        said = spoken(text)
    if asked:
        several = _several_names(text)
        if several:
            yield Placed(NameSaid(several), 0, len(whole))
            return
    timed = any(isinstance(one.value, TimeWish) and one.value.reading.times for one in found)
    if asked and timed and find_name(text, False) is None:
        return
    name = _said_anew(text) or find_name(text, asked)
    beside = any(isinstance(one.value, _SETTLED) for one in found)
    if name is None and scene.awaiting != "name":
        name = name_beside(text, alone=not beside)
    if name is None:
        return
    if not asked and (
        _unlike_name(name)
        or any(phrases.within(spoken(name)) for phrases in tables.NOTES.values())
        or (names_staff(spoken(name), lexicon) and not _MY_NAME.within(said))
        or lexicon.service(spoken(name))
    ):
        return
    yield Placed(NameSaid((name,)), max(0, whole.find(name.split()[0])), len(whole))


_ANEW = re.compile(
    r"(?i)(?:naam|name|नाम)\b[^.;!?]*?[,.\-–…]+\s*(?:arre|are|arey|oh|uff|oops|अरे)?[\s,]*"
    r"(?:(?:nahi|nahin|no|sorry|wait|i mean|matlab|नहीं|मतलब|सॉरी)[\s,.]+)+(?P<name>[^,.;!?]+)"
)


def _said_anew(text: str) -> str | None:
    """ "Naam Rakesh, arre nahi, Rajesh Khatri": the name behind the correction."""
    anew = _ANEW.search(text)
    if anew is None or len(anew["name"].split()) > 4 or find_numbers(anew["name"]):
        return None
    return find_name(anew["name"], True)


_MY_NAME = Phrases("my name, mera naam, naam mera, mera shubh naam, मेरा नाम, नाम मेरा")
_SETTLED = (DayWish, TimeWish, PartyWish, PersonWish, ServiceWish)
_NO_NAME_YET = Phrases(
    """let me think, let me see, let me check, let me ask, shayad, maybe, perhaps, not sure, hold on, one moment, one second, just a minute, just a second, come again, say again, say that again, repeat, pardon, sorry what, didn't catch, why do you, what for
    naam batat*, naam batau*, naam bataa*, naam bolt*, naam bhi batat*, pehle ye, pehle yeh, pehle bata, pehle bol, pehle ek baat, name in a moment, name in a second, name in a minute, before i give, before i tell, first tell me, sochne do, sochne dijiye, sochta, sochti, ruko, rukiye, ek minute, ek second, ek min, kya kaha, ek baar aur, ek baar phir, phir se, fir se, dobara, sunai nahi, mat pucho, mat puchho, mat pooch, mat poochh, kyun chahiye, kyon chahiye, kis liye
    शायद, सोचने दो, सोचने दीजिए, रुको, रुकिए, एक मिनट, क्या कहा, फिर से, दोबारा, सुनाई नहीं, मत पूछ, क्यों चाहिए, किस लिए"""
)
_NAME_WORD = Phrases("naam, name, नाम")


def _questions(text: str, said: Spoken) -> bool:
    """ "Waise wahan parking hai kya" is no name, unless the sentence says that it is one."""
    if _NAME_WORD.within(said) or find_name(text, False) is not None:
        return False
    if opens_as_question(text):
        return True
    return tables.QUESTION.within(said) or tables.PRICE.within(said) or tables.HOURS.within(said)


_UNLIKE = Phrases(
    """here, calling, looking, late, running, not, going, coming, interested, sorry, fine, good, okay, busy, stuck, afraid, sure, down for, meeting, free, allergic, vegetarian, new, at, in, on, from, trying, the, a, an, round, very, so, still, about, just, also, happy, sick, ill, pregnant, waiting, outside, booked, alone, to, nearby, supposed, your, his, her
    bol raha, hoon, aa raha, aana, chahta, chahti, kal, aaj, der, theek, bhi, ne, ko, nahi, raaste, bimaar, ek, abhi, bahar, apna, apni, mein, call, phone, owner, admin, manager, developer, doctor"""
)


def _unlike_name(name: str) -> bool:
    return _UNLIKE.within(spoken(name))


_AND = re.compile(
    r"(?i)\s*(?:,\s*)?(?:\band\b|\baur\b|और|&)\s*"
    r"|\s*[,.;]\s*(?=(?:d[uo]+sr[aie]|the (?:other|second|younger|elder|older)|second|younger|elder|chhot[aie]|chot[aie]|bad[aie]|दूसर[ाीे]|छोट[ाीे]|बड़[ाीे]) )"
    r"|\s*,\s*(?=(?:my |meri |mera |mere |मेरी |मेरा |मेरे )?(?:wife|husband|biwi|patni|pati|son|daughter|beta|beti|mother|father|mummy|papa|पत्नी|पति|बेटा|बेटी|माँ|पिता)\s)"
)
_WHOSE = re.compile(
    r"(?i)^(?:my |meri |mera |mere |मेरी |मेरा |मेरे )?(?:wife|husband|biwi|patni|pati|son|daughter|beta|beti|mother|father|maa|"
    r"mummy|papa|friend|dost|brother|sister|bhai|behen|पत्नी|पति|बेटा|बेटी|माँ|पिता)(?:'s name)?(?: is| ka naam| का नाम)?[\s,:]+"
)


_COUNTED = re.compile(
    r"(?i)^(?:(?:the )?(?:first|second|other|younger|elder|older|one)(?: one)?(?: is|'s)?|chhot[aie]|chot[aie]|bad[aie]|छोट[ाीे]|बड़[ाीे]|ek(?: hai)?|pehl[aie]|d[uo]+sr[aie]|एक|पहल[ाीे]|दूसर[ाीे])"
    r"(?: (?:ka|ki|का|की) (?:naam|नाम))?(?![\w\u0900-\u097f])[\s,:]*"
)
""" "Ek Ramesh Gupta, doosri Sunita": which of the two, and no name."""


def _several_names(text: str) -> tuple[str, ...]:
    parts = [part for part in _AND.split(text.strip(" .।!")) if part.strip()]
    if len(parts) < 2:
        return ()
    parts = [_COUNTED.sub("", part.strip(" ,")) for part in parts]
    names = [find_name(_WHOSE.sub("", part), True) for part in parts]
    return tuple(name for name in names if name) if all(names) else ()
