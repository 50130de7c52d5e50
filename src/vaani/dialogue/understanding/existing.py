"""Does a sentence give up, ask about or move a booking that is there, by how it speaks of it?

"I'm to see the bone doctor on Thursday, but Saturday would be better", "jo samay liya tha, woh nahi
chahiye", "am I on the list for tomorrow?": no word for changing, cancelling or a booking need fall.
Romanised phrases are found in Devanagari too.
"""

# ruff: noqa: E501 (patterns of words read best one a line)
from __future__ import annotations

import re
from typing import Any

from vaani.dialogue.understanding import tables
from vaani.dialogue.understanding.match import Phrases, Spoken, without
from vaani.dialogue.understanding.scene import Scene
from vaani.language.clock_words import find_clock
from vaani.language.dates import find_dates
from vaani.language.found import Found

_TAKES_OFF = Phrases(
    """take me off, take us off, strike me off, strike us off, strike my name, strike our name, cross me off, cross us off, cross my name, scratch me off, scratch my name, take my name off, take our name off, remove my name, remove us from, delete my name
    naam kaat, naam ~ kaat, naam hata, naam ~ hata, naam nikal"""
)
"""With a day or a booking beside it; alone it may be the list of those who are called."""
_GIVES_UP = Phrases(
    """pull out of, pulling out of, back out of, backing out of, bail on, get out of my, forget about my, forget about our, forget my, forget our, give up my, give up our, let my ~ go, let our ~ go, skip my, skip our, miss my, miss our, no longer coming, no longer able to come, not coming after all, not coming any more, not coming anymore, not going to come, not going to make it, not going to be able to, won't be there, will not be there, we are not coming, we're not coming, i am not coming, i'm not coming, not be coming, not be attending, won't be attending, don't keep my, do not keep my, release my, release our, free up my, free up our
    appointment kaat, appointment ~ kaat, booking kaat, booking ~ kaat, number kaat, number ~ kaat, samay kaat, time kaat, slot kaat, reservation kaat, table kaat, usko kaat, usse kaat, use kaat, wo kaat, woh kaat, nahi chahiye kaat, booking khatam, booking ~ khatam, appointment khatam, appointment ~ khatam, booking band kar, booking mat rakh, appointment mat rakh, table mat rakh, booking chhod, appointment chhod"""
)
_NOT_COMING = Phrases(
    """not coming tomorrow, not coming today, not coming tonight, not coming on, not coming for, not coming in
    nahi aaunga, nahi aaungi, nahi aa raha hun, nahi aa rahi hun, nahi aayenge hum, hum nahi aayenge, nahi aa rahe hum, main nahi aa raha, main nahi aa rahi, aana nahi ho payega, aana nahi hoga, aana ~ nahi ho payega, aana cancel, aane ki zaroorat nahi, aane ki ~ zaroorat nahi, nahi aana hai mujhe, mujhe nahi aana, ab nahi aana"""
)
_NOT_WANTED = Phrases(
    """don't need it, do not need it, don't need that, no longer need, don't need my, don't need our, don't need the, do not need my, do not need our, do not need the, won't be needing, will not be needing, won't need, will not need, don't want my, don't want it any more, don't want it anymore
    nahi chahiye, zaroorat nahi, zarurat nahi, jarurat nahi, jaroorat nahi, nahi karwana, nahi karwani, nahi karana, nahi karani, nahi dikhana"""
)
_THERE = Phrases(
    """my appointment, our appointment, my booking, our booking, my table, our table, my reservation, our reservation, my slot, my visit, 's appointment, 's booking, 's table, 's reservation, 's visit
    liya tha, li thi, le rakha, le rakhi, book kiya tha, book ki thi, book kiya hua, bola tha, likhwaya tha, lagwaya tha, wali booking, wala appointment, wali appointment, wala number, wala time, wala slot, mera appointment, meri appointment, meri booking, mera number, mera time, mera slot, mera naam"""
)
_OF_A_DAY = re.compile(
    r"(?i)(?:(?:today|tomorrow|tonight|day)['’]s|(?<![\w\u0900-\u097f])(?:ka|ki|wala|wali|vala|vali|का|की|वाला|वाली)) (?:\w+ )?(?:appointment|booking|reservation|table|slot|number|visit|अपॉइंटमेंट|बुकिंग|नंबर|टेबल|स्लॉट)"
)
_A_WALA = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:wala|wali|vala|vali|वाला|वाली)(?![\w\u0900-\u097f])"
)
_HAIR = Phrases("baal, hair, nakhun, nails, cake, kek")
_SOMEBODY_ELSE = Phrases("log, logon, guests, dost, friends, doctor, dr, bachche")


