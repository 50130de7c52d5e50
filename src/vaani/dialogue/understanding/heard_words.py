"""Which words of callers are worth finding again behind a misspelt one?

Those that the rules of this room read: numbers, days, times, wishes, and the ordinary words beside
them, which must not be taken for others. `word` or `word=as it is said`, with `/` between several
ways. English words stand as Hindi speakers say them.
"""

# ruff: noqa: E501 (tables of words)
from __future__ import annotations

_DAYS = (
    "aaj kal parson somvaar mangalvaar=mangalvar/magalvar/magloar budhvaar=budhvar/bazvar/bazhar guruvaar shukravaar shanivaar ravivaar=ravivar/itvaar/atoar "
    "monday=mande tuesday=tyuzde/tuzde/juzde wednesday=vensde/vednesde/vedanzde thursday=tharsde/tharasde/tharsre/sarsre "
    "friday=fraide/faide/paide/faire saturday=setarde/saitarde/setarre sunday=sande today=tude tomorrow=tumaro/tumoro tonight=tunait "
    "january=janvari february=farvari march=march april=aprail/aprel june july=julai august=agast "
    "september=sitambar october=aktubar november=navambar december=disambar "
    "weekend=vikend hafte mahine tareekh=tarik agle agla"
)
_TIMES = (
    "subah dopahar=dopahar/dupahar shaam raat savere morning=morning evening=ivning/evning/ebning/evang "
    "night=nait afternoon=aftarnun baje bajkar bajne saadhe=sade/sare paune sava dedh=derh/ded "
    "dhai o'clock=oklak thirty=tharti/tarti fifteen=fiftin forty=forti minute=minat ghante baad pehle "
    "tak time=taim timing=taiming samay waqt der jaldi"
)
_NUMBERS = (
    "paanch saat das gyarah=giyarah baarah terah chaudah pandrah solah satrah athaarah unnees "
    "bees pachees tees pachaas saath three=thri four=for five=faiv six=siks seven=sevan/sivan nine=nain "
    "eleven=ilevan twelve=tvelv chaar teen double=dabal triple=tripal zero=ziro shunya=shuni"
)
_WISHES = (
    "book=buk booking=buking/bukin table=tebal/tebul reservation=rizarveshan appointment=apaintment/apoitment "
    "slot=slat cancel=kansal/kainsal/kaisal confirm=kanfarm change=chenj shift=shift radd badal badalna badalni badalwana badalwani badalwane "
    "badlo badaldo aage badha=barha badhao=barhao badhana=barhana hata hatana hatao hatwa rehne rakh rakhna jagah number=nambar naam phone=fon call=kal message=mesej sandesh chhod=chhor chhodna=chhorna chhodni=chhorni connect=kanekt receptionist=risepshanist "
    "manager=menejar/mainejar insaan aadmi staff=staf doctor=daktar/doktar clinic=klinik hospital=haspital "
    "test=test report=riport haircut=herkat facial=feshal threading=tharading massage=masaj spa=spa "
    "fees=fis price=prais charge=charj rate=ret kitne kitna kitni paise rupaye daam menu=menyu "
    "parking=parking open=opan close=kloz khula khule khulte khulta khulti band khol address=adres delivery=dilivari "
    "kahan kaun kab kaise kyunki kya baat karaiye karaiye karwaiye bataiye bata dekhkar dikhana dikhani dikha milna milte milta milti "
    "bukhaar dard seene saans behosh baal katwane katwana katwani rangwane rangwana "
    "log logon people=pipal/paibal person=parsan bachche bachcha bade mehmaan"
)
_ANSWERS = (
    "haan nahi theek sahi bilkul achha okay=oke please=pliz shukriya dhanyavaad galat chalega chalegi "
    "sorry=sori hello=helo namaste ji mat bas"
)
_OTHERS = (
    "mujhe mera meri mere apna apni apne hum hamein hamara aap aapka aapki aapke unka unki uska uski iska "
    "yeh woh isi usi koi kuch sab bahut thoda zara phir aur lekin agar ya bhi hi to na "
    "hai hain hoon ho hoga hogi honge tha thi the raha rahi rahe rahte rahta sakte sakta sakti sakungi sakunga "
    "milega milegi mil jaye jayega jaunga jaungi jaoon gaya gayi aaya aayi aana aaunga aaungi aayenge aate aati "
    "karna karni karne karwana karwani karwane karo karein karke kar dijiye dijiyega=dijiega deejiye=dije dena de diya do lijiye lena "
    "laga lagana lagta lagenge lage chahiye chahta chahti chahte sochna bolna bol boliye bulaiye "
    "sir=sar madam=maidam bhaiya sahab beta bete beti pitaji papa mummy mata patni pati dost ghar "
    "jaanch bhaari dabaav khoon pet haath pair daant aankh gala khaansi sugar=shugar dawai dawa goli "
    "office=afis courier=kuriyar parcel=parsal record=rikard service=sarvis kaam jaldi thik poochna samajh "
    "chhota chhoti chhote pahunch pahunche dena dinner=dinar lunch=lanch jan wala wali wale saath liye liya ke ka ki ko se mein par ne khana khaana pani=pani paneer=panir table"
)


