"""Which words assert nothing? The closed vocabulary of politeness, of asking and of glue.

A sentence made of these alone states no fact of the business and no deed. `DEEDS` are the words by
which a deed is claimed, `RISKY` those that state availability, price or favour.
"""

# ruff: noqa: E501 (tables of words read best one entry a line)
from __future__ import annotations

from typing import Literal

from vaani.language.sentence import fold

Deed = Literal["created", "changed", "cancelled", "message"]


def stem(token: str) -> str:
    """A folded word, plural and possessive aside."""
    token = token.removesuffix("'s")
    if len(token) > 4 and token.endswith("s") and not token.endswith("ss"):
        return token[:-1]
    return token


def _set(text: str) -> frozenset[str]:
    return frozenset(stem(fold(word)) for word in text.split())


GLUE = _set(
    """a an the and or but so to of for in on at by with from as it its it's this that these those there is are was be am i i'm i'll we our us you your you're me my he she they will would can could may do does if then also too just
    than into about up out we're they're there's i've i'd that'd you'd let's
    का के की को से में पर ने तो भी ही है हैं हूँ हूं था थी थे और या पर यह वह ये वे आप आपका आपकी आपके आपको मैं मुझे मेरा मेरी हम हमारा हमारे हमारी हमें जी तक लिए साथ कि जो वो इस उस इसका उसका अब"""
)
MANNERS = _set(
    """sorry thank thanks welcome please sure certainly okay ok alright great good fine course hello hi namaste goodbye bye
    moment second minute while let check checking look looking see help assist understand understood hear heard tell know say again repeat more
    afraid apologise apologize happy glad pleasure wait hold one see right happily gladly back day
    automated assistant talking speaking here have nice calling information details
    माफ़ माफ कीजिए कीजिएगा धन्यवाद शुक्रिया ज़रूर जरूर बिल्कुल बिलकुल ठीक अच्छा नमस्ते नमस्कार अलविदा एक पल मिनट क्षण देखती देखता देख देखूँ देखकर रही रहा रुकिए मदद सहायता समझ समझी समझा गई गया बताइए बताएँ बताएं बता दीजिए सकती सकता कर करती करता करूँ करूं फिर दोबारा कहिए बोलिए सुन पा स्वागत खुशी जानकारी इसकी इसके बारे पता मालूम"""
)
ASKING = _set(
    """shall should what which when where who whom whose how many much what's which's would like want wish prefer need book booking reserve reservation change move cancel reschedule leave message name number phone call calling date day time table appointment people persons guests party service doctor person someone anyone anything else something other another instead still keep try earlier later morning afternoon evening night slot visit come coming join joining under reach have take make give go ahead proceed correct right confirm that's is're ready pass connect staff team work works suit suits best okay sound sounds better mean looking meet back callback appointment's any both first last next these either same old new yours
    क्या कौन कौनसा कौनसी कौन-सा कब कहाँ कहां कैसे कितने कितनी कितना किस किसके किसको किसे चाहेंगे चाहेंगी चाहते चाहती चाहिए बुक बुकिंग बदल बदलना बदलूँ रद्द कैंसल संदेश नाम नंबर फ़ोन फोन तारीख़ तारीख दिन समय वक़्त टेबल अपॉइंटमेंट लोग लोगों मेहमान सेवा डॉक्टर कोई कुछ और दूसरा दूसरे पहले बाद सुबह दोपहर शाम रात आना आएँगे आएंगे होंगे होगा होगी रहेगा रहेगी सही है ना करना करूँ करूं दूँ दूं छोड़ छोड़ना बात करवा रखूँ रखूं लूँ लूं लीजिए बताएँगे बताएंगे चलेगा मिलना मिलेंगे पसंद सुविधा सुविधाजनक बेहतर मतलब ठीक आपको"""
)
OPENERS = _set(
    """shall should would could can may do is are what which when where who whom how
    क्या कौन कौनसा कौनसी कब कहाँ कहां कैसे कितने कितनी किस किसके"""
)
"""What an honest question begins with."""
LEADS = _set(
    "and so then okay ok sure great thanks thank you alright please for at on in under sorry जी ठीक है और अच्छा ज़रूर आप आपका आपकी आपके किस धन्यवाद माफ़ कीजिए तो"
)
"""What may stand before the opener."""
TAGS = (
    "is that right", "is that correct", "right", "correct", "yes", "सही है", "ठीक है", "सही है ना", "है ना",
)  # fmt: skip
ASSENT = _set("yes yeah हाँ हां जी")
"""Before something that is backed these add nothing; alone they would."""
CHECKING = (
    "let me check", "let me look", "let me see", "i will check", "i'll check", "checking",
    "देखती हूं", "देखता हूं", "देख लेती हूं", "देख लेता हूं",
)  # fmt: skip
"""What announces a look and states nothing."""
LOOKED_AT = _set(
    "availability available free table tables slot slots calendar time times day booking bookings appointment appointments doctor खाली टेबल समय बुकिंग उपलब्धता"
)
NEGATIONS = _set(
    """not no none never nothing cannot can't don't doesn't isn't aren't won't wasn't haven't hasn't unable without neither nor nobody full closed unavailable
    नहीं नही न मत बिना कोई-नहीं बंद भरा भरी"""
)
_ALL: tuple[Deed, ...] = ("created", "changed", "cancelled", "message")
_DEED_WORDS: tuple[tuple[tuple[Deed, ...], str], ...] = (
    (
        ("created",),
        "booked reserved scheduled confirmed secured arranged बुक्ड पक्की पक्का पक्के कन्फर्म कन्फ़र्म आरक्षित",
    ),
    (("changed",), "changed moved rescheduled shifted updated postponed बदली बदला बदले"),
    (("cancelled",), "cancelled canceled deleted removed voided हटा हटाई मिटा"),
    (("message",), "left sent passed noted recorded forwarded लिखा भेजा भेज"),
    (
        _ALL,
        "done completed complete finished set processed successful successfully gayi gaya diya चुका चुकी गई गया दी दिया हुआ हुई पूरा",
    ),
)
DEEDS: dict[str, frozenset[Deed]] = {
    stem(fold(word)): frozenset(deeds) for deeds, text in _DEED_WORDS for word in text.split()
}
"""Words of a deed, and the deeds that would make them true."""
RISKY = _set(
    """free available availability open vacant discount refund waive waived waiver complimentary gratis price cost costs fee fees charge charges rupees dollars percent guarantee guaranteed promise approved authorised authorized verified allowed safe
    खाली ख़ाली उपलब्ध मुफ़्त मुफ्त छूट रिफंड दाम फ़ीस फीस रुपये रुपए खुला खुली खुले सुरक्षित गारंटी"""
)
"""Never backed by the caller's own words."""
