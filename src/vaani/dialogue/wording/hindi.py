"""What is said in Hindi: Devanagari, with the English words that people use."""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from datetime import date

from vaani.call.plan import Text
from vaani.dialogue.wording.english import Wordings
from vaani.dialogue.wording.voice import Facts, Voice


def _greeting(v: Voice, f: Facts) -> str:
    if f["greeting"] is not None and f["greeting"].hi:
        return v.text(f["greeting"].hi)
    return f"नमस्ते, {v.house()}। मैं आपकी क्या मदद कर सकती हूँ?"


def _what(v: Voice, f: Facts) -> str:
    with_whom = v.person(f.get("who"))
    service = v.text(f.get("service"))
    party = f.get("party")
    if v.business.kind == "restaurant" or (party and not service):
        what = f"{v.of_people(party)} के लिए टेबल" if party else "टेबल"
    elif service:
        what = f"{service} की बुकिंग"
    else:
        what = "अपॉइंटमेंट"
    return f"{with_whom} के साथ {what}" if with_whom else what


def _readback(v: Voice, f: Facts) -> str:
    slots = f["slots"]
    names = [v.name(name) for name in f["names"]]
    when = v.slot(slots[0])
    if len(slots) > 1:
        same = all(slot.start == slots[0].start for slot in slots)
        when = when if same else v.both([v.slot(slot) for slot in slots])
        named = f", {v.number(len(slots))} लोगों की, {v.both(names)} के नाम से"
    else:
        named = f", {names[0]} के नाम से" if names else ""
    number = ", इसी नंबर पर" if f["own_number"] else f", नंबर {v.phone(f['phone'])}"
    return f"तो {when}, {_what(v, f)}{named}{number}। क्या मैं बुक कर दूँ?"


def _readback_change(v: Voice, f: Facts) -> str:
    people = f", {v.of_people(f['party'])} के लिए" if f.get("party") else ""
    with_whom = v.person(f.get("who"))
    whom = f", {with_whom} के साथ" if with_whom else ""
    what = v.text(f["service"]) if f["slots"][0].service_id != f["row"].service_id else ""
    kind = f", {what}" if what else ""
    whom += f", {v.name(f['name'])} के नाम से" if f.get("name") else ""
    return f"तो आपकी बुकिंग {v.slot(f['slots'][0])}{people}{kind}{whom} कर दूँ?"


def _readback_cancel(v: Voice, f: Facts) -> str:
    return f"आपकी {_what(v, f)} {v.row(f['row'])} की है। क्या मैं इसे कैंसल कर दूँ?"


def _booked(v: Voice, f: Facts) -> str:
    rows = f["rows"]
    if len(rows) > 1:
        names = v.both([v.name(row.name) for row in rows])
        same = all(row.start == rows[0].start for row in rows)
        whens = [v.row(row) for row in (rows[:1] if same else rows)]
        return f"{names}, दोनों की बुकिंग हो गई है, {v.both(whens)}।"
    return f"बुकिंग हो गई है: {v.row(f['row'], f.get('night_of'))}।"


def _changed(v: Voice, f: Facts) -> str:
    people = f", {v.of_people(f['party'])} के लिए" if f.get("party") else ""
    return f"आपकी बुकिंग बदल गई है: {v.row(f['row'])}{people}।"


def _own_row(v: Voice, f: Facts) -> str:
    row = f["row"]
    people = f", {v.of_people(row.party)} के लिए" if row.party else ""
    with_whom = v.person(f.get("who"))
    whom = f", {with_whom} के साथ" if with_whom else ""
    if f.get("name"):
        whom += f", {v.name(f['name'])} के नाम से"
    if f.get("ref"):
        whom += f", नंबर {' '.join(f['ref'])}"
    return f"आपकी बुकिंग {v.row(row)} की है{people}{whom}।"


def _offer_times(v: Voice, f: Facts) -> str:
    slots = f["slots"]
    times = v.either([v.time(slot.start) for slot in slots])
    where = f"{v.places(f['area'])} " if f.get("area") else ""
    return f"{v.day(slots[0].start.date())} को {where}{times} खाली है। कौन सा समय ठीक रहेगा?"


