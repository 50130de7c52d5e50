"""What is a question about, in one plain word, when it is asked in other words than the file's?"""

# ruff: noqa: E501 (tables of phrases read best one entry a line)
from __future__ import annotations

from functools import lru_cache

from vaani.call.plan import Business, Topic
from vaani.dialogue.understanding.match import Phrases, Spoken, canonical, spoken

_TOPICS = (
    ("parking", "park*, leave the car, leave our car, leave a car, keep the car, keep my car, keep our car, put the car, car kahan, gaadi kahan, gaadi kidhar, car kidhar, scooter kahan, bike kahan, gadi kahan, where ~ car, leave my car, car lagau*, gaadi lag*, gaadi khadi, gaadi park, gaadi rakh*, gadi lag*, gadi khadi, gaari lag*, कार कहाँ, गाड़ी कहाँ, कार लगा, गाड़ी लगा, गाड़ी खड़ी, पार्क"),
    ("address", "address, postal address, whereabouts, where abouts, where are you, where is it, where exactly, where ~ located, where is the, where is your, where do i come, exact location, kis taraf, kahan aana, how do i get there, how do i get to, how do we get there, how do i reach, how to reach, location, directions, landmark, kahan hai, kidhar hai, hai kidhar, hai kahan, किधर है, है किधर, है कहाँ, kahan par, kahan pe, kahaan par, kaise pahunch, rasta, pata bata, pata hi bata, ka pata, का पता, पता ही बता, kis jagah, कहाँ है, कहाँ पर, कैसे पहुँच, रास्ता, पता बता, पता क्या"),
    ("payment", "card, cards, upi, cash, gpay, google pay, paytm, phonepe, credit card, debit card, pay by, how can i pay, paise kaise, nakad, कार्ड, यूपीआई, नकद, कैश, पैसे कैसे"),
    ("menu", "menu, what do you serve, what food, cuisine, kya khana, khane mein kya, kya milta hai, मेन्यू, मेनू, खाने में क्या"),
    ("wheelchair", "wheelchair, wheel chair, ramp, lift, elevator, stairs, seedhi, व्हीलचेयर, सीढ़ी, लिफ़्ट"),
    ("report", "report ready, report kab, reports, report milegi, reports kab, when is the report, when will the report, रिपोर्ट कब, रिपोर्ट मिलेगी"),
    ("vegetarian", "veg, vegetarian, vegan, without onion, no onion, jain food, jain khana, bina pyaz, bina pyaaz, non veg, non-veg, chicken, mutton, egg, meat, shakahari, mansahari, शाकाहारी, मांसाहारी, अंडा"),
    ("children", "kids, children, bachche, baby, बच्चे"),
    ("dogs", "dog, dogs, pet, pets, puppy, cat, cats, kutta, kutte, kutton, paaltu, कुत्ता, कुत्ते, पालतू"),
    ("takeaway", "takeaway, takeaways, take away, take-away, parcel, pack kar, packing, पार्सल, पैक कर"),
    ("preparation", "prepare, preparation, preparations, taiyari, taiyaari, तैयारी"),
    ("fasting", "khali pet, khaali pet, fasting, empty stomach, khake aa*, kha ke aa*, kha kar aa*, khaakar aa*, bhookhe pet, eat before, eat anything, eat something before, breakfast before, खाली पेट, ख़ाली पेट, खाकर आ*, खा कर आ*, भूखे पेट"),
    ("prescription", "prescription, parcha, parchi, पर्चा, पर्ची"),
    ("insurance", "insurance, mediclaim, bima, बीमा"),
    ("late", "late ho gaya to, der ho gayi to, if i am late, if we are late, देर हो जाए"),
)  # fmt: skip
_KNOWN = tuple((topic, Phrases(words)) for topic, words in _TOPICS)


_SMALL = frozenset(
    canonical(word) for word in "the a an is are do you your for of to ka ki ke hai kya it".split()
)


def names_topic(said: Spoken, business: Business) -> bool:
    """Does the sentence hold all words of a phrase of two or more by which the file knows a topic?
    Also of one past its last day: what was known once is asked, not booked."""
    heard = frozenset(said.tokens)
    return any(words <= heard for words in _phrases(business.knowledge))


@lru_cache(maxsize=64)
def _phrases(topics: tuple[Topic, ...]) -> tuple[frozenset[str], ...]:
    found = []
    for topic in topics:
        for phrase in (topic.topic, *topic.questions):
            words = frozenset(spoken(phrase).tokens) - _SMALL
            if len(words) >= 2:
                found.append(words)
    return tuple(found)


def plain_topics(question: str) -> tuple[str, ...]:
    """The plain words for what the question is about; none when it is about nothing common."""
    said = spoken(question)
    return tuple(topic for topic, phrases in _KNOWN if phrases.within(said))