def gives_up(said: Spoken, scene: Scene) -> bool:
    """Is a booking given up? Not in the midst of a new one, where "nahi chahiye" is about that."""
    other = scene.flow == "book" or scene.pending not in (None, "offer", "message")
    if other or tables.NOT_CANCEL.within(said):
        return False
    dated = bool(find_dates(said.text, scene.now))
    there = _THERE.within(said) or _OF_A_DAY.search(said.text) is not None
    if _TAKES_OFF.within(said) and (dated or there):
        return True
    if tables.MESSAGE.within(said):
        return False
    if _GIVES_UP.within(said) and not _HAIR.within(said):
        return True
    if _NOT_WANTED.within(said) and (there or (dated and _A_WALA.search(said.text))):
        return True
    return dated and _NOT_COMING.within(said) and not _SOMEBODY_ELSE.within(said)


_WHOSE = r"(?:mera|meri|mere|hamara|hamari|humara|humari|मेरा|मेरी|हमारा|हमारी)"
_NOUN = r"(?:appointment|booking|reservation|table|slot|number|time|samay|visit|checkup|check-up|अपॉइंटमेंट|बुकिंग|टेबल|नंबर|समय|टाइम)"
_OWN = (
    rf"{_WHOSE}(?: \S+){{0,4}} {_NOUN}(?: (?!karw|karn|kara|len|chah|book|dikh|ho\b|mil|lag|ban|rakh|करव|करन|करा|लेन|चाह|बुक|दिख|हो|मिल|लग|बन|रख)\S+){{0,5}} (?:hai|h|tha|thi|है|था|थी)"
    rf"|{_NOUN}(?: \S+){{0,1}} (?:hai|h|tha|thi|है|था|थी) {_WHOSE}"
    r"|my (?:\w+ ){0,2}(?:appointment|booking|table|reservation|slot)(?:'s|’s| is| was| at| on)"
    r"|(?<!can )(?<!could )(?<!may )(?<!might )(?<!should )(?<!shall )(?<!would )(?<!do )(?<!to )(?:i|we)(?:'ve|’ve| have)(?: got)? (?:a|an|my|our) (?:\w+ )?(?:table|booking|appointment|reservation|slot)"
)
_EXISTING = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:"
    r"(?:i am|i'm|we are|we're) (?:to (?:see|come|meet|be)|seeing|coming (?:in )?(?:on|at)|supposed to|meant to|due|scheduled|down for|booked)"
    r"|(?:i|we)(?:'ve| have| had)(?: got)? (?:a|an|my|our) (?:table|booking|appointment|reservation|slot)(?: booked)? (?:with you|on|at|for (?:today|tonight|tomorrow|mon|tues|wednes|thurs|fri|satur|sun))"
    r"|(?:i|we) (?:was|were) (?:supposed|meant|due|scheduled|booked|to (?:come|see|be)|coming)|was to see (?:me|us|my)|were to see (?:me|us)"
    r"|you(?:'ve| have)? (?:got |put |booked |written )?(?:me|us) (?:down|in) (?:for|on|at)"
    r"|(?:does not|doesn't|won't|will not|isn't going to|not going to) (?:work|suit|be possible)|is no good|(?:cannot|can't|can not) (?:do|make|manage|come)"
    r"|(?:mujhe|mujhko|hame|hamein|humein|humko|मुझे|हमें)(?: \S+){1,5} (?:aana|milna|dikhana|आना|मिलना|दिखाना) (?:tha|था)"
    rf"|{_OWN}"
    rf"|{_WHOSE} (?:number|नंबर) (?:\S+ ){{0,3}}(?:ka|का) (?:hai|है)"
    rf"|{_WHOSE}(?: \S+){{0,4}} (?:ke saath|ke sath|ke paas|के साथ|के पास) (?:hai|tha|है|था)"
    r"|(?:wala|wali|vala|vali|वाला|वाली)(?=[^.?!]*(?:(?:kar|rakh|कर|रख) (?:do|dijiye|dena|den|sakt\w+|दो|दीजिए|दें|सकत\S+)|shift|badal|ho (?:sakta|sakti|jayega|jayegi)))"
    r"|nahi(?:n)? (?:aa (?:paunga|paungi|payenge|paayenge|sakta|sakti|sakte|pa rah\w+)|ho pa\w+|hoga|ho sakega|aaunga|aaungi)|नहीं (?:आ (?:पाऊँगा|पाऊँगी|पाऊंगा|पाऊंगी|पाएँगे|सकता|सकती|सकते)|हो पा\S+|होगा|आऊँगा|आऊँगी)"
    r")(?![\w\u0900-\u097f])"
)
""" What says that there is something already, or that it cannot stay."""
_TELLS = re.compile(rf"(?i)(?<![\w\u0900-\u097f])(?:{_OWN})(?![\w\u0900-\u097f])")
_OTHERWISE = re.compile(
    r"(?i)(?:[,.;]|(?<![\w\u0900-\u097f])(?:but|can|could|instead|rather|prefer|better|would|need|want|ab|par|lekin|magar|kar|aa|chalega|chahiye|अब|पर|लेकिन|कर|चलेगा))(?![\w\u0900-\u097f])?"
)
_CORRECTED = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?:no|nahi nahi|sorry|wait|hang on|hold on|i mean|matlab|arre|nahin nahin|नहीं नहीं|मतलब|अरे)(?![\w\u0900-\u097f])"
)
_CANCELLED = re.compile(r"(?i)cancel|कैंस|radd|रद्द|kaat|काट|hata|हटा")
_JOINED = re.compile(
    r"(?i)^(?:\s*,?\s*(?:or|ya|and|aur|to|till|se|या|और|से)\s*(?:on |at )?|\s*(?:ko|को)?\s*)$"
)


