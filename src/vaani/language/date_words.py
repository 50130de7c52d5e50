"""What are days, months and spans of days called?

Tables of folded words for `dates`, and the names under which days and months are spoken.
"""

from __future__ import annotations

from vaani.language.sentence import fold, folded_set

EN_MONTHS = (
    "January February March April May June July August September October November December".split()
)
HI_MONTHS = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split()
EN_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
HI_DAYS = "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार".split()

_STEMS = (
    "som som", "mangal mangl", "budh bud", "guru brihaspati brihaspat veer vir", "shukra shukr sukra shukur",
    "shani sani shanich", "ravi rabi it et aadit",
)  # fmt: skip
_ENDS = "var vaar war waar bar baar".split()
_NAMES = (
    "monday mon somvaar सोमवार सोमबार मंडे मन्डे peer",
    "tuesday tue tues mangal मंगलवार मंगल ट्यूज़डे ट्यूसडे टयूजडे",
    "wednesday wed weds wensday budh बुधवार बुध वेडनेसडे वेडनसडे वेन्सडे बुद्धवार",
    "thursday thu thur thurs jumeraat brihaspati गुरुवार गुरूवार बृहस्पतिवार वीरवार बृहस्पति थर्सडे जुमेरात",
    "friday fri shukr shukra jumma juma शुक्रवार शुक्र जुम्मा फ्राइडे फ्रायडे सुक्रवार",
    "saturday satur shanichar sanichar शनिवार शनिचर शनीवार सैटरडे सटरडे सेटरडे",
    "sunday itvaar इतवार रविवार एतवार संडे सन्डे",
)
WEEKDAYS: dict[str, int] = {}
for _day, (_stems, _names) in enumerate(zip(_STEMS, _NAMES, strict=True)):
    WEEKDAYS |= {fold(_name): _day for _name in _names.split()}
    WEEKDAYS |= {stem + end: _day for stem in _stems.split() for end in _ENDS}
del WEEKDAYS["mon"], WEEKDAYS["satur"]
SHORT_WEEKDAYS = {"mon": 0, "sat": 5, "sun": 6}
"""Weekdays only beside a date, or behind "on", "this": they are other words too."""
WEAK_WEEKDAYS = {"som": 0, "सोम": 0, "guru": 3, "गुरु": 3, "shani": 5, "शनि": 5, "ravi": 6, "रवि": 6}
"""Weekdays only before "ko", "ke", "ki": they are also names."""

MONTHS: dict[str, int] = {
    fold(name): number
    for number, names in enumerate(
        (
            "january jan janvari janwari janavari जनवरी", "february feb farvari farwari pharvari फ़रवरी", "march mar maarch मार्च",
            "april apr aprail aprel अप्रैल अप्रेल", "may mai मई", "june jun joon जून", "july jul julai julaai जुलाई",
            "august aug agast अगस्त", "september sep sept sitambar सितंबर सितम्बर", "october oct aktubar aktoobar octobar अक्टूबर अक्तूबर",
            "november nov navambar नवंबर नवम्बर", "december dec disambar decembar दिसंबर दिसम्बर",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
AMBIGUOUS_MONTHS = frozenset("may march mai jan sep dec nov oct mar jun jul".split())
NOT_MAY = frozenset("i we be have not you they he she it".split())
AFTER_MAI = folded_set("ko ki ke tak se subah shaam dopahar raat baad at")

TODAY = folded_set("today today's aaj aj tonight आज टुडे")
TOMORROW = folded_set("tomorrow tomorrow's tommorow tomorow kal kl tmrw कल टुमारो टुमॉरो")
AFTER_TOMORROW = folded_set("parson parso parsoon parsho parsun परसों परसो")
TARIKH = folded_set("tarikh tareekh tarik taarikh taareekh tareek tarekh date तारीख तारीख़ डेट")
NEXT = folded_set("next agle agla agli अगले अगला अगली नेक्स्ट")
THIS = folded_set("this is isi coming aane aanewale upcoming इस इसी आने")
PAST = folded_set("last previous pichle pichhle pichla pichli बीते पिछले पिछला")
NIGHT = folded_set("night nights raat rat रात नाइट")
OF_DAY = folded_set("ko ki ke को की के late at the")
WEEKEND = folded_set("weekend वीकेंड वीकएंड")
WEEK = folded_set(
    "week weeks hafte hafta hafto hafton haftey haphte saptah हफ्तों हफ़्तों हफ्ते हफ़्ते हफ्ता सप्ताह वीक"
)
MONTH = folded_set("month months mahine mahina mahiney महीने महीना")
DAY = folded_set("day days din dino dinon roz दिन दिनों")
LATER = folded_set("baad bad later बाद")
SPANS: dict[str, int] = (
    dict.fromkeys(DAY, 1)
    | dict.fromkeys(WEEK, 7)
    | dict.fromkeys(MONTH, 30)
    | {"fortnight": 14, "pakhwade": 15}
)
"""Days of a span; months are counted by the calendar."""
AFTER_ORDINAL = folded_set(
    "at in on for with please then if is works around after before by and or from to ko se ki ke morning evening afternoon "
    "night i i'm i'd i'll we we'd we'll but so our which that it it's would will should could perhaps probably also maybe instead okay ok noon hai hoga tak chalega theek subah shaam dopahar raat"
)
BESIDE = folded_set(
    "the ko yaani yani matlab on that is hi ke din raat night evening shaam ki date को यानी मतलब ही के दिन रात की that's which i mean wala wali waala waali vala ka hai वाला वाली का है"
)
"""Words that may stand between a weekday and its date."""
FIXED_DAYS = {
    ("christmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("christmas",): (12, 25),
    ("xmas",): (12, 25),
    ("क्रिसमस",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("new", "year's", "eve"): (12, 31),
    ("new", "years", "eve"): (12, 31),
    ("new", "year's", "day"): (1, 1),
    ("new", "years", "day"): (1, 1),
    ("valentine's", "day"): (2, 14),
    ("valentines", "day"): (2, 14),
    ("republic", "day"): (1, 26),
    ("independence", "day"): (8, 15),
}
"""Days of the year that have a name and always the same date."""
NEGATED = folded_set("not nahi of from नहीं instead")
