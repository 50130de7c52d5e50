"""Which words make a number a time, limit it, name a part of the day, or forbid it to be a time?

Tables of folded words for `clock_words`; English, romanised Hindi and Devanagari.
"""

from __future__ import annotations

from vaani.language.found import Bound, PartOfDay
from vaani.language.sentence import fold, folded_set

_PART_NAMES: tuple[tuple[PartOfDay, str], ...] = (
    ("morning", "morning mornings subah subeh subha savere sabere saveray breakfast nashta nashte bhor सुबह सवेरे सबेरे मॉर्निंग नाश्ते"),
    ("noon", "dopahar dopaher dopeher dupahar dupaher dophar dophr dopehar lunch lunchtime दोपहर दुपहर लंच"),
    ("afternoon", "afternoon आफ्टरनून आफ़्टरनून"),
    ("evening", "evening shaam sham shyam shaamko dinner saanjh saayan शाम सायं इवनिंग डिनर"),
    ("night", "shab night tonight raat raatri rat रात रात्रि नाइट टुनाइट"),
)  # fmt: skip
PARTS: dict[str, PartOfDay] = {
    word: part for part, names in _PART_NAMES for word in folded_set(names)
}
DAYTIME = folded_set("din दिन")
"""A part of the day only in "din ke", "din mein"."""

BAJE = folded_set("baje bje bajey baj bajay बजे बजें oclock o'clock clock")
BAJKAR = folded_set("bajkar bajke bajkr बजकर बजके")
BAJ = folded_set("baj बज")
BAJNE = folded_set("bajne बजने")
SAVA = folded_set("sava sawa savaa सवा")
SAADHE = folded_set("saadhe sadhe saade sade sarhe saarhe saare saadhey साढ़े साडे साढे")
PAUNE = folded_set("paune pone paun pauney pawne पौने पौन पोने")
DEDH = folded_set("dedh derh ded deedh डेढ़ डेड़")
DHAI = folded_set("dhai dhaai adhai dhayi arhai ढाई अढ़ाई")
MINUTE = folded_set("minute minutes minat mint min mins मिनट मिनिट")
AM = folded_set("am a.m एएम")
PM = folded_set("pm p.m पीएम")

COUNTS = folded_set(
    "people person persons pax guests guest of us log logon logo jan jane jano janon adults adult kids kid child children "
    "seats seat bade badon bachche bachchon bachchey bacche bachcha chhote members member friends friend dost couples couple "
    "ladies men women aadmi mehmaan mehmaano heads families tareekh tarikh taareekh tarik april may june july august january "
    "february march september october november december jan feb mar apr aug sept oct nov dec aprail farvari janvari rupees "
    "rupaye rupaiye rs paise days day din dino weeks week hafte hafta saal years year minutes minute minat mint mins min "
    "seconds second sec moment hours hour ghante ghanta mahine mahina month months bookings booking tables table slots "
    "appointments tests test haircuts times time baar percent degree point number more thing things other lakh hazaar sau "
    "thousand hundred ki jagah "
    "लोग लोगों जन जने जनों बच्चे बच्चों बच्चा बड़े मेहमान आदमी तारीख अप्रैल मई जून जुलाई अगस्त जनवरी फरवरी मार्च सितंबर अक्टूबर नवंबर "
    "दिसंबर रुपये रुपए दिन हफ्ते साल मिनट घंटे महीने बार की सौ हज़ार लाख"
) - folded_set("jagah may")
"""A number before one of these counts something, or is a date."""
NOT_BEFORE = folded_set(
    "april june july august january february march september october november december the double triple room number plus "
    "TSH point अप्रैल मई जून जुलाई अगस्त जनवरी फरवरी मार्च सितंबर अक्टूबर नवंबर दिसंबर डबल ट्रिपल नंबर प्लस"
)
"""A mere number after one of these is no time."""
FOR = folded_set("for party table of")
TABLES = folded_set(
    "table tables seat seats booking reservation dinner lunch breakfast brunch space room place book reserve mez"
)
"""Before "for seven in the evening" these leave open that seven people come."""
RELATIVE_DAYS = folded_set(
    "tomorrow today kal aaj parson parso monday tuesday wednesday thursday friday saturday sunday कल आज परसों"
)
ARTICLES = folded_set("ek do one एक दो")
AFTER_ARTICLE = folded_set(
    "ko ke se tak par pe please chalega theek ok okay works is for with aur and then wala wali free hai को के से तक पर चलेगा "
    "ठीक और वाला"
)
"""After a mere "ek" or "do" these words leave it a time; another word makes it an article."""

