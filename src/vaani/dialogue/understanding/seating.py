"""How many come in all when people are counted by tables, in dozens, or counted anew?

"Six log ek pe aur six doosri pe" and "two tables for six" are twelve (RULES 3.1); "teen log, nahi,
chaar" is four. Times and days are left to others.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from datetime import UTC, datetime

from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.found import Found
from vaani.language.numbers import find_numbers

_ANY_DAY = datetime(2027, 1, 6, 12, tzinfo=UTC)
_TABLE = r"(?:tables?|mez|mej|mezein|टेबल|टेबलें|मेज़|मेज|मेज़ें)"
_PEOPLE = r"(?:log|logon|logo|people|persons?|guests?|of us|jan|jane|लोग|लोगों|जन|जने)"
_APART = r"(?:(?:alag|alag alag|separate|different|अलग|अलग अलग)\s+)?"
_ENDS = r"(?![\w\u0900-\u097f])"
_SECOND = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:doosr[iae]|dusr[iae]|दूसर[ीाे]|another|the other|the second|second) ?(?:{_TABLE})?{_ENDS}"
    rf"|(?<![\w\u0900-\u097f])(?:ek|one|एक) {_TABLE}.+?(?:ek|one|एक) {_TABLE}"
    r"|(?<![\w])one (?:of|for) .+?(?:one|other|another) (?:of|for) "
)
_COUNTED = re.compile(
    rf"(?i)^\s*(?:{_PEOPLE}|(?:ek|एक|doosr[iae]|dusr[iae]|दूसर[ीाे]|the other|another)?\s*(?:pe|par|mein|on|at|पर|में){_ENDS})"
)
_LED = re.compile(
    rf"(?i)(?:{_TABLE}\s*(?:for|of|ke liye|के लिए)?|(?:one|other|another|second)\s+(?:for|of|with)|doosr[iae]|dusr[iae]|दूसर[ीाे])\s*$"
)
_TABLES_OF = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?P<k>[\w\u0900-\u097f]+)\s+{_TABLE}\s*(?:,\s*)?(?:for|of|with|each for|ke liye|के लिए)\s+(?P<n>[\w\u0900-\u097f]+)"
    rf"|(?<![\w\u0900-\u097f])(?P<n2>[\w\u0900-\u097f]+)[ -]+(?:{_PEOPLE}\s+)?(?:ki|के|की|ke)\s+(?P<k2>[\w\u0900-\u097f]+)\s+{_APART}{_TABLE}{_ENDS}"
)


_APIECE = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?P<n>[\w\u0900-\u097f]+)[ -](?P=n)\s+{_PEOPLE}{_ENDS}"
    rf"|(?<![\w\u0900-\u097f])(?P<n2>[\w]+)\s+{_PEOPLE}\s+(?:each|per table|at each|on each)"
)
_SEVERAL = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?P<k>[\w\u0900-\u097f]+)\s+{_APART}{_TABLE}{_ENDS}"
)


def tables_together(text: str) -> tuple[int, int, int] | None:
    """All people of several tables at one time, and where they were counted."""
    clocks = [one for one in find_clock(text) if one.value.times]
    if len(find_dates(text, _ANY_DAY)) > 1 or len({one.value.times for one in clocks}) > 1:
        return None
    if _SECOND.search(text):
        counts = [one for one in find_numbers(text) if _is_count(text, one, clocks)]
        if len(counts) >= 2:
            return sum(one.value for one in counts), counts[0].start, counts[-1].end
    apiece, several = _APIECE.search(text), _SEVERAL.search(text)
    if apiece and several and (each := find_numbers(apiece.group("n") or apiece.group("n2"))):
        many = find_numbers(several.group("k"))
        if many and 2 <= many[0].value <= 20:
            return many[0].value * each[0].value, *apiece.span()
    for match in _TABLES_OF.finditer(text):
        many = find_numbers(match.group("k") or match.group("k2"))
        each = find_numbers(match.group("n") or match.group("n2"))
        if many and each and 2 <= many[0].value <= 20 and 1 < each[0].value < 100:
            end = match.end()
            if re.match(r"(?i)\s*(?:baje|बजे|o'?clock|am|pm|p\.m|a\.m)", text[end:]):
                continue
            return many[0].value * each[0].value, match.start(), end
    return None


def _is_count(text: str, one: Found[int], clocks: list[Found]) -> bool:  # type: ignore[type-arg]
    if not 1 <= one.value < 100:
        return False
    after, before = text[one.end :], text[: one.start]
    if re.match(rf"(?i)\s*{_TABLE}{_ENDS}", after):
        return False
    if _COUNTED.match(after) and (one.value > 1 or re.match(rf"(?i)\s*{_PEOPLE}", after)):
        return True
    timed = any(clock.start <= one.start < clock.end for clock in clocks)
    return bool(_LED.search(before)) and not timed and one.value > 1


_DOZEN = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:(?P<half>half a|aadh[ae]|आधा|आधे)|(?P<two>two|do|दो)|an?|one|ek|एक)? ?(?:dozen|darjan|दर्जन)"
    + _ENDS
)


def in_numbers(text: str) -> str:
    """Dozens as numbers, every other word where it was."""

    def number(match: re.Match[str]) -> str:
        count = "6" if match.group("half") else "24" if match.group("two") else "12"
        return count.ljust(len(match.group()))

    return _DOZEN.sub(number, text)


_NO = r"(?:nahi|nahin|nai|no|sorry|wait|actually|rather|matlab|balki|arre|arey|i mean|make that|make it|ruko|rukiye|नहीं|नही|सॉरी|मतलब|बल्कि|अरे|रुको)"
_ANEW = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f]){_NO}(?:[\s,.…-]+(?:{_NO}|ji|जी|it's|we are|we're|hum|हम))*[\s,.…-]+(?P<n>[\w\u0900-\u097f]+)(?:\s+{_PEOPLE})?(?:\s+(?:hain|honge|हैं|होंगे|please|only))?\s*[.!?]*\s*$"
)
_MID = re.compile(
    rf"(?i)(?:{_PEOPLE}\s*(?:ke liye|के लिए|ki|की)?|(?:for|of)\s+[\w]+)[\s,.…-]*{_NO}(?:[\s,.…-]+(?:{_NO}|ji|जी))*[\s,.…-]+(?P<n>[\w\u0900-\u097f]+)(?:\s+{_PEOPLE})?(?=[\s,.;!?]|$)(?!\s*(?:baje|बजे|o'?clock|am|pm|a\.m|p\.m)(?![\w\u0900-\u097f]))"
)
_JUST_COUNTED = re.compile(rf"(?i){_PEOPLE}\s*(?:hain|हैं|ke liye|के लिए)?[\s,.…-]*$")


def counted_anew(text: str) -> tuple[Found[int], bool] | None:
    """The number behind a correction at the end, and whether people stand right before it."""
    match = _ANEW.search(text)
    numbers = find_numbers(match.group("n")) if match else ()
    middle = _MID.search(text)
    if not numbers and middle and (found := find_numbers(middle.group("n"))):
        start, end = middle.span("n")
        return (Found(found[0].value, start, end), True) if 0 < found[0].value < 100 else None
    if match is None or not numbers or not 0 < numbers[0].value < 100:
        return None
    start, end = match.span("n")
    return Found(numbers[0].value, start, end), bool(_JUST_COUNTED.search(text[: match.start()]))


_AGAIN = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:so|that's|that is|that makes|makes|now|total|in total|altogether|we're|we are|we'd be|to|toh|ab|matlab|kul|yaani|yani|तो|अब|मतलब|कुल|यानी)\s+"
    r"(?:(?:so|now|it's|that's|that makes|it|us|we're|we are|we'd be|we'll be|make it|only|just|ab|hum|kul|total|sirf|bas|अब|हम|कुल|सिर्फ़|बस)\s+)*"
    r"(?:[\w\u0900-\u097f]+\s+(?:se|to|से)\s+)?(?P<n>[\w\u0900-\u097f]+)"
    rf"(?:(?P<sure>\s+(?:hi\s+|ही\s+)?(?:ho ga\w+|hue|aayenge|aaenge|ayenge|honge|hain|{_PEOPLE}|in all|in total|total|altogether|now|हो ग\w+|आएँगे|होंगे|हैं))|(?=\s*(?:[,.;!?।]|$|\s(?:aur|and|और|on|at|for|this|next|tomorrow|tonight|kal|aaj|ke liye)\s)))"
)
_FEWER_OR_MORE = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:drop\w*|out|with|plus|minus|joining|joined|also|as well|too|coming|come|can't|cannot|isn't|not|sick|ill|tagging|bring\w*|forgot|left|cancel\w*|bhi|aa ga\w*|aa rah\w*|aayeg\w*|nahi|nahin|kam|chhutti|bimaar|beemar|jud\w*|add|badh\w*|son|daughter|sister|brother|mother|father|mum|mom|dad|wife|husband|kid\w*|bachch\w*|baby|cousin|friend|uncle|aunt\w*|bua|chacha|mama|nani|dadi|dost|भी|आ ग\w*|आ रह\w*|नहीं|कम|बच्च\w*|बहन|भाई)(?![\w\u0900-\u097f])"
)
_SET = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?P<n>[\w\u0900-\u097f]+)\s+(?:{_PEOPLE}\s+)?(?:kar|rakh|likh|कर|रख|लिख)\s+(?:do|dijiye|dijie|den|dena|dein|lo|lijiye|दो|दीजिए|दें|देना|लो|लीजिए){_ENDS}"
)
""" "Ek cousin bhi aa raha hai, paanch kar do": the number that is to be written."""
_AT_LAST = re.compile(r"(?i)[,.;]\s*(?P<n>[\w\u0900-\u097f]+)\s*[.!।]?\s*$")
_MOST = 60


def total_behind(text: str, start: int) -> Found[int] | None:
    """How many they are in the end, said behind a first count that ends at `start`: "five of us, no
    hang on, Pradeep's dropped out, so four"; "do log kam ho gaye toh ab chaar hi aayenge"."""
    last = _AT_LAST.search(text, start)
    if last is not None and _FEWER_OR_MORE.search(text, start, last.start()):
        numbers = find_numbers(last["n"])
        if numbers and 0 < numbers[0].value < _MOST:
            return Found(numbers[0].value, *last.span("n"))
    for again in reversed([*_SET.finditer(text, start), *_AGAIN.finditer(text, start)]):
        numbers = find_numbers(again["n"])
        if not numbers or not 0 < numbers[0].value < _MOST or again["n"].lower() in ("a", "an"):
            continue
        if again.groupdict().get("sure") or _FEWER_OR_MORE.search(text, start, again.start("n")):
            return Found(numbers[0].value, *again.span("n"))
    return None
