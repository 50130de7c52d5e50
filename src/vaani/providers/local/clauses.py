"""Where may a sentence be cut so that its first words can be spoken while the rest is made?"""

from __future__ import annotations

import re

_SHORTEST = 12
_LONGEST = 140
_AFTER_MARK = re.compile(r"(?<=[,;:!?।॥—…])\s+|(?<=[.])\s+(?=\D)")
_BEFORE_JOINT = re.compile(r"\s+(?=(?:और|लेकिन|मगर|तो|क्योंकि|या|कि|and|but|or|because)\s)")


def clauses(text: str) -> list[str]:
    """The text in speakable pieces, each with its closing mark; short ones stay together.

    Cuts after punctuation; a piece of more than 140 characters is cut before a conjunction too, and
    at a space as a last resort.
    """
    pieces: list[str] = []
    for piece in _AFTER_MARK.split(" ".join(text.split())):
        if pieces and len(pieces[-1]) < _SHORTEST:
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    if len(pieces) > 1 and len(pieces[-1]) < _SHORTEST // 2:
        last = pieces.pop()
        pieces[-1] = f"{pieces[-1]} {last}"
    return [part for piece in pieces for part in _shortened(piece) if part]


def _shortened(piece: str) -> list[str]:
    if len(piece) <= _LONGEST:
        return [piece.strip()]
    joints = [found.start() for found in _BEFORE_JOINT.finditer(piece, _SHORTEST)]
    within = [at for at in joints if at <= _LONGEST]
    cut = within[-1] if within else piece.rfind(" ", _SHORTEST, _LONGEST)
    if cut <= 0:
        cut = _LONGEST
    return [piece[:cut].strip(), *_shortened(piece[cut:].strip())]
