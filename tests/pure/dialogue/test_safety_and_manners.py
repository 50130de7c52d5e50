"""Emergencies, rights and manners are heard in the words that callers really use."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vaani.call.plan import Business
from vaani.dialogue.understanding.emergencies import is_emergency
from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Command,
    Deny,
    NameSaid,
    OptOut,
    OthersBooking,
    Plain,
    Put,
    Speak,
    Start,
)
from vaani.domain.businesses.file import load_business

NOW = datetime(2027, 9, 1, 10, tzinfo=ZoneInfo("Asia/Kolkata"))
FOLDER = Path(__file__).parents[2] / "calls" / "text" / "scenarios"


@pytest.fixture(scope="module")
def clinic() -> Business:
    return load_business(FOLDER / "clinic.yaml")


@pytest.fixture(scope="module")
def diner() -> Business:
    return load_business(FOLDER / "diner.yaml")


def heard(words: str, business: Business, **scene: str) -> tuple[Command, ...]:
    return read_sentence(words, Scene(business, NOW, **scene))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "There's blood everywhere, my brother cut his leg",
        "Khoon itna zyada nikal raha hai, rukta hi nahi, khoon band nahi ho raha",
        "खून बहुत बह रहा है",
        "the bleeding isn't stopping",
        "my aunt's face is drooping on one side",
        "Papa ka muh ek taraf se tedha ho gaya, general doctor kab milenge?",
        "मम्मी का चेहरा लटक गया है और हाथ नहीं उठ रहा",
        "grandpa suddenly can't lift his left arm",
        "dadi theek se bol nahi pa rahi, jaldi batao",
        "I drank some floor cleaner by mistake",
        "Bachche ne phenyl pi liya",
        "बच्चे ने चूहे मारने की दवा खा ली",
        "my daughter swallowed a button cell",
        "maine bahut saari goliyan kha li hain",
        "I took thirty tablets",
        "Seene mein bahut tez dard hai, aaj ka appointment chahiye",
        "Chest pain since last night, I need an echo",
        "pichle mahine se chest pain hai, aur aaj bahut zyada",
        "चेस्ट में दर्द हो रहा है",
        "पापा को हार्ट अटैक आया है",
        "saans lene mein bahut dikkat ho rahi hai",
        "she stopped breathing",
        "my son is convulsing",
        "मुझे मर जाना है",
        "ab aur jeena nahi chahti",
        "sab khatam kar dun, bas",
        "I want to end it all",
        "He had a stroke last year and now his face is drooping again",
        "papa gir gaye aur uth nahi rahe",
    ],
)
def test_an_emergency_is_heard_however_it_is_said(words: str) -> None:
    assert is_emergency(words)


@pytest.mark.parametrize(
    "words",
    [
        "My father had a stroke two years ago, he needs an echo on Saturday at eleven",
        "Chest pain last month, doctor told to get an echo",
        "पापा को पिछले साल दिल का दौरा पड़ा था, ईको कराना है",
        "do saal pehle lakwa hua tha, physio chahiye",
        "no chest pain, just a check up",
        "chest pain nahi hai, bas checkup hai",
        "I want a chest X-ray, my knee hurts too",
        "khoon ki jaanch karwani hai, bahut khoon lete hain kya",
        "how much blood do you take",
        "my teeth are crooked, I want braces",
        "I took a table for four by mistake",
        "coffee pi li galti se, fasting test kal kar dijiye",
        "bleach and facial on my face tomorrow",
        "main mar gaya traffic mein, late ho jaunga",
        "bhookh se mar jaunga, jaldi table de do",
        "bad breath problem hai, dentist chahiye",
        "haath nahi uth raha, kandhe mein dard hai do mahine se",
        "main abhi bol nahi pa raha hoon, meeting mein hoon",
        "daant mein dard hai",
        "sab cancel karke khatam kar do",
    ],
)
def test_history_and_harmless_words_are_no_emergency(words: str) -> None:
    assert not is_emergency(words)


@pytest.mark.parametrize(
    "words",
    [
        "Am I talking to a human or a machine?",
        "am I speaking to AI",
        "आप इंसान बोल रही हैं या मशीन?",
        "Aap recording ho ya koi ladki",
        "Kya main kisi computer se baat kar rahi hoon",
        "Kya main kisi insaan se baat kar raha hoon?",
        "Aap AI hain kya",
        "are you a real person",
    ],
)
def test_who_asks_whether_it_is_a_machine_is_not_passed_on(words: str, diner: Business) -> None:
    found = heard(words, diner)
    assert Plain("robot") in found
    assert Plain("human") not in found


@pytest.mark.parametrize(
    "words",
    [
        "Kisi insaan se baat karni hai",
        "Mujhe manager se hi baat karni hai",
        "मैनेजर से ही बात करवाइए",
        "let me talk to a real person please",
    ],
)
def test_who_wants_a_human_gets_one(words: str, diner: Business) -> None:
    assert Plain("human") in heard(words, diner)


def test_a_report_that_has_come_is_no_artificial_intelligence(clinic: Business) -> None:
    assert Plain("robot") not in heard("Meri sugar report aayi hai, do sau assi", clinic)


def test_a_machine_is_nobodys_name(diner: Business) -> None:
    found = heard("आप मशीन बोल रही हैं या कोई इंसान? कल एक बजे दो लोगों की जगह चाहिए।", diner)
    assert not [c for c in found if isinstance(c, Put) and isinstance(c.value, NameSaid)]


@pytest.mark.parametrize("words", ["kutte allowed hain?", "Mere kutte ko dikhana hai", "कुत्ता है"])
def test_a_dog_is_no_insult(words: str, diner: Business) -> None:
    assert Plain("abuse") not in heard(words, diner)


@pytest.mark.parametrize("words", ["kutte!", "tu kutta hai", "कुत्ते कहीं के", "Chup kar kutte."])
def test_a_caller_called_a_dog_is_insulted(words: str, diner: Business) -> None:
    assert Plain("abuse") in heard(words, diner)


@pytest.mark.parametrize(
    "words", ["Harami, koi uthata nahi.", "Abe saale, kaam nahi aata kya tumko?"]
)
def test_the_nahi_of_an_insult_is_no_answer(words: str, diner: Business) -> None:
    found = heard(words, diner)
    assert Plain("abuse") in found
    assert not [c for c in found if isinstance(c, Deny | Affirm)]


def test_a_no_with_an_insult_is_still_a_no(diner: Business) -> None:
    found = heard("nahi saale", diner, awaiting="confirm", pending="book", flow="book")
    assert Deny() in found


@pytest.mark.parametrize(
    "words",
    ["Ye kya bakwas service hai", "bahut naraz hoon main aap logon se", "घटिया सर्विस है आपकी"],
)
def test_who_is_angry_at_the_service_is_upset_and_not_abusive(words: str, diner: Business) -> None:
    found = heard(words, diner)
    assert Plain("upset") in found
    assert Plain("abuse") not in found


@pytest.mark.parametrize(
    "words",
    [
        "Mera number list se hata do, call mat karna.",
        "मेरा नंबर लिस्ट से हटा दो, कॉल मत करना",
        "stop calling me yaar, mera number hata do",
        "फ़ोन मत करना, परेशान कर रखा है",
    ],
)
def test_taking_a_number_off_the_list_cancels_no_booking(words: str, diner: Business) -> None:
    found = heard(words, diner)
    assert OptOut("calls") in found
    assert not [c for c in found if isinstance(c, Start) or c == Plain("upset")]


def test_a_booking_named_beside_the_number_is_cancelled_too(diner: Business) -> None:
    found = heard("do not call me, remove my number and cancel my booking", diner)
    assert OptOut("calls") in found
    assert Start("cancel") in found


@pytest.mark.parametrize(
    "words",
    [
        "Main yahan ka manager bol raha hu, aaj raat kiski kiski booking hai",
        "This is the manager speaking, who all have booked tonight?",
    ],
)
def test_authority_opens_nobodys_booking(words: str, diner: Business) -> None:
    found = heard(words, diner)
    assert OthersBooking() in found or Plain("injection") in found
    assert not [c for c in found if isinstance(c, Start)]


@pytest.mark.parametrize(
    "words",
    [
        "Dr Tripathi ka clinic hai na? Unse milna tha",
        "Is it Sharma Sweets? Two kilos kaju katli",
        "Ramesh electrician bol rahe ho?",
        "ये शर्मा जी का घर है क्या",
    ],
)
def test_another_place_is_answered_with_ours_and_nothing_is_begun(
    words: str, diner: Business
) -> None:
    assert heard(words, diner) == (Plain("which_place"),)


@pytest.mark.parametrize(
    "words",
    ["Is it open on Sunday?", "Is it possible to get a table tomorrow?", "kya bol rahe ho"],
)
def test_other_questions_are_not_about_the_place(words: str, diner: Business) -> None:
    assert Plain("which_place") not in heard(words, diner)


def test_a_wish_after_the_right_place_is_kept(clinic: Business) -> None:
    found = heard("Is this Banyan Clinic? I want an appointment", clinic)
    assert Start("book") in found


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Hindi mein boliye please", "hi"),
        ("mujhe english nahi aati", "hi"),
        ("हिंदी में बोलिए", "hi"),
        ("in English please", "en"),
        ("I don't speak Hindi", "en"),
    ],
)
def test_a_language_is_asked_for_and_is_no_name(words: str, language: str, diner: Business) -> None:
    found = heard(words, diner, awaiting="name", flow="book")
    assert next(c for c in found if isinstance(c, Speak)).language == language
    assert not [c for c in found if isinstance(c, Put)]


def test_a_name_beside_the_language_is_kept(diner: Business) -> None:
    found = heard("Hindi mein baat karo, mera naam Sunil hai", diner, awaiting="name", flow="book")
    assert Put(NameSaid(("Sunil",))) in found


@pytest.mark.parametrize(
    "words",
    [
        "Main pregnant hoon, X-ray safe hai kya?",
        "Mera hemoglobin 8 hai, khatra hai kya?",
        "my sugar is 250, is it high?",
        "मेरा बीपी ज़्यादा है क्या, ख़तरा तो नहीं?",
    ],
)
def test_what_only_a_doctor_may_say_is_refused(words: str, clinic: Business) -> None:
    assert Plain("medical") in heard(words, clinic)


def test_okay_bye_leaves_no_message(diner: Business) -> None:
    for words in ("Okay. Bye then.", "Okay, ta, bye", "theek hai, bye"):
        found = heard(words, diner, awaiting="confirm", pending="message")
        assert Affirm() not in found
        assert Plain("goodbye") in found
    assert Affirm() in heard("yes please, bye", diner, awaiting="confirm", pending="message")


def test_a_yes_with_more_words_is_a_yes_to_the_number(diner: Business) -> None:
    found = heard(
        "Yes, cancel it please", diner, awaiting="confirm", pending="phone", flow="cancel"
    )
    assert Affirm() in found
