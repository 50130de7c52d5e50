"""Does the caller speak of an emergency that is happening now? (RULES 4.1)

Three ways to say it: a phrase of `tables.EMERGENCY`; two groups of words near each other in one
clause, in either order ("chest" and "dard", "drank" and "cleaner"); so many tablets at once. What
was long ago or is denied ("a stroke two years ago", "no chest pain") is none; talk of suicide
always is one. In doubt it is one: a needless number is forgiven.
"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.match import Phrases, Spoken, spoken
from vaani.language.numbers import find_numbers

_SUICIDE = Phrases(
    """suicide, suicidal, kill myself, killing myself, kill himself, kill herself, killed himself, killed herself, end my life, ending my life, end his life, end her life, end it all, take my own life, hang myself, hanging myself, harm myself, harming myself, cut myself on purpose, hurting myself
    want to hurt myself, going to hurt myself, might hurt myself, don't want to live, do not want to live, doesn't want to live, not want to live, no point in living, no point living, no reason to live, not worth living, don't feel like living, do not feel like living, feel like dying, better off dead, want to die, wants to die, wanna die, wish i was dead, wish i were dead, want to be dead, cut ~ wrist, cut ~ wrists, slit ~ wrist, slit ~ wrists
    khudkushi, khud kushi, aatmahatya, atmahatya, sui side, khud ko khatam, khud ko khatm, khud ko maar, apne aap ko maar, apne aap ko khatam, apne aap ko khatm, sab khatam kar dun, sab khatam kar lun, sab kuch khatam kar dun, sab khatm kar dun, sab khatm kar lun, zindagi khatam, zindagi khatm, jindagi khatam, jindagi khatm
    jeena nahi, jeena hi nahi, jina nahi, nahi jeena, nahi jina, nahin jeena, jeene ka man nahi, jeene ka mann nahi, jeene ki ichha, jeene ka dil nahi, jeene ka koi, mar jaun, mar jau, mar jaaun, mar jaana chah*, mar jaana hai, mar jana hai, mar jaana hi, mar jaane ka, marna chah*, mujhe marna, main marna, marne ka man, marne ka mann, marne ka dil, life khatam, life khatm, jeevan khatam, jeevan khatm, जीवन ख़त्म, मरने का मन, मरने का दिल, marne ja raha, marne ja rahi
    jaan dena, jaan dene, jaan de raha, jaan de rahi, jaan de dun, jaan de dunga, jaan de dungi, apni jaan le, faansi laga, phansi laga, fansi laga, faansi lagane, phansi lagane, nass kaat, nas kaat, kalai kaat, khatam kar lun, khatm kar lun
    ख़ुदकुशी, आत्महत्या, सुसाइड, सब ख़त्म कर दूँ, सब ख़त्म कर लूँ, ज़िंदगी ख़त्म, ख़ुद को ख़त्म, जीना ही नहीं, जीना नहीं, नहीं जीना, मर जाना है, मर जाना चाह*, मुझे मरना, मैं मरना, मरना चाह*, जान दे दूँ*, फाँसी लगा, नस काट, कलाई काट"""
)

_PHRASES = Phrases(
    """full of blood, covered in blood, pool of blood, khoon hi khoon, ख़ून ही ख़ून, going to one side, chehra ek taraf, munh ek taraf, muh ek taraf, hil bhi nahi rah, hil dul nahi, हिल भी नहीं रह, stopped breathing, no pulse, slumped over, has slumped, just slumped, keeled over, blacked out, honth neele, honth nile, honth neela, neela pad, neele pad, neeli pad, nila pad ga*, होंठ नीले, होंठ नीला, नीला पड़, नीले पड़, नीली पड़, jhatke kha, jhatke maar, झटके खा, झटके मार, aankhen upar, aankhe upar, aankhein upar, aankhen ulat, aankhen palat, aankhein ulat, आँखें ऊपर, आंखें ऊपर, आँखें उलट, आँखें पलट, saans kheench, saans khinch, साँस खींच, turning blue, turned blue, gone blue, lips ~ blue, not waking, won't wake, doesn't wake, never woke, snake bit, snake has bit*, snake ~ bitten, send ~ ambulance, call ~ ambulance, need an ambulance, ambulance bhej, ambulance bula, ambulance chahiye, एम्बुलेंस भेज, एम्बुलेंस बुला, एंबुलेंस भेज, एंबुलेंस बुला
    speech ~ slurred, convulsing, jhatke aa rahe, jhatke aa raha, jhatke pad rahe, झटके आ रहे, झटके पड़ रहे, daura aa, daure aa, fit aa gaya, fit aa raha, fits aa, दौरा आ, दौरे आ, nabz nahi, नब्ज़ नहीं, dhadkan nahi, dhadkan band, धड़कन बंद, aankh nahi khol, aankhen nahi khol, aankhe nahi khol
    paani mein doob, pani me doob, पानी में डूब, gale mein ~ phas, gale mein ~ fas, gale mein ~ atak, गले में ~ फँस, गले में ~ अटक, buri tarah jal, bahut jal ga*, बुरी तरह जल, badly burnt, badly burned, burnt badly
    हार्ट अटैक, हार्ट अटेक, हार्टअटैक, चेस्ट पेन, स्ट्रोक आ, पैरालिसिस, पैरालाइज़, heart atak, heart atack, hart attack"""
)

_CHEST = Phrases("chest, seene, sine, seena, chhaati, chhati, chaati, चेस्ट, छाती, सीने, सीना")
_PAIN = Phrases(
    "pain, pains, paining, painful, hurts, hurting, hurt, ache, aches, aching, tight, tightness, pressure, heavy, heaviness, squeezing, dard, dukh, dukhta, jakdan, jakda, jakad, bhaari, bhari, bhaaripan, bhaari pan, dabaav, dabav, pen, दर्द, पेन, भारी, भारीपन, जकड़न, दबाव"
)
_NO_CHEST_PAIN = Phrases(
    "x ray, xray, scan, wax, waxing, hair, एक्स रे, एक्सरे, knee, back, ghutne, kamar, pet, daant, tooth, shoulder, kandhe, घुटने, कमर, पेट, दाँत"
)
_FACE = Phrases("face, mouth, chehra, chehre, muh, munh, mooh, मुँह, मुंह, चेहरा, चेहरे")
_FALLEN = Phrases(
    "droop, droopy, drooping, drooped, droops, crooked, twisted, dropped, dropping, sagging, sagged, lopsided, slanted, not moving, numb, paralysed, paralyzed, one sided, tedha, tedhi, tirchha, latak*, sunn, लटक*, टेढ़ा, टेढ़ी, तिरछा, सुन्न"
)
_TEETH = Phrases(
    "teeth, tooth, daant, dant, braces, taar, दाँत, दांत, toothache, jaw, jabda, जबड़ा, baal, hair, facial, cream, threading, बाल"
)
_LIMB = Phrases(
    "arm, arms, hand, hands, leg, legs, left side, right side, one side, haath, hath, pair, baanh, taang, sharir, badan, हाथ, पैर, बाँह, शरीर, बदन"
)
_LIFELESS = Phrases(
    """can't lift, cannot lift, can't move, cannot move, can't raise, cannot raise, not able to lift, not able to move, not able to raise, unable to lift, unable to move, unable to raise, couldn't lift, couldn't move, gone numb, went numb, going numb, has gone weak, suddenly weak, paralysed, paralyzed, no strength
    uth nahi, utha nahi, nahi utha, nahi uth, uthaya nahi, hil nahi, hila nahi, nahi hila, nahi hil, sunn pad, sunn ho ga*, kaam nahi kar, bejaan, उठ नहीं, उठा नहीं, नहीं उठा, नहीं उठ, हिल नहीं, हिला नहीं, नहीं हिल, सुन्न पड़, सुन्न हो ग*, काम नहीं कर"""
)
_NO_STROKE = Phrases(
    "shoulder, kandha, kandhe, frozen, fracture, plaster, sprain, moch, injury, chot, physio, physiotherapy, mahine se, mahino se, hafte se, hafton se, saal se, for months, for weeks, for years, months now, weeks now, कंधा, कंधे, फ्रैक्चर, मोच, महीने से, महीनों से, हफ़्ते से, साल से"
)
_KIN = Phrases(
    "he, she, father, mother, husband, wife, dad, mom, mum, uncle, aunt, grandfather, grandmother, grandma, grandpa, brother, sister, papa, mummy, maa, amma, abbu, ammi, dada, dadi, nana, nani, pati, patni, bhai, behen, chacha, chachi, unki, unka, unke, wo, vo, woh, पापा, मम्मी, माँ, दादा, दादी, नाना, नानी, पति, पत्नी, भाई, बहन, पिताजी, उनकी, उनका, वो, वह"
)
_SPEECHLESS = Phrases(
    "can't speak, cannot speak, can't talk, cannot talk, not able to speak, not able to talk, unable to speak, unable to talk, bol nahi pa, nahi bol pa, awaaz ladkhada, awaz ladkhada, speech ~ slurred, speech ~ gone, बोल नहीं पा, नहीं बोल पा, आवाज़ लड़खड़ा, ज़बान लड़खड़ा"
)
_NO_LOSS = Phrases(
    "hindi, english, angrezi, phone, meeting, busy, हिंदी, अंग्रेज़ी, मीटिंग, deaf, shy, now, abhi, अभी"
)
_BLOOD = Phrases("blood, bleeding, bleed, bleeds, khoon, khun, bliding, खून, ख़ून, ब्लीडिंग")
_MUCH = Phrases(
    """so much, too much, a lot, lots of, lot of, everywhere, heavy, heavily, badly, pouring, gushing, spurting, profusely, not stopping, not stop, isn't stopping, won't stop, doesn't stop, can't stop, cannot stop
    bahut, bohot, bahot, kaafi, zyada, jyada, ruk nahi, ruk hi nahi, rukta nahi, rukta hi nahi, band hi nahi, tham nahi, tham hi nahi, nahi ruk, रुक ही नहीं, रुकता ही नहीं, बंद ही नहीं, थम नहीं, थम ही नहीं, rukne ka naam, band nahi, nahi band, beh raha, beh rahi, beh gaya, behta ja, bahe ja, बहुत, काफ़ी, ज़्यादा, रुक नहीं, नहीं रुक, रुकने का नाम, बंद नहीं, नहीं बंद, बह रहा, बह गया"""
)
_NO_WOUND = Phrases(
    "test, tests, jaanch, janch, sample, donate, donation, donor, sugar, pressure, group, report, kami, lab, gums, masude, masudon, brush, do you take, lete hain, lete ho, nikalte, lena padta, टेस्ट, जाँच, जांच, सैंपल, शुगर, रिपोर्ट, कमी, मसूड़े, मसूड़ों, लेते हैं"
)
_PREGNANT = Phrases("pregnant, pregnancy, garbhvati, pet se, प्रेगनेंट, प्रेग्नेंट, गर्भवती")
_BLEEDS = Phrases(
    "bleeding, bleed, khoon aa, khoon ja, khoon nikal, khoon beh, ख़ून आ, ख़ून जा, ख़ून निकल, ब्लीडिंग"
)
_BREATH = Phrases("breathe, breathing, breath, saans, sans, saanse, saansein, साँस, सांस, साँसें, साँसे")
_SHORT = Phrases(
    """not able, unable, can't, cannot, couldn't, trouble, difficulty, difficult, struggling, struggle, hard, hardly, barely, problem, stopped, heavily, fast
    takleef, taklif, dikkat, pareshani, mushkil, problem, nahi, phool, ruk, ukhad, atak, ghut, तकलीफ़, दिक्कत, परेशानी, मुश्किल, नहीं, फूल, रुक, उखड़, अटक, घुट"""
)
_FRESH = Phrases(
    "bad breath, smell, smells, badbu, badboo, mouthwash, exercise, exercises, yoga, koi dikkat nahi, koi takleef nahi, koi taklif nahi, koi problem nahi, koi pareshani nahi, no problem, no trouble, no difficulty, बदबू, कोई दिक्कत नहीं, कोई तकलीफ़ नहीं, कोई परेशानी नहीं"
)
_HEART = Phrases("heart, dil, दिल")
_HEARTACHE = Phrases("dard, pain, paining, दर्द")
_FELL = Phrases("gir gaya, gir gaye, gir gayi, gir padi, gir pade, fell, गिर गए, गिर गया, गिर गई")
_STAYS_DOWN = Phrases(
    "uth nahi, nahi uth, not getting up, can't get up, cannot get up, not moving, उठ नहीं, नहीं उठ"
)
_SWALLOWED = Phrases(
    """drank, drunk, drink by mistake, swallowed, swallow, gulped, consumed, ingested, pi li, pi liya, pi liye, pi gaya, pi gayi, pi gaye, pi chuka, pi chuki, nigal, nigal gaya, nigal li, nigal liya
    पी ली, पी लिया, पी गया, पी गई, निगल"""
)
_TOOK = Phrases(
    """took, taken, ate, eaten, kha li, kha liya, kha liye, kha gaya, kha gayi, kha gaye, le li, le liya, chaat, खा ली, खा लिया, खा लिये, खा गया, खा गई, ले ली, ले लिया"""
)
_POISON = Phrases(
    """phenyl, phenyle, finail, harpic, kerosene, mitti ka tel, detergent, toilet cleaner, floor cleaner, drain cleaner, bathroom cleaner, cleaning liquid, disinfectant, lizol, rat poison, rat kill*, poison, poisonous, something toxic, pesticide, insecticide, keetnashak, kitnashak, chuhe maar*, chuha maar*, chuhe ki dawa*, chuhe wali dawa*, chuhon ki, cockroach ki, cockroach wali, keede maarne, kide marne, mosquito liquid, all out, good knight, naphthalene, mothball, mothballs, turpentine, caustic, zeher, zahar, jahar, zehar, galat dawa*, galat goli*, wrong medicine, battery, button cell
    फिनाइल, फ़िनाइल, फिनायल, हार्पिक, मिट्टी का तेल, केरोसिन, डिटर्जेंट, कीटनाशक, चूहे मार*, चूहे की दवा*, ज़हर, ग़लत दवा*, गलत दवा*, तेज़ाब, एसिड, tezaab"""
)
_LIQUID_POISON = Phrases(
    """bleach, acid, cleaner, petrol, diesel, thinner, dettol, sanitizer, sanitiser, shampoo, nail polish, kuch galat, something wrong, pills, magnet, सैनिटाइज़र, डेटॉल, पेट्रोल, ब्लीच, कुछ ग़लत, कुछ गलत"""
)
_CHILD = Phrases(
    "baby, child, son, daughter, kid, toddler, infant, bachche, bachcha, bachchi, bacche, baccha, bacchi, bete, beta, beti, munna, बच्चे, बच्चा, बच्ची, बेटे, बेटी"
)
_PILLS = Phrases(
    "pill, pills, tablet, tablets, capsule, capsules, goli, goliyan, goliya, golian, गोली, गोलियाँ, गोलियां"
)
_MANY = Phrases(
    "too many, so many, a lot of, lots of, handful, bahut saari, bahut sari, bahut si, dher saari, saari, poori, बहुत सारी, ढेर सारी, सारी"
)
_UNSUPERVISED = Phrases("from my, by mistake, accidentally, galti se, ग़लती से, गलती से")
_DEADLY_COUNT = 6

_NEAR: tuple[tuple[Phrases, Phrases, int, Phrases | None], ...] = (
    (_CHEST, _PAIN, 5, _NO_CHEST_PAIN),
    (_FACE, _FALLEN, 6, _TEETH),
    (_LIMB, _LIFELESS, 5, _NO_STROKE),
    (_KIN, _SPEECHLESS, 7, _NO_LOSS),
    (_BLOOD, _MUCH, 5, _NO_WOUND),
    (_BREATH, _SHORT, 4, _FRESH),
    (_HEART, _HEARTACHE, 3, None),
    (_SWALLOWED, _POISON, 6, None),
    (_TOOK, _POISON, 6, None),
    (_SWALLOWED, _LIQUID_POISON, 5, None),
)
"""Two groups, so many words at most between them, and words of the clause that speak against it."""

_ACROSS = ((_PREGNANT, _BLEEDS), (_FELL, _STAYS_DOWN))
"""Two groups that stand in different clauses as often as in one."""

_LONG_AGO = Phrases(
    """weeks ago, week ago, months ago, month ago, years ago, year ago, weeks back, week back, months back, month back, years back, year back, years before, last week, last month, last year, last time, history of, family history, used to, as a child, in childhood, in the past, died of, died from, once had, previous, previously, recovered, recovering, after a stroke, after his stroke, after her stroke, after my stroke, after the stroke, post stroke, rehab, rehabilitation, stroke patient, stroke of luck
    saal pehle, saal pahle, sal pehle, salon pehle, saalon pehle, mahine pehle, mahine pahle, mahino pehle, hafte pehle, hafte pahle, hafton pehle, pichle saal, pichhle saal, pichle sal, pichle mahine, pichhle mahine, pichle hafte, pichhle hafte, pehle kabhi, bachpan, stroke ke baad, lakwa ke baad, lakwe ke baad, attack ke baad, ki history, se mari thi, se mare the, se mar gaye the, se guzar
    साल पहले, महीने पहले, महीनों पहले, हफ़्ते पहले, हफ्ते पहले, पिछले साल, पिछले महीने, पिछले हफ़्ते, पिछले हफ्ते, बचपन, लकवे के बाद, स्ट्रोक के बाद"""
)
_SINCE = Phrases(
    """since, still, again, today, tonight, right now, worse, aaj, abhi, phir se, fir se, dobara, saal se, sal se, mahine se, hafte se, abhi bhi, आज, अभी, फिर से, दोबारा, साल से, महीने से, हफ़्ते से, हफ्ते से"""
)
_A_YEAR = re.compile(r" (?:19|20)\d\d ")
_DENIED_BEFORE = re.compile(r" (?:no|not|without|dnt have|dosnt have|never had)(?: \S+)? $")
_DENIED_AFTER = re.compile(r"^ (?:to )?(?:nahi|nai|nhi) (?:hai|tha|thi|hota|hua|ho rha)")
_IDIOM = Phrases("bhookh, bhook, hungry, hunger, garmi, hasi, hans, sharam, भूख, भूखे, गर्मी")
_CUT = re.compile(r"(?i)[.,;:!?।]+(?:\s+|$)|\s+(?:but|and|aur|lekin|magar|और|लेकिन|मगर)\s+")


def is_emergency(text: str) -> bool:
    """Must the caller be told to call the emergency numbers, now?"""
    said = spoken(text)
    if _SUICIDE.within(said):
        return not _IDIOM.within(said)
    edges = [0, *(match.end() for match in _CUT.finditer(text)), len(text)]
    clauses = [spoken(text[a:b]) for a, b in pairwise(edges) if b > a]
    if any(_in_clause(one, said) for one in clauses):
        return True
    if not _past(said) and any(one.within(said) and two.within(said) for one, two in _ACROSS):
        return True
    if len(clauses) > 1 and not any(_past(one) for one in clauses):
        return tables.EMERGENCY.within(said) and not any(
            tables.EMERGENCY.within(one) for one in clauses
        )
    return False


def called_help(text: str) -> bool:
    """ "I called them", "ambulance aa rahi hai": help is on its way."""
    return _CALLED_HELP.within(spoken(text))


_CALLED_HELP = Phrases(
    """called them, called ~ ambulance, called one, have called, i called, we called, already called, calling them, calling ~ ambulance, i'll call them, i will call them, rang them, phoned them, ambulance is coming, ambulance is on, ambulance has come, help is coming, taking him to, taking her to, taking them to, going to the hospital, going to hospital, on the way to
    call kar diya, call kar di, phone kar diya, phone kar di, call kiya, phone kiya, call kar raha, call kar rahi, call karta, call karti, phone karta, phone karti, phone kar raha, phone kar rahi, ambulance bula li, ambulance bulayi, ambulance aa rah*, ambulance aa ga*, hospital le ja, hospital ja rah*, aspatal le ja, aspatal ja rah*
    कॉल कर दिया, फ़ोन कर दिया, कॉल किया, फ़ोन किया, फ़ोन कर रह*, कॉल कर रह*, फ़ोन करता, फ़ोन करती, एम्बुलेंस बुला ली, एंबुलेंस बुला ली, एम्बुलेंस आ रह*, एंबुलेंस आ रह*, अस्पताल ले जा, अस्पताल जा रह*"""
)


def _in_clause(said: Spoken, whole: Spoken) -> bool:
    if _past(said):
        return False
    if any(not _denied(said, span) for span in _signs(said, whole)):
        return True
    return _overdose(said)


def _past(said: Spoken) -> bool:
    long_ago = _LONG_AGO.within(said) or _A_YEAR.search(said.line) is not None
    return long_ago and not _SINCE.within(said)


def _signs(said: Spoken, whole: Spoken) -> Iterator[tuple[int, int]]:
    """Where a sign stands: its first word and the one after its last. An arm that does not move
    is none when anything in the whole sentence explains it."""
    yield from tables.EMERGENCY.spans(said)
    yield from _PHRASES.spans(said)
    for one, other, between, against in _NEAR:
        if against is not None and against.within(whole if one is _LIMB else said):
            continue
        for a, b in one.spans(said):
            for c, d in other.spans(said):
                if max(c - b, a - d) <= between:
                    yield min(a, c), max(b, d)


def _denied(said: Spoken, span: tuple[int, int]) -> bool:
    before = f" {' '.join(said.tokens[: span[0]])} "
    after = f" {' '.join(said.tokens[span[1] :])} "
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after))


def _overdose(said: Spoken) -> bool:
    """Many tablets at once, or a child that got at them."""
    if not _PILLS.within(said) or not (_TOOK.within(said) or _SWALLOWED.within(said)):
        return False
    if _MANY.within(said) or (_CHILD.within(said) and _UNSUPERVISED.within(said)):
        return True
    return any(one.value >= _DEADLY_COUNT for one in find_numbers(said.text))
