"""Does the caller agree to what was read to him? A yes must explain every word of the sentence.

A yes writes a row, so the first matching words do not decide: each word is marked by what explains
it (a yes, a no, a question, a value, a small word), and what nothing explains makes it no yes.
Whose turn it is to judge a value that was said beside a yes is left to the flows: one that equals
the read-back repeats it, another is a correction. `leaves` is the same law for the end of a call.
"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.match import Phrases, Spoken, canonical
from vaani.language.numbers import find_numbers

Mark = Literal["yes", "firm", "no", "refuses", "asks", "waits", "small", "value", "leaves", "wrong"]


@dataclass(frozen=True, slots=True)
class Explained:
    """The words of a sentence, each with what explains it; None where nothing does."""

    said: Spoken
    marks: tuple[Mark | None, ...]

    def has(self, *kinds: Mark) -> bool:
        return any(one in kinds for one in self.marks)

    @property
    def left(self) -> tuple[str, ...]:
        """The words that nothing explains."""
        return tuple(
            word for word, mark in zip(self.said.tokens, self.marks, strict=True) if mark is None
        )

    def first(self, *kinds: Mark) -> int:
        """Where the first word of these kinds stands; behind the sentence without."""
        found = (at for at, one in enumerate(self.marks) if one in kinds)
        return min(found, default=len(self.marks))

    def last(self, *kinds: Mark) -> int:
        """Where the last word of these kinds stands; -1 without."""
        return max((at for at, one in enumerate(self.marks) if one in kinds), default=-1)


Verdict = Literal["yes", "no", "asks", "waits", "unexplained"]


def consent(
    said: Spoken,
    pending: str = "book",
    values: Collection[tuple[int, int]] = (),
    stated: Collection[str] = (),
) -> Verdict | None:
    """The answer to a question that would write; None when the words are no answer at all.

    `pending` is what a yes would do; `values` are the character spans of what was read as a value,
    `stated` the canonical words of names that were read back. `asks`: a question, or a yes in the
    form of one. `unexplained`: begins like a yes, but says something that nobody understood.
    """
    found = _explained(said, values, pending, stated)
    if not said.tokens:
        return None
    if found.has("asks") or _is_marked(said):
        return "asks"
    if found.has("no", "wrong", "refuses") and found.first("waits") >= found.first(
        "no", "wrong", "refuses"
    ):
        return _against(found)
    if found.has("waits"):
        return "waits"
    if not found.has("yes", "firm"):
        return None
    if _parts_with_a_nod(said, found):
        return "unexplained"
    return "unexplained" if found.left else "yes"


def _parts_with_a_nod(said: Spoken, found: Explained) -> bool:
    """ "Achha, chalta hoon", "right, cheerio": he goes, and has not said yes; it is asked again."""
    parts = _FAREWELL.within(said) or _GREETS.within(said)
    return parts and not found.has("firm") and _PLAIN_YES.isdisjoint(said.vocabulary)


_GREETS = Phrases("namaste, namaskar, ram ram, नमस्ते, नमस्कार, alvida, khuda hafiz")
_PLAIN_YES = frozenset(
    canonical(word)
    for word in "yes yeah yep yup yea sure correct absolutely definitely certainly exactly perfect done agreed "
    "haan han haa haanji hanji bilkul pakka zaroor jaroor jarur sahi हाँ हां बिल्कुल बिलकुल ज़रूर जरूर पक्का सही".split()
)


def refuses(said: Spoken) -> bool:
    """Is it a plain refusal, with nothing beside it?"""
    found = _explained(said)
    return found.has("no", "wrong", "refuses") and not found.left and _against(found) == "no"


def is_about_it(said: Spoken) -> bool:
    """ "Is that right?", "yes, is that for eight?": asks about what was read back, and no more."""
    return _ABOUT_IT.within(said) and not tables.CHANGE.within(said) and not _MAY_BE.within(said)


def words_for_business(said: Spoken) -> bool:
    """Is it made of the words of a read-back and its answers alone, so that it is nobody's name?"""
    return not _explained(said).left


Leave = Literal["leaves", "nods", "perhaps"]


