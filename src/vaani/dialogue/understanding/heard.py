"""What did a telephone caller say, when the recogniser's readings differ or make no words?

Three judgements, all pure. *Repair*: a word in Urdu letters that is no known word becomes the
known one that sounds like it, glued and cut words too; two that are equally near leave it alone.
*Vote*: each reading is understood; a specific wish of any (cancel, change, a person, hours, price,
read-out) beats a booking and a bare question; a yes, a pick and a cancellation need a reading
without a prompt; facts on which the readings differ are no facts; what was hardly heard does not
count. *Evidence*: a language needs words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vaani.call.ports.thinker import CallerTurn
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.understanding.closed_words import (
    ENGLISH_HOURS,
    Next,
    next_of,
    number_before,
)
from vaani.dialogue.understanding.heard_words import (
    ALSO,
    BEFORE_BAJE,
    BEFORE_KAR,
    JOINED,
    NUMBERS,
    TELLING,
    WORDS,
)
from vaani.dialogue.understanding.scene import Understood
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Choose,
    Command,
    DayWish,
    Deny,
    NameSaid,
    PartyWish,
    PhoneSaid,
    Plain,
    Put,
    Start,
    TimeWish,
)
from vaani.language.found import Language
from vaani.language.script import from_urdu, reply_language
from vaani.language.sentence import words
from vaani.language.soundalikes import consonants, distance, frame, latin_sounds, urdu_sounds
from vaani.language.urdu import knows

_UNREAD = 0.9
"""What it costs to leave a word as it is."""
_JOIN = 0.15
_JOIN_KNOWN = 0.2
_SPLIT = 0.2
_REPAIR = 0.05
_NEAR = 0.22
"""Distance that is still the same word, for each of its consonants."""
_APART = 0.12
_TIGHT = 0.3
_TOLD = 0.19
"""The same for a word on which something depends."""
_AS_FRACTION = 0.6
_AS_NUMBER = 0.16
"""Distance that is still a number, for each of its consonants: a wrong one is a wrong booking."""
_EVIDENCE = 0.6
_UNCLEAR = 0.3
"""A reading less sure than this is asked again, whatever it seems to say: right ones were surer."""
_MOST_JOINED = 3
_HOURS = frozenset(
    "ek do teen chaar paanch chhe saat aath nau das gyarah baarah one two three four five six "
    "seven eight nine ten eleven twelve".split()
)

_TOO_SHORT = frozenset(("aaj",))
"""Words of one sound that would name a day: never guessed, only read as they are written."""

UNCLEAR = Plain("unclear")
_BREATH = re.compile(r"،\s+(?=(?:[^\s،]+\s+)?بج)")
"""A comma before an hour or its "baje": what stands there ("half past, eight") belongs to it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One or two words found in some of the tokens."""

    said: tuple[str, ...]
    cost: float


def repaired(text: str) -> str:
    """The sentence in Latin letters, words in Urdu letters read or found again; other scripts stay
    untouched."""
    text = _BREATH.sub(" ", text)
    spans = words(text)
    out: list[str] = []
    run: list[str] = []
    at = 0
    for word in (*spans, None):
        body = text[word.start : word.end] if word is not None else ""
        gap = text[at : word.start] if word is not None else text[at:]
        if run and (word is None or gap.strip() or not _is_urdu(body)):
            out.append(_phrase(tuple(run)))
            run = []
        if not run:
            out.append(gap)
        if word is None:
            break
        at = word.end
        if _is_urdu(body):
            run.append(body)
        else:
            out.append(body)
    return from_urdu("".join(out))


def _is_urdu(body: str) -> bool:
    return "\u0600" <= body[:1] <= "\u06ef" or "\u06fa" <= body[:1] <= "\u06ff"


def _phrase(tokens: tuple[str, ...]) -> str:
    """The cheapest way to read all tokens: each costs what was done to it."""
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(tokens) + 1):
        ways = []
        for size in range(1, min(_MOST_JOINED, end) + 1):
            before, said = best[end - size]
            after = tokens[end] if end < len(tokens) else ""
            piece = _piece(tokens[end - size : end], next_of(after))
            if piece is not None:
                ways.append((before + piece.cost, (*said, *piece.said)))
        best.append(min(ways))
    return " ".join(_hours_apart(_sure_hours(best[-1][1])))


def _hours_apart(said: tuple[str, ...]) -> tuple[str, ...]:
    """ "seven thirty two people" are half past seven and two of them."""
    out = list(said)
    for at in range(1, len(out) - 2):
        if out[at] == "thirty" and out[at - 1] in ENGLISH_HOURS and out[at + 2] in _PEOPLE:
            out[at] = "thirty,"
    return tuple(out)


_PEOPLE = frozenset(("people", "log", "logon"))


@lru_cache(2048)
def _piece(tokens: tuple[str, ...], after: Next) -> _Piece | None:
    """What these tokens are, taken together; a single one is always something."""
    if after in ("baje", "thirty") and tokens in BEFORE_BAJE:
        return _Piece((BEFORE_BAJE[tokens],), 0.0)
    if after == "kar" and tokens in BEFORE_KAR:
        return _Piece((BEFORE_KAR[tokens],), 0.0)
    if tokens in JOINED:
        return _Piece((JOINED[tokens],), -0.01)
    known = [_known(token) for token in tokens]
    if len(tokens) < _MOST_JOINED and (
        known[0] is None or (known[0] in _SMALL and after == "people")
    ):
        number = number_before("".join(tokens), after)
        if number is not None:
            return _Piece((number,), _REPAIR + _JOIN * (len(tokens) - 1))
    if len(tokens) == 1 and known[0] is not None:
        return _Piece((known[0],), 0.0)
    joining = sum(_JOIN + (_JOIN_KNOWN if one is not None else 0) for one in known[1:])
    joining += _JOIN_KNOWN if len(tokens) > 1 and known[0] is not None else 0
    if 0 < len(tokens) - 1 <= sum(one is not None for one in known) - (len(tokens) == 2):
        return None
    letters = "".join(tokens)
    ways = [_one_word(letters), _two_words(letters)]
    found = min((one for one in ways if one is not None), key=lambda one: one.cost, default=None)
    if found is not None:
        return replace(found, cost=found.cost + joining)
    return _Piece((from_urdu(letters),), _UNREAD) if len(tokens) == 1 else None


_SMALL = frozenset(("to", "do"))
"""Words of Hindi that may be an English "two"."""


def _known(token: str) -> str | None:
    return ALSO.get(token) or knows(token)


def _one_word(letters: str) -> _Piece | None:
    near = _nearest(urdu_sounds(letters))
    return None if near is None else _Piece((near[0],), near[1] + _REPAIR)


def _two_words(letters: str) -> _Piece | None:
    """Two words that were written as one, one of them plain."""
    ways = []
    for cut in range(2, len(letters) - 1):
        if _known(letters[:cut]) is None and _known(letters[cut:]) is None:
            continue
        pieces = []
        for part, after in ((letters[:cut], letters[cut:]), (letters[cut:], "")):
            hour = BEFORE_BAJE.get((part,)) if next_of(after) in ("baje", "thirty") else None
            said = hour or _known(part)
            near = (said, 0.0) if said is not None else _nearest(urdu_sounds(part))
            if near is None or near[1] > _TIGHT:
                break
            pieces.append(near)
        else:
            cost = sum(one[1] for one in pieces) + _SPLIT
            ways.append(_Piece(tuple(one[0] for one in pieces), cost))
    return min(ways, key=lambda one: one.cost, default=None)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One way to say a word."""

    word: str
    sounds: str
    carried: int
    frame: int

    @property
    def most(self) -> float:
        if self.word in NUMBERS:
            return max(0.1, _AS_NUMBER * self.carried)
        if self.word in TELLING and self.carried > 1:
            return _TOLD * self.carried + 0.05
        return _NEAR * self.carried + 0.1 if self.carried > 1 else 0.1