def _entries(table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in table.split():
        word, _, said = entry.partition("=")
        found[word] = tuple((said or word).split("/"))
    return found


WORDS: dict[str, tuple[str, ...]] = {
    word: said
    for table in (_OTHERS, _ANSWERS, _WISHES, _NUMBERS, _TIMES, _DAYS)
    for word, said in _entries(table).items()
}
"""Each word as the rules read it, with the ways in which it is said."""

NUMBERS = frozenset(_entries(_NUMBERS))
TELLING = frozenset(
    word for table in (_ANSWERS, _WISHES, _NUMBERS, _TIMES, _DAYS) for word in _entries(table)
)
"""Words on which depends what is done."""

JOINED: dict[tuple[str, ...], str] = {
    ("پر", "سو"): "parson",
    ("پر", "سوں"): "parson",
    ("دو", "پھر"): "dopahar",
    ("دو", "پہر"): "dopahar",
    ("دو", "فر"): "dopahar",
    ("دو", "بھر"): "dopahar",
    ("دو", "بھار"): "dopahar",
    ("دی", "جے"): "dijiye",
    ("دی", "جیے"): "dijiye",
    ("دی", "جیئے"): "dijiye",
    ("دی", "جی"): "dijiye",
    ("کل", "ملا", "کر"): "kul milakar",
    ("نالوگ",): "nau log",
    ("ساتھ", "لوگ"): "saat log",
    ("ساتھ", "لوگوں"): "saat logon",
    ("پور", "لوگ"): "four log",
    ("پور", "لوگوں"): "four logon",
    ("جوز", "رہ"): "tuesday",
    ("آجائی",): "aa jaye",
    ("کی", "تنے"): "kitne",
    ("کے", "تنے"): "kitne",
    ("بجیچ", "ہے"): "baje chhe",
    ("بجے", "چھے"): "baje chhe",
    ("بجی", "چھے"): "baje chhe",
    ("اسی", "شام"): "use shaam",
    ("اسی", "صبح"): "use subah",
    ("اسی", "رات"): "use raat",
    ("اسی", "دوپہر"): "use dopahar",
    ("آجائے",): "aa jaye",
}
"""Words that a recogniser cuts into two that exist too."""
BEFORE_BAJE: dict[tuple[str, ...], str] = {
    ("گیا", "رہا"): "gyarah",
    ("گیا", "رہ"): "gyarah",
    ("گیار", "ہے"): "gyarah",
    ("با", "رہ"): "baarah",
    ("بارا",): "baarah",
    ("آت",): "aath",
    ("ات",): "aath",
    ("آد",): "aath",
    ("ساتھ",): "saat",
    ("ایت",): "eight",
    ("ایٹ",): "eight",
    ("نا",): "nau",
    ("نوں",): "nau",
    ("چے",): "chhe",
    ("ٹھے",): "chhe",
    ("چھے",): "chhe",
    ("باہر",): "baarah",
    ("تھے",): "chhe",
    ("ٹی",): "three",
    ("تھی",): "three",
    ("نائم",): "nine",
    ("کیارہ",): "gyarah",
    ("کیارحا",): "gyarah",
}
"""And hours, where "baje" follows."""
BEFORE_KAR: dict[tuple[str, ...], str] = {("رت",): "radd", ("رد",): "radd", ("رٹ",): "radd"}
"""Before "kar"."""
ALSO: dict[str, str] = {
    "ہا": "haan",
    "حا": "haan",
    "حاں": "haan",
    "ہان": "haan",
    "آت": "aath",
    "آٹھ": "aath",
    "دیجے": "dijiye",
    "دیجیے": "dijiye",
    "بجی": "baje",
    "بجھ": "baje",
    "بجیے": "baje",
    "لگا": "laga",
    "کلا": "kal",
    "سبہ": "subah",
    "سبھا": "subah",
    "سوہ": "subah",
    "سواہ": "subah",
    "سوان": "sava",
    "ساتھر": "saturday",
    "سہی": "sahi",
    "بلکل": "bilkul",
    "بڑھا": "badha",
    "دوپھر": "dopahar",
    "دوبھر": "dopahar",
    "دوبہر": "dopahar",
    "داکھر": "doctor",
    "بضوار": "budhvaar",
    "بضحار": "budhvaar",
    "بھضور": "budhvaar",
    "بجائی": "bajaye",
    "بجائے": "bajaye",
    "باہر": "bahar",
    "تاک": "tak",
    "کھلہ": "khula",
    "خلا": "khula",
    "چھونے": "shunya",
    "پجی": "baje",
    "پجے": "baje",
    "فائر": "friday",
    "بھائر": "friday",
}
"""Spellings of very common short words."""