def leave_taking(said: Spoken) -> Leave | None:
    """Does the caller take his leave? `leaves`: there is nothing in the sentence but a goodbye, a
    no, thanks; `nods`: only a yes or a nod; `perhaps`: a no or the like, and a statement beside it
    that nobody understood, which is asked once more.

    A farewell may carry a remark ("my mother will be pleased, bye"), but no question, nothing that
    finds fault with what was written, and nothing counted ("two naans, that is all").
    """
    found = _explained(said)
    if not said.tokens or found.has("wrong") or _is_marked(said) or _FAULTS.within(said):
        return None
    if _FAREWELL.within(said):
        return None if found.left and find_numbers(said.text) else "leaves"
    if found.has("asks"):
        return None
    parts = found.has("leaves", "no", "refuses")
    if not found.left:
        return "leaves" if parts else "nods"
    stated = _STATES.within(said) and not find_numbers(said.text) and not _WISHES.within(said)
    return "perhaps" if parts and stated else None


_OPENS_SO = r"(?:(?:ok|okay|right|alright|achha|accha|theek hai|thik hai|chalo|chaliye|अच्छा|ठीक है|चलिए)[,\s]+)*(?:then |to |toh |तो )?"
_RINGS_LATER = re.compile(
    rf"(?i)^\s*{_OPENS_SO}(?:"
    r"(?:i'?ll|i will|we'?ll|we will) (?:just )?(?:ring|call|phone|try|get back)(?: to)?(?: you)?(?: back| again)?"
    r" (?:later(?: on)?|some other (?:time|day)|another (?:time|day)|in [a-z]+|next (?:week|month)|when [^?]*|nearer [^?]*|then|once [^?]*)"
    r"|(?:main |mai |hum )?(?:baad mein|baad me|later|phir kabhi|phir se|phir) (?:call|phone|fone) kar(?:ta|ti|te|unga|ungi|enge|oonga|oongi|lunga|lungi|lenge)(?: hoon| hun| hu| hain)?"
    r"|(?:मैं |हम )?(?:बाद में|फिर कभी|फिर) (?:फ़ोन|फोन|कॉल) कर(?:ता|ती|ते|ूँगा|ूँगी|ूंगा|ूंगी|ेंगे)(?: हूँ| हूं| हैं)?"
    r")(?: then| to| toh| जी| ji| thanks| thank you)?\s*[.!।]*\s*$"
)


def rings_later(said: Spoken) -> bool:
    """ "I'll get back to you when it's nearer", as all that he says: he wants nothing now."""
    return _RINGS_LATER.match(said.text) is not None


def declines(said: Spoken) -> bool:
    """A no that finds no fault, asks nothing and wishes nothing, whatever else stands beside it."""
    found = _explained(said)
    if found.has("wrong", "asks") or _is_marked(said) or _FAULTS.within(said):
        return False
    named = find_numbers(said.text) or _WISHES.within(said)
    return found.has("no", "refuses", "leaves") and not named


def _against(found: Explained) -> Verdict:
    """A no is in it. It is none where it stands apart from what follows and is taken back: said
    twice, or before two kinds of yes ("no no it's fine, book it"). "Don't" is a no to its verb."""
    if found.has("wrong", "refuses"):
        return "no"
    no = found.last("no")
    after = found.marks[no + 1 :]
    taken_back = found.marks[:no].count("no") or len({"yes", "firm"} & set(after)) > 1
    if "firm" in after and taken_back and not found.left and not found.has("value"):
        return "yes"
    return "unexplained" if "firm" in after or "yes" in after else "no"


def _is_marked(said: Spoken) -> bool:
    return said.text.rstrip(" .!\"'").endswith(("?", "؟"))


def _explained(
    said: Spoken,
    values: Iterable[tuple[int, int]] = (),
    pending: str = "book",
    stated: Collection[str] = (),
) -> Explained:
    marks: list[Mark | None] = [None] * len(said.tokens)
    if pending in _ITS_VERB:
        _mark(said, _ITS_VERB[pending], "firm", marks)
    for phrases, kind in _FIRST:
        _mark(said, phrases, kind, marks)
    for at, word in enumerate(said.tokens):
        if at and word == "na" and said.tokens[at - 1] in _ASKED_TO and marks[at] is None:
            marks[at] = "small"
    spans = tuple(values)
    for at, (start, end) in enumerate(zip(said.starts, said.ends, strict=True)):
        if marks[at] is None and any(a < end and start < b for a, b in spans):
            marks[at] = "value"
    for phrases, kind in _THEN:
        _mark(said, phrases, kind, marks)
    for at, word in enumerate(said.tokens):
        if marks[at] is None and (word in _SMALL or word in stated):
            marks[at] = "small"
    return Explained(said, tuple(marks))