_ENTRIES = tuple(
    _Entry(word, sounds, consonants(sounds), frame(sounds))
    for word, said in WORDS.items()
    for sounds in (latin_sounds(way) for way in said)
)


@lru_cache(4096)
def _nearest(heard: str) -> tuple[str, float] | None:
    """The word that sounds like this and its distance; None when none is near, or two are."""
    carried, bones = consonants(heard), frame(heard)
    found: dict[str, float] = {}
    for one in _ENTRIES:
        if (one.frame ^ bones).bit_count() > (2 if one.carried > 3 else 1):
            continue
        if abs(one.carried - carried) > one.most + 0.3:
            continue
        far = distance(heard, one.sounds, one.most)
        if far <= min(one.most, found.get(one.word, 9.0)):
            found[one.word] = far
    if not found:
        return None
    word, far = min(found.items(), key=lambda one: one[1])
    if word in _TOO_SHORT:
        return None
    if far > 0 and any(
        other - far < _APART and _differ(word, name) for name, other in found.items()
    ):
        return None
    return word, far


def _differ(one: str, other: str) -> bool:
    """Would it matter which of two words it was? Not between forms of one, nor ordinary ones."""
    return one[:3] != other[:3] and (one in TELLING or other in TELLING)


def _sure_hours(said: tuple[str, ...]) -> tuple[str, ...]:
    """ "sari aath baje" is half past eight: what stands there and cannot be read as half, quarter
    or three quarters makes the hour unsure, and no time is better than a wrong one."""
    out = list(said)
    for at in range(1, len(out) - 1):
        if out[at + 1] != "baje" or out[at] not in _HOURS or out[at - 1] in _FRACTIONS:
            continue
        before = [word for word in out[max(0, at - 2) : at] if word]
        for count in (2, 1):
            found = _fraction("".join(before[-count:])) if len(before) >= count else None
            if found is not None:
                out[at - count : at] = [found, *[""] * (count - 1)]
                break
        else:
            word = out[at - 1]
            if out[max(0, at - 2) : at] == ["saath", "hai"]:  # "saadhe", as it is often heard
                out[at - 2 : at] = ["saadhe", ""]
            elif word[:1] in "sp" and word not in WORDS and not word.isdigit():
                out[at] = out[at + 1] = ""
    return tuple(one for one in out if one)