def _offer_days(v: Voice, f: Facts) -> str:
    return f"{v.either([v.slot(slot) for slot in f['slots']])} खाली है। कौन सा ठीक रहेगा?"


def _offer_one(v: Voice, f: Facts) -> str:
    return f"{v.slot(f['slots'][0])} खाली है। क्या यह ठीक रहेगा?"


def _not_sitting(v: Voice, f: Facts) -> str:
    who = v.person(f["who"])
    periods = f["details"].get("periods") or ()
    if who and not periods:
        return f"{who} {v.weekday(f['day'])} को नहीं बैठते।"
    if who:
        return f"{who} {v.day(f['day'])} को {v.periods(periods)} ही बैठते हैं।"
    last = f["details"].get("last")
    if periods and last:
        return (
            f"{v.day(f['day'])} को यह {v.periods(periods)} ही होता है, आख़िरी समय {v.time(last)} है।"
        )
    return f"{v.day(f['day'])} को उस समय यह नहीं होता।"


def _outside(v: Voice, f: Facts) -> str:
    periods = f["details"].get("periods") or ()
    asked = v.time(f["at"]) if f.get("at") else "वह समय"
    if not periods:
        return f"{v.day(f['day'])} को {asked} हमारे समय के बाहर है।"
    last = f["details"].get("last")
    if last and f.get("at") and last < f["at"] < periods[-1][1]:
        return f"{v.day(f['day'])} को हम {v.periods(periods)} खुले हैं, पर आख़िरी बुकिंग {v.time(last)} की होती है।"
    return f"{asked} हमारे समय के बाहर है; {v.day(f['day'])} को हम {v.periods(periods)} खुले हैं।"


def _leave(v: Voice, f: Facts) -> str:
    who = v.person(f["who"]) or "जो यह करते हैं वे"
    return f"{who} {v.day(f['details']['until'])} तक छुट्टी पर हैं।"


def _full(v: Voice, f: Facts) -> str:
    who = v.person(f["who"])
    when = v.when(f["start"]) if f.get("start") else v.day(f["day"])
    if who or not f.get("area"):
        return f"{when}, {who} का समय भरा हुआ है।" if who else f"{when}, उस समय जगह भरी हुई है।"
    other = f", {v.place(f['elsewhere'])} उस समय टेबल खाली है" if f.get("elsewhere") else ""
    return f"{when}, {v.places(f['area'])} जगह भरी हुई है{other}।"


def _no_table_so_large(v: Voice, f: Facts) -> str:
    return f"{v.places(f['area'])} {v.of_people(f['party'])} के लिए टेबल नहीं है।"


def _nothing_then(v: Voice, f: Facts) -> str:
    where = f"{v.places(f['area'])} " if f.get("area") else ""
    return f"{v.day(f['day'])} को {where}उस समय कुछ खाली नहीं है।"


def _nobody_called(v: Voice, f: Facts) -> str:
    name = f["name"].replace("Dr. ", "डॉक्टर ")
    there = v.both([v.person(one) for one in f["people"]])
    return f"{name} नाम के कोई यहाँ नहीं हैं" + (f", यहाँ {there} हैं।" if there else "।")


def _not_their_work(v: Voice, f: Facts) -> str:
    others = v.both([v.person(one) for one in f["people"]])
    if len(f["people"]) != 1:
        return f"{v.person(f['who'])} {v.text(f['service'])} नहीं करते।"
    return f"{v.person(f['who'])} यह नहीं करते, {v.text(f['service'])} के लिए {others} हैं।"


def _which_person(v: Voice, f: Facts) -> str:
    parts = []
    for one in f["people"]:
        skill = v.text(one.speciality)
        parts.append(f"{skill} के लिए {v.person(one)}" if skill else v.person(one))
    return f"आप किनकी बात कर रहे हैं: {v.either(parts)}?"


def _which_row(v: Voice, f: Facts) -> str:
    return f"आपकी बुकिंग {v.both([v.row(row) for row in f['rows'][:4]])} की हैं। कौन सी वाली?"


