"""Did the caller really say this? Words that a model attributes to him, looked up in his own.

Pure. A model's quote counts only when its words stand together in the caller's words; a note, which
may be put together from several turns, needs every word to have been said.
"""

from __future__ import annotations

from collections.abc import Iterable

from vaani.language.sentence import words


def folded(text: str) -> list[str]:
    """The words of a text, case, accents and punctuation aside."""
    return [word.folded for word in words(text)]


def quoted(quote: str, said: str) -> bool:
    """Do the words of `quote` stand in `said`, together and in this order?"""
    wanted, heard = folded(quote), folded(said)
    if not wanted:
        return False
    size = len(wanted)
    return any(heard[at : at + size] == wanted for at in range(len(heard) - size + 1))


def all_said(text: str, said: Iterable[str]) -> bool:
    """Was every word of `text` said, in whatever turn?"""
    heard = {word for one in said for word in folded(one)}
    wanted = folded(text)
    return bool(wanted) and all(word in heard for word in wanted)
