"""In which pieces is a text spoken? Sentence by sentence, so that the first is heard while the next
is being made; what has no end for long is cut at a comma, else between words."""

from __future__ import annotations

from vaani.call.core.sentences import SentenceSplitter
from vaani.language.found import Language
from vaani.language.script import words

LONGEST_CHARS = 240
"""A piece is one job of an engine; while it lasts, no other client's is begun there."""
_DEVANAGARI = range(0x0900, 0x0980)


def language_of(text: str) -> Language:
    """Hindi as soon as a letter of it is Devanagari, else English."""
    return "hi" if any(ord(letter) in _DEVANAGARI for letter in text) else "en"


def pieces(text: str, longest: int = LONGEST_CHARS) -> list[str]:
    """The text in spoken order, pieces of at most `longest` characters, each with a word."""
    splitter = SentenceSplitter(first_clause_chars=longest)
    sentences = [*splitter.push(" ".join(text.split())), *splitter.flush()]
    cut = [piece for sentence in sentences for piece in _cut(sentence, longest)]
    return [piece for piece in cut if words(piece)]


def grouped(text: str, chunk_chars: int) -> list[str]:
    """The text in groups of whole sentences of about `chunk_chars`; one group when it is not longer
    than one and a half of them."""
    if len(text) <= chunk_chars * 1.5:
        return [" ".join(text.split())] if words(text) else []
    groups: list[str] = []
    for piece in pieces(text):
        if groups and len(groups[-1]) + 1 + len(piece) <= chunk_chars:
            groups[-1] = f"{groups[-1]} {piece}"
        else:
            groups.append(piece)
    return groups


def _cut(sentence: str, longest: int) -> list[str]:
    out: list[str] = []
    while len(sentence) > longest:
        head = sentence[:longest]
        at = max(head.rfind(mark) for mark in (", ", "; ", ": ")) + 1
        if at < longest // 3:
            at = sentence.rfind(" ", 1, longest + 1)
            at = at if at > 0 else longest
        out.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*out, sentence]