def _sits(v: Voice, f: Facts) -> str:
    who = f["who"]
    if not who.sessions:
        return f"{v.person(who)} हमारे खुलने के समय में मिलते हैं।"
    return f"{v.person(who)} {v.week(who.sessions)} बैठते हैं।"


def _people(v: Voice, f: Facts) -> str:
    parts = []
    for one in f["people"]:
        skill = v.text(one.speciality)
        parts.append(f"{skill} के लिए {v.person(one)}" if skill else v.person(one))
    return f"हमारे यहाँ {v.both(parts)} हैं।"


def _party_too_large(v: Voice, f: Facts) -> str:
    limit = f.get("limit") or f["details"]["limit"]
    return f"फ़ोन पर ज़्यादा से ज़्यादा {v.of_people(limit)} की बुकिंग होती है, इसके लिए कोई आपको फ़ोन करेगा। क्या मैं संदेश दे दूँ?"


def _closed(v: Voice, day: date, reason: Text | str) -> str:
    """Closed, and why. English words of the file are no part of a Hindi sentence, unless they are
    as short as a feast's name."""
    why = v.text(reason)
    hindi = any("\u0900" <= c <= "\u097f" for c in why)
    if hindi or len(why.split()) <= 2:
        return f"{v.day(day)} को हम बंद हैं: {why}।"
    return f"{v.day(day)} को हम बंद हैं। कारण: {why}।"


