"""Is the caller speaking of a booking that he has, and giving it a new day, time or number?

"Meri booking nau baje kar do", "make our table half past eight": without any word for changing. The
same words may ask for a first booking; which of the two is meant shows the calendar.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding.match import Phrases, Spoken
from vaani.dialogue.understanding.relative import shift
from vaani.dialogue.understanding.scene import Scene
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.numbers import find_numbers

_NOUN = r"(?:booking|appointment|appoinment|apointment|reservation|table|slot|visit|mez|number|बुकिंग|अपॉइंटमेंट|अपाइंटमेंट|अपॉइन्टमेंट|टेबल|मेज़|मेज|स्लॉट|नंबर)"
_WHOSE = r"(?:mer[aei]|ham+ar[aei]|hum+ar[aei]|apn[aei]|मेर[ाेी]|हमार[ाेी]|अपन[ाेी])"
_OURS = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f]){_WHOSE}(?:\s+\S+){{0,3}}?\s+{_NOUN}(?![\w\u0900-\u097f])"
)
_MADE = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:kar (?:do|dijiye|dijie|den|dena|dein|dey|sakte|lo|lijiye)|kardo|kar dijiyega|rakh (?:do|dijiye|den)|kara? do|karwa (?:do|dijiye)|ho (?:sakt[aie]|jaye)|"
    r"कर (?:दो|दीजिए|दीजिये|दें|देना|सकते|लो|लीजिए)|रख (?:दो|दीजिए|दें)|करवा (?:दो|दीजिए)|करा (?:दो|दीजिए)|हो (?:सकत[ाी]|जाए))(?![\w\u0900-\u097f])"
)
_IT = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:usko|us ko|use|isko|is ko|ise|उसको|उसे|इसको|इसे)(?![\w\u0900-\u097f])"
)
_IS = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f]){_WHOSE}(?:\s+\S+){{1,6}}?\s+(?:hai|h|tha|thi|है|था|थी)(?![\w\u0900-\u097f])"
)
_ABOUT_IT = re.compile(rf"(?i)(?<![\w\u0900-\u097f]){_WHOSE}(?:\s+\S+){{1,8}}?$")
_OF = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f]){_WHOSE}\s+\S+(?:\s+\S+)?\s+(?:ka|ki|ke|wala|wali|का|की|के|वाला|वाली)\s"
)
_ENGLISH = Phrases(
    "make my table, make our table, make my reservation, make our reservation, make my slot, push our, set my appointment, set our table, can my appointment be, can our table be, could my appointment be, could our table be"
)
_HAVE_MAKE = re.compile(
    r"(?i)\b(?:i|we) (?:have|had|'ve got|have got) (?:a|an|my|our) .*\b(?:make it|make that|can (?:we|you|i) make it|could (?:we|you) make it|move it|shift it|have it)\b"
)
_ONE_TO_OTHER = re.compile(
    r"(?i)(?:booking|table|appointment|cutting|slot|बुकिंग|टेबल|अपॉइंटमेंट|जाँच)(?:\s+\S+){0,2}?\s+(?:\S+\s+)?(?:log\s+|logon\s+|baje\s+|लोग\s+|बजे\s+)?(?:se|से)\s+\S+\s+(?:log|logon|baje|लोग|लोगों|बजे)\s+(?:ki\s+|की\s+|ka\s+|का\s+)?(?:kar|rakh|कर|रख)"
)
""" "Booking chaar log se chhe log kar do": of the one that there is."""
_BOOKING_KO = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:booking|appointment|reservation|बुकिंग|अपॉइंटमेंट|अपॉइन्टमेंट) (?:ko|को)(?![\w\u0900-\u097f])"
)
""" "Booking ko ek din baad ka kar dijiye": the one that there is."""
_NEW = Phrases("book kar, book karn, बुक कर, new, naya, nayi, nai, नया, नई")


def has_moment(text: str, scene: Scene) -> bool:
    """Is a day, a time or a number of people named?"""
    return bool(
        any(one.value.times for one in find_clock(text))
        or find_dates(text, scene.now)
        or find_numbers(text)
    )


def changes_surely(said: Spoken) -> bool:
    """English leaves no doubt: there is a booking, and it shall be otherwise."""
    return _ENGLISH.within(said) or _HAVE_MAKE.search(said.text) is not None


def changes_if_any(said: Spoken, scene: Scene) -> bool:
    """ "Meri booking ... nau baje kar do": a change, if there is a booking."""
    text = said.text
    if _NEW.within(said):
        return False
    made = [match.start() for match in _MADE.finditer(text)]
    if not made:
        return False
    if _ONE_TO_OTHER.search(text) is not None:
        return True
    of_it = _BOOKING_KO.search(text)
    if of_it is not None and made[-1] > of_it.end():
        moved = text[of_it.end() : made[-1]]
        return has_moment(moved, scene) or shift(moved) is not None
    owned = _OURS.search(text)
    if owned is not None:
        return made[-1] > owned.end() and has_moment(text[owned.end() : made[-1]], scene)
    told = _IS.search(text)
    if told is not None:
        it = _IT.search(text, told.end())
        return it is not None and has_moment(text[it.end() : made[-1]], scene)
    it = _IT.search(text)
    if it is not None and _ABOUT_IT.search(text[: it.start()].rstrip()) is not None:
        return has_moment(text[it.end() : made[-1]], scene)
    of = _OF.search(text)
    if of is None:
        return False
    days = find_dates(text[: made[-1]], scene.now)
    return len(days) >= 2 or (
        _IT.search(text) is not None and has_moment(text[of.end() : made[-1]], scene)
    )
