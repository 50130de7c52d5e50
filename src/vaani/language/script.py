"""Which words are in a sentence, and which language and script is it in?

Folding makes the many spellings of one word comparable; it never changes what is spoken. Readers of
this room work on `words`. English against romanised Hindi is told by function words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from vaani.language.found import Language, Variety

_WORD = re.compile(
    r"\d{1,2}[:.]\d{2}(?!\d)|\d+(?:st|nd|rd|th)\b|\d[\d,]*\d|\d|[A-Za-zÀ-ɏ]+(?:['’][a-z]+)?"
    r"|[\u0900-\u0963\u0966-\u097F]+|[\u0620-\u06D3\u06F0-\u06FF]+"
)
_PAUSES = ",.;:!?।…—"
_DEVANAGARI_DIGITS = {ord("०") + n: str(n) for n in range(10)}
_URDU_DIGITS = {ord("۰") + n: str(n) for n in range(10)}
_DROP = {ord("़"): None, ord("\u200d"): None, ord("\u200c"): None}


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `folded` for comparing, `text[start:end]` as it was said; `pause` when a comma or
    a sentence's end stands before it."""

    folded: str
    start: int
    end: int
    pause: bool = False


def fold(text: str) -> str:
    """Lower case, one spelling of marks, ASCII digits, plain spaces."""
    text = unicodedata.normalize("NFD", text).translate(_DROP)
    text = unicodedata.normalize("NFC", text).translate(_DEVANAGARI_DIGITS | _URDU_DIGITS)
    text = text.replace("ँ", "ं").replace("’", "'").lower()
    if any("à" <= c <= "ɏ" for c in text):
        plain = unicodedata.normalize("NFD", text)
        text = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return " ".join(text.split())


def words(text: str) -> tuple[Word, ...]:
    """The words of a sentence in order; punctuation is not a word."""
    plain = text.translate(_DEVANAGARI_DIGITS | _URDU_DIGITS)
    out: list[Word] = []
    end = 0
    for match in _WORD.finditer(plain):
        pause = bool(out) and any(c in _PAUSES for c in plain[end : match.start()])
        out.append(Word(fold(match.group()), match.start(), match.end(), pause))
        end = match.end()
    return tuple(out)


HINDI_WORDS = frozenset(
    "hai hain ho hoon hun hoga hogi honge tha thi the kya kyu kyun kyon mujhe mujhko mera meri mere "
    "main mai maine hum humko hume hamein hamara hamari aap aapka aapki aapke aapko tum ka ki ke ko "
    "se mein me par pe aur ya nahi nahin na mat ji haan han haanji kal aaj parso parson abhi subah "
    "dopahar shaam sham raat baje bje kitne kitna kitni kaun kab kahan kahaan kaise kaisa chahiye "
    "chaiye karo karna karni karne kar karke dijiye dijie dena de do lena liye lijiye rakhiye rakhna "
    "rakh boliye bolo bataiye batao bata sakta sakti sakte log logon jan theek thik accha achha "
    "acha bas phir fir wala wale wali yeh ye woh wo is us isi usi hi bhi to toh tak baad pehle saath "
    "ek teen char chaar paanch panch chhe che saat aath nau das saadhe sadhe sava paune dedh dhai "
    "naam samajh aaya gaya gayi chalega milega mil jayega jaayega badal badalna hata hatao hatana "
    "rehne chhod namaste namaskar shukriya dhanyavaad bachche bade chhote kijiye kijie karwana karana "
    "katwana katwane katwani aana aaunga aaungi tareekh tarikh mahine din somvar mangalvar budhvaar "
    "guruvaar shukravaar shanivaar ravivaar itvaar agle agla pichle thoda jaldi der".split()
)
ENGLISH_WORDS = frozenset(
    "the a an is are was were am be been i you he she it we they my your his her our their me him "
    "us them this that these those what when where who how why which can could would will shall "
    "should may might do does did have has had want need like please and or but not no yes of in on "
    "at to for from with by about into after before until there here any some all just only also "
    "book booking table tomorrow today tonight morning evening afternoon change cancel move make "
    "people person persons name number call speak tell ask know thank thanks sorry hello hi good "
    "okay ok right sure fine go ahead wait one two three four five six seven eight nine ten half "
    "quarter past oclock o'clock monday tuesday wednesday thursday friday saturday sunday next week "
    "i'd i'm i'll it's don't didn't can't that's what's there's".split()
)
_NEUTRAL = frozenset(
    "ok okay hello hi hmm mm mhm uh um ah oh ji please sorry thank you thanks number phone whatsapp "
    "doctor dr table booking a i one do the me is to no par us se hi in".split()
)


