"""Which bookings does a sentence hold, when it names several in one breath?"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

import re

from vaani.dialogue.understanding.match import Phrases, Spoken
from vaani.dialogue.understanding.relative import KIN
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import Command, DayWish, NameSaid, Put, Split, Start


def each_booking(found: list[Command], said: Spoken) -> list[Command]:
    """The commands with one `Start` for each booking that is wished."""
    if _BOTH_DAYS.within(said):
        found = _on_both_days(found)
    return _without_announcement(found)


def _without_announcement(found: list[Command]) -> list[Command]:
    """ "I want to make two reservations: one for five on Saturday, and one for three on Sunday": the
    announcement is none of them."""
    starts = [at for at, one in enumerate(found) if isinstance(one, Start)]
    told = [found[at] for at in starts]
    if len(starts) < _ANNOUNCED or starts[1] != starts[0] + 1 or found[starts[0]] != Start("book"):
        return found
    if not all(isinstance(one, Start) and one.flow == "book" for one in told):
        return found
    first = starts[0]
    rest = [one for one in found[first + 2 :] if one != Split()]
    return [*(one for one in found[:first] if one != Split()), Start("book"), *rest]


_SOMEBODYS_TOO = re.compile(
    rf"(?i)(?<![\w\u0900-\u097f])(?:(?:mer[aie]|apn[aie]|hamar[aie]|humar[aie]|मेर[ाीे]|अपन[ाीे]|हमार[ाीे]) )?{KIN} (?:ka|ki|ke|ke liye|ko|का|की|के|के लिए|को) (?:\S+ ){{0,1}}(?:bhi|भी)(?![\w\u0900-\u097f])"
    rf"|\b(?:my|our) {KIN}(?:'s|’s)?\b[^.?!]*\b(?:too|also|as well)\b"
    rf"|\b(?:and|also|another|one) (?:one )?for (?:my|our) {KIN}\b"
)


def somebodys_too(said: Spoken, scene: Scene) -> bool:
    """Is one wished for somebody else beside one's own: "meri mummy ki bhi cleaning usi din kar do"?
    Not where people are counted: there he comes along."""
    terms = scene.business.booking
    if terms is None or "party" in terms.required:
        return False
    return _SOMEBODYS_TOO.search(said.text) is not None


_ANNOUNCED = 3
"""The announcement, and two bookings."""
_BOTH_DAYS = Phrases("dono din, dono dino, both days, each day, both the days, दोनों दिन")


def _on_both_days(found: list[Command]) -> list[Command]:
    """ "Wednesday aur Friday, dono din saadhe chaar baje": the same on each of two days."""
    days = [c for c in found if isinstance(c, Put) and isinstance(c.value, DayWish)]
    starts = [c for c in found if isinstance(c, Start)]
    if len(days) != 2 or [c.flow for c in starts] not in ([], ["book"]):
        return found
    rest = [c for c in found if c not in days and c not in starts]
    same = [c for c in rest if isinstance(c, Put) and not isinstance(c.value, NameSaid)]
    return [Start("book"), *rest, days[0], Start("book", True), *same, days[1]]