def tells_of_own(said: Spoken) -> bool:
    """Is it said that there is a booking already ("I've a table on Saturday")?"""
    return _TELLS.search(said.text) is not None


def tells_of_own_at(said: Spoken) -> tuple[int, int] | None:
    """Where that is said, in the sentence's letters."""
    found = _TELLS.search(said.text)
    return found.span() if found else None


def shifts(said: Spoken) -> bool:
    """Is it asked whether what is there can be somewhat later or earlier?"""
    return _SHIFTED.within(said)


_SHIFTED = Phrases(
    """can it be ~ later, can it be ~ earlier, could it be ~ later, could it be ~ earlier, can that be ~ later, can that be ~ earlier, could i come ~ later, could i come ~ earlier, can i come ~ later, can i come ~ earlier, can we come ~ later, can we come ~ earlier, could we come ~ later, could we come ~ earlier, make it ~ later, make it ~ earlier, push it, bring it forward, anything later, anything earlier, something later, something earlier
    der se ho sakt*, der se kar sakt*, der se kar do, der se kar dijiye, der se rakh*, der se mil sakt*, late ho sakt*, late kar sakt*, late kar do, late kar dijiye, baad mein ho sakt*, baad mein kar sakt*, baad ka ho sakt*, baad mein mil sakt*, pehle ho sakt*, pehle kar sakt*, pehle ka ho sakt*, pehle mil sakt*, pehle aa sakt*, jaldi ho sakt*, jaldi kar sakt*, jaldi mil sakt*, aage ho sakt*, aage kar sakt*, aage badh*, aage khisk*, peeche khisk*
    देर से हो सकत*, देर से कर सकत*, बाद में हो सकत*, बाद में कर सकत*, पहले हो सकत*, पहले कर सकत*, जल्दी हो सकत*, आगे बढ़*"""
)