_FRACTIONS = {"saadhe": ("sade", "sare"), "paune": ("pone",), "sava": ("sava",)}


def _fraction(word: str) -> str | None:
    """Half past, a quarter to or past, where an hour follows and little else makes sense."""
    sounds = latin_sounds(word)
    for name, said in _FRACTIONS.items():
        if any(distance(sounds, way) <= _AS_FRACTION for way in said):
            return name
    return None


# --- the vote -----------------------------------------------------------------------------------

Read = Callable[[str], tuple[Command, ...]]
_SPECIFIC = (
    Start("cancel"), Start("change"), Start("read"), Plain("human"), Plain("emergency"),
)  # fmt: skip
_CONFLICTING = (DayWish, TimeWish, PartyWish, PhoneSaid)


@dataclass(frozen=True, slots=True)
class Voice:
    """One reading and what it amounts to."""

    reading: Alternative
    text: str
    commands: tuple[Command, ...]
    as_written: tuple[Command, ...]
    """The same without any repair; looked at only where something in it binds."""

    @property
    def gist(self) -> bool:
        return self.reading.language == "en-gist"

    @property
    def clear(self) -> bool:
        return any(one != UNCLEAR for one in self.commands)


def _named(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """A name, where nothing else was read: no word of it may be mended to one that is known."""
    named = all(isinstance(c, Put) and isinstance(c.value, NameSaid) for c in commands)
    return commands if named else ()


def voices(turn: CallerTurn, read: Read) -> tuple[Voice, ...]:
    """Every reading of a turn, understood; a gist is good for intents only."""
    found = []
    for one in turn.alternatives:
        text = repaired(one.text) if is_urdu(one) else _apart(one.text)
        if not text.strip():
            continue
        commands = read(text)
        if one.language == "en-gist":
            commands = tuple(c for c in commands if not isinstance(c, Put))
        as_written = commands
        if is_urdu(one) and any(_binding(command) for command in commands):
            as_written = read(from_urdu(one.text))
        elif is_urdu(one) and commands == (Plain("unclear"),):
            commands = as_written = _named(read(from_urdu(one.text))) or commands
        found.append(Voice(one, text, commands, as_written))
    return tuple(found)


def is_urdu(one: Alternative) -> bool:
    """Is this Hindi in Urdu letters?"""
    return one.language == "ur" or any(_is_urdu(letter) for letter in one.text)


def _apart(text: str) -> str:
    """ "NoSori" as two words: groups of digits make the decoder glue what stands between them."""
    if not any(letter.isdigit() for letter in text):
        return text
    out = []
    for before, letter in zip(" " + text, text, strict=False):
        if before.islower() and letter.isupper():
            out.append(" ")
        out.append(letter)
    return "".join(out).replace("Sori", "sorry")


def voted(heard: Sequence[Voice]) -> Understood:
    """What the readings amount to together. One reading stands as it is."""
    if not heard:
        return Understood((UNCLEAR,), "")
    best = _best(heard)
    commands = best.commands
    if len(heard) > 1:
        commands = _without_disputes(_with_wish(best, heard), best, heard)
    if best.reading.confidence < _UNCLEAR:
        commands = tuple(one for one in commands if one == Plain("emergency"))
    commands = _unled(_agreed(commands, heard), heard) or (UNCLEAR,)
    return Understood(commands, best.text, evidence(best))


def evidence(voice: Voice) -> Language | None:
    """The language that a reading shows; a weak one that makes no sense shows none."""
    sure = voice.reading.confidence
    if sure < _UNCLEAR or (not voice.clear and sure < _EVIDENCE):
        return None
    return "hi" if is_urdu(voice.reading) else reply_language(voice.text)


def _best(heard: Sequence[Voice]) -> Voice:
    """The first that gives anything; a led one only while it is surer than the plain one."""
    clear = [one for one in heard if one.clear] or list(heard)
    first = clear[0]
    if first.reading.led:
        plain = [one for one in heard if not one.reading.led and not one.gist]
        if plain and plain[0].reading.confidence >= first.reading.confidence:
            return plain[0] if plain[0].clear else first
    if first.reading.led and any(one == Start("book") for one in first.commands):
        return _plain_one(heard) or first
    return first


def _plain_one(heard: Sequence[Voice]) -> Voice | None:
    """The first reading without a prompt, where it makes sense and no such reading is a booking:
    prompts speak of bookings."""
    plain = [one for one in heard if not one.reading.led and one.clear and not one.gist]
    books = any(isinstance(c, Start) and c.flow == "book" for one in heard if not one.reading.led
                for c in one.commands)  # fmt: skip
    return plain[0] if plain and not books else None


def _specific(voice: Voice) -> tuple[Command, ...]:
    return tuple(
        one
        for one in voice.commands
        if one in _SPECIFIC or (isinstance(one, Ask) and one.about in ("hours", "price"))
    )


def _with_wish(best: Voice, heard: Sequence[Voice]) -> tuple[Command, ...]:
    """A specific wish of another reading takes the place of a booking or a bare question."""
    if _specific(best) or any(isinstance(one, Affirm | Deny | Choose) for one in best.commands):
        return best.commands
    wishes = [_specific(one) for one in heard if one is not best]
    wish = next((one for one in wishes if one), None)
    if wish is None:
        return best.commands
    general = (Start("book"), UNCLEAR)
    rest = [one for one in best.commands if one not in general and not isinstance(one, Ask)]
    return (*wish, *rest)


def _facts(voice: Voice) -> dict[type, Command]:
    return {
        type(one.value): one
        for one in voice.commands
        if isinstance(one, Put) and isinstance(one.value, _CONFLICTING)
    }


def _without_disputes(
    commands: tuple[Command, ...], best: Voice, heard: Sequence[Voice]
) -> tuple[Command, ...]:
    """A day, time, number of people or digits on which two readings differ are asked again."""
    own = _facts(best)
    disputed = {
        kind
        for other in heard
        if other is not best and not other.gist and is_urdu(other.reading) == is_urdu(best.reading)
        for kind, put in _facts(other).items()
        if kind in own and own[kind] != put
    }
    return tuple(
        one for one in commands if not (isinstance(one, Put) and type(one.value) in disputed)
    )


def _agreed(commands: tuple[Command, ...], heard: Sequence[Voice]) -> tuple[Command, ...]:
    """Without a change or a read-out that only a prompted reading has, where the reading without a
    prompt begins something else: which of them was said is asked."""
    plain = [one for voice in heard if not voice.reading.led for one in voice.commands]
    begun = {one.flow for one in plain if isinstance(one, Start)}
    if not begun and not any(isinstance(one, Ask) for one in plain):
        return commands
    return tuple(
        one
        for one in commands
        if not isinstance(one, Start) or one.flow not in _PROMPTED or one.flow in begun
    )


_PROMPTED = frozenset(("change", "read"))


def _unled(commands: tuple[Command, ...], heard: Sequence[Voice]) -> tuple[Command, ...]:
    """A yes, a pick, a drop and a cancellation only where a reading without a prompt has it too:
    word for word, or (a cancellation, which is read back) with repaired words."""
    plain = [one for one in heard if not one.reading.led]
    said = {command for one in plain for command in one.as_written}
    found = {command for one in plain for command in one.commands}
    kept = [
        one
        for one in commands
        if not _binding(one) or one in said or (isinstance(one, Start) and one in found)
    ]
    if not kept and any(isinstance(one, Deny) and one in found for one in commands):
        return (Deny(drop=False),)  # a refusal that is not sure enough to drop everything
    return tuple(kept)


def _binding(command: Command) -> bool:
    return (
        isinstance(command, Affirm | Choose)
        or command == Start("cancel")
        or (isinstance(command, Deny) and command.drop)
    )
