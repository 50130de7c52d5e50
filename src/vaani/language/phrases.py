"""Is this a yes, a no, or only a nod?

Closed tables of short phrases, in both languages and scripts. Longer sentences are for
`vaani.dialogue.understanding`.
"""

from __future__ import annotations

from vaani.language.numbers import find_numbers
from vaani.language.sentence import folded_set, words

_YES_CORE = folded_set(
    "yes yeah yep yup ya sure correct right okay ok okey fine absolutely certainly definitely perfect exactly great ahead "
    "haan han haanji ha hanji hnji ji bilkul theek thik theekhai sahi zaroor jarur pakka confirm confirmed chalega chalegi done "
    "हां हा हाँजी जी बिल्कुल बिलकुल ठीक सही जरूर पक्का चलेगा चलेगी ओके यस कन्फर्म येस श्योर राइट"
)
_YES_COMPANY = folded_set(
    "please go it do book kar kijiye kijie dijiye dijie dijiyega karo karein karen kardo kardijiye that's that is one the use this "
    "number same pe par yehi yahi wahi isi hai hain hoon ho jaye jayega jaayega chalo rakh rakhiye lijiye lijie lo de do it's good "
    "thanks thank you and use on for me bas na to toh mein main bhi karna lena dena aap sir madam book lagao bolo laga "
    "कर दीजिए दीजिये दीजिएगा दो है हैं यही वही इसी नंबर पर रख लीजिए लीजिये कीजिए कीजिये हो जाए जाएगा करो करें करिए करिये लो ही बुक भी तो "
    "शुक्रिया धन्यवाद बस आप अच्छा"
)
_YES = _YES_CORE | _YES_COMPANY
_NO = folded_set(
    "no nope nah not nahi nahin nai na mat rehne cancel wrong galat never naa नहीं नही ना मत रहने गलत नो न"
)
_NO_START = folded_set("no nope nah not nahi nahin nai naa never wrong galat नहीं नही ना गलत नो न")
_NO_COMPANY = folded_set(
    "ji haan oh um uh please sorry thanks thank you shukriya dhanyavaad dhanyawad bas aur kuch kuchh nothing else that's that is all "
    "it all for now today no don't do leave it rehne rahne dijiye dijie do de karo kar karna chahiye hai theek thik achha accha ok okay "
    "fine i am i'm good enough bye abhi koi baat zaroorat jarurat nope right correct yeh ye woh wo wahi galat sahi bilkul mat need "
    "जी हाँ और कुछ शुक्रिया धन्यवाद बस दीजिए दो करो कर करना चाहिए है ठीक अच्छा अभी कोई बात ज़रूरत यह ये वह बिल्कुल रहने सही हो गया इतना"
)
_NO_ALONE = (
    "that's all", "that is all", "that'll be all", "nothing else", "nothing", "bas", "bas itna hi", "bas ji", "rehne do", "rehne dijiye",
    "rahne do", "kuch nahi", "aur kuch nahi", "बस", "बस इतना ही", "और कुछ नहीं", "कुछ नहीं", "रहने दो", "रहने दीजिए", "mat karo", "मत करो",
    "i'm good", "i'm done", "all good",
)  # fmt: skip
_NODS = folded_set(
    "haan han ha hmm hm mm mhm mmhmm uh huh uhhuh okay ok achha accha acha ji right yeah yes yep yup sure theek thik hai sahi oh "
    "ah aha i see got it alright cool haanji hanji bilkul हां हा हम्म हूं अच्छा जी ठीक है ओके सही बिल्कुल"
)


def _folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


def is_yes(text: str) -> bool:
    """A plain yes and nothing else: "haan ji, kar dijiye"."""
    said = _folded(text)
    if not said or len(said) > 9 or any(word in _NO and word != "na" for word in said):
        return False
    return any(word in _YES_CORE for word in said) and all(word in _YES for word in said)


def is_no(text: str) -> bool:
    """A plain no without a new wish: "ji nahi, aur kuch nahi", "no, thanks"; "no, at nine" is more
    than that."""
    said = _folded(text)
    if not said or find_numbers(text):
        return False
    if " ".join(said) in _NO_ALONE:
        return True
    core = [word for word in said if word in _NO]
    if core and all(word in _NO or word in _NO_COMPANY for word in said):
        return len(said) <= 12
    return len(said) <= 4 and said[0] in _NO_START


def is_backchannel(text: str) -> bool:
    """A nod: at most three words that only say "I am listening"."""
    said = _folded(text)
    return 0 < len(said) <= 3 and all(word in _NODS for word in said)