_LEADS: tuple[tuple[Bound, str], ...] = (
    ("at", "at time timing samay waqt vakt टाइम समय वक्त एट"),
    ("around", "around about nearly near approx approximately roughly towards kareeb karib lagbhag takriban taqreeban करीब लगभग तकरीबन"),
    ("after", "after from past आफ्टर"),
    ("before", "before by till until bifor बिफोर"),
)  # fmt: skip
BEFORE: dict[str, Bound] = {word: bound for bound, names in _LEADS for word in folded_set(names)}
BEFORE_PHRASES: tuple[tuple[str, Bound], ...] = (
    ("no later than", "before"), ("not later than", "before"), ("not after", "before"), ("no earlier than", "after"),
    ("not earlier than", "after"), ("earlier than", "before"), ("up to", "before"), ("not before", "after"),
    ("later than", "after"), ("close to", "around"), ("move it to", "at"), ("shift it to", "at"), ("push it to", "at"),
    ("bring it to", "at"), ("move to", "at"), ("shift to", "at"), ("change the time to", "at"), ("time ko", "at"),
)  # fmt: skip
"""Longest first where one ends like another."""
_FOLLOWERS: tuple[tuple[str, Bound], ...] = (
    ("se pehle nahi", "after"), ("से पहले नहीं", "after"), ("ke turant baad", "after"), ("ke thoda baad", "after"),
    ("ke just baad", "after"), ("ke thodi der baad", "after"), ("ke baad", "after"), ("के तुरंत बाद", "after"),
    ("के थोड़ा बाद", "after"), ("के बाद", "after"), ("baad", "after"), ("बाद", "after"), ("onwards", "after"),
    ("onward", "after"), ("or later", "after"), ("or after", "after"), ("and later", "after"), ("se pehle", "before"),
    ("se pahle", "before"), ("ke pehle", "before"), ("से पहले", "before"), ("के पहले", "before"),
    ("or earlier", "before"), ("or before", "before"), ("tak", "before"), ("तक", "before"), ("ke aas paas", "around"),
    ("ke aaspaas", "around"), ("ke aas pass", "around"), ("ke kareeb", "around"), ("ke karib", "around"),
    ("ke lagbhag", "around"), ("के आस पास", "around"), ("के आसपास", "around"), ("के करीब", "around"),
    ("ish", "around"), ("or so", "around"), ("se", "after"), ("से", "after"), ("sharp", "at"), ("on the dot", "at"),
    ("wala slot", "at"), ("wale slot", "at"), ("ka slot", "at"), ("का स्लॉट", "at"),
)  # fmt: skip
AFTER_PHRASES: tuple[tuple[str, Bound], ...] = tuple(
    (fold(phrase), bound) for phrase, bound in _FOLLOWERS
)
"""Longest first where one begins like another."""
EARLIEST = tuple(
    fold(name)
    for name in (
        "earliest", "as early as", "soonest", "as soon as", "first thing", "first slot", "first available", "first one", "first you",
        "first time you", "first appointment", "first free", "asap", "sabse pehle", "sabse pahle", "sabse jaldi", "jaldi se jaldi",
        "jitni jaldi", "jitna jaldi", "pehla slot", "pehla wala", "pehle wala slot", "sabse pehla", "सबसे पहले", "सबसे जल्दी", "सबसे पहला",
        "जल्दी से जल्दी", "जितनी जल्दी", "पहला स्लॉट", "पहले वाला स्लॉट",
    )
)  # fmt: skip
LATEST = tuple(
    fold(name)
    for name in (
        "latest", "as late as", "last slot", "last one", "last available", "last appointment", "last time you", "last you", "last sitting",
        "last table", "aakhri", "akhri", "aakhiri", "akhiri", "sabse der", "sabse last", "sabse late", "आखिरी", "आख़िरी", "अंतिम", "सबसे देर",
        "लास्ट स्लॉट",
    )
)  # fmt: skip
BEECH = folded_set("beech bich beechmein बीच")
