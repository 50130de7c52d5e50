"""What is said for manners' sake: goodbyes, thanks, greetings, mere nods?"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.match import Phrases, Spoken
from vaani.dialogue.understanding.reading import Reading
from vaani.dialogue.understanding.vocabulary import Affirm, Deny, OptOut, Plain, Speak


def small_talk(reading: Reading) -> None:
    """Goodbyes, thanks, greetings: only what the rest does not already carry."""
    said, out = reading.said, reading.commands
    if any(not isinstance(c, Affirm | Deny | Speak | OptOut) for c in out):
        return
    if tables.GOODBYE.within(said):
        out.append(Plain("goodbye"))
    if tables.THANKS.within(said):
        out.append(Plain("thanks"))
    weak = not out and _WEAK.at_start(said) and not said.text.rstrip().endswith("?")
    if weak or (tables.ACKNOWLEDGE.is_all(said, tables.THANKS) and not _plain_yes(said)):
        out.append(Plain("acknowledge"))
    elif not out and tables.GREETING.within(said) and len(said.tokens) <= 4:
        out.append(Plain("greeting"))


_WEAK = Phrases(
    "alright, all right, okay, ok, fine, right, i see, whatever, achha, accha, theek, thik, chalo, अच्छा, ठीक, चलो"
)


def _plain_yes(said: Spoken) -> bool:
    """ "Yes", "haan ji": a yes and no mere nod."""
    return _YES_ONLY.within(said) and len(said.tokens) <= 3


_YES_ONLY = Phrases("yes, yeah, haan, ji haan, haanji, हाँ, जी हाँ, sure, bilkul")
