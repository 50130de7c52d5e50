"""In which language and script is a sentence, and how do its letters compare across scripts?

English against romanised Hindi is told by function words; names, numbers, days and words that both
languages use tell nothing. `sentence` splits and folds, `urdu` reads Urdu letters; both are offered
here too.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from vaani.language.found import Language, Variety
from vaani.language.number_words import ENGLISH_ONES, ENGLISH_TENS, HUNDRED, SCALES, unit
from vaani.language.sentence import Word, fold, folded_set, words
from vaani.language.urdu import from_urdu

__all__ = ["Word", "fold", "from_urdu", "reply_language", "skeleton", "variety", "words"]

HINDI_WORDS = folded_set(
    "hai hain ho hoon hun hoga hogi honge hota hoti hote tha thi kya kyu kyun kyon mujhe mujhko mera meri mere main mai maine "
    "hum ham humko hume hamein hamara hamari aap aapka aapki aapke aapko tum tumhara ka ki ke ko se mein me par pe aur ya nahi "
    "nahin nai mat ji haan han haanji kal aaj parso parson abhi subah savere dopahar shaam sham raat baje bje kitne kitna kitni "
    "kaun kab kahan kahaan kaise kaisa kaunsa chahiye chaiye chahie karo karna karni karne kar karke karwana karwani karwane "
    "karana karani karao kijiye kijie dijiye dijie dena deni lena leni liye lijiye lijie rakhiye rakhna rakho rakh boliye bolo "
    "bol batao bataiye bata bataen sakta sakti sakte log logon jan theek thik accha achha acha bas phir fir wala wale wali yeh "
    "ye woh wo us isi usi wahi yahi bhi hi toh tak baad pehle pahle saath naam samajh aaya aayi gaya gayi chalega chalegi milega "
    "milegi mil jayega jaayega jayegi badal badalna badlo hata hatao hatana rehne rahne chhod chhodo namaste namaskar shukriya "
    "dhanyavaad dhanyawad bachche bade chhote katwana katwane katwani banwani banwana aana aani aane aaunga aaungi aaye aayenge "
    "tareekh tarikh mahine din dino hafte somvar somvaar mangalvar mangalvaar budhvar budhvaar budhwar guruvar guruvaar "
    "shukravar shukravaar shanivar shanivaar ravivar ravivaar itvaar itvar agle agla agli pichle thoda thodi jaldi der hua hui "
    "hue raha rahi rahe tha thi the wahan yahan kuch koi sab sabse zyada jyada kam matlab lekin magar kyunki agar jab tab ab "
    "arre arey bhai bhaiya didi bilkul zaroor jarur pakka sirf dono saadhe sadhe sava paune dedh dhai baat mujhse humse unka "
    "unki unke unko uska uski uske usko iska iski iske isko apna apni apne kiya kiye karta karti galat sahi sakenge raho raha "
    "दो है हैं"
)
HINDI_IN_DEVANAGARI = folded_set(
    "है हैं हो हूँ हूं होगा होगी होंगे होता होती था थी थे क्या क्यों क्यूँ मुझे मुझको मेरा मेरी मेरे मैं मैंने हम हमें हमको हमारा हमारी हमारे "
    "आप आपका आपकी आपके आपको तुम का की के को से में पर पे और या नहीं नही मत ना जी हाँ कल आज परसों अभी सुबह सवेरे दोपहर शाम रात बजे "
    "कितने कितना कितनी कौन कब कहाँ कैसे कैसा किस चाहिए चाहिये करो करना करनी करने कर करके करवाना करवानी कराना करानी कीजिए कीजिये "
    "दीजिए दीजिये देना लेना लिए लीजिए लीजिये रखिए रखना रखो रख बोलिए बोलो बोल बताओ बताइए बता सकता सकती सकते लोग लोगों जन ठीक अच्छा "
    "बस फिर वाला वाले वाली यह ये वह वो इस उस इसी उसी वही यही भी ही तो तक बाद पहले साथ नाम समझ आया आई गया गई चलेगा मिलेगा जाएगा बदल "
    "हटा हटाओ रहने छोड़ नमस्ते नमस्कार शुक्रिया धन्यवाद बच्चे बड़े आना आऊँगा आऊँगी आएँगे तारीख महीने दिन हफ्ते अगले अगला थोड़ा जल्दी देर "
    "रहा रही रहे यहाँ वहाँ कुछ कोई सब सबसे मतलब लेकिन अगर जब तब अब अरे बिल्कुल ज़रूर पक्का सिर्फ़ दोनों साढ़े सवा पौने डेढ़ ढाई बात "
    "माफ़ लिखिए इतना सही गलत देखिए हुआ करानी सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार इतवार"
)
ENGLISH_WORDS = folded_set(
    "the a an is are was were am be been i you he she it we they my your his her our their him us them this that these those "
    "what when where who how why which can could would will shall should may might do does did have has had want need like "
    "and or but not of in on at to for from with by about into after before until there here any some all just only also past "
    "change move make tell ask know wait half quarter going coming speaking looking calling until through still please "
    "i'd i'm i'll i've it's don't didn't can't that's what's there's you're we're we'd let's isn't won't couldn't haven't "
    "thing things nothing something somebody someone anyone anything else more less please put give take got get leave drop "
    "keep bring right instead again later earlier soon now then than so if because thanks thank bye good go ahead"
)
_BOTH = frozenset(
    "hi to do the is us main me so in on at or are be he she her a i am it sun".split()
)
"""Words that tell nothing: spelled alike in both languages."""
_LOAN = frozenset("please right good thanks thank bye".split())
"""English words that speakers of Hindi use among Hindi ones, or alone; "thank you" is another."""
_GRAMMAR = frozenset("the at on in i am it a she her".split())
"""Those of `_BOTH` that make an English sentence of English words beside them."""
_TELLING = frozenset(
    "people today tomorrow yesterday tonight morning afternoon evening night noon midnight o'clock week weekend month "
    "correct wrong confirm confirmed yes yeah no name number table person persons".split()
)
"""English words that speakers of Hindi use too: they tell only beside `_GRAMMAR`."""
_WEAK = frozenset(
    "log par hum bas kar mat din ab tab ham ho han pe de ne ki tha wala wale wali ji haan achha accha acha arre arey bhai "
    "bhaiya didi namaste namaskar shukriya dhanyavaad dhanyawad naam ka".split()
)
"""Hindi words that also stand in English sentences: alone beside English they do not decide."""


def variety(text: str) -> Variety | None:
    """What the caller speaks; None when the words do not tell (a name, digits, "ok", "Friday")."""
    letters = known_letters = latin = 0
    hindi: list[str] = []
    english: list[str] = []
    said = [word.folded for word in words(text)]
    agrees = _leading_ya(said)
    for at, word in enumerate(said):
        first = word[:1]
        if "\u0900" <= first <= "\u097f" or "\u0600" <= first <= "\u06ff":
            letters += 1
            known_letters += word in HINDI_IN_DEVANAGARI or first < "\u0900"
        elif at < agrees or (word == "you" and said[at - 1 : at] == ["thank"]):
            latin += 1
        elif first.isalpha() and not _is_number(word):
            latin += 1
            if word in HINDI_WORDS and word not in _BOTH:
                hindi.append(word)
            elif word in ENGLISH_WORDS:
                english.append(word)
    if letters and (known_letters or letters > 3):
        return "hinglish" if latin >= 2 else "hi"
    told = [word for word in english if word not in _BOTH]
    if not hindi or (len(english) >= 3 and all(word in _WEAK for word in hindi)):
        plain = any(word not in _LOAN for word in told) or len(english) >= 3
        return "en" if plain or (not letters and _english_together(said, agrees)) else None
    return "hinglish" if len(told) >= 2 and len(told) * 3 >= len(hindi) else "hi-Latn"


def _leading_ya(said: list[str]) -> int:
    """So many words "ya" begin the sentence: there it is "yeah"; between others it is Hindi "or"."""
    return next((at for at, word in enumerate(said) if word != "ya"), len(said))


def _english_together(said: list[str], agrees: int) -> bool:
    """Words that tell nothing alone, in a sentence without any of Hindi's: "Monday at five, two
    people", "ya, correct", "the blue one"."""
    grammar = agrees + sum(word in _GRAMMAR for word in said[:-1])
    article = any(word == "the" and not _is_number(after) for word, after in pairwise(said))
    telling = sum(word in _TELLING for word in said)
    return article or telling >= 3 or (grammar > 0 and telling > 0)


