"""Which days and hours of a sentence only say how long something has been so?

"Kal se bukhar hai" is a fever since yesterday, and no wish for tomorrow; so is "I have had a cough
since Monday". Such words are blanked before days and hours are looked for.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

_E = r"(?![\w\u0900-\u097f])"
_B = r"(?<![\w\u0900-\u097f])"
_PART = r"(?:subah|savere|dopahar|shaam|sham|raat|rat|सुबह|सवेरे|दोपहर|शाम|रात)"
_DAY = (
    r"(?:kal|parson|parso|narson|aaj|som(?:v|w)a+r|mangal(?:v|w)a+r|budh(?:v|w)a+r|guru(?:v|w)a+r|brihaspati(?:v|w)a+r|shukra?(?:v|w)a+r|shani(?:v|w)a+r|ravi(?:v|w)a+r|it(?:v|w)a+r|"
    r"mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|कल|परसों|परसो|नरसों|आज|सोमवार|मंगलवार|बुधवार|गुरुवार|बृहस्पतिवार|शुक्रवार|शनिवार|रविवार|इतवार)"
)
_SE = re.compile(
    rf"(?i){_B}(?:(?:pichhle|pichle|beete|पिछले|बीते)\s+)?(?:{_DAY}(?:\s+(?:ki\s+|की\s+)?{_PART})?|{_PART})\s+(?:hi\s+|ही\s+)?(?:se|से){_E}(?!\s+(?:pehle|pahle|baad|lekar|le kar|leke|lekin|tak|पहले|बाद|लेकर|तक){_E})"
)
_GOES_ON = re.compile(
    rf"(?i){_B}(?:hai|hain|h|hun|hoon|tha|thi|the|raha|rahi|rahe|hua|hui|chal|है|हैं|हूँ|था|थी|थे|रहा|रही|रहे|हुआ|हुई){_E}"
)
_WISHED = re.compile(
    rf"(?i){_B}(?:chahiye|chahie|aana|aaun\w*|aayen\w*|aaen\w*|book\w*|rakh\w*|mil\w*|lena|leni|lene|khul\w*|band|open|closed?|chhutti|chutti|leave|baith\w*|available|free|hoga|hogi|honge|shuru|start\w*|kitne|kab|shift\w*|badal\w*|change\w*|cancel\w*|tak|"
    rf"चाहिए|आना|आऊ\S*|आएँ\S*|बुक\S*|रख\S*|मिल\S*|लेना|लेनी|खुल\S*|बंद|छुट्टी|बैठ\S*|होगा|होगी|होंगे|शुरू|कितने|कब|बदल\S*|तक){_E}"
)
_SINCE = re.compile(
    rf"(?i)\b(?:since|(?:(?<=having\s)|(?<=suffering\s)|(?<=running\s))from|(?:ever )since)\s+(?:the\s+|this\s+|last\s+|past\s+|yesterday\s+|early\s+)*(?:{_DAY}(?:\s+(?:morning|afternoon|evening|night))?|morning|afternoon|evening|night|noon|yesterday|today|last week|(?:a |one |two |three |four |\d+ )?(?:days?|weeks?))\b"
)
_ENDS = ".!?;।"


def without_since(text: str) -> str:
    """The sentence with those words blanked; every other letter keeps its place."""
    for found in _SINCE.finditer(text):
        text = _blanked(text, found)
    for found in _SE.finditer(text):
        clause = _clause_around(text, found.start(), found.end())
        if _GOES_ON.search(clause) and not _WISHED.search(clause):
            text = _blanked(text, found)
    return text


def _clause_around(text: str, start: int, end: int) -> str:
    """Without the words themselves: from the mark before them to the next one; a comma ends it."""
    before = max((text.rfind(mark, 0, start) for mark in (*_ENDS, ",")), default=-1)
    behind = [at for mark in (*_ENDS, ",") if (at := text.find(mark, end)) >= 0]
    return text[before + 1 : start] + text[end : min(behind, default=len(text))]


def _blanked(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]
