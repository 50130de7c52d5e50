"""How many people come, as far as a sentence says so?

People are counted with their children; hours, days and a part of the group ("two of us are vegan")
are no count of them.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from datetime import time

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.clauses import mine
from vaani.dialogue.understanding.kept import blank, dropped, standing
from vaani.dialogue.understanding.match import Phrases, Spoken
from vaani.dialogue.understanding.relative import (
    KIN,
    family,
    more_people,
    people_named,
    who_comes_too,
)
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.seating import counted_anew, in_numbers, total_behind
from vaani.dialogue.understanding.vocabulary import ForPeople, MorePeople, PartyWish
from vaani.dialogue.understanding.wishes import Placed
from vaani.language.clock_words import bare_hour, find_clock, firm_spans
from vaani.language.found import Found
from vaani.language.numbers import find_numbers, unit
from vaani.language.script import words

_COUNT = re.compile(
    r"(?i)^\s*(?:(?:hi|ही)\s+)?(?:people|persons?|pax|guests?|of us|log|logon|logo|jan|jane|jano|janon|members?|mehmaan|mehman|afraad|afrad|bande|bando|bandon|banda|shakhs|heads?|covers|diners|"
    r"seats?|friends|others|adults?|grown[- ]?ups?|little ones|littles|tiny ones|young ones|elders|bade|badon|vayask|children|child|kids?|chhote bachche|"
    r"bachche|bachchon|bachcha|bacche|chhote|लोग|लोगों|जन|जने|जनों|व्यक्ति|मेहमान|बड़े|बडे|छोटे बच्चे|बच्चे|बच्चों|"
    r"बच्चा|आदमी|aadmi|सदस्य|sadasya|women|men|ladies|couples?|jode|joda|pairs of|जोड़े|जोड़े|कपल)(?![\w\u0900-\u097f])"
)
_CHILD = re.compile(
    r"(?i)^\s*(?:chhote |छोटे )?(?:child|kid|little|tiny|young|bach|bacch|बच्च|chhote|छोटे)"
)
_ADULT = re.compile(r"(?i)^\s*(?:adult|grown|bade|बड़े|बडे|vayask|badon)")
_BEFORE_COUNT = re.compile(
    r"(?i)(?:\bfor|table for|party of|table of|family of|bunch of|gang of|team of|\bwe are|\bwe're|we'll be|we will be|we would be|we'd be|there are|there will be|there'll be|make it for|group of"
    r"|\bhum|\bham|हम|total|altogether|kul|कुल|\bsirf|\bonly|\bjust)\s*(?:now |about |around |approximately |approx |roughly |nearly |almost |maybe |probably |at least |some |like |lagbhag |kareeb |karib |takriban |koi |करीब |क़रीब |लगभग |कोई |only |just |a |total |kul |hum |"
    r"altogether )*$"
)
_AFTER_COUNT = re.compile(
    r"(?i)^\s*(?:of us|ke liye|के लिए|altogether|in all|total|ki table|की टेबल|honge|होंगे|hain\b)"
)
_PEOPLE_BEFORE = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:log|लोग)\s+(?:(?:bhi|kul|total|ab|भी|कुल|अब)\s+)?$"
)
_WILL_BE = re.compile(
    r"(?i)^\s*(?:ho (?:jayenge|jaenge|gaye|gae)|honge|hain|rahenge|aayenge|aaenge|हो (?:जाएँगे|जाएंगे|गए)|होंगे|हैं|रहेंगे|आएँगे|आएंगे)(?![\w\u0900-\u097f])"
)
""" "Log bhi chhe ho jayenge": the count behind the people."""
_TWO_PEOPLE = Phrases(
    """the pair of us, a pair of us, just the pair of us, the couple of us, my wife and me, my wife and i, my husband and me, my husband and i, me and my, both of us, the two of us, two of us, us two, my friend and i
    mera aur mer, meri aur mer, main aur mer, hum dono, mata pita dono, maa papa dono, mummy papa dono, both my parents, मेरा और मेर, मेरी और मेर, मैं और मेर, हम दोनों, माता पिता दोनों, मम्मी पापा दोनों, माँ पापा दोनों"""
)
_JUST_ME = Phrases(
    "just me, only me, just myself, alone, by myself, one person, akela, akeli, sirf main, bas main, अकेला, अकेली, सिर्फ़ मैं"
)


def counts_people(scene: Scene) -> bool:
    return scene.business.kind == "restaurant" or wants_party(scene)


def without_counts(text: str, start: int, end: int) -> str:
    """The numbers of a stretch blanked, its clock times left."""
    hours = [clock for clock in find_clock(text) if clock.value.times]
    for one in find_numbers(text):
        timed = any(hour.start <= one.start < hour.end for hour in hours)
        if start <= one.start < end and not timed:
            text = blank(text, one.start, one.end)
    return text


def _groups(text: str, scene: Scene) -> tuple[list[tuple[str, Found[int]]], str]:
    """The numbers that count people, each with the kind of people, and the text without them."""
    groups: list[tuple[str, Found[int]]] = []
    rest = text
    for one in find_numbers(text):
        after, before = text[one.end :], text[: one.start]
        if not 0 < one.value < 1000 or dropped(one, text):
            continue
        if re.match(
            r"(?i)\s*(?:baje|बजे|a\.?m|p\.?m|o'?clock|minute|मिनट|:\d|bajkar|rupees|rupaye|रुपये)",
            after,
        ):
            continue
        counted = _COUNT.match(after)
        led = _BEFORE_COUNT.search(before)
        if led is None and groups and _IN_ALL.match(after):
            led = _SO_MANY.search(before)
        if led is None and _WILL_BE.match(after):
            led = _PEOPLE_BEFORE.search(before)
        meal = _MEAL_AFTER.match(after) and _STARTS_COUNT.search(before)
        if not counted and not meal and _inside(one, firm_spans(text)):
            continue
        loose = not counted and not meal and not _AFTER_COUNT.match(after)
        if not counted and _KE_LIYE.match(after) and _for_the_hour(text, one, scene):
            continue
        if loose and (not led or _is_clock(text, one, led.group(), scene)):
            continue
        if (
            one.value == 1
            and re.match(r"(?i)\s*(?:of us|of them|child|kid|bach)", after)
            and (groups or "for" in text.lower() or re.match(r"(?i)\s*of (?:us|them)", after))
        ):
            continue
        asked = scene.flow == "book" and scene.awaiting not in (None, "party")
        if ((groups or asked) and _SOME_OF_US.match(after)) or _EATS.match(after):
            continue
        if _COUPLES.match(after):
            one = Found(one.value * 2, one.start, one.end)
        kind = "child" if _CHILD.match(after) else "adult" if _ADULT.match(after) else "all"
        groups.append((kind, one))
        rest = blank(rest, one.start, one.end + (counted.end() if counted else 0))
    return groups, rest


def people_said(text: str, said: Spoken, scene: Scene) -> tuple[list[Placed], str]:
    """People are counted with their children; the counted numbers are no times."""
    if not counts_people(scene):
        return _separately(text, said), text
    text = in_numbers(text)
    more = (
        more_people(text) if scene.flow or scene.wrote or mine(said) or _MORE.search(text) else None
    )
    too = who_comes_too(text) if more is None and scene.wrote and scene.pending is None else None
    if too is not None:
        return [Placed(MorePeople(too), 0, 0)], text
    total = total_behind(text, more[2]) if more is not None else None
    if more is not None and total is not None:
        return [Placed(PartyWish(total.value), total.start, total.end)], blank(
            text, more[1], len(text)
        )
    if more is not None:
        return [Placed(MorePeople(more[0]), more[1], more[2])], blank(text, more[1], more[2])
    out: list[Placed] = []
    groups, rest = _groups(text, scene)
    total = total_behind(text, groups[0][1].end) if groups else None
    if total is not None and not _inside(total, firm_spans(text)):
        groups.append(("total", total))
        rest = blank(rest, total.start, total.end)
    anew = counted_anew(text)
    if anew is not None and _people_again(anew, bool(groups), text, scene):
        groups = sorted([*groups, ("all", anew[0])], key=lambda group: group[1].start)
        rest = blank(rest, anew[0].start, anew[0].end)
    plain = _in_one_phrase(text, rest, scene)
    if plain is not None:
        return plain
    baby = bool(groups and _AND_BABY.search(text))
    named = family(text)
    several = people_named(text)
    wholes = [
        (kind, one)
        for kind, one in groups
        if several is not None and kind == "all" and not _inside(one, (several[1:],))
    ]
    groups = wholes or groups
    if several is not None and not wholes:
        out.append(Placed(PartyWish(several[0]), several[1], several[2]))
        rest = without_counts(rest, several[1], several[2])
    elif named is not None and all(kind == "child" for kind, _ in groups):
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
            for one in standing(find_numbers(text), text)
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
        elif _PART_EATS.search(text) or _OF_US_ARE.search(text):
            pass
        elif _TWO_PEOPLE.within(said) or _COUPLE.search(text):
            out.append(Placed(PartyWish(2), 0, len(text)))
    return out, rest


def _in_one_phrase(text: str, rest: str, scene: Scene) -> tuple[list[Placed], str] | None:
    """ "Me plus three", "from four people to six", "chaar plus ek bachcha": one phrase says them all."""
    beside = _WITH_ME.search(text)
    others = find_numbers(beside["n"] or beside["h"]) if beside else ()
    if beside and others:
        people = others[0].value + 1
        return [Placed(PartyWish(people), *beside.span())], blank(rest, *beside.span())
    growing = _FROM_TO.search(text)
    if growing and find_numbers(growing.group("n")):
        people = find_numbers(growing.group("n"))[-1].value
        return [Placed(PartyWish(people), *growing.span("n"))], blank(rest, *growing.span())
    with_baby = _SO_MANY_AND_BABY.match(text) if scene.awaiting == "party" else None
    if with_baby and (grown := find_numbers(with_baby["n"])):
        return [Placed(PartyWish(grown[0].value + 1), 0, len(text))], ""
    return None


_COUPLE = re.compile(
    r"(?i)\b(?:a |the )?couple\b(?! of (?:bookings?|tables?|appointments?|reservations?|things|questions|days|weeks|hours|minutes|times))"
)
""" "A couple of bookings" counts no people."""
_MORE = re.compile(
    r"(?i)\b(?:more|extra|additional) (?:people|persons?|guests?|of us)\b|\badd \w+ (?:kids?|child|children|persons?|people|guests?|adults?|friends?|cousins?)\b"
)
""" "Can I bring two more people on Sunday": nobody is more than others on a first booking."""
_SO_MANY = re.compile(
    r"(?i)(?:\b(?:too|also|as well|joining|coming|wait|bhi|aa rah\w+)\b|भी|आ रह)[^.?!]{0,40}"
    r"(?:\b(?:so|that makes(?: it| us)?|makes it|makes us|to|toh)|तो)\s+(?:now |we are |we're |hum |total |kul |ab |अब )*$"
)
_IN_ALL = re.compile(r"(?i)^\s*(?:[,.;!?]|$|of us|in all|total|altogether|now|then)")
""" "We'd be four, no wait, my sister is joining, so five": counted anew."""
_COUPLES = re.compile(r"(?i)^\s*(?:couples?|jode|joda|pairs|जोड़े|जोड़े|कपल)(?![\w\u0900-\u097f])")
_SOME_OF_US = re.compile(
    r"(?i)^\s*of (?:us|them) (?:is|are|has|have|eat|eats|don't|do not|will|want|jain|veg|vegetarian|vegan|can't|cannot)(?!\w)"
)
""" "Two of us are vegan": no other count."""
_OF_US_ARE = re.compile(
    r"(?i)\bof (?:us|them) (?:is|are|has|have|eat|eats|don't|can't|jain|veg|vegetarian|vegan)(?!\w)"
)
_OF_THOSE = r"(?:of us|of them|people|persons?|guests?|log|logon|jan|लोग|लोगों|जन)"
_DIETS = r"(?:veg|vegetarians?|vegans?|jains?|allerg\w*|kosher|halal|gluten\w*|lactose\w*|diabetic|fasting|wheelchairs?|onion|garlic|meat|egg\w*|nuts?|pregnant)(?!\w)"
_HAVE = r"(?:(?:is|are|eat|eats|have|has|need|needs|don't|do not|can't|cannot|sirf|only)\s+)+(?:(?:a|an|only|strictly|pure|no|eat|any)\s+)*"
_EATS = re.compile(
    rf"(?i)^\s*(?:{_OF_THOSE}\s+)?{_HAVE}{_DIETS}"
    rf"|^\s*(?:{_OF_THOSE}\s+)?(?:hi\s+|sirf\s+|सिर्फ़\s+)?(?:shakaha?ri|veg|vegetarian|vegan|jain|शाकाहारी|वेज|जैन)\s+(?:hain?|khate|khaate|khayenge|honge|हैं|खाते|खाएँगे|होंगे)(?![\w\u0900-\u097f])"
)
""" "Two of us are vegetarian", "do log jain hain": some of those who come, and no count of them."""
_PART_EATS = re.compile(rf"(?i)\b{_OF_THOSE}\s+{_HAVE}{_DIETS}")
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


def wants_party(scene: Scene) -> bool:
    terms = scene.business.booking
    return terms is not None and ("party" in terms.required or terms.capacity is not None)


def _inside(one: Found[int], spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= one.start < end for start, end in spans)


_KE_LIYE = re.compile(r"(?i)^\s*(?:ke liye|के लिए)")


def _for_the_hour(text: str, one: Found[int], scene: Scene) -> bool:
    """ "Shaam saat ke liye chaar log": an hour where others count the people, or one was asked for."""
    hours = tuple((hour.start, hour.end) for hour in find_clock(text) if hour.value.times)
    counted = any(_COUNT.match(text[n.end :]) for n in find_numbers(text))
    return (counted and _inside(one, hours)) or _hour_asked(text, one, scene)


def _hour_asked(text: str, one: Found[int], scene: Scene) -> bool:
    """Is a number the hour that was asked for? No other is said, and the house is open then."""
    if scene.awaiting != "time":
        return False
    hours = [clock for clock in find_clock(text) if clock.value.times]
    if any(not hour.start <= one.start < hour.end for hour in hours):
        return False
    bare = hours[0].value if hours else bare_hour(text[one.start : one.end])
    return bare is not None and bool(bare.times) and not _never_open(bare.times, scene)


def _is_clock(text: str, one: Found[int], lead: str, scene: Scene) -> bool:
    """ "Just seven thirty", "only nine": not people, unless "for" leads; "can we go for nine" is
    the hour that was asked for, where the house is ever open then."""
    lead = lead.lower()
    hours = [clock for clock in find_clock(text) if clock.value.times]
    if "for" in lead and not re.search(r"table|party|of\b", lead):
        if _inside(one, tuple((hour.start, hour.end) for hour in hours)):
            return True
        if _hour_asked(text, one, scene):
            return True
    return (
        "for" not in lead
        and not lead.rstrip().endswith(" of")
        and "hum" not in lead
        and _inside(one, tuple((hour.start, hour.end) for hour in hours))
    )


def no_hour(times: tuple[time, ...], scene: Scene) -> bool:
    """ "Make it five" at a read-back: where no day is open at five, five are people."""
    told = scene.pending in ("book", "change") or scene.wrote
    if not told or not wants_party(scene):
        return False
    return _never_open(times, scene)


def _never_open(times: tuple[time, ...], scene: Scene) -> bool:
    periods = [one for week in scene.business.hours.values() for one in week]
    return not any(
        one.open <= at < one.close or (one.close <= one.open and (at >= one.open or at < one.close))
        for one in periods
        for at in times
    )


_WITH_ME = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:(?:just |it's |it'll be )?(?:me|myself) plus (?P<n>[a-z]+|\d+)(?= *(?:$|[.,!?]|others?\b|more\b|people\b|guests?\b|friends?\b))"
    r"|(?:mere|hamare|मेरे) (?:saath|sath|साथ) (?P<h>[\w\u0900-\u097f]+) (?:aur log|log aur|aur|और लोग|लोग और|और)(?![\w\u0900-\u097f]))"
)
""" "Me plus three", "mere saath teen log aur": those, and the caller."""
_FROM_TO = re.compile(
    r"(?i)(?:from )?\w+ (?:people|persons|guests|log|logon) (?:to|se) (?P<n>\w+)(?!\s*(?:baje|am|pm|o'clock))"
)
_AND_BABY = re.compile(
    r"(?i)(?:plus|and|with|aur|और)\s+(?:a|one|ek|एक)\s+(?:small |chhota |छोटा )?(?:baby|kid|child|toddler|infant|bachcha|bachchi|baccha|बच्चा|बच्ची)(?![\w\u0900-\u097f])"
)
_SO_MANY_AND_BABY = re.compile(
    r"(?i)^\s*(?:(?:hum|we are|we're|bas|just|total)\s+)?(?P<n>[\w\u0900-\u097f]+)\s+(?:plus|and|with|aur|और)\s+(?:a|one|ek|एक)\s+(?:small |little |chhota |chhoti |छोटा |छोटी )?(?:baby|kid|child|toddler|infant|bachcha|bachchi|baccha|बच्चा|बच्ची)(?![\w\u0900-\u097f])"
)
""" "Chaar plus ek bachcha", to how many come."""
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
    if totals := [found.value for kind, found in groups if kind == "total"]:
        return Placed(PartyWish(totals[-1]), groups[0][1].start, last.end)
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


_BOTH_OF_MINE = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:(?:both|two of) (?:of )?(?:my|our|the) (?:boys|girls|sons|daughters|kids|children|parents|brothers|sisters)|my (?:two|twin) (?:boys|girls|sons|daughters|kids|children)|(?:mere|meri|hamare|hamari|apne|apni) (?:dono|donon|do) (?:bete|beti|betiyan|betiyon|bachche|bachchon|ladke|ladkiyan|bhai|behne|behnein)|(?:मेरे|मेरी|हमारे|हमारी) (?:दोनों|दो) (?:बेटे|बेटों|बेटियाँ|बेटियों|बच्चे|बच्चों))(?![\w\u0900-\u097f])"
)
""" "Both my boys": two people, each with a booking of his own."""


_SOMEBODY_AND_ME = re.compile(
    rf"(?i)\bfor (?:my |our )?{KIN} and (?:me|myself|i)\b(?! (?:want|need|would|will|am|have|a|at))"
    rf"|(?<![\w\u0900-\u097f])(?:mujhe|mujhko|मुझे|मुझको) (?:aur|और) (?:meri |mere |mera |apni |apne |मेरी |मेरे |अपनी |अपने )?{KIN} (?:ko|को)(?![\w\u0900-\u097f])"
    rf"|(?<![\w\u0900-\u097f])(?:meri |mere |mera |apni |apne |मेरी |मेरे |अपनी |अपने )?{KIN} (?:aur|और) (?:mujhe|mujhko|मुझे|मुझको)(?![\w\u0900-\u097f])"
    rf"|(?<![\w\u0900-\u097f])(?:meri |mere |mera |apni |apne |मेरी |मेरे |अपनी |अपने )?{KIN} (?:ke liye |ka |ki |के लिए |का |की )?(?:aur|और) (?:mere liye|mera bhi|meri bhi|apne liye|मेरे लिए|अपने लिए|मेरा भी|मेरी भी)"
)
""" "Meri maa ke liye aur mere liye": two of them, each with a booking."""


def _separately(text: str, said: Spoken) -> list[Placed]:
    """At a clinic or salon two people are two bookings."""
    if _TWO_PEOPLE.within(said) or _BOTH_OF_MINE.search(text) or _SOMEBODY_AND_ME.search(text):
        return [Placed(ForPeople(2), 0, len(text))]
    for one in find_numbers(text):
        if 1 < one.value <= 4 and re.match(
            r"(?i)\s*(?:people|persons|of us|girls|ladies|women|boys|men|kids|children|log|logon|bachche|bachchon|ladkiyan|ladkiyon|लोग|लोगों|जन|बच्चे|बच्चों|लड़कियाँ|लड़कियों)(?![\w\u0900-\u097f])",
            text[one.end :],
        ):
            return [Placed(ForPeople(one.value), one.start, one.end)]
    return []
