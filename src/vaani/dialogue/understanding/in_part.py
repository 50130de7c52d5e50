"""Which services does a word name only in part ("haircut" of a men's and a women's one)?

Asked where no service is named whole: what is asked back names these and no others, and the answer
"the women's one" picks among them.
"""

# ruff: noqa: E501 (tables of phrases read best one a line)
from __future__ import annotations

from functools import lru_cache

from vaani.call.plan import Business, Service
from vaani.dialogue.understanding.lexicon import bag_of
from vaani.dialogue.understanding.match import Phrases, Spoken
from vaani.dialogue.understanding.vocabulary import ServiceWish

_ALIKE: tuple[tuple[Phrases, str], ...] = (
    (
        Phrases(
            "haircut, hair cut, baal kat*, baal kaat*, baal katw*, cutting, hair trim, trim my hair, बाल कट*, बाल काट*, कटिंग, हेयरकट"
        ),
        "haircut",
    ),
    (Phrases("massage, malish, maalish, champi, मालिश, मसाज, चंपी"), "massage"),
    (Phrases("beard, daadhi, dadhi, daari, shave, दाढ़ी, शेव"), "beard"),
    (
        Phrases("eyebrow*, bhauen, bhaunen, bhawein, threading, भौंहें, थ्रेडिंग, आइब्रो"),
        "threading eyebrows",
    ),
    (
        Phrases(
            "hair colour, hair color, baal rang*, baalon ka rang, dye, colouring, coloring, बाल रंग*, कलर"
        ),
        "colour color",
    ),
    (Phrases("cleaning, safai, scaling, सफ़ाई, सफाई, क्लीनिंग"), "cleaning"),
    (Phrases("waxing, wax, वैक्स, वैक्सिंग"), "waxing"),
)
"""What people say for it in other words, and the words a file has for it."""


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    """Words that stand in many names and tell of none."""
    return bag_of(
        "a an and for the of with without my your full half new one two three four first whole my all both home visit time "
        "day hour minutes session service appointment booking slot table please want need ek do teen chaar ka ki ke ko se me "
        "mein hai hain aur ya par pe kal aaj parson chahiye karna karni karana karwana karwani lena leni bhi to wala wali "
        "subah shaam dopahar raat morning evening afternoon night today tomorrow doctor dr sir madam"
    )


@lru_cache(maxsize=64)
def _words_of(services: tuple[Service, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The words of each service's names."""
    return tuple(
        (
            one.id,
            frozenset().union(
                *(bag_of(text) for text in (one.name.en, one.name.hi, *one.words) if text)
            ),
        )
        for one in services
    )


def named_in_part(said: Spoken, business: Business) -> tuple[str, ...]:
    """Ids of the services with which the words have most in common, in file order; none when they
    have nothing in common with any."""
    services = business.booking.services if business.booking is not None else ()
    heard = bag_of(said.text) - _small()
    for phrases, words in _ALIKE:
        if phrases.within(said):
            heard |= bag_of(words)
    shared = {id_: len(heard & words) for id_, words in _words_of(services)}
    most = max(shared.values(), default=0)
    return tuple(id_ for id_, count in shared.items() if count == most) if most else ()


def picked(said: Spoken, business: Business) -> ServiceWish | None:
    """The one service that is meant by "the women's one", to the question which."""
    found = named_in_part(said, business)
    if len(found) != 1 or business.booking is None:
        return None
    one = next(one for one in business.booking.services if one.id == found[0])
    return ServiceWish(one.id, one.resources, said.text.strip(" .!?"))
