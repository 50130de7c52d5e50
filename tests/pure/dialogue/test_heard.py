"""What a telephone caller said, from readings that are misspelt or differ."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import vaani.domain.businesses.file as businesses
from vaani.call.ports.thinker import CallerTurn
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.understanding.heard import repaired
from vaani.dialogue.understanding.rules import RuleUnderstander
from vaani.dialogue.understanding.scene import Scene, Understood
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Choose,
    DayWish,
    Deny,
    PartyWish,
    Plain,
    Put,
    Start,
    TimeWish,
)
from vaani.language.soundalikes import distance, latin_sounds, urdu_sounds

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
BUSINESS = businesses.load_business(Path(businesses.__file__).parent / "demo/madhuban.yaml")


def read(*alternatives: Alternative, awaiting: str | None = None) -> Understood:
    scene = Scene(
        BUSINESS,
        NOW,
        awaiting=awaiting,  # type: ignore[arg-type]
        flow="book" if awaiting else None,
        pending="book" if awaiting == "confirm" else None,
    )
    return RuleUnderstander().understand(CallerTurn(2, "said", alternatives), scene)


def urdu(text: str, *, led: bool = False, confidence: float = 0.6) -> Alternative:
    return Alternative(text, "ur", confidence, led)


def gist(text: str) -> Alternative:
    return Alternative(text, "en-gist", 0.4)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("کنسل", "cancel"),
        ("کیسل", "cancel"),
        ("مگلوار", "mangalvaar"),
        ("کیارحا بجی", "gyarah baje"),
        ("نائم ترٹی", "nine thirty"),
        ("ٹائم بدلوانا ہے", "time badalwana hai"),
        ("کل سوہ نو بجے", "kal subah nau baje"),
        ("رات سوان نو بجے", "raat sava nau baje"),
        ("بضوار", "budhvaar"),
        ("ہم کل ملا کر نالوگ ہیں", "hum kul milakar nau log hain"),
        ("شام ساڑھے تھے بجے", "shaam saadhe chhe baje"),
        ("باہر بجے باہر", "baarah baje bahar"),
        ("سارھے، نو بجے", "saadhe nau baje"),
        ("ساتھ ہے، آٹھ بجے", "saadhe aath baje"),
        ("چار لوگ، آٹھ", "chaar log, aath"),
        ("مینجر", "manager"),
        ("بانچ لوگ", "paanch log"),
        ("شامسات بجے", "shaam saat baje"),
        ("آتبجے", "aath baje"),
        ("پر سو", "parson"),
        ("دو پھر", "dopahar"),
        ("گیار ہے بجے", "gyarah baje"),
        ("بلکل سہی", "bilkul sahi"),
        ("سو بھا", "subah"),
        ("تماروں کے لیے", "tomorrow ke liye"),
        ("بکنگ رت کر دیجے", "booking radd kar dijiye"),
    ],
)
def test_misspelt_glued_and_cut_words_are_found_again(written: str, said: str) -> None:
    assert repaired(written) == said


def test_words_that_are_known_other_letters_and_marks_stay() -> None:
    assert repaired("کل شام، please at 7:30.") == "kal shaam, please at 7:30."
    assert repaired("") == ""
    assert repaired("hello there") == "hello there"


def test_a_word_like_no_other_is_left_to_its_letters() -> None:
    assert repaired("ڑگژفغ") not in ("", "haan", "kal")


def test_what_stands_for_half_past_is_read_so_or_the_hour_is_not() -> None:
    assert repaired("رات ساری آٹھ بجے") == "raat saadhe aath baje"
    told = read(urdu("رات سپڑغ آٹھ بجے"), awaiting="time")
    assert not any(
        isinstance(one, Put) and isinstance(one.value, TimeWish) and one.value.reading.times
        for one in told.commands
    )


def test_a_specific_wish_of_any_reading_beats_a_booking() -> None:
    told = read(urdu("ٹیبل بک ہے وہ نکو"), gist("Please cancel my booking."))
    assert Start("cancel") in told.commands
    assert Start("book") not in told.commands
    told = read(urdu("مجھے ٹیبل کے قپژ سے بک"), gist("I want to talk to your manager."))
    assert Plain("human") in told.commands


def test_a_gist_gives_no_facts() -> None:
    told = read(urdu("ژغف"), gist("Four people on the 8th of May."), awaiting="party")
    assert not any(isinstance(one, Put) for one in told.commands)


def test_a_change_of_a_led_reading_alone_is_none_where_the_plain_one_begins_something_else() -> (
    None
):
    plain = urdu("کل شام چار لوگوں کے لیے ٹیبل بک کرنی ہے")
    told = read(urdu("میری بکنگ کا ٹائم بدلنا ہے", led=True, confidence=0.8), plain)
    assert not any(one == Start("change") for one in told.commands)
    told = read(urdu("میری بکنگ کا ٹائم بدلنا ہے", led=True, confidence=0.8), urdu("ژغف قژپ"))
    assert Start("change") in told.commands


def test_this_evening_heard_in_urdu_letters_may_be_that_evening() -> None:
    told = read(urdu("اسی شام پانچ بجے کر دیجیے"))
    assert not any(isinstance(one, Put) and isinstance(one.value, DayWish) for one in told.commands)


def test_a_yes_and_a_pick_of_a_led_reading_alone_are_none() -> None:
    led = Alternative("Yes, please.", "en", 0.9, led=True)
    assert Affirm() not in read(led, awaiting="confirm").commands
    plain = Alternative("Yes, please.", "en", 0.6)
    assert Affirm() in read(led, plain, awaiting="confirm").commands
    assert not any(isinstance(one, Choose) for one in read(led, awaiting="which").commands)


def test_a_repaired_word_is_no_yes_unless_another_reading_has_it() -> None:
    assert Affirm() not in read(urdu("بلکل سہی ہے"), awaiting="confirm").commands
    told = read(urdu("ہاں جی بلکل سہی ہے"), gist("Yes, absolutely right."), awaiting="confirm")
    assert Affirm() in told.commands


def test_a_cancellation_of_a_led_reading_alone_is_none() -> None:
    said = "میری بکنگ کینسل کر دیجیے"
    assert Start("cancel") not in read(urdu(said, led=True)).commands
    assert Start("cancel") in read(urdu(said, led=True), urdu(said)).commands


def test_facts_on_which_two_readings_differ_are_asked_again() -> None:
    told = read(
        urdu("چار لوگ ہیں", led=True, confidence=0.7), urdu("پانچ لوگ ہیں"), awaiting="party"
    )
    assert not any(isinstance(one, Put) for one in told.commands)
    told = read(
        urdu("چار لوگ ہیں", led=True, confidence=0.7), urdu("چار لوگ ہیں"), awaiting="party"
    )
    assert Put(PartyWish(4)) in told.commands


def test_a_weak_reading_that_makes_no_sense_changes_no_language() -> None:
    weak = Alternative("Zorb the lantern mile.", "en", 0.3)
    assert read(weak).language is None
    assert read(Alternative("What time do you open?", "en", 0.8)).language == "en"
    assert read(urdu("آپ کب کھلتے ہیں")).language == "hi"


def test_what_was_hardly_heard_is_asked_again_unless_it_is_an_emergency() -> None:
    hardly = Alternative("Please cancel my booking.", "en", 0.2)
    assert read(hardly).commands == (Plain("unclear"),)
    assert read(hardly).language is None
    pain = Alternative("He has chest pain.", "en", 0.2)
    assert read(pain).commands == (Plain("emergency"),)


def test_digits_that_are_glued_to_a_correction_come_apart() -> None:
    told = read(Alternative("9812-344-NoSori-345-670", "en", 0.7), awaiting="phone")
    assert any(
        isinstance(one, Put) and getattr(getattr(one.value, "digits", None), "digits", "")
        == "9812345670"
        for one in told.commands
    )  # fmt: skip


def test_a_typed_sentence_is_read_as_it_stands() -> None:
    told = read(Alternative("Mr McDonald asks how much the dal is", "en"))
    assert told.text == "Mr McDonald asks how much the dal is"
    assert any(isinstance(one, Ask) for one in told.commands)


def test_the_distance_counts_vowels_little_and_consonants_whole() -> None:
    assert distance(urdu_sounds("کنسل"), latin_sounds("kainsal")) < 0.5
    assert distance("pan", "ban") < distance("pan", "lan")
    assert distance("", "") == 0
    assert distance("kansal", "dopahar", 0.5) > 0.5


def test_a_booking_that_only_a_led_reading_has_is_none() -> None:
    led = urdu("ہم نے جو ٹیبل بک کی ہے؟ بکس دن کی ہے۔", led=True, confidence=0.8)
    plain = urdu("ہم نے جو تیبال بوک کی ہے وہ کس دن کی ہے")
    assert Start("book") in read(led).commands
    asked = read(led, plain).commands
    assert [type(one) for one in asked] == [Ask]


def test_a_refusal_that_was_not_heard_word_for_word_is_still_a_no() -> None:
    assert read(urdu("نہیں غلط ہے رہنے دیجے"), awaiting="confirm").commands == (Deny(drop=False),)