def moves_on(said: Spoken, scene: Scene) -> bool:
    """Is something that stands on one day or hour wished on another? Two moments, told apart by
    what says that the first is there: "Thursday doesn't work, can we do Saturday at ten?"."""
    if scene.flow is not None or scene.pending is not None:
        return False
    text = said.text
    if shifts(said) and _EXISTING.search(text):
        return True
    days, hours = find_dates(text, scene.now), [h for h in find_clock(text) if h.value.times]
    pair: tuple[Found[Any], Found[Any]] | None = None
    if len(days) > 1 and days[0].value.days != days[-1].value.days:
        pair = days[0], days[-1]
    elif len(hours) > 1 and hours[0].value.times != hours[-1].value.times and len(days) < 2:
        pair = hours[0], hours[-1]
    if pair is None:
        return False
    between = text[pair[0].end : pair[1].start]
    told = [one for one in _EXISTING.finditer(text) if one.start() < pair[1].start]
    return (
        bool(told)
        and not _JOINED.match(between)
        and _OTHERWISE.search(text[pair[0].end :]) is not None
    )


_WHEN_MINE = Phrases(
    """my booking number, my reference number, my reference, my confirmation number, my booking id, my confirmation code, what's the booking number, what is the booking number, what was the booking number, booking number kya, booking number bata, reference number kya, reference number bata, booking id kya, booking ka number kya, booking ka number bata, मेरा बुकिंग नंबर, बुकिंग नंबर क्या, बुकिंग नंबर बता, what time ~ put me down, what time ~ put us down, what time am i, what time was i, what time are we, what time is it i'm, what time is it i am, what time ~ did you ~ put, what time ~ did you ~ give, what time ~ did you ~ book, what time do i come, when do i come, when am i supposed, when was i supposed, when are you seeing me, when did you put, when have you put, which day did i, what day did i, which day did we, what day did we, which day am i, what day am i, when is ~ next visit, my next visit is, my next appointment is, when my next, was i given, were we given
    is my name there, is my name on, is my name down, is my name in, am i on the list, am i on your list, am i booked, are we booked, am i down, are we down, am i in the book, are you expecting me, are you expecting us, what i've got booked, what i have got booked, what i have booked, what we have booked, what have i got, who is my appointment with, who am i seeing, with whom is my, which doctor am i, which doctor is my, who is seeing me, have you got me down, have you got us down, do you have me down, do you have us down
    mujhe kab aana, mujhe kis din aana, mujhe kitne baje aana, mujhe ~ kitne baje aana, mujhe ~ kab aana, hame kab aana, hame kitne baje aana, humein kab aana, kab bulaya, kitne baje bulaya, kitne baje ka bulaya, kis din bulaya, kab ka time diya, kab ka samay diya, kitne baje ka time diya, kitne baje ka samay diya, kitne baje ka diya, kab ka diya, kaunsa time diya, kya time diya, kaun sa samay diya
    hai kya mere naam, hai mere naam, mere naam pe hai, mere naam par hai, mere naam se hai, mere naam ka hai, mere naam pe koi, mere naam par koi, mere naam se koi, koi appointment hai mera, koi appointment hai meri, koi booking hai meri, booking hai kya meri, appointment hai kya mera, appointment hai kya meri, है क्या मेरे नाम, मेरे नाम पर है, मेरे नाम से है, मेरे नाम पर कोई, mera time kya, mera ~ time kya, mera samay kya, mera ~ samay kya, mera samay kab, mera time kab, mera ~ time kab, mera number kab, mera number kitne, mera naam likha, mera naam hai kya, mera naam ~ hai kya, mera naam list, naam likha hua hai, mere naam se kuch, mere naam pe kuch, mere naam par kuch, mere naam ka kuch, kis doctor ke saath hai, kaunse doctor ke saath hai, kaun se doctor ke saath hai, kis doctor ke paas hai, kaunse doctor ke paas hai, kiske saath hai meri, kiske saath hai mera, kiske saath meri, kiske saath mera"""
)