def variety(text: str) -> Variety | None:
    """What the caller speaks; None when the words do not tell (a name, digits, "ok")."""
    devanagari = latin = hindi = english = 0
    for word in words(text):
        first = word.folded[:1]
        if "\u0900" <= first <= "\u097f" or "\u0600" <= first <= "\u06ff":
            devanagari += 1
        elif first.isalpha():
            latin += 1
            if word.folded in HINDI_WORDS and word.folded not in ENGLISH_WORDS:
                hindi += 2 if word.folded not in _NEUTRAL else 0
            elif word.folded in ENGLISH_WORDS and word.folded not in HINDI_WORDS:
                english += 2 if word.folded not in _NEUTRAL else 0
    if devanagari:
        return "hinglish" if latin >= 2 else "hi"
    if hindi == english == 0:
        return None
    if hindi == 0:
        return "en"
    if hindi <= 2 and english >= 8:
        return "en"
    return "hinglish" if english >= 4 and english * 2 >= hindi else "hi-Latn"


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
_LATIN_PAIRS = (
    ("chh", "c"), ("ch", "c"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("gh", "g"),
    ("kh", "k"), ("ph", "p"), ("jh", "j"), ("f", "p"), ("w", "v"), ("z", "j"), ("q", "k"),
    ("x", "ks"), ("ck", "k"), ("c", "c"),
)  # fmt: skip


def skeleton(text: str) -> str:
    """Consonants in Latin letters, aspirates and vowels dropped: equal for one name in any script."""
    out: list[str] = []
    for word in words(text):
        body = word.folded
        if body[:1].isascii():
            for pair, single in _LATIN_PAIRS:
                body = body.replace(pair, single)
            body = body.replace("c", "c")
            letters = [c for c in body if c.isalpha() and c not in "aeiouh'"]
            letters = [c for n, c in enumerate(letters) if not (c == "y" and n == 0)]
        else:
            letters = [_CONSONANTS.get(c, "") for c in body]
            letters = [c for c in letters if c and c != "h"]
        squeezed = "".join(c for n, c in enumerate(letters) if n == 0 or letters[n - 1] != c)
        out.append(squeezed.replace("y", ""))
    return " ".join(part for part in out if part)


_URDU = {
    "ا": "a", "آ": "aa", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "s", "ج": "j", "چ": "ch",
    "ح": "h", "خ": "kh", "د": "d", "ڈ": "d", "ذ": "z", "ر": "r", "ڑ": "r", "ز": "z", "ژ": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
    "ق": "q", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "n", "و": "o", "ہ": "h",
    "ھ": "h", "ء": "", "ئ": "i", "ی": "i", "ے": "e", "ؤ": "o", "ۂ": "h",
}  # fmt: skip
_URDU_WORDS = {
    "ہے": "hai", "ہیں": "hain", "ہاں": "haan", "نہیں": "nahi", "کل": "kal", "آج": "aaj", "پرسوں": "parson",
    "بجے": "baje", "شام": "shaam", "صبح": "subah", "دوپہر": "dopahar", "رات": "raat", "ایک": "ek",
    "دو": "do", "تین": "teen", "چار": "chaar", "پانچ": "paanch", "چھ": "chhe", "چھے": "chhe",
    "سات": "saat", "آٹھ": "aath", "نو": "nau", "دس": "das", "گیارہ": "gyarah", "بارہ": "barah",
    "ساڑھے": "saadhe", "سوا": "sava", "پونے": "paune", "ڈیڑھ": "dedh", "ڈھائی": "dhai", "لوگ": "log",
    "لوگوں": "logon", "کے": "ke", "لیے": "liye", "ٹیبل": "table", "چاہیے": "chahiye", "بک": "book",
    "بکنگ": "booking", "کینسل": "cancel", "نمبر": "number", "میرا": "mera", "نام": "naam", "جی": "ji",
    "کو": "ko", "سے": "se", "میں": "mein", "اور": "aur", "پر": "par", "کیا": "kya", "ڈاکٹر": "doctor",
    "پیر": "somvaar", "منگل": "mangalvaar", "بدھ": "budhvaar", "جمعرات": "guruvaar", "جمعہ": "shukravaar",
    "ہفتہ": "shanivaar", "اتوار": "ravivaar", "سوموار": "somvaar", "رویوار": "ravivaar",
}  # fmt: skip


def from_urdu(text: str) -> str:
    """A Hindi sentence in Urdu letters as romanised Hindi, near enough for every other reader."""
    out: list[str] = []
    at = 0
    for word in words(text):
        out.append(text[at : word.start])
        body = text[word.start : word.end]
        at = word.end
        if "\u0600" <= body[:1] <= "\u06ff":
            body = _URDU_WORDS.get(body) or "".join(_URDU.get(c, "") for c in body)
        out.append(body)
    out.append(text[at:])
    return "".join(out).replace("۔", ".").replace("؟", "?").replace("،", ",")
