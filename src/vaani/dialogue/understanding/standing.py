"""What holds whatever is being talked about: language, storage, calls, manners, another place?"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.existing import gives_up
from vaani.dialogue.understanding.match import Phrases, Spoken, without
from vaani.dialogue.understanding.places import asks_for_place
from vaani.dialogue.understanding.questions import asks_place
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.vocabulary import OptOut, PhoneSaid, Plain, Speak, Split
from vaani.language.digits import find_digits


def standing_orders(reading: Reading) -> None:
    """Add what was demanded of us ourselves."""
    said, out = reading.said, reading.commands
    if tables.NO_HINDI.within(said) and not tables.NO_ENGLISH.within(said):
        out.append(Speak("en"))
    elif tables.NO_ENGLISH.within(said) or tables.HINDI_PLEASE.within(said):
        out.append(Speak("hi"))
    elif tables.ENGLISH_PLEASE.within(said):
        out.append(Speak("en"))
    if tables.ROBOT.within(said) or _ASKS_FOR_AI.search(reading.text):
        out.append(Plain("robot"))
    elif tables.NO_TRANSCRIPT.within(said):
        out.append(OptOut("transcript"))
    no_calls = tables.DO_NOT_CALL.within(said) and not gives_up(said, reading.scene)
    if said.line.strip() == "stop" or (no_calls and not _late_only(reading)):
        out.append(OptOut("calls"))
    if _abusive(reading):
        out.append(Plain("abuse"))
    elif tables.UPSET.within(without(said, _HOW_OFTEN)) or tables.BAD_SERVICE.within(said):
        out.append(Plain("upset"))
    if _foreign_link(reading):
        out.append(Plain("foreign_transfer"))
    elif tables.INJECTION.within(said):
        out.append(Plain("injection"))
    if tables.SLOWER.within(said):
        out.append(Plain("slower"))
    if (
        tables.REPEAT.within(said) and not reading.has(PhoneSaid) and len(said.tokens) <= 12
    ) or tables.LOST.within(said):
        out.append(Plain("repeat"))
    if Plain("repeat") not in out and is_anybody_there(reading.said):
        out.append(Plain("repeat" if reading.scene.awaiting else "greeting"))
    if tables.WRONG_NUMBER.within(said) and not _WRONG_COUNT.within(said):
        out.append(Plain("wrong_number"))
    elif asks_place(reading) or (reading.scene.awaiting is None and asks_for_place(reading)):
        out.append(Plain("which_place"))
    if tables.SPLIT.within(said):
        out.append(Split())


_THERE = Phrases(
    """are you there, you there, anyone there, anybody there, can you hear me, do you hear me, you hear me, hello hello
    sun rahe ho, sun rahi ho, sun rahe hain, sun rahi hain, aap sun rah*, aawaz aa rahi, awaaz aa rahi, awaz aa rahi, meri aawaz, meri awaaz, sunai de rah*"""
)
_BESIDE = Phrases(
    "hai, hain, kya, ho, na, ji, please, to, toh, main, mujhe, me, i, still, so, um, uh, oh, aap, koi, wahan, है, क्या"
)


def is_anybody_there(said: Spoken) -> bool:
    """ "Hello?", "hello, sun rahe ho?": whether somebody listens, and nothing of the business."""
    questioned = said.text.rstrip().endswith("?")
    if _THERE.within(said):
        rest = without(said, _THERE)
        return tables.GREETING.is_all(rest, _BESIDE) or len(rest.tokens) <= 2
    greets = questioned and len(said.tokens) <= 3 and tables.GREETING.within(said)
    return greets and tables.GREETING.is_all(said, _BESIDE)


_WRONG_COUNT = Phrases("wrong number of, wrong number for the booking, galat number of")
_HOW_OFTEN = Phrases(
    "din mein kitni baar, din me kitni baar, hafte mein kitni baar, hafte me kitni baar, mahine mein kitni baar, saal mein kitni baar, kitni baar le, kitni baar lena, kitni baar lagana, kitni baar karwana, दिन में कितनी बार, हफ़्ते में कितनी बार, महीने में कितनी बार, साल में कितनी बार, how many times a, how many times in a"
)
_ASKS_FOR_AI = re.compile(
    r"(?i)\b(?:aap|tum|you)\s+(?:(?:kya|koi|ek|an|a)\s+)*a\.?i\.?\s*(?:ho|hain|hai|bol|assistant|\?|$)|\ba\.?i\.? se baat kar rah"
)
""" "Aap AI hain?", in its letters: "aayi hai" sounds like it."""


def _abusive(reading: Reading) -> bool:
    """Insults to whom they are said; a dog is one only as a name for somebody."""
    said = reading.said
    if tables.DOG_AS_ABUSE.within(said):
        return True
    open_floor = reading.scene.awaiting in (None, "anything_else", "confirm")
    if open_floor and not said.text.rstrip().endswith("?") and _DOGS.is_all(said):
        return _CALLS_NAMES.within(said) or said.text.rstrip().endswith("!")
    return tables.ABUSE.within(without(said, tables.BAD_SERVICE))


_CALLS_NAMES = Phrases("kutte, kutiya, tu, tum, abe, oye, कुत्ते, कुतिया, तू, तुम, अबे, ओए")
_DOGS = Phrases(
    "kutta, kutte, kutiya, abe, oye, oy, are, arre, tu, tum, ek, कुत्ता, कुत्ते, कुतिया, अबे, ओए, अरे, तू, तुम"
)


def _late_only(reading: Reading) -> bool:
    return tables.LATE.within(reading.said)


def _foreign_link(reading: Reading) -> bool:
    """To be connected somewhere that is not the file's own number."""
    if not tables.LINK.within(reading.said):
        return False
    digits = find_digits(reading.text)
    spoken_plus = re.search(r"(?i)\bplus\b|\+\d|प्लस", reading.text) is not None
    if digits is not None and (len(digits.digits) >= 6 or spoken_plus):
        return True
    return reading.scene.told_off_link and len(reading.said.tokens) <= 8