def asks_of_own(said: Spoken) -> bool:
    """Is it asked what has been booked, when or with whom?"""
    return _WHEN_MINE.within(said)


_PASSES_ON = re.compile(
    r"(?i)(?<!'ll )(?<!i will )(?<!we will )(?<!can )(?<!could )\b(?:ask|tell|request|remind)\s+(?:\w+\.?\s+){1,4}?to\s+(?:please\s+)?(?:call|ring|phone|contact|get back|send|text|message|whatsapp|look at|check on|wait)\b(?! you\b)"
    r"|\b(?:let|inform|tell|remind)\s+(?:dr\.?\s+|doctor\s+|mr\.?\s+|mrs\.?\s+|ms\.?\s+|the\s+|your\s+)\w+(?:\s+\w+)?\s+(?:know\b|that\b)"
    r"|\bpass (?:it |this |that |a word |word )?on to\b|\bnote (?:down )?a message\b"
)
_SAY_TO = re.compile(
    r"(?i)(?<![\w\u0900-\u097f])(?!(?:phir|fir|zor|jor|dheere|dhire|aaram|jaldi|shuru|dobara|baad|फिर|ज़ोर|धीरे|शुरू|दोबारा|बाद)\s)[\w\u0900-\u097f]+\s+(?:se|ko|से|को)\s+"
    r"(?:(?:kahna|kehna|kahiye|kahiyega|kehiye|kehiyega|bolna|boliye|boliyega)|(?:kah|keh|bol) (?:dena|dijiye|dijiyega|do)|batana hai|bataiye ki|bataiyega|bata dijiyega"
    r"|कहना|कहिए|कहिएगा|कहिये|बोलना|बोलिए|बोलिएगा|(?:कह|बोल) (?:देना|दीजिए|दीजिएगा|दो)|बताना है|बताइए कि|बताइएगा|बता दीजिएगा)(?![\w\u0900-\u097f])"
)
""" "Doctor sahab se kahna ki ..."; "phir se kahiye" is said to us."""
_MESSAGE = Phrases(
    "message note, message likh, ek message, message dena hai, sandesh dena hai, only a message, just a message, a message for, want to leave word"
)
_NO_BOOKING = Phrases(
    """no appointment, no booking, not an appointment, not a booking, not for an appointment, not for a booking, not about an appointment, not about a booking, don't need an appointment, don't need a booking, do not need an appointment, don't want an appointment, don't want a booking, do not want an appointment, do not want to book, don't want to book, not to book, not booking, not calling to book, not looking to book, without booking
    appointment nahi chahiye, booking nahi chahiye, table nahi chahiye, appointment nahi lena, appointment nahi leni, booking nahi karni, booking nahi karwani, book nahi karna, book nahi karwana, koi appointment nahi, koi booking nahi, appointment ke liye nahi, booking ke liye nahi"""
)


def passes_on(said: Spoken) -> bool:
    """Is something to be told to somebody of the house?"""
    told = _PASSES_ON.search(said.text) or _SAY_TO.search(said.text)
    return told is not None or _MESSAGE.within(said)


def wishes_no_booking(said: Spoken) -> Spoken:
    """The sentence without "I don't need an appointment", which asks for none."""
    return without(said, _NO_BOOKING) if _NO_BOOKING.within(said) else said
