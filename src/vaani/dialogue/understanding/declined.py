"""Does the caller ask for something that the business file declines (`not_offered`)?"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from vaani.call.plan import Business, Text
from vaani.dialogue.understanding.match import Phrases, Spoken, canonical, spoken
from vaani.language.script import skeleton

_SAME = {
    "home service": "home service, ghar aake, ghar aakar, ghar par aa, ghar pe aa, at home, at my home, at my house, come to my house, come home, घर आकर, घर पर आ, होम सर्विस",
    "home visit": "home visit, home visits, come to my house, visit at home, ghar aake, ghar aakar, ghar par dekh, ghar pe dekh, ghar par aa, घर आकर, घर पर आ",
    "delivery": "deliver, delivery, home delivery, ghar bhej, ghar pahuncha, ghar par bhej, ghar pe bhej, delivery karte, डिलीवरी, डिलिवरी, घर भेज, घर पहुँचा",
    "alcohol": "alcohol, beer, wine, whisky, whiskey, rum, vodka, liquor, drinks menu, sharab, daaru, daru, bar hai, cocktail, cocktails, शराब, दारू, बीयर, वाइन",
    "discount": "discount, discounts, chhoot, chhut, riyayat, kuch kam, डिस्काउंट, छूट, रियायत",
    "tattoo": "tattoo, tattoos, godna, टैटू",
    "mri": "mri, m r i, एमआरआई, एम आर आई",
    "ct scan": "ct scan, c t scan, ct, cat scan, सीटी स्कैन, सी टी स्कैन, सिटी स्कैन",
    "cashless": "cashless, insurance claim, mediclaim, कैशलेस, insurance cashless",
    "live music": "live music, live band, gaana bajane, लाइव म्यूज़िक",
    "catering": "catering, cater, कैटरिंग",
    "parking": "valet, valet parking",
    "pets": "pet, pets, dog, dogs, cat, kutta laa, कुत्ता",
    "emergency": "casualty, emergency ward, ambulance, एम्बुलेंस",
    "hookah": "hookah, hukka, sheesha, shisha, हुक्का",
    "credit": "udhaar, udhar, on credit, उधार",
    "bridal": "bridal, bride, dulhan, shaadi ka makeup, shadi ka makeup, wedding makeup, wedding make-up, दुल्हन, ब्राइडल, शादी का मेकअप",
    "implant": "implant, implants, इम्प्लांट, dental implant",
    "coaching": "coaching, coach, trainer, sikhane wala, sikhate, sikhaate, classes, class lagti, कोचिंग, कोच, सिखाते",
    "takeaway": "takeaway, take away, parcel, pack kar, packing, टेकअवे, पार्सल, पैक कर",
    "passport photo": "passport photo, passport size, passport photos, पासपोर्ट फोटो, पासपोर्ट साइज़",
    "recharge": "recharge, रिचार्ज",
    "monthly pass": "monthly pass, monthly membership, membership, mahine ka pass, mahine ka paas, मासिक पास, महीने का पास, मेंबरशिप",
    "buffet": "buffet, बुफे, बफे",
    "smoking": "smoking, smoke, cigarette, सिगरेट, स्मोकिंग",
    "massage": "massage, maalish, malish, मसाज, मालिश",
    "nail": "nail extension, nail extensions, nail art, nakhun, नेल",
    "private room": "private room, private dining, separate room, alag kamra, अलग कमरा",
    "outside food": "outside food, own food, bahar ka khana, apna khana, बाहर का खाना",
    "emi": "emi, instalment, instalments, installment, kist, kishton, किस्त, किश्त",
}  # fmt: skip
_SMALL = frozenset(
    canonical(w)
    for w in "on the by for of a an at in to and or requests request phone service services ka ki ke ko par pe mein".split()
)
_KNOWN: dict[int, tuple[Business, tuple[Phrases, ...]]] = {}


def declined(said: Spoken, business: Business) -> int | None:
    """The number of the `not_offered` entry that is asked for, or None."""
    known = _KNOWN.get(id(business))
    if known is None or known[0] is not business:
        if len(_KNOWN) > 64:
            _KNOWN.clear()
        known = _KNOWN[id(business)] = (
            business,
            tuple(_phrases(text.en, text.hi) for text in business.not_offered),
        )
    for index, phrases in enumerate(known[1]):
        if phrases.within(said) or _sounds(said, business.not_offered[index]):
            return index
    return None


def _sounds(said: Spoken, text: Text) -> bool:
    """All words of an entry of several, in any order and script, near each other."""
    bones = [skeleton(said.text[s:e]) for s, e in zip(said.starts, said.ends, strict=True)]
    for one in (text.en, text.hi):
        wanted = [
            skeleton(part)
            for part in (one or "").replace("-", "").split()
            if canonical(part.lower()) not in _SMALL
        ]
        wanted = [part for part in wanted if len(part) >= 2]
        if len(wanted) < 2 or sum(map(len, wanted)) < 6:
            continue
        places = [bones.index(part) for part in wanted if part in bones]
        if len(places) == len(wanted) and max(places) - min(places) <= len(wanted) + 1:
            return True
    return False


def _phrases(english: str | None, hindi: str | None) -> Phrases:
    """The entry's own words, in order and near, and what people say for it."""
    found: list[str] = []
    for text in (english, hindi):
        if not text:
            continue
        tokens = list(spoken(text).tokens)
        content = [token for token in tokens if token not in _SMALL]
        raw = [text[s:e] for s, e in zip(spoken(text).starts, spoken(text).ends, strict=True)]
        kept = [word for word, token in zip(raw, tokens, strict=True) if token not in _SMALL]
        if content:
            whole = " ".join(raw)
            found += [whole, " ".join(kept)] if len(content) > 1 or len(raw) == 1 else [whole]
            found += [_singular(one) for one in found if one.lower().endswith("s")]
        low = text.lower()
        for key, words in _SAME.items():
            if all(_singular(part) in _singular(low) for part in key.split()):
                found.append(words)
    return Phrases(*found)


def _singular(text: str) -> str:
    return text[:-1] if text.endswith("s") and not text.endswith("ss") else text