def _is_number(word: str) -> bool:
    counted = word in ENGLISH_ONES or word in ENGLISH_TENS or word in HUNDRED or word in SCALES
    return counted or (unit(word) is not None and word not in HINDI_WORDS)


def reply_language(text: str) -> Language | None:
    """English gets English, every kind of Hindi gets Hindi; None: stay with what it was."""
    heard = variety(text)
    return None if heard is None else ("en" if heard == "en" else "hi")


_CONSONANTS = {
    "क": "k", "ख": "k", "ग": "g", "घ": "g", "ङ": "n", "च": "c", "छ": "c", "ज": "j", "झ": "j",
    "ञ": "n", "ट": "t", "ठ": "t", "ड": "d", "ढ": "d", "ण": "n", "त": "t", "थ": "t", "द": "d",
    "ध": "d", "न": "n", "प": "p", "फ": "p", "ब": "b", "भ": "b", "म": "m", "य": "y", "र": "r",
    "ल": "l", "व": "v", "श": "s", "ष": "s", "स": "s", "ह": "h", "ळ": "l", "ं": "n",
    "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "s", "ج": "j", "چ": "c", "ح": "h", "خ": "k",
    "د": "d", "ڈ": "d", "ذ": "j", "ر": "r", "ڑ": "d", "ز": "j", "ژ": "j", "س": "s", "ش": "s",
    "ص": "s", "ض": "j", "ط": "t", "ظ": "j", "غ": "g", "ف": "p", "ق": "k", "ک": "k", "گ": "g",
    "ل": "l", "م": "m", "ن": "n", "ں": "n", "و": "v", "ہ": "h", "ھ": "", "ی": "y", "ے": "",
}  # fmt: skip
_LATIN_SOUNDS = (
    ("sch", "s"), ("chh", "C"), ("ch", "C"), ("ck", "k"), ("ci", "si"), ("ce", "se"), ("cy", "sy"), ("c", "k"), ("C", "c"),
    ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("gh", "g"), ("kh", "k"), ("ph", "p"), ("jh", "j"), ("gy", "jn"),
    ("f", "p"), ("w", "v"), ("z", "j"), ("q", "k"), ("x", "ks"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """Consonants in Latin letters, aspirates and vowels dropped: equal for one name in any script."""
    return " ".join(part for part in (_skeleton(word.folded) for word in words(text)) if part)


def _skeleton(word: str) -> str:
    if word[:1].isascii():
        for said, sound in _LATIN_SOUNDS:
            word = word.replace(said, sound)
        letters = [c for c in word if c.isalpha() and c not in "aeiouhy"]
    else:
        letters = [_CONSONANTS.get(c, "") for c in word]
        letters = [c for c in letters if c not in ("", "h", "y")]
    return "".join(c for n, c in enumerate(letters) if n == 0 or letters[n - 1] != c)