def _mark(said: Spoken, phrases: Phrases, kind: Mark, marks: list[Mark | None]) -> None:
    for first, end in phrases.spans(said):
        if all(marks[at] is None for at in range(first, end)):
            marks[first:end] = [kind] * (end - first)


_STATES = Phrases(
    """i'm, i am, i've, i have, i'll, i must, we're, we are, we've, we have, we'll, you're, you are, you've, you have, that's, that is, that was, that covers, it's, it is, both are, both, all is, i was, i only, i just, we just
    hai, hain, hoon, gaya, gayi, gaye, gae, tha, thi, raha, rahi, rahe, jaye, jaega, jayega, lunga, lungi, lenge, dunga, dungi, denge, karunga, karungi, karenge, karta, karti, karte, batata, batati, dekhta, dekhti, aunga, aungi, ayenge, hoga, hogi, honge, karna, karni"""
)
_WISHES = Phrases(
    """i want, i need, we want, we need, i'd like, we'd like, would like, please, can, could, give, tell, send, add, put, make, book, cancel, keep, allergic, allergy, also, too, coming, name
    chahiye, chahie, kar do, kar dijiye, karo, bata, bhej, jod, likh, rakh, naam, bhi, aur, aayega, aayegi, badha, चाहिए, कर दो, कर दीजिए, बता, भेज, जोड़, लिख, रख, नाम, भी, और"""
)
"""What asks for something, or tells what would have to be written down."""
_ITS_VERB = {
    "cancel": Phrases(
        """cancel it, cancel that, cancel this, cancel, cancel my booking, cancel the booking, cancel my appointment, cancel the appointment, cancel my table, cancel the table, cancel that booking, cancel them, remove it, delete it, drop it
        cancel kar do, cancel kar dijiye, cancel kar den, cancel karo, radd kar do, radd kar dijiye, hata do, hata dijiye, hatao, hataiye
        कैंसल कर दो, कैंसल कर दीजिए, कैंसिल कर दीजिए, कैंसल करो, रद्द कर दो, रद्द कर दीजिए, हटा दो, हटा दीजिए"""
    ),
    "change": Phrases(
        """update it, update that, update kar do, update kar dijiye, update karo, अपडेट कर दो, अपडेट कर दीजिए, move it, change it, shift it, make the change, change that, move that, do the change
        badal do, badal dijiye, shift kar do, shift kar dijiye, change kar do, change kar dijiye, khiska do, khiska dijiye
        बदल दो, बदल दीजिए, शिफ्ट कर दीजिए, शिफ़्ट कर दीजिए, चेंज कर दीजिए"""
    ),
}
_UNSURE = Phrases(
    """i am done with, i'm done with, done with, not sure, not certain, don't know, do not know, can't say, cannot say
    pakka nahi, pata nahi, nahi pata, keh nahi sakt*, kah nahi sakt*, nahi keh sakt*, nahi kah sakt*, maloom nahi
    पक्का नहीं, पता नहीं, कह नहीं सकत*, नहीं कह सकत*, मालूम नहीं"""
)
_EASE = Phrases(
    """at the full price, full price, at full price, full rate, full amount, poora paisa, poore paise, poora daam, pura daam, pure paise, no problem, no problems, no worries, no issue, no issues, no changes, no change, no change needed, no objection, no doubt, nothing to change, don't worry, not a problem, why not, no need to change, no need to change anything, couldn't be better, can't complain, no mistake, nothing wrong
    koi baat nahi, koi dikkat nahi, koi problem nahi, koi issue nahi, koi badlav nahi, kuch badalna nahi, kuch nahi badalna, kyun nahi, kyon nahi, aur kya, bilkul kyun nahi, koi pareshani nahi, koi galti nahi
    कोई बात नहीं, कोई दिक्कत नहीं, कोई दिक़्क़त नहीं, कोई समस्या नहीं, क्यों नहीं, कोई बदलाव नहीं, कोई परेशानी नहीं, और क्या"""
)
"""A "no" that is in nobody's way."""
_REFUSES = Phrases(
    """of course not, absolutely not, definitely not, certainly not, surely not, not at all, no way, not really, not yet, not now, not ok, not okay, not fine, not good, not correct, not right, not this, not that, not happy, not what, i mean no, rather not, better not, please don't, don't, do not, does not, doesn't, isn't, is not, it's not, that's not, aren't, won't, will not, can't, cannot, never, nothing, none, neither, stop, hell no, no thanks, no thank you, i'd say no, i said no, forget it, never mind, leave it, changed my mind, no need, skip it, drop it, cancel that, not, over my dead body, in your dreams, as if, refuse
    bilkul nahi, bilkul bhi nahi, haan nahi, ji nahi, kabhi nahi, hargiz nahi, theek nahi, thik nahi, sahi nahi, nahi chahiye, nahi karna, nahi karni, nahi karwana, nahi hai, mat karo, mat kar, mat kijiye, mat karna, mat karna, mat, rehne do, rehne dijiye, rahne do, jaane do, jaane dijiye, chhodo, chhod do, zaroorat nahi, jarurat nahi, na karo, na kare, na karen, abhi nahi, nahi ji, sawaal hi nahi, mana kar
    बिल्कुल नहीं, बिलकुल नहीं, हाँ नहीं, जी नहीं, कभी नहीं, हरगिज़ नहीं, ठीक नहीं, सही नहीं, नहीं चाहिए, नहीं करना, मत करो, मत कीजिए, मत, रहने दो, रहने दीजिए, जाने दो, जाने दीजिए, छोड़ो, छोड़िए, ज़रूरत नहीं, अभी नहीं"""
)
_WRONG = Phrases(
    """wrong, incorrect, mistake, a mistake, not quite, galat, galat hai, galti, gadbad, should be, should have been, supposed to be, instead, rather than, hona chahiye, hona chahie, honi chahiye, ki jagah
    ग़लत, गलत, ग़लती, गलती, गड़बड़, होना चाहिए, होनी चाहिए, की जगह"""
)
_WAITS = Phrases(
    """hold on, wait, done with, one moment, one second, one minute, just a minute, just a second, just a moment, give me a minute, give me a second, let me think, let me see, let me check, maybe, perhaps, not sure, i guess, i think so, possibly, probably, might, unless, if, but, except, however, until, before you, first let, depends, later
    shayad, sochne do, sochta, sochti, sochne dijiye, dekhta hoon, dekhti hoon, dekhte hain, pata nahi, ruko, rukiye, ruk jao, ek minute, ek second, ek min, ho sakta hai, thahriye, thehriye, lekin, magar, agar, haan par, ji par, theek hai par, thik hai par, baad mein
    शायद, सोचने दीजिए, सोचता, सोचती, देखता हूँ, देखती हूँ, देखते हैं, पता नहीं, रुको, रुकिए, एक मिनट, एक सेकंड, हो सकता है, लेकिन, मगर, अगर, ठहरिए, बाद में"""
)
_POLITE = Phrases(
    """can you please, could you please, would you please, will you please, can you book it, could you book it, would you book it, can you confirm, could you confirm it, can we go ahead, can we do that, can we do it, could you do that, please can you book, would you, what are you waiting for, how nice, how lovely, what a relief, whatever you said, what you said, that's what i want, that is what i want, exactly what i wanted, that is it, yes it is, it is right, just what i wanted, how kind"""
)
"""Questions in form only."""
_FIRM = Phrases(
    """book it, book that, book this, please book, go ahead, go for it, please do, do it, do that, confirm it, confirm that, please confirm, confirm, confirmed, make it so, that's right, that is right, that's correct, that is correct, that's fine, that is fine, it's fine, it is fine, that's good, that's ok, that's okay, all good, all fine, it's right, it's correct, lock it in, put it down, put me down, sign me up, reserve it, reserve that, you can book, please proceed, proceed, carry on, fix it, finalise it, finalize it, let's do it, let's do that, let's go, let's book
    kar do, kar dijiye, kar dijie, kar dena, kar lo, kar lijiye, kardo, kardijiye, kar den, kar dein, karo, kijiye, book karo, book kar, book kar do, book kar dijiye, pakka kar do, pakka kar dijiye, pakki kar do, confirm kar do, confirm kar dijiye, karwa do, karwa dijiye, kara do, kara dijiye, likh lijiye, likh lo, likh do, likh dijiye, likhiye, likho, note karo, note kijiye, final karo, final kar dijiye, fix karo, laga do, rakhiye, rakh lijiye, rakh do, rakh dijiye, laga do, laga dijiye, aage badhiye, aage badho, ho jaye, ho jaane do, ho jane dijiye, le lo, le lijiye, done kar do, final kar do, lock kar do, lock kar dijiye, lock karo, fix kar do, fix kar dijiye, note kar lo, note kar lijiye, set kar do, block kar do
    कर दीजिए, कर दो, कर दें, कर देना, कर लीजिए, कर लो, कीजिए, करो, बुक करो, बुक कर दो, बुक कर दीजिए, पक्का कर दो, पक्का कर दीजिए, करवा दीजिए, करवा दो, करा दीजिए, लिख लीजिए, लिख दीजिए, लिख दो, लिखिए, लिख लो, लगा दो, नोट कर लीजिए, नोट कीजिए, फ़ाइनल, रख लीजिए, रख दीजिए, लगा दीजिए, कन्फर्म कर दीजिए"""
)
"""A yes that says what to do: stands also behind a no that was meant kindly."""
_YES = Phrases(
    """yes, yeah, yea, yep, yup, ya, yah, aye, uh huh, mm hmm, mhm, sure, sure thing, of course, correct, right, right you are, exactly, precisely, indeed, absolutely, definitely, certainly, totally, by all means, with pleasure, okay, ok, okey, fine, perfect, sounds good, sounds great, sounds perfect, sounds lovely, good, great, alright, all right, lovely, wonderful, excellent, brilliant, awesome, fantastic, super, superb, amazing, marvellous, works, that works, works for me, suits me, suits us, that suits, spot on, bang on, you got it, you've got it, you got that right, got it right, nailed it, agreed, i agree, deal, done, affirmative, true, i do, we do, it is, that is it, that's it, that's the one, that one, that'll do, that will do, ideal, cool, happy with that, i'm happy, looks good, looks right, looks fine, very well, as you said, roger, accepted, i'll be there, we'll be there, i'll come, we'll come, see you then, i'll take it, we'll take it, take it, i'll have it, let's have it, finally, at last, phew, hurray, hooray, yay, thank god, thank goodness, thank heavens, great stuff, good stuff, smashing, splendid, brill, ace, sweet, nice one, lovely jubbly, tip top, sorted, no complaints, suits me fine, fine by me, fine with me, fine by us, ok by me, i'm in, count us in, count me in, sounds about right, that's the ticket, that's the plan
    haan, han, haanji, ha ji, hanji, ji, ji haan, haa, bilkul, ekdum, ek dum, theek hai, thik hai, theek, thik, sahi, sahi hai, zaroor, jaroor, jarur, zarur, pakka, chalega, chalegi, chalta hai, ho jaega, ho jayega, badhiya, badiya, accha, achha, acha, mast, shandar, manzoor, manjoor, mubarak, hau, beshak, wahi, vahi, yahi, yehi, bas yahi, sahi bola, sahi kaha, kyun nahi, jee, final, haan ji, kar sakte hain, kar sakte ho, kar sakti hain, aa jaun*, aa jaenge, aa jayenge, aaunga, aaungi, aayenge, aaenge, aate hain, aa rahe hain, aa raha hoon, aa rahi hoon, pahunch jaun*, pahunch jaenge, pahunch jayenge
    हाँ, हां, जी, जी हाँ, हाँ जी, बिल्कुल, बिलकुल, ठीक है, ठीक, सही, सही है, ज़रूर, जरूर, पक्का, चलेगा, चलेगी, हो जाए, बढ़िया, अच्छा, एकदम, यस, ओके, यही, वही, मंज़ूर, बेशक"""
)
_NO = Phrases(
    """no, nope, nah, naa, nay, nahi, nahin, nai, na na, cancel
    नहीं, नही, ना, नो"""
)
_ASKS = Phrases(
    """is that, is it, is this, was that, was it, are you, are we, did you, did i, do you, do i, do we, does it, does that, can i, can we, could i, could we, may i, may we, will it, will there, will you, will we, shall i, shall we, should i, should we, have you, have i, has it, what, where, when, which, why, how, who, whose, is there, are there, isn't it, right or wrong, good question, question, i wonder, tell me, would it, would that, you mean, do you mean, really sure, are you sure, sure about
    kya, kahan, kahaan, kab, kaise, kaun, kitna, kitne, kitni, kidhar, kyon, kyun, hai na, hai ki nahi, hai kya, hain na, theek hai na, sahi hai na, matlab kya, kaisa, kaisi, konsa, kaunsa, kis, kiska, kiske, ya nahi
    क्या, कहाँ, कहां, कब, कैसे, कौन, कितना, कितने, कितनी, किधर, क्यों, किस, है ना, है न, हैं ना, या नहीं"""
)
_MAY_BE = Phrases(
    "ho sakt*, kar sakt*, mil sakt*, mil jaye*, milega, milegi, ho jaye*, chalega, kar denge, can it, can you, could it, could you, possible, हो सकत*, कर सकत*, मिल सकत*, मिलेगा, मिलेगी, हो जाए*"
)
"""Asks for something else, rather than what was read back."""
_ABOUT_IT = Phrases(
    """is this for, is this at, is this on, is this right, is this correct, is that right, is that correct, is that ok, is that okay, is that for, is that at, is that on, is that the, is that tomorrow, is that today, is that in, is that under, is that all, is it for, is it at, is it on, is it right, is it correct, is it under, is it tomorrow, is it today, was that, was it, that was for, did you say, you said, right or wrong, are you sure, really sure, good question, isn't it, you mean, do you mean, what did you
    sahi hai kya, theek hai kya, hai kya, hain kya, kya ye, kya yeh, kya sahi, kya theek, kya ye sahi, kya yeh sahi, kya ye theek, hai na, hai ki nahi, matlab kya, kya matlab, kya bola, kya kaha, pakka na, sahi hai na, theek hai na, kis din, kitne baje bola, kya yahi
    सही है क्या, ठीक है क्या, है क्या, हैं क्या, क्या यह, क्या ये, क्या सही, क्या ठीक, क्या यह सही, क्या ये सही, है ना, है न, क्या बोला, क्या कहा, क्या मतलब"""
)
_LEAVING = Phrases(
    """bye, goodbye, good bye, bye bye, see you, see you then, see you soon, see you tomorrow, that's all, that is all, that was all, that's it, that will be all, that's everything, that is everything, everything, all done, i'm done, we're done, all set, i'm all set, see you tomorrow, see you on, see you at, see you tonight, late ho raha hai, late ho rahi hai, nothing else, nothing more, nothing, no more, nothing further, have a good day, have a nice day, have a great day, have a good one, have a good evening, have a lovely day, good night, good day, take care, talk later, tata, cheers, thanks, thank you, thank you so much, thanks a lot, thank you very much, many thanks, much appreciated, appreciate it, appreciated, that's kind, very kind, for your help, your help, all the help, helpful, you too, same to you, i'll hang up, god bless, the lot, really is everything, really is all, closer to the day, later on, call later, just call later, that helps, that's helpful, kaafi hai, kafi hai, itna kaafi, bas bas, wait karungi, wait karunga, wait karenge, ta, ta ra, ciao, cheerio, see you later, see you there, that'll be all, that'll do, that does it, that covers it, that covers everything, at all, you've been, you have been, very kind, so kind, kind of you, very helpful, so helpful, a star, a great help, a big help, kind, patient, sorted, all sorted, both sorted, both done, we're good, we're fine, i'm good, i'm fine, we're sorted, i'm sorted, all good, must run, must dash, must go, must be off, have to go, have to run, need to run, need to go, better run, better go, long enough, kept you, taken enough of your time, i only wanted, only wanted, i just wanted, just wanted, think about it, think it over, talk it over, discuss it, let you know, call back, ring back, call again, call later, ring again, get back to you, be in touch, wait for the call, wait for your call, wait for their call, look forward, looking forward, i'll wait, we'll wait, enjoy your day, enjoy the day, mate, really is it, that really is it, that's me, that is me, that's us, that's me done, that's us done, nothing from my side, not at the moment, not today, not right now, not now, for now, at the moment, none, hang up
    bhala ho, bhala kare, khush rahiye, khush raho, khush rahe, jeete raho, jeeti raho, jug jug jiyo, dua, duaen, alvida, phir milte, phir milenge, milte hain, rakhta hoon, rakhti hoon, phone rakhta, phone rakhti, bas, bas itna hi, itna hi, aur kuch nahi, kuch nahi, kuchh nahi, aur nahi, kuch aur nahi, nahi chahiye, bas yahi, bas yehi, bas ho gaya, ho gaya, ho gayi, itna hi tha, yahi tha, shukriya, dhanyavaad, dhanyawad, dhanyavad, meherbani, bahut bahut, bahut, namaste, namaskar, ram ram, khuda hafiz, allah hafiz, jai hind, chalta hoon, chalti hoon, koi baat nahi, rehne do, rehne dijiye, doosri rehne do, dusri rehne do, baaki rehne do, abhi nahi, abhi ke liye, phir baat karenge, dono ho gaye, dono ho gayi, dono ho gaya, sab ho gaya, kaam ho gaya, kaam ho gaye, dono kaam ho gaye, ho gaya kaam, ho gaye, kaam ho jaye, kaam ho jaega, intezaar kar*, intazaar kar*, intezar kar*, phone ka intezaar, call ka intezaar, aake call kar*, aakar call kar*, call karunga, call karungi, call karenge, phone karunga, phone karungi, phone karenge, baad mein call, baad mein phone, discuss kart*, discuss karun*, baat kart* hoon, baat karke, soch ke, soch kar, sochkar, bataunga, bataungi, batayenge, batata hoon, batati hoon, bata dunga, bata dungi, aa rahe hain, aa raha hoon, aa rahi hoon, aate hain, aa jayenge, aa jaenge, aa jaunga, aa jaungi, pahunch*, milenge, jaanna tha, janna tha, jankari chahiye thi, pata karna tha, done, aapka, aapki, madad, madad ke liye, samajh gaya, samajh gayi, pata chal gaya, poochhna tha, poochna tha, puchna tha, karni thi, karna tha, karani thi, karwana tha
    अलविदा, फिर मिलते, फिर मिलेंगे, रखता हूँ, रखती हूँ, और कुछ नहीं, कुछ नहीं, बस, बस इतना ही, इतना ही, बस यही, बाय, शुक्रिया, धन्यवाद, थैंक यू, थैंक्यू, थैंक्स, बहुत बहुत, नमस्ते, नमस्कार, हो गया, समझ गया, समझ गई, आपका, मदद के लिए, रहने दो, रहने दीजिए, करनी थी, करना था, पूछना था, जानना था, भला हो, खुश रहिए, ख़ुश रहिए, जीते रहो, मेहरबानी, हो गए, हो गई, काम हो गया, हो गया काम, दोनों हो गए, इंतज़ार कर*, इंतजार कर*, आ रहे हैं, आते हैं, आ जाएँगे, मिलेंगे"""
)
_FAREWELL = Phrases(
    """bye, goodbye, good bye, bye bye, that was it, that was everything, that was the lot, that's all, that is all, that was all, nothing else, nothing more, have a good day, have a nice day, have a great day, have a good one, see you, good night, take care, talk later, tata, i'll hang up
    bas ~ karni thi, bas ~ karna tha, bas ~ karani thi, bas ~ karwana tha, bas ~ jaanna tha, bas ~ janna tha, bas ~ puchna tha, bas ~ poochna tha, बस ~ करनी थी, बस ~ करना था, बस ~ जानना था, बस ~ पूछना था
    milte hain, milenge, मिलते हैं, मिलेंगे, i'm off, we're off, i am off, have a good weekend, have a nice weekend, toodle oo, toodles, so long, chalta hoon, chalti hoon, chalte hain, rakhta hoon, rakhti hoon
    that's the lot, that is the lot, the lot, that really is it, really is it, that really is everything, that really is all, call back later on, call back later, ring again closer
    see you later, that's everything, that'll be all, that will be all, nothing further, nothing at all, i must run, i must dash, i must go, i have to go, i've got to go, i've got to run, i need to go, i need to run, got to run, gotta go, better go, better run, kept you long enough, taken enough of your time, cheerio
    alvida, phir milte, phir milenge, rakhta hoon, rakhti hoon, phone rakhta, phone rakhti, itna hi, aur kuch nahi, bas yahi, bas yehi, bas ho gaya, khuda hafiz
    अलविदा, फिर मिलते, फिर मिलेंगे, रखता हूँ, रखती हूँ, और कुछ नहीं, इतना ही, बस यही, बाय"""
)
_FAULTS = Phrases(
    """wrong, incorrect, mistake, should be, should have, supposed to, change it, change the, change that, change to, change my, instead, i wanted, we wanted, i said, i asked for, actually make, make it, i meant, misheard, spelled, spelling
    galat, galti, badal, maine kaha, maine bola tha, hona chahiye, chahiye tha, ki jagah, गलत, ग़लत, गलती, बदल, मैंने कहा, होना चाहिए, चाहिए था, की जगह"""
)
"""Finds fault with what was written, or wants it otherwise."""
_PARTING = Phrases(
    "have a good one, have a good day, have a great day, have a nice day, have a good evening, have a lovely day, good night, good day, good bye, i'm done, i am done, all done, you too, same to you"
)
_OTHER_ONE = Phrases(
    """naam doosra, naam dusra, naam alag, naam kuch aur, naam koi aur, doosra naam, dusra naam, doosre naam, dusre naam, alag naam, kisi aur ke naam, kisi aur naam, number doosra, number dusra, number alag, number koi aur, doosra number, dusra number, doosre number, dusre number, alag number, koi aur number
    time doosra, time dusra, time koi aur, doosra time, dusra time, koi aur time, samay doosra, doosra samay, koi aur samay, din doosra, din dusra, doosra din, dusra din, doosre din, dusre din, koi aur din, kisi aur din, tareekh doosri, doosri tareekh, dusri tareekh, koi aur tareekh, doosra doctor, dusra doctor, koi aur doctor, doosri table, dusri table, koi aur table, doosri jagah
    another name, other name, different name, another number, other number, different number, another time, different time, another day, different day, different doctor, different table
    दूसरा नंबर, दूसरे नंबर, नंबर दूसरा, अलग नंबर, नंबर अलग, कोई और नंबर, दूसरे डॉक्टर, दूसरी टेबल, दूसरा टाइम, दूसरा समय"""
)
"""Another one than was read back."""
_FIRST: tuple[tuple[Phrases, Mark], ...] = (
    (_UNSURE, "waits"), (_OTHER_ONE, "wrong"), (_PARTING, "leaves"), (tables.SAME_NUMBER, "value"), (_EASE, "yes"), (_REFUSES, "refuses"), (_POLITE, "yes"), (_WRONG, "wrong"), (_FIRM, "firm"),
)  # fmt: skip
_THEN: tuple[tuple[Phrases, Mark], ...] = (
    (_ASKS, "asks"), (_WAITS, "waits"), (_YES, "yes"), (_NO, "no"), (_LEAVING, "leaves"),
    (tables.GREETING, "small"),
)  # fmt: skip
_ASKED_TO = frozenset(
    canonical(word)
    for word in "do dijiye den lo lijiye karo kijiye kariye likho likhiye rakho rakhiye karwao kardo".split()
)
""" "Kar dijiye na": please do."""
_SMALL = frozenset(
    canonical(word)
    for word in """
    please kindly just so then um uh hm hmm uhm er हम्म well oh ah ok the a an it its that thats that's it's this is are am be for
    me us my our i i'm i'll we we'll we're you your to of in on at with by and or as very much really quite all
    now too also will would like want do done have has go get give sir madam ma'am maam mam ji bhai bhaiya
    bhaiyya didi beta yaar dear friend mate love boss man lady miss mister saab sahab sahib bro uncle aunty
    thanks thank thankyou booking book table appointment reservation slot seat seats name number time day date
    detail details everything thing things information info part bit read said heard say says sound sounds
    doosri dusri dusra doosra baaki baki log logon people persons guests lock splendid kindly chalo chaliye chal tab then both dono ab achha pakka seems looks think thinking know sure put down through one same there here up out fix along up
    hai hain ho hoon hun tha thi the hi to toh na bhi mein me ko ka ki ke se pe par wala wali wale vala vali
    mera meri mere hamara hamari hamare humara humari aap aapne aapka aapki hum ham main mujhe hame hamein humko
    ye yeh wo woh vo isko usko ise use is us sab sabkuch kuch itna aur phir fir ab abhi jaldi bas liye naam
    number yaad matlab baje samay din tarikh tareekh bola kaha suna karna karni karke kar do de den dein dijiye
    dijie lijiye lo le de dena rahega rahegi hoga hogi rakhiye rakho chahiye chahie cheez jaisa waisa vaisa
    है हैं हो हूँ था थी थे ही तो न भी में को का की के से पर वाला वाली मेरा मेरी मेरे हमारा हमारी आप आपने हम मैं मुझे
    ये यह वो वह इसको उसको सब कुछ इतना और फिर अब अभी बस लिए नाम नंबर समय दिन तारीख बुकिंग टेबल अपॉइंटमेंट
    लोग लोगों जन चलो चलिए चल तब दोनों कर दो दे दीजिए लीजिए लो रहेगा होगा चाहिए प्लीज़ भाई भैया मैडम सर दीदी जी शुक्रिया धन्यवाद
    """.split()
)  # fmt: skip
"""Words that change nothing about a yes."""
