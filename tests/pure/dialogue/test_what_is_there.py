"""What is said of a booking that is there, in the words of people who never say "booking"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest

from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Command,
    DayWish,
    MorePeople,
    NameSaid,
    PartyWish,
    PhoneSaid,
    Plain,
    Put,
    ShiftBy,
    Start,
    TimeWish,
)
from vaani.domain.businesses.file import load_business

SCENARIOS = Path(__file__).parents[2] / "calls" / "text" / "scenarios"
NOW = datetime.fromisoformat("2027-05-06T10:15+05:30")
CLINIC = load_business(SCENARIOS / "ashwini-clinic.yaml")
HOUSE = load_business(SCENARIOS / "banyan-courtyard.yaml")


def asked_for(words: str) -> set[str]:
    """The requests in the first words of a call to a clinic."""
    found = read_sentence(words, Scene(CLINIC, NOW))
    flows = {str(one.flow) for one in found if isinstance(one, Start)}
    return flows | ({"human"} if Plain("human") in found else set())


def answered(words: str, scene: Scene) -> tuple[Command, ...]:
    """The commands of a sentence to a restaurant."""
    return read_sentence(words, scene)


FIRST = Scene(HOUSE, NOW)
READ_BACK = Scene(HOUSE, NOW, flow="book", awaiting="confirm", pending="book", party=4)
WRITTEN = Scene(HOUSE, NOW, awaiting="anything_else", wrote=True)
NAME = Scene(HOUSE, NOW, flow="book", awaiting="name")

GIVEN_UP = [
    "कल मीनाक्षी मैडम के पास जो समय लिया था, वह नहीं चाहिए, काट दीजिए।",
    "kal ka jo appointment liya tha woh ab nahi chahiye",
    "kal wala nahi chahiye ab",
    "kal ki appointment kaat do",
    "कल का अपॉइंटमेंट काट दीजिए",
    "mera kal ka number kaat dijiye",
    "kal main nahi aa raha, naam kaat do",
    "mera naam list se kaat dijiye, kal nahi aaunga",
    "I won't be needing tomorrow's appointment after all",
    "I don't need my appointment tomorrow any more",
    "forget about my appointment tomorrow",
    "please take me off for tomorrow",
    "strike my name off for tomorrow",
    "I have to pull out of tomorrow's appointment",
    "something came up, I can't come tomorrow",
    "kal kuch kaam aa gaya hai, main nahi aa paungi",
    "kal ki booking khatam kar do",
    "kal wali booking mat rakho",
    "kal ka plan cancel ho gaya hai",
    "kal aane ki zaroorat nahi hai mujhe ab, woh hata do",
    "we're no longer coming tomorrow",
    "not coming tomorrow, sorry",
    "tomorrow is off, we can't make it",
    "मुझे कल का समय रद्द करना है",
    "कल नहीं आऊँगा, मेरा नाम काट दो",
    "कल की अपॉइंटमेंट अब ज़रूरत नहीं",
]

MOVED = [
    "I'm to see the bone doctor on Thursday, but Saturday at ten would be better for me.",
    "I'm seeing the bone doctor on Thursday but I'd rather come Saturday at ten",
    "I was supposed to come on Thursday at five, can I come Saturday at ten instead?",
    "I'm meant to come in on Thursday, Saturday at ten would suit me better.",
    "You've got me down for Thursday at five, I need Saturday at ten.",
    "Dr Arvind was to see me Thursday, can he see me on Saturday at ten instead",
    "Thursday doesn't work for me any more, can we do Saturday at ten?",
    "Thursday ko mera Dr Arvind ke saath hai, Saturday das baje kar sakte hain?",
    "mujhe Thursday ko aana tha, ab Saturday das baje aa jaun?",
    "Thursday ki jagah Saturday das baje aana chahta hun",
    "mera number Thursday ka hai, Saturday das baje ka kar do",
    "Thursday ko nahi aa paunga, Saturday das baje chalega?",
    "मुझे गुरुवार को आना था, शनिवार दस बजे कर दीजिए",
    "गुरुवार वाला शनिवार दस बजे कर दीजिए",
    "गुरुवार को मेरा नंबर है, उसे शनिवार दस बजे कर दीजिए",
]

ASKED = [
    "what time am I supposed to come tomorrow?",
    "what time is it I'm coming on Friday?",
    "which day did I book for?",
    "when am I seeing the doctor?",
    "can you tell me when my next visit is",
    "is my name there for tomorrow?",
    "am I on the list for tomorrow?",
    "mera kal ka time kya tha?",
    "mujhe kab aana hai, yaad nahi",
    "mujhe kal kitne baje aana hai?",
    "mera number kitne baje ka hai",
    "kya mera naam likha hua hai kal ke liye?",
    "mere naam se kuch book hai kya",
    "meri appointment pakki hai na kal ki?",
    "मुझे कब आना है?",
    "मेरा समय कब का है?",
    "कल कितने बजे बुलाया है मुझे?",
    "aapne mujhe kab ka time diya tha?",
    "kaunse doctor ke saath hai meri appointment",
    "with whom is my appointment tomorrow?",
    "I just want to check what I've got booked",
    "I've lost my slip, what time was I given?",
]

TOLD = [
    "Could someone call me back please",
    "ask the doctor to phone me tonight",
    "tell the doctor the medicine isn't working",
    "let Dr Arvind know that I have reached Pune",
    "please pass on to Dr Arvind that the report came",
    "doctor sahab se kahna ki dawai khatam ho gayi",
    "doctor sahab ko bol dena main shaam ko report le aaunga",
    "unse kahiye mujhe phone karein",
    "mujhe wapas phone karwa dijiye",
    "कृपया डॉक्टर से कहिए कि मुझे फ़ोन करें",
    "मैडम से कहना मैं कल देर से आऊँगी",
    "ek message note kar lijiye",
    "have someone ring me when Dr Arvind is back",
    "I don't need an appointment, just ask her to call me",
    "no appointment, only a message",
]

PERSON = [
    "mujhe appointment nahi chahiye, bas doctor se baat karni hai",
    "put me through to somebody",
    "get me a person",
    "is there anyone there I can talk to",
    "kisi insaan se baat karao",
    "kisi se baat kara dijiye",
    "reception se connect karo",
    "manager hai kya, unse baat karni hai",
    "मुझे किसी से बात करनी है",
    "I'd rather talk to a human being",
    "connect me to the front desk",
    "operator please",
]


@pytest.mark.parametrize("words", GIVEN_UP)
def test_it_is_given_up_whatever_the_words(words: str) -> None:
    assert asked_for(words) == {"cancel"}


@pytest.mark.parametrize("words", MOVED)
def test_it_is_moved_whatever_the_words(words: str) -> None:
    assert asked_for(words) == {"change"}


@pytest.mark.parametrize("words", ASKED)
def test_it_is_read_out_whatever_the_words(words: str) -> None:
    assert asked_for(words) == {"read"}


@pytest.mark.parametrize("words", TOLD)
def test_somebody_is_to_be_told(words: str) -> None:
    assert asked_for(words) == {"message"}


@pytest.mark.parametrize("words", PERSON)
def test_somebody_is_asked_for(words: str) -> None:
    assert asked_for(words) == {"human"}


@pytest.mark.parametrize(
    "words",
    [
        "I have to see Dr Arvind on Thursday at five.",
        "I'm supposed to see a doctor for my knee, Thursday at five please.",
        "knee mein dard hai, kal dikhana hai",
        "any time tomorrow with Dr Arvind",
    ],
)
def test_a_first_booking_is_none_that_is_there(words: str) -> None:
    assert asked_for(words) == {"book"}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Archana likh lo", "Archana"),
        ("Rekha daal do", "Rekha"),
        ("Rekha rakh dijiye", "Rekha"),
        ("Rekha bolte hain mujhe", "Rekha"),
        ("Suresh chalega", "Suresh"),
        ("Rekha is fine", "Rekha"),
        ("It's for my daughter Anaya", "Anaya"),
        ("सुरेश कर दीजिए", "सुरेश"),
    ],
)
def test_the_verbs_around_a_name_are_no_part_of_it(words: str, name: str) -> None:
    assert Put(NameSaid((name,))) in answered(words, NAME)


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Main, meri patni, humare do bachche aur maa aur pitaji, kal raat aath baje", 6),
        ("main aur mera pati aur hamare teen bachche kal raat aath baje", 5),
        ("meri saas, mere sasur, mere pati, main aur hamara ek beta, kal raat aath baje", 5),
        ("it'll be me plus three, tomorrow at eight", 4),
        ("me and three others tomorrow at eight", 4),
        ("mere saath teen log aur, kal raat aath baje table", 4),
        ("pati patni aur do bachche kal raat aath baje", 4),
        ("kal raat aath baje paanch bade aur do chhote bachche", 7),
    ],
)
def test_who_comes_is_counted_with_the_caller(words: str, people: int) -> None:
    assert Put(PartyWish(people)) in answered(words, FIRST)


@pytest.mark.parametrize(
    "words",
    [
        "number doosra likhiye",
        "दूसरा नंबर लिखिए",
        "naam doosra likhiye",
        "time doosra kar do",
        "din doosra kar dijiye",
    ],
)
def test_another_one_is_no_yes(words: str) -> None:
    assert Affirm() not in answered(words, READ_BACK)


@pytest.mark.parametrize("words", ["kar dijiye na", "haan kar do na", "हाँ कर दीजिए ना"])
def test_please_do_is_a_yes(words: str) -> None:
    assert answered(words, READ_BACK) == (Affirm(),)


def test_sunday_kar_dijiye_saturday_ko_kaam_hai() -> None:
    found = [
        c.value
        for c in answered("Sunday kar dijiye, Saturday ko kaam hai", READ_BACK)
        if isinstance(c, Put)
    ]
    assert [one.reading.days[0].day for one in found if isinstance(one, DayWish)] == [9]


def test_joshi_hai_doshi_nahi() -> None:
    assert Put(NameSaid(("Joshi",))) in answered("name mein Joshi hai, Doshi nahi", READ_BACK)


def test_ek_kam_kar_do_is_one_person_less_and_no_hour() -> None:
    assert Put(MorePeople(-1)) in answered("ek kam kar do, beta nahi aa raha", READ_BACK)


@pytest.mark.parametrize("words", ["ek ghanta late kar do", "use ek ghanta late kar do"])
def test_after_the_write_an_hour_later_is_no_one_o_clock(words: str) -> None:
    assert Put(ShiftBy(60)) in answered(words, WRITTEN)


@pytest.mark.parametrize(
    "words", ["maine Sunday kaha tha", "मैंने रविवार कहा था", "Sunday bola tha maine"]
)
def test_what_was_said_is_a_change_and_asks_for_no_place(words: str) -> None:
    assert answered(words, WRITTEN)[0] == Start("change", if_any=True)


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("The Saturday one.", Scene(HOUSE, NOW, flow="cancel", awaiting="which")),
        ("not that one, the Saturday one", Scene(HOUSE, NOW, flow="cancel", pending="cancel")),
    ],
)
def test_the_saturday_one_is_no_hour(words: str, scene: Scene) -> None:
    found = [one.value for one in answered(words, scene) if isinstance(one, Put)]
    assert any(isinstance(one, DayWish) for one in found)
    assert not any(isinstance(one, TimeWish) for one in found)


@pytest.mark.parametrize(
    ("words", "people"),
    [("paanch log aur ek baby", 6), ("chaar plus ek bachcha", 5), ("two adults and a toddler", 3)],
)
def test_a_child_beside_them_comes_too(words: str, people: int) -> None:
    assert Put(PartyWish(people)) in answered(words, replace(NAME, awaiting="party"))


@pytest.mark.parametrize(
    "words",
    [
        "same one",
        "the one I'm ringing from",
        "jis se baat kar raha hun",
        "jo aapke paas dikh raha hai",
    ],
)
def test_the_number_that_is_seen_is_meant(words: str) -> None:
    assert Put(PhoneSaid(None, True)) in answered(words, replace(NAME, awaiting="phone"))


def test_at_eight_no_make_that_half_past() -> None:
    found = [
        c.value
        for c in answered("tomorrow at 8 no make that half past for two", FIRST)
        if isinstance(c, Put)
    ]
    hours = [one.reading.times for one in found if isinstance(one, TimeWish)]
    assert hours[-1] == (time(8, 30), time(20, 30))
