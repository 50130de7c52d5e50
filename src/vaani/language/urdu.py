"""How does a Hindi sentence read that a recogniser wrote in Urdu letters?

Common words by a table (Urdu leaves vowels out), the rest letter by letter; near enough for every
other reader of this room, not for display.
"""

from __future__ import annotations

from vaani.language.number_words import ROMAN
from vaani.language.sentence import ascii_digits, words

_LETTERS = {
    "ا": "a", "آ": "aa", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "s", "ج": "j", "چ": "ch",
    "ح": "h", "خ": "kh", "د": "d", "ڈ": "d", "ذ": "z", "ر": "r", "ڑ": "r", "ز": "z", "ژ": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
    "ق": "q", "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "n", "و": "o", "ہ": "h",
    "ھ": "h", "ء": "", "ئ": "i", "ی": "i", "ي": "i", "ے": "e", "ؤ": "o", "ۂ": "h", "ۃ": "t",
}  # fmt: skip
_NUMBERS = (
    "صفر ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس "
    "اکیس بائیس تیئیس چوبیس پچیس چھبیس ستائیس اٹھائیس انتیس تیس اکتیس بتیس تینتیس چونتیس پینتیس "
    "چھتیس سینتیس اڑتیس انتالیس چالیس اکتالیس بیالیس تینتالیس چوالیس پینتالیس چھیالیس سینتالیس "
    "اڑتالیس انچاس پچاس اکیاون باون ترپن چون پچپن چھپن ستاون اٹھاون انسٹھ ساٹھ".split()
)
_WORDS = {
    "ہے": "hai", "ہیں": "hain", "ہوں": "hoon", "ہو": "ho", "ہوگا": "hoga", "ہونگے": "honge", "ہوں گے": "honge", "تھا": "tha",
    "تھی": "thi", "ہاں": "haan", "جی": "ji", "نہیں": "nahi", "نہی": "nahi", "نا": "na", "مت": "mat", "بس": "bas", "اچھا": "achha",
    "ٹھیک": "theek", "بالکل": "bilkul", "صحیح": "sahi", "اوکے": "ok", "ہیلو": "hello", "نمستے": "namaste", "السلام": "salaam",
    "شکریہ": "shukriya", "پلیز": "please", "کل": "kal", "آج": "aaj", "پرسوں": "parson", "ابھی": "abhi", "دن": "din",
    "ہفتے": "hafte", "مہینے": "mahine", "تاریخ": "tareekh", "اگلے": "agle", "اگلا": "agla", "اس": "is", "اسی": "isi",
    "بجے": "baje", "بج": "baj", "بجکر": "bajkar", "بجنے": "bajne", "منٹ": "minute", "گھنٹے": "ghante", "شام": "shaam",
    "صبح": "subah", "دوپہر": "dopahar", "رات": "raat", "وقت": "waqt", "ٹائم": "time", "ساڑھے": "saadhe", "ساڑے": "saadhe",
    "سوا": "sava", "پونے": "paune", "ڈیڑھ": "dedh", "ڈھائی": "dhai", "بعد": "baad", "پہلے": "pehle", "تک": "tak",
    "لوگ": "log", "لوگوں": "logon", "آدمی": "aadmi", "بچے": "bachche", "بڑے": "bade", "کے": "ke", "کی": "ki", "کا": "ka",
    "کو": "ko", "سے": "se", "میں": "mein", "اور": "aur", "پر": "par", "پہ": "pe", "یا": "ya", "نے": "ne", "بھی": "bhi", "ہی": "hi",
    "لیے": "liye", "لئے": "liye", "ساتھ": "saath", "والا": "wala", "والی": "wali", "والے": "wale", "کیا": "kya", "کب": "kab",
    "کہاں": "kahan", "کتنے": "kitne", "کتنا": "kitna", "کتنی": "kitni", "کون": "kaun", "کیسے": "kaise", "یہ": "yeh", "وہ": "woh",
    "مجھے": "mujhe", "میرا": "mera", "میری": "meri", "میرے": "mere", "ہم": "hum", "ہمیں": "hamein", "آپ": "aap", "نام": "naam",
    "نمبر": "number", "فون": "phone", "کال": "call", "ٹیبل": "table", "بک": "book", "بکنگ": "booking", "کینسل": "cancel",
    "اپائنٹمنٹ": "appointment", "اپوائنٹمنٹ": "appointment", "ڈاکٹر": "doctor", "چیک": "check", "ٹیسٹ": "test",
    "چاہیے": "chahiye", "چاہئے": "chahiye", "کر": "kar", "کرو": "karo", "کرنا": "karna", "کرنی": "karni", "کریں": "karein",
    "دو": "do", "دیجیے": "dijiye", "دیجئے": "dijiye", "دیں": "dein", "لیجیے": "lijiye", "رکھ": "rakh", "رکھیے": "rakhiye",
    "بتا": "bata", "بتائیے": "bataiye", "بات": "baat", "بول": "bol", "رہا": "raha", "رہی": "rahi", "آنا": "aana", "بدل": "badal",
    "سلاٹ": "slot", "ڈبل": "double", "ٹرپل": "triple", "زیرو": "zero", "سوری": "sorry", "پیر": "somvaar", "سوموار": "somvaar",
    "منگل": "mangalvaar", "منگلوار": "mangalvaar", "بدھ": "budhvaar", "بدھوار": "budhvaar", "جمعرات": "guruvaar",
    "گرووار": "guruvaar", "جمعہ": "shukravaar", "شکروار": "shukravaar", "ہفتہ": "shanivaar", "سنیچر": "shanivaar",
    "شنیوار": "shanivaar", "اتوار": "ravivaar", "رویوار": "ravivaar", "سنڈے": "sunday", "منڈے": "monday", "جنوری": "janvari",
    "فروری": "farvari", "مارچ": "march", "اپریل": "april", "مئی": "may", "جون": "june", "جولائی": "july", "اگست": "august",
    "ستمبر": "september", "اکتوبر": "october", "نومبر": "november", "دسمبر": "december", "سو": "sau", "ہزار": "hazaar",
    "لاکھ": "lakh", "کروڑ": "karod", "چھے": "chhe", "چھہ": "chhe", "اٹھ": "aath", "آٹ": "aath", "روپے": "rupaye",
}  # fmt: skip
_WORDS |= {word: ROMAN[n] for n, word in enumerate(_NUMBERS) if word != "دو"}
_MARKS = str.maketrans({"۔": ".", "؟": "?", "،": ",", "؛": ";"})


def from_urdu(text: str) -> str:
    """The sentence with every Urdu word as romanised Hindi; other scripts stay untouched."""
    out: list[str] = []
    at = 0
    for word in words(text):
        out.append(text[at : word.start])
        body = text[word.start : word.end]
        at = word.end
        if "\u0600" <= body[:1] <= "\u06ef" or "\u06fa" <= body[:1] <= "\u06ff":
            body = _WORDS.get(body) or "".join(_LETTERS.get(c, "") for c in body)
        out.append(body)
    out.append(text[at:])
    return ascii_digits("".join(out).translate(_MARKS))


def knows(word: str) -> str | None:
    """The romanised form of an Urdu word that is in the table; None for one that is not."""
    return _WORDS.get(word)
