"""Who and what is asked for: what a house declines, services, people and rooms by any name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vaani.dialogue.flows.asking import _tells_how
from vaani.dialogue.understanding.rules import read_sentence
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Command,
    Deny,
    NotOffered,
    PersonWish,
    Put,
    ServiceWish,
    Start,
    Value,
    Without,
)
from vaani.domain.businesses.file import load_business

FILES = Path(__file__).parents[2] / "calls/text/scenarios"
NOW = datetime(2027, 6, 7, 10, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
NAMES = {
    "spa": "river-spa",
    "vet": "hill-vet",
    "salon": "kesar-salon",
    "night": "night-owl",
    "dental": "smile-dental",
}
SCENES = {name: Scene(load_business(FILES / f"{file}.yaml"), NOW) for name, file in NAMES.items()}


def heard(house: str, said: str) -> tuple[Command, ...]:
    return read_sentence(said, SCENES[house])


def values(commands: tuple[Command, ...], kind: type) -> list[Value]:
    return [c.value for c in commands if isinstance(c, Put) and isinstance(c.value, kind)]


def service(commands: tuple[Command, ...]) -> list[str]:
    return [v.service_id for v in values(commands, ServiceWish) if isinstance(v, ServiceWish)]


@pytest.mark.parametrize(
    ("house", "said"),
    [
        ("spa", "Oil massage on Friday at three"),
        ("spa", "pairon ki maalish kal teen baje"),
        ("spa", "a full body massage tomorrow at four please"),
        ("spa", "waxing nahi karwani, foot massage kal baarah baje"),
        ("vet", "Check-up for my cat tomorrow at eleven"),
        ("vet", "My dog had surgery last month, I want a check-up Wednesday at ten"),
        ("vet", "surgery ke baad jaanch karwani hai, budhvaar das baje"),
        ("night", "kal raat aath baje char log, delivery nahi chahiye, baith ke khayenge"),
        ("night", "We don't want any alcohol, a table for four tomorrow at eight pm"),
        ("night", "मेरा चश्मा छूट गया था वहाँ"),
        ("night", "bas chhoot gayi, table for four kal raat aath baje"),
    ],
)
def test_a_shared_word_a_past_or_unwanted_thing_is_not_refused(house: str, said: str) -> None:
    found = heard(house, said)
    assert found
    assert not any(isinstance(one, NotOffered) for one in found)
    assert Deny(drop=True) not in found


@pytest.mark.parametrize(
    ("house", "said", "number"),
    [
        ("spa", "Do you do couple massage?", 0),
        ("spa", "waxing karwani hai kal", 1),
        ("spa", "aap waxing nahi karte?", 1),
        ("spa", "Is there a student discount?", 2),
        ("spa", "ten percent discount please", None),
        ("vet", "Do you do pet boarding?", 0),
        ("vet", "surgery karwani hai", 1),
        ("night", "aap ghar bhej dete hain kya khana?", 1),
        ("night", "beer milegi?", 0),
        ("night", "kuch chhoot milegi?", None),
    ],
)
def test_what_the_house_declines_is_refused_under_any_word(
    house: str, said: str, number: int | None
) -> None:
    assert heard(house, said) == (NotOffered(number),)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("If you don't do waxing, then just a foot massage Friday noon", "foot"),
        ("agar waxing nahi karte to oil massage Friday ko teen baje", "oil"),
        ("Do you do couple massage? Otherwise oil massage on Friday at three", "oil"),
    ],
)
def test_the_other_wish_of_a_sentence_is_served_beside_the_refusal(said: str, wanted: str) -> None:
    found = heard("spa", said)
    assert isinstance(found[0], NotOffered)
    assert Start("book") in found
    assert service(found) == [wanted]


@pytest.mark.parametrize(
    "said",
    [
        "मेरी गाय बीमार है, मंगलवार शाम चार बजे दिखाना है",
        "Tuesday three forty pe gaay ki jaanch",
        "my cow is sick, check-up on Tuesday at four",
    ],
)
def test_the_word_that_tells_most_leaves_one_service(said: str) -> None:
    found = heard("vet", said)
    assert service(found) == ["cattle"]
    assert sum(isinstance(one, Start) for one in found) == 1


def test_everybody_who_does_a_service_may_serve_though_one_is_known_for_the_animal() -> None:
    wish = values(heard("vet", "Check-up for my dog on Tuesday at eleven"), ServiceWish)[0]
    assert isinstance(wish, ServiceWish)
    assert wish.resource_ids == ("rao", "pinto")
    wish = values(heard("vet", "Check-up with the bird doctor on Tuesday"), ServiceWish)[0]
    assert isinstance(wish, ServiceWish)
    assert wish.resource_ids == ("pinto",)


@pytest.mark.parametrize(
    ("house", "said", "who"),
    [
        ("vet", "check-up with Mrs Rao on Tuesday at eleven", "rao"),
        ("vet", "Professor Rao on Tuesday at eleven", "pinto"),
        ("vet", "Prof Rao se milna hai kal", "pinto"),
        ("vet", "Mr Rao on Tuesday at eleven", "pinto"),
        ("spa", "Oil massage in the Yamuna room Friday at three", "yamuna"),
        ("spa", "यमुना कमरे में तेल मालिश, शुक्रवार तीन बजे", "yamuna"),
        ("salon", "Ganesh's haircut was good, I want him again tomorrow at two", "ganesh"),
    ],
)
def test_titles_and_rooms_leave_the_one_who_is_meant(house: str, said: str, who: str) -> None:
    assert values(heard(house, said), PersonWish) == [PersonWish((who,))]


@pytest.mark.parametrize(
    "said",
    [
        "haircut tomorrow at two with a male stylist",
        "gents barber, not the lady, haircut tomorrow at two",
        "kal do baje baal katwana hai, kisi ladke se",
        "कल दो बजे बाल कटवाना है, किसी लड़के से",
    ],
)
def test_a_man_who_is_wished_for_is_no_woman(said: str) -> None:
    wish = values(heard("salon", said), ServiceWish)[0]
    assert isinstance(wish, ServiceWish)
    assert wish.resource_ids == ("ganesh",)


@pytest.mark.parametrize(
    "said",
    [
        "haircut tomorrow at two, not with Salma please",
        "haircut with anyone but Salma tomorrow at two",
        "kal do baje baal katwana hai, Salma se nahi",
        "कल दो बजे बाल कटवाना है, सलमा के अलावा कोई भी",
    ],
)
def test_who_is_not_wanted_is_left_out(said: str) -> None:
    found = heard("salon", said)
    assert values(found, Without) == [Without(("salma",))]
    assert values(found, PersonWish) == []


def test_a_question_whether_somebody_is_not_there_asks_for_her() -> None:
    assert values(heard("salon", "Salma nahi hain kya kal?"), Without) == []


@pytest.mark.parametrize(
    "said",
    [
        "Change my foot massage to an oil massage",
        "meri foot massage ki jagah oil massage kar do",
        "I'd like to change my booking, an oil massage instead of the foot massage",
    ],
)
def test_both_services_of_a_change_are_heard_the_new_one_last(said: str) -> None:
    found = heard("spa", said)
    assert Start("change") in found
    assert service(found) == ["foot", "oil"]


@pytest.mark.parametrize(
    "said",
    ["Sir, a haircut tomorrow at two", "Hello bhaiya, haircut tomorrow at two", "haircut, sir"],
)
def test_the_one_who_is_spoken_to_is_not_the_one_who_is_wished_for(said: str) -> None:
    wish = values(heard("salon", said), ServiceWish)[0]
    assert isinstance(wish, ServiceWish)
    assert wish.resource_ids == ("salma", "ganesh")


def test_a_price_question_is_answered_without_an_amount_only_by_how_one_comes_to_it() -> None:
    assert _tells_how("Bridal packages are planned in person.", 0.8)
    assert not _tells_how("There is a lift to the first floor.", 0.9)
