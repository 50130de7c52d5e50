"""Is it a yes, a no, or neither, given what was asked?

"Haan, rehne do" to "shall I cancel?" keeps the booking; "rakh lijiye" is a yes to a new booking and
a no to a cancellation; "theek hai" after a price is only a nod.
"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from collections.abc import Collection

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.consent import Verdict, consent, refuses
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import Affirm, Command, Deny, Hesitate, Plain

_STARTS_NO = Phrases(
    "no, nope, nah, nahi, nahin, ji nahi, na ji, not, नहीं, नही, जी नहीं, ना, oh no, hmm no, are nahi, arre nahi"
)
_STARTS_YES = Phrases(
    "yes, yeah, yep, yup, haan, han, ji haan, haanji, bilkul, sure, correct, please do, exactly, yes yes, हाँ, हां, जी हाँ, बिल्कुल, बिलकुल, ji bilkul"
)
_NO_PROBLEM = Phrases("no problem, no worries, koi baat nahi, koi dikkat nahi, कोई बात नहीं")
_DROPS_ANYWAY = Phrases(
    """rehne do, rehne dijiye, rahne do, jaane do, jaane dijiye, chhodo, chhod do, chhodiye, leave it, never mind, forget it, mat karo, mat kijiye, mat karna, mat likho, mat hatao, mat hatana, nahi chahiye, रहने दो, रहने दीजिए, जाने दो, जाने दीजिए, छोड़ो, छोड़िए, मत करो, मत कीजिए, नहीं चाहिए, don't book, do not book"""
)


def starts_no(said: Spoken) -> bool:
    """Does it begin with a no?"""
    return _STARTS_NO.at_start(said)


_WRITES = ("book", "change", "cancel")
_OFFERS = ("message", "appointment", "offer", "human")
_ANSWERS: dict[Verdict, Command] = {
    "yes": Affirm(),
    "no": Deny(),
    "waits": Hesitate(),
    "asks": Plain("repeat"),
    "unexplained": Plain("repeat"),
}


def answer(said: Spoken, scene: Scene, values: Collection[tuple[int, int]] = ()) -> Command | None:
    """Affirm, Deny, Hesitate, a read-back that is to be heard again, or None when the words are no
    answer. `values`: the character spans of what was read as a value."""
    found = _by_words(said, scene, bool(values))
    if scene.pending not in _WRITES:
        offers = scene.pending in _OFFERS
        return Deny() if offers and found == Affirm() and refuses(said) else found
    if isinstance(found, Deny) and found.drop:
        return found
    stated = {word for name in scene.stated for word in spoken(name).tokens}
    verdict = consent(said, scene.pending, values, stated)
    if verdict is None:
        return found if isinstance(found, Hesitate) else None
    if verdict == "unexplained" and found == Deny():
        return found
    return _ANSWERS[verdict]


def keeps(said: Spoken, scene: Scene, valued: bool) -> bool:
    """Is the booking to stay as it is? "Haan, do logon ki rakh lijiye" to a change is a yes to it."""
    if scene.pending not in ("cancel", "change") or not tables.KEEP.within(said):
        return False
    return not (valued and scene.pending == "change" and _STARTS_YES.at_start(said))


def _by_words(said: Spoken, scene: Scene, valued: bool) -> Command | None:
    if scene.pending == "phone" and _STARTS_YES.at_start(said) and not tables.NO.within(said):
        return Affirm()
    if keeps(said, scene, valued) and not _cancels(said):
        return Deny(drop=True)
    if scene.pending == "message" and _STARTS_YES.at_start(said) and _LEAVE_IT_THERE.within(said):
        return Affirm()
    if tables.DROP.within(said) and not _NO_PROBLEM.within(said) and not _overruled(said, scene):
        return Deny(drop=True)
    if tables.LATER.within(said):
        waits = scene.pending in _WRITES and _WAITS.at_start(said)
        return Hesitate() if waits else Deny(drop=True)
    if _STARTS_NO.at_start(said):
        return Deny()
    if tables.MAYBE.within(said) and not _STARTS_YES.at_start(said):
        return Hesitate()
    if scene.pending in ("book", "change", "cancel") and _reserved(said):
        return Hesitate()
    if scene.pending in ("message", "appointment") and not _STARTS_YES.at_start(said):
        return Affirm() if _agrees(said) else _no(said)
    if _STARTS_YES.at_start(said) or (tables.YES.within(said) and not tables.NO.within(said)):
        return Affirm()
    return _no(said)


