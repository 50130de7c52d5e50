"""Does the caller ask for a human, and not only whether he talks to one?"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken, without


def wants_human(said: Spoken, asks_robot: bool, adds_people: bool) -> bool:
    """`asks_robot`: it is asked whether a machine speaks; `adds_people`: one person more comes."""
    wanted = said
    if asks_robot:
        which = _OR_A_PERSON.sub(" ", said.text)
        wanted = without(said if which == said.text else spoken(which), tables.TALKING_TO)
    if _A_REAL_ONE.search(said.text) is not None and not tables.TALKING_TO.within(said):
        return not message_only(said)
    human = tables.HUMAN.within(said) and (
        wanted is said or tables.HUMAN.within(wanted) or not tables.TALKING_TO.within(said)
    )
    nobody = _NOBODY.within(spoken(_NOT_A_MACHINE.sub(" ", said.text)))
    return human and not message_only(said) and not adds_people and not nobody


def message_only(said: Spoken) -> bool:
    """A message is to be left, and nobody is to be put through."""
    return tables.MESSAGE.within(said) and not tables.LINK.within(said)


_A_REAL_ONE = re.compile(
    r"(?i)(?<!n't )(?<!not )\b(?:want|like|need|rather|let me|wish|can i|could i|may i)\b(?: \w+){0,3}? (?:talk|speak|chat) (?:to|with) (?:an? |some )?(?:real|actual|live|proper|human)\b"
)
""" "I want to talk to a real person": asks for one, and not what speaks."""
_OR_A_PERSON = re.compile(
    r"(?i)(?<!\w)(?:or|ya|या)(?: \w+)? (?:an? |koi |कोई )?(?:actual |real |live |asli |असली )*(?:person|human|human being|insaan|aadmi|ladki|इंसान|आदमी|लड़की)(?![\w\u0900-\u097f])"
)
""" "A machine, or an actual person?" only asks which."""
_NOT_A_MACHINE = re.compile(
    r"(?i)(?<!\w)(?:(?:is |iss |this |a |the |इस )?(?:machine|robot|computer|bot|recording|मशीन|रोबोट|कंप्यूटर|कम्प्यूटर)) (?:se|से) baat nahi\S* (?:karn\w+|kar\w*)|(?:don't|do not) (?:want|wish) to (?:talk|speak) (?:to|with) (?:a |the |this |any )?(?:machine|robot|computer|bot|recording)|(?:मशीन|रोबोट|कंप्यूटर) से बात नहीं कर\S+"
)
""" "Machine se baat nahi karni, kisi insaan se": asks for somebody."""
_NOBODY = Phrases(
    "don't connect, do not connect, no need to connect, not connect me, connect mat, connect nahi, kisi se baat nahi, baat kisi se nahi, baat nahi karni, baat nahi karna, kisi se nahi karni, don't want to talk, don't want to speak, no need to talk, no need to speak, don't put me through, don't transfer, बात नहीं करनी, किसी से नहीं करनी, बात किसी से नहीं"
)
""" "Kisi se baat nahi karni": nobody is asked for."""