LINES: Wordings = {
    "greeting": _greeting,
    "privacy": ("यह बातचीत लिखी जा सकती है।",),
    "help": ("बताइए, मैं आपकी क्या मदद करूँ?", "कहिए, क्या सेवा करूँ?", "तो बताइए, क्या मदद करूँ?"),
    "go_ahead": ("जी, बताइए।", "जी कहिए।", "हाँ जी, बताइए।"),
    "anything_else": ("और कुछ?", "क्या और कोई मदद चाहिए?", "और कुछ बताइए?"),
    "goodbye": ("धन्यवाद, नमस्ते।", "फ़ोन करने का शुक्रिया, नमस्ते।", "शुक्रिया, नमस्ते।"),
    "ask_date": ("किस दिन के लिए?", "कौन सा दिन ठीक रहेगा?", "किस तारीख़ के लिए?"),
    "ask_time": ("कितने बजे?", "किस समय के लिए?", "और समय क्या रखूँ?"),
    "ask_party": ("कितने लोग होंगे?", "कुल कितने लोगों के लिए?", "और कितने लोग आएँगे?"),
    "ask_name": ("आपका नाम बताइए?", "किस नाम से लिखूँ?", "और शुभ नाम?"),
    "ask_names": ("दोनों के नाम बताइए?", "किन नामों से लिखूँ?"),
    "ask_other_name": ("और दूसरा नाम?",),
    "ask_owner_name": ("और बुकिंग किस नाम से थी?", "बुकिंग किसके नाम से है?"),
    "ask_phone": ("किस नंबर पर बात हो सकती है?", "अपना फ़ोन नंबर बताइए?", "कौन सा नंबर लिखूँ?"),
    "ask_phone_again": ("नंबर के दसों अंक एक बार फिर बताइए।", "माफ़ कीजिए, पूरा नंबर फिर से बताइए।"),
    "more_digits": lambda v, f: f"अब तक {v.phone(f['digits'])} लिखा है। आगे बताइए।",
    "ask_service": lambda v, f: (
        f"किस चीज़ के लिए आना है: {v.either([v.text(s) for s in f.get('services', ())])}?"
        if f.get("services")
        else "किस चीज़ के लिए आना है?"
    ),
    "ask_doctor": lambda v, f: (
        f"किनसे मिलना है: {v.either([v.person(p) for p in f.get('people', ())])}?"
        if f.get("people")
        else "किनसे मिलना है?"
    ),
    "ask_reason": ("किस बारे में है?",),
    "ask_message": ("क्या संदेश दूँ?", "संदेश क्या है, बताइए?"),
    "confirm_phone": lambda v, f: f"मैंने {v.phone(f['phone'])} लिखा है। क्या यह सही है?",
    "which_day": lambda v, f: f"आपका मतलब {v.day(f['one'])} है या {v.day(f['two'])}?",
    "clash": lambda v, f: f"{v.day(f['one'])} और {v.day(f['two'])} अलग दिन हैं। कौन सा दिन?",
    "which_time": lambda v, f: (
        f"{v.time(f['one'])} या {v.time(f['two'])}?"
        if f["one"].date() == f["two"].date()
        else f"{v.when(f['one'])} या {v.when(f['two'])}?"
    ),
    "which_person": _which_person,
    "not_their_work": _not_their_work,
    "nobody_called": _nobody_called,
    "with_whom": lambda v, f: f"किनके साथ रखूँ, {v.either([v.person(one) for one in f['people']])}?",
    "which_row": _which_row,
    "readback": _readback,
    "readback_change": _readback_change,
    "readback_cancel": _readback_cancel,
    "booked": _booked,
    "changed": _changed,
    "cancelled": lambda v, f: f"आपकी {v.row(f['row'])} वाली बुकिंग कैंसल हो गई है।",
    "stays": lambda v, f: f"ठीक है, आपकी बुकिंग पहले जैसी ही रहेगी, {v.row(f['row'])}।",
    "stays_as_is": ("आपकी बुकिंग अभी जैसी है वैसी ही है।", "आपकी पुरानी बुकिंग बनी हुई है।"),
    "own_row": _own_row,
    "same_already": lambda v, f: f"आपकी बुकिंग पहले से {v.row(f['row'])} की है। क्या बदलना है?",
    "change_to_what": lambda v, f: f"आपकी बुकिंग {v.row(f['row'])} की है। किस दिन और कितने बजे कर दूँ?",
    "what_to_fix": ("क्या बदलना है: दिन, समय या कुछ और?", "इसमें क्या ठीक नहीं है?"),
    "dropped": ("ठीक है, मैंने कुछ बुक नहीं किया है।", "कोई बात नहीं, कुछ बुक नहीं हुआ है।", "ठीक है, रहने देते हैं।"),
    "as_you_like": ("ठीक है।", "जैसा आप चाहें।", "अच्छा जी।"),
    "only_one": ("उस समय एक ही जगह खाली है।",),
    "is_free": lambda v, f: f"जी, {v.slot(f['slots'][0])} खाली है।",
    "offer_one": _offer_one,
    "offer_beside": lambda v, f: (
        f"{v.text(f['service'])} के लिए {v.slot(f['slots'][0])} खाली है। क्या यह ठीक रहेगा?"
    ),
    "offer_times": _offer_times,
    "offer_days": _offer_days,
    "other_day": ("और कौन सा दिन ठीक रहेगा?", "क्या कोई दूसरा दिन चलेगा?"),
    "other_time": ("और कौन सा दिन या समय ठीक रहेगा?", "फिर कब का रखें?"),
    "nothing_then": _nothing_then,
    "nothing_in_days": lambda v, f: (
        f"{v.day(f['first'])} से {v.day(f['last'])} तक उस समय कुछ खाली नहीं है।"
    ),
    "no_table_so_large": _no_table_so_large,
    "no_too_far": lambda v, f: (
        f"{v.day(f['day'])} बहुत आगे है: हम {v.number(f['details']['days'])} दिन आगे तक, यानी {v.day(f['details']['last'])} तक ही बुक करते हैं।"
    ),
    "no_closed_date": lambda v, f: _closed(v, f["day"], f["details"]["reason"]),
    "no_closed_weekday": lambda v, f: f"{v.weekday(f['day'])} को हम बंद रहते हैं।",
    "no_leave": _leave,
    "no_outside_hours": _outside,
    "no_not_sitting": _not_sitting,
    "no_past": ("वह समय निकल चुका है।",),
    "no_too_soon": lambda v, f: (
        f"यह बहुत जल्दी है: कम से कम {v.minutes(f['details']['minutes'])} पहले बताना होता है।"
    ),
    "no_not_a_start": lambda v, f: (
        f"{v.time(f['at'])} का समय हमारे यहाँ नहीं होता, हर {v.minutes(f['details']['grid'])} पर होता है।"
    ),
    "no_full": _full,
    "no_gone": ("वह बुकिंग अब नहीं है।",),
    "no_party_too_small": lambda v, f: (
        f"कम से कम {v.of_people(f['details']['limit'])} की बुकिंग होती है।"
    ),
    "no_party_too_large": _party_too_large,
    "no_split": ("माफ़ कीजिए, इसे कई बुकिंग में बाँटकर भी नहीं कर सकती। क्या कोई आपको फ़ोन कर ले?",),
    "no_notice": lambda v, f: (
        f"फ़ोन पर बदलाव या कैंसल सिर्फ़ {v.minutes(f['minutes'])} पहले तक होता है, अब नहीं हो सकता। क्या मैं उन्हें संदेश दे दूँ?"
        if f["minutes"]
        else "अब फ़ोन पर यह नहीं बदल सकता। क्या मैं उन्हें संदेश दे दूँ?"
    ),
    "rest_not_done": ("दूसरी वाली किसी और ने पहले ले ली।",),
    "not_done": ("माफ़ कीजिए, यह नहीं हो पाया: किसी और ने पहले ले लिया।",),
    "only_own": ("मैं उसी नंबर की बुकिंग खोल सकती हूँ जिससे वह की गई थी। वह किस नंबर से की गई थी?",),
    "cannot_disclose": (
        "माफ़ कीजिए, इससे मैं कोई बुकिंग नहीं खोल सकती। जिस नंबर से बुकिंग हुई थी उससे फ़ोन कीजिए, या क्या मैं संदेश छोड़ दूँ?",
    ),
    "others_booking": (
        "माफ़ कीजिए, दूसरों की बुकिंग के बारे में मैं कुछ नहीं बता सकती। वे अपने नंबर से फ़ोन कर सकते हैं, या क्या मैं संदेश छोड़ दूँ?",
    ),
    "emergency": lambda v, f: (
        f"यह इमरजेंसी लगती है। कृपया अभी {v.either([_digits(v, n) for n in f['numbers']])} पर फ़ोन कीजिए।"
    ),
    "medical": (
        "मैं इलाज की सलाह नहीं दे सकती और रिपोर्ट नहीं पढ़ सकती, यह डॉक्टर ही बताएँगे। क्या अपॉइंटमेंट रख दूँ?",
        "यह सवाल डॉक्टर का है, मैं इसका जवाब नहीं दे सकती। क्या अपॉइंटमेंट रख दूँ?",
    ),
    "emergency_called": (
        "अच्छा किया। वे जैसा कहें वैसा कीजिए, और उनसे बात करते रहिए।",
        "ठीक है। मदद पहुँचने तक जैसा वे कहें वैसा कीजिए।",
    ),
    "emergency_again": lambda v, f: (
        f"इसमें मैं यहाँ से मदद नहीं कर सकती। कृपया अभी {v.either([_digits(v, n) for n in f['numbers']])} पर फ़ोन कीजिए, वे बताएँगे कि क्या करना है।"
    ),
    "medical_again": ("मैं समझती हूँ, माफ़ कीजिए: यह डॉक्टर ही बता सकते हैं। क्या अपॉइंटमेंट रख दूँ?",),
    "medical_message": (
        "माफ़ कीजिए, इस बारे में मैं सच में कुछ नहीं कह सकती। क्या मैं संदेश छोड़ दूँ कि कोई आपको फ़ोन करे?",
    ),
    "not_offered": lambda v, f: f"माफ़ कीजिए, {v.text(f['what'])} हमारे यहाँ नहीं होता।",
    "no_favours": ("माफ़ कीजिए, छूट, रिफ़ंड या अलग नियम मैं नहीं दे सकती।",),
    "injection": (
        "माफ़ कीजिए, यह मैं नहीं कर सकती।",
        "यह मेरे बस में नहीं है।",
        "मैं सिर्फ़ यहाँ की बुकिंग और सवालों में मदद कर सकती हूँ।",
    ),
    "foreign_transfer": (
        "माफ़ कीजिए, मैं किसी और नंबर पर कॉल नहीं जोड़ सकती।",
        "उस नंबर पर मैं कॉल नहीं जोड़ सकती।",
    ),
    "abuse": ("कृपया शालीनता से बात कीजिए।", "मैं मदद करना चाहती हूँ, पर कृपया शालीन भाषा में बात कीजिए।"),
    "abuse_end": ("मुझे यह कॉल अब बंद करनी होगी। नमस्ते।",),
    "robot": lambda v, f: f"मैं {v.house()} की ऑटोमैटिक असिस्टेंट हूँ, यानी मशीन, इंसान नहीं।",
    "place": lambda v, f: f"यह {v.house()} है।",
    "wrong_number": lambda v, f: f"कोई बात नहीं, यह {v.house()} है। नमस्ते।",
    "sorry": ("इसके लिए माफ़ी चाहती हूँ।", "आपको परेशानी हुई, माफ़ कीजिए।"),
    "slower": ("जी, मैं धीरे बोलती हूँ।",),
    "no_transcript": ("ठीक है, इस कॉल की बातचीत नहीं रखी जाएगी।",),
    "no_calls": ("ठीक है, यह नंबर सूची से हटा दिया है, अब हम आपको फ़ोन नहीं करेंगे।",),
    "transferring": ("एक पल, मैं आपको जोड़ रही हूँ।", "रुकिए, अभी बात करवाती हूँ।"),
    "nobody_now": ("अभी काउंटर पर कोई नहीं है। क्या मैं संदेश छोड़ दूँ कि वे आपको फ़ोन करें?",),
    "not_put_through": ("यह कॉल मैं किसी से जोड़ नहीं सकती। क्या मैं संदेश छोड़ दूँ कि वे आपको फ़ोन करें?",),
    "message_taken": lambda v, f: (
        "मैंने यह उनके लिए लिख लिया है।"
        if f["kind"] == "note"
        else "आपका संदेश लिख लिया है, कोई आपको"
        + (" इसी नंबर पर फ़ोन करेगा।" if f["own_number"] else " फ़ोन करेगा।")
    ),
    "knowledge": lambda v, f: v.text(f["text"]),
    "unknown": (
        "माफ़ कीजिए, यह मुझे नहीं पता। क्या मैं संदेश छोड़ दूँ कि कोई आपको फ़ोन करे?",
        "इसकी जानकारी मेरे पास नहीं है। क्या मैं संदेश छोड़ दूँ?",
    ),
    "closed_that_date": lambda v, f: _closed(v, f["day"], f["reason"]),
    "closed_that_day": lambda v, f: f"{v.weekday(f['day'])} को हम बंद रहते हैं।",
    "open_that_day": lambda v, f: f"{v.day(f['day'])} को हम {v.periods(f['periods'])} खुले हैं।",
    "open_today": lambda v, f: (
        f"{'जी, हम अभी खुले हैं। ' if f['now'] else ''}आज, {v.day(f['day'])}, हम {v.periods(f['periods'])} खुले हैं।"
    ),
    "shut_days": lambda v, f: f"{v.both([v.weekday(d) for d in f['weekdays']])} को बंद रहता है।",
    "fee": lambda v, f: (
        f"{v.person(f.get('who')) or v.text(f['what'])} के {v.money(f['amount'])} लगते हैं।"
    ),
    "takes": lambda v, f: f"{v.text(f['what'])} करीब {v.minutes(f['minutes'])} में हो जाता है।",
    "fee_with": lambda v, f: (
        f"{v.person(f['who'])} के यहाँ {v.text(f['words'])} के {v.money(f['amount'])} लगते हैं।"
    ),
    "not_known": ("माफ़ कीजिए, यह मुझे नहीं पता।", "इसकी जानकारी मेरे पास नहीं है।"),
    "services": lambda v, f: f"हमारे यहाँ {v.both([v.text(s) for s in f['services']])} होता है।",
    "people": _people,
    "sits": _sits,
    "sits_then": lambda v, f: (
        f"{v.person(f['who'])} {v.day(f['day'])} को {v.periods(f['periods'])} बैठते हैं।"
    ),
    "silence_1": ("क्या आप लाइन पर हैं?", "हैलो, क्या मेरी आवाज़ आ रही है?"),
    "silence_2": ("मुझे आपकी आवाज़ नहीं आ रही। अगर आप हैं तो कुछ बोलिए।",),
    "silence_goodbye": ("आवाज़ नहीं आ रही, इसलिए मैं कॉल बंद कर रही हूँ। कृपया फिर फ़ोन कीजिए। नमस्ते।",),
    "too_busy": ("माफ़ कीजिए, अभी यह कंप्यूटर इतना व्यस्त है कि आपकी बात सुन नहीं पा रहा।",),
    "too_busy_passing_on": (
        "माफ़ कीजिए, अभी यह कंप्यूटर इतना व्यस्त है कि आपकी बात सुन नहीं पा रहा। मैं आपकी कॉल आगे जोड़ रही हूँ।",
    ),
    "too_busy_number": (
        "माफ़ कीजिए, अभी यह कंप्यूटर इतना व्यस्त है कि आपकी बात सुन नहीं पा रहा।"
        " कृपया कीपैड पर अपना फ़ोन नंबर दबाइए, फिर कोई आपको फ़ोन करेगा।",
    ),
    "too_busy_again": ("माफ़ कीजिए, कंप्यूटर अब भी बहुत व्यस्त है। कृपया थोड़ी देर में फिर फ़ोन कीजिए। नमस्ते।",),
    "time_is_up": ("इस कॉल में अब लगभग एक मिनट बचा है।",),
    "unclear": lambda v, f: (
        "माफ़ कीजिए, समझ नहीं पाई। बताइए, क्या मदद करूँ?"
        if f["first"]
        else "माफ़ कीजिए, फिर भी समझ नहीं आया। आप बुकिंग कर सकते हैं, बदल सकते हैं, या कुछ पूछ सकते हैं।"
    ),
    "unclear_date": lambda v, f: (
        "माफ़ कीजिए, कौन सा दिन?" if f["first"] else "दिन बताइए, जैसे शुक्रवार या बारह तारीख़।"
    ),
    "unclear_time": lambda v, f: (
        "माफ़ कीजिए, कितने बजे?" if f["first"] else "समय बताइए, जैसे शाम साढ़े छह बजे।"
    ),
    "unclear_party": lambda v, f: (
        "माफ़ कीजिए, कितने लोग?" if f["first"] else "बस लोगों की गिनती बताइए।"
    ),
    "unclear_name": lambda v, f: (
        "माफ़ कीजिए, क्या नाम बताया?" if f["first"] else "बस अपना नाम धीरे से बताइए।"
    ),
    "unclear_phone": lambda v, f: (
        "माफ़ कीजिए, कौन सा नंबर?" if f["first"] else "नंबर के दस अंक एक एक करके बताइए।"
    ),
    "unclear_confirm": lambda v, f: (
        "माफ़ कीजिए, हाँ या नहीं?" if f["first"] else "बस हाँ या नहीं बोलिए।"
    ),
    "unclear_which": lambda v, f: (
        "माफ़ कीजिए, इनमें से कौन सा?" if f["first"] else "पहला या दूसरा, बताइए।"
    ),
    "unclear_service": lambda v, f: (
        "माफ़ कीजिए, किस चीज़ के लिए?" if f["first"] else "बताइए, क्या करवाना है।"
    ),
    "unclear_doctor": lambda v, f: "माफ़ कीजिए, किनसे मिलना है?" if f["first"] else "बस नाम बताइए।",
    "giving_up": ("माफ़ कीजिए, इस कॉल पर मैं और मदद नहीं कर पा रही। कृपया फिर फ़ोन कीजिए। नमस्ते।",),
    "waiting_list": (
        "प्रतीक्षा सूची मैं नहीं रखती। क्या मैं संदेश छोड़ दूँ कि जगह ख़ाली होने पर कोई आपको फ़ोन करे?",
    ),
    "offer_help": ("माफ़ कीजिए, मैं अब भी समझ नहीं पा रही। क्या मैं संदेश छोड़ दूँ कि कोई आपको फ़ोन करे?",),
}


def _digits(v: Voice, number: str) -> str:
    """A short number as it is known: one hundred and eight, 112 digit by digit."""
    if number.isdigit() and len(number) == 3:
        return v.number(int(number))
    return " ".join(v.number(int(digit)) for digit in number if digit.isdigit())