def _reserved(said: Spoken) -> bool:
    """ "Yes, but hold on": not a yes to be acted on yet (RULES 1.2)."""
    return _WAITS.within(said) or _BUT.at_start(said)


_WAITS = Phrases(
    "hold on, wait, one moment, one second, one minute, just a minute, just a second, just a moment, give me a minute, give me a second, ek minute, ek second, ek min, ruko, rukiye, ruk jao, ruk jaiye, thahriye, thehriye, एक मिनट, एक सेकंड, एक मिन, रुको, रुकिए, रुकिये, ठहरिए"
)
_BUT = Phrases(
    "yes but, yeah but, yep but, okay but, ok but, fine but, sure but, right but, correct but, all right but, haan lekin, haan magar, haan par, haan but, ji lekin, ji magar, ji haan lekin, ji haan magar, haan ji lekin, theek hai lekin, theek hai magar, theek hai par, theek hai but, thik hai lekin, thik hai par, हाँ लेकिन, हां लेकिन, हाँ मगर, हाँ पर, जी लेकिन, जी हाँ लेकिन, ठीक है लेकिन, ठीक है मगर, ठीक है पर"
)


_LEAVE_IT_THERE = Phrases(
    "chhod do, chhod dijiye, chhod den, chhod dena, chod do, chod dijiye, छोड़ दो, छोड़ दीजिए, छोड़ दें"
)
""" "Haan, chhod do" to "shall I leave a message?" leaves one."""


def _no(said: Spoken) -> Command | None:
    if tables.NO.within(said) and not _NO_PROBLEM.within(said):
        return Deny()
    return None


def _agrees(said: Spoken) -> bool:
    """To an offer of ours only words that mean it agree: "achha, samajh gaya" does not."""
    if _LET_THEM.within(said) and not _REFUSES.within(said) and not _I_WILL.within(said):
        return True
    if _NODS.within(said) or tables.NO.within(said) or not tables.YES.within(said):
        return False
    if tables.GOODBYE.within(said) and not _MEANS_IT.within(said):
        return False
    return _MEANS_IT.within(said) or len(said.tokens) <= 3


_NODS = Phrases(
    "samajh ga, समझ ग, i see, understood, got it, fair enough, koi baat, कोई बात, whatever, no problem"
)
_MEANS_IT = Phrases(
    """please do, pass that on, pass it on, let them, let him, let her, let someone, let somebody, call me, ring me, phone me, tell them, tell him, tell her, inform them, have them, have somebody, have someone, go ahead, do that, do it, that would be, would be good, would be nice, kar do, kar dijiye, kar den, karwa do, karwa dijiye, de do, de dijiye, bol de, bol dena, bata de, bata dena, chhod do, chhod dijiye, rakh do, rakh dijiye, likh lijiye, likh lo
    pahuncha do, pahuncha dijiye, kar len, kar le, kar lein, पहुँचा दी, पहुंचा दी, पहुँचा दो, कर लें, कर लीजिए
    कर दीजिए, कर दो, करवा दीजिए, दे दीजिए, दे दो, बोल दी, बता दी, छोड़ दीजिए, रख दीजिए, लिख लीजिए, जी, haan, हाँ"""
)


_LET_THEM = Phrases(
    "let them call, let him call, let her call, let somebody call, let someone call, ask them to call, tell them to call, they can call me, call kar le, call kar len, phone kar le, phone kar len, call karwa, phone karwa, कॉल कर लें, फ़ोन कर लें, कॉल करवा, फ़ोन करवा"
)
_I_WILL = Phrases(
    "karwa lunga, karwa lungi, karwa loonga, karwa loongi, karwa lenge, karwaunga, karwaungi, karwayenge, kara lunga, kara lungi, khud hi, se hi phone, se hi call, i'll have, i will have, i'll get, i'll ask, करवा लूँगा, करवा लूँगी, करवा लेंगे"
)
""" "Theek hai, papa se hi phone karwa loongi": nobody of the house is to do anything."""
_REFUSES = Phrases("no, nope, don't, do not, not, nahi, nahin, mat, नहीं, मत")


def _cancels(said: Spoken) -> bool:
    return tables.CANCEL.within(said) and not tables.NOT_CANCEL.within(said)


def _overruled(said: Spoken, scene: Scene) -> bool:
    """ "Cancel it" to "shall I cancel it?" is a yes."""
    cancelling = scene.pending == "cancel" or (scene.flow == "cancel" and not scene.pending)
    return cancelling and _cancels(said) and not _DROPS_ANYWAY.within(said)
