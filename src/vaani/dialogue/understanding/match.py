"""How is one phrase found in many spellings and two scripts?

Every word gets a canonical form in which Devanagari and romanised Hindi coincide (`कर दीजिए`,
`kar dijiye`): vowels shortened, inner short a dropped. Tables are written once, in Latin letters;
`~` stands for up to three words between; the last word of a phrase may go on (`mat hata`,
`mat hatana`), as may one with a `*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from vaani.language.memo import kept
from vaani.language.names import romanise
from vaani.language.script import ENGLISH_WORDS, words

_REPLACED = (
    ("aa", "a"), ("ee", "i"), ("ii", "i"), ("oo", "u"), ("uu", "u"), ("ei", "e"), ("iy", "i"),
    ("yi", "i"), ("chh", "ch"), ("w", "v"), ("phone", "fon"), ("ph", "f"), ("z", "j"), ("'", ""),
    ("eh", "ah"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_INNER_A = re.compile(r"(?<=[^aeiou])a(?=[^aeiou])")
_NASAL = re.compile(r"(?<=[aeiou])n$")


_NAMES = frozenset(("khan", "khaan", "room", "rooms"))
"""Words that would sound like others: Khan is no "kahan" (where), a room no rum, Fri not free."""


@lru_cache(maxsize=8192)
def canonical(word: str) -> str:
    """The comparable form of one folded word."""
    if "\u0900" <= word[:1] <= "\u097f":
        word = romanise(word).lower()
    if word in _NAMES:
        return word
    if word == "fri":
        word = "friday"
    for one, other in _REPLACED:
        word = word.replace(one, other)
    word = _DOUBLE.sub(r"\1", word)
    if len(word) > 2:
        word = _NASAL.sub("", word)
        word = _INNER_A.sub("", word)
    return word


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence in canonical words; `starts[i]` and `ends[i]` lie in `text`."""

    text: str
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    line: str
    offsets: tuple[int, ...]
    """Where in `line` the space before each word stands."""
    vocabulary: frozenset[str]

    def __hash__(self) -> int:
        return hash((self.text, self.line))

    def token_at(self, offset: int) -> int:
        """The number of the word at an offset of `line`."""
        return self.line.count(" ", 0, offset + 1) - 1


@kept
def spoken(text: str) -> Spoken:
    """The sentence, ready for `Phrases`."""
    found = words(text)
    tokens = tuple(canonical(word.folded) for word in found)
    return _sentence(
        text, tokens, tuple(word.start for word in found), tuple(word.end for word in found)
    )


def _sentence(
    text: str, tokens: tuple[str, ...], starts: tuple[int, ...], ends: tuple[int, ...]
) -> Spoken:
    offsets = tuple(accumulate((len(token) + 1 for token in tokens[:-1]), initial=0))
    line = f" {' '.join(tokens)} "
    return Spoken(text, tokens, starts, ends, line, offsets, frozenset(tokens))


def without(sentence: Spoken, phrases: Phrases) -> Spoken:
    """The sentence with the words of these phrases taken out."""
    out: set[int] = set()
    for first, end in phrases.spans(sentence):
        out.update(range(first, end))
    kept = [at for at in range(len(sentence.tokens)) if at not in out]
    return _sentence(
        sentence.text,
        tuple(sentence.tokens[at] for at in kept),
        tuple(sentence.starts[at] for at in kept),
        tuple(sentence.ends[at] for at in kept),
    )


_WHOLE = ENGLISH_WORDS | frozenset("free her bot car rate him his out late".split())
"""Last words of a phrase that are no stems: "for free" is not "for Friday"."""


class Phrases:
    """A set of phrases, one a line (or between commas), found in any spelling.

    Most words of a sentence begin none of the phrases: sets tell that, and the pattern is run at
    the others only.
    """

    __slots__ = ("_beginnings", "_firsts", "_pattern", "_spaced")

    def __init__(self, *tables: str) -> None:
        lines = [line.strip() for table in tables for line in re.split(r"[\n,]", table)]
        bodies = sorted({_body(line) for line in lines} - {""}, key=len, reverse=True)
        pattern = f" (?:{'|'.join(bodies)})(?= )" if bodies else r"(?!)"
        self._pattern = re.compile(pattern)
        self._spaced = re.compile(pattern.replace(" ", " +"))
        firsts = {_first(line) for line in lines}
        self._firsts = frozenset(one for one in firsts if not one.endswith("*"))
        self._beginnings = tuple(one[:-1] for one in firsts if one.endswith("*"))

    def _search(self, sentence: Spoken) -> re.Match[str] | None:
        firsts, beginnings = self._firsts, self._beginnings
        if not beginnings and firsts.isdisjoint(sentence.vocabulary):
            return None
        for token, offset in zip(sentence.tokens, sentence.offsets, strict=False):
            if token in firsts or (beginnings and token.startswith(beginnings)):
                found = self._pattern.match(sentence.line, offset)
                if found is not None:
                    return found
        return None

    def within(self, sentence: Spoken) -> bool:
        return self._search(sentence) is not None

    def first(self, sentence: Spoken) -> int | None:
        """The number of the word where the first phrase begins."""
        match = self._search(sentence)
        return None if match is None else sentence.token_at(match.start())

    def spans(self, sentence: Spoken) -> Iterator[tuple[int, int]]:
        """For each phrase found: the number of its first word and of the one after its last."""
        if self._search(sentence) is None:
            return
        for match in self._pattern.finditer(sentence.line):
            first = sentence.token_at(match.start())
            yield first, first + len(match.group().split())

    def place(self, sentence: Spoken) -> tuple[int, int] | None:
        """The numbers of the first and the last word of the first phrase that is found."""
        match = self._search(sentence)
        if match is None:
            return None
        first = sentence.token_at(match.start())
        return first, first + match.group().strip().count(" ")

    def at_start(self, sentence: Spoken) -> bool:
        return self._pattern.match(sentence.line) is not None

    def is_all(self, sentence: Spoken, spare: Phrases | None = None) -> bool:
        """Nothing is left of the sentence once its phrases are taken out."""
        rest = self._spaced.sub("  ", sentence.line.replace(" ", "  "))
        if spare is not None:
            rest = spare._spaced.sub("  ", rest)
        return not rest.strip()


def _first(line: str) -> str:
    """The comparable form of a phrase's first word; with a "*" behind what may go on."""
    pieces = line.split()
    if not pieces or pieces[0] == "~":
        return "*" if pieces else " "
    head = words(pieces[0])
    goes_on = "*" if pieces[0].endswith("*") else ""
    return canonical(head[0].folded) + goes_on if head else " "


def _body(line: str) -> str:
    parts: list[str] = []
    pieces = line.split()
    for number, piece in enumerate(pieces):
        if piece == "~":
            parts.append("(?:[^ ]+ ){0,3}")
            continue
        last = number == len(pieces) - 1 and number > 0 and len(piece) >= 3 and piece not in _WHOLE
        for word in words(piece) or ():
            rest = "[^ ]*" if last or piece.endswith("*") else ""
            parts.append(re.escape(canonical(word.folded)) + rest + " ")
    return "".join(parts).rstrip(" ")
