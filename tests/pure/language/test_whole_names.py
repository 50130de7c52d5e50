"""A name keeps all of its words, whatever else they mean; talk is no name."""

from __future__ import annotations

import pytest

from vaani.language.names import find_name, name_beside


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Deepa More", "Deepa More"),
        ("Shaam Lal Joshi.", "Shaam Lal Joshi"),
        ("Sunday Okafor", "Sunday Okafor"),
        ("Rahul Char", "Rahul Char"),
        ("Deepak Nai", "Deepak Nai"),
        ("दीपा मोरे", "दीपा मोरे"),
        ("Mera naam Rahul Char hai", "Rahul Char"),
        ("main Deepa More bol rahi hoon", "Deepa More"),
        ("My name is Nahid Haan, H double A N.", "Nahid Haan"),
        ("naam Sunita Verma likhna", "Sunita Verma"),
        ("नाम लिख लीजिए रामकुमार यादव", "रामकुमार यादव"),
        ("name note kar lo Ravi Shetty", "Ravi Shetty"),
        ("The name should be Evan", "Evan"),
        ("haan Rahul", "Rahul"),
        ("Rahul haan", "Rahul"),
        ("Um, Rahul Sharma", "Rahul Sharma"),
    ],
)
def test_a_name_that_is_asked_for_is_kept_whole(said: str, name: str) -> None:
    assert find_name(said, True) == name


@pytest.mark.parametrize(
    "said",
    [
        "Sunday lunch",
        "Sunday works better",
        "for same time",
        "Okay let me think.",
        "Mera naam mat pucho",
        "Hmm haan shayad.",
    ],
)
def test_talk_is_no_name(said: str) -> None:
    assert find_name(said, True) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("kal raat aath baje do log, Salma Khatoon naam se", "Salma Khatoon"),
        ("kal raat aath baje do log, naam likhiye Kavita Nair", "Kavita Nair"),
        ("Table for two tomorrow at eight, name Neha Kulkarni", "Neha Kulkarni"),
        ("कल रात आठ बजे छह लोग। नाम रवि शेट्टी।", "रवि शेट्टी"),
        ("आप मशीन बोल रही हैं या कोई इंसान? मुझे कल आना है।", None),
        ("aap Deepa bol rahi hain?", None),
        ("name change karna hai", None),
    ],
)
def test_a_name_is_heard_where_the_sentence_says_that_it_is_one(
    said: str, name: str | None
) -> None:
    assert find_name(said, False) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Table for two tomorrow at eight pm, Simran", "Simran"),
        ("Haircut tomorrow at two with Asha, Arjun Rao.", "Arjun Rao"),
        ("Two for lunch at one, please. Priya Shah.", "Priya Shah"),
        ("Table for two for Ishaan Puri tomorrow at 8 pm", "Ishaan Puri"),
        ("Hi, it's Pooja Nene. Table for two tomorrow", "Pooja Nene"),
        ("Table for two tomorrow at eight. Outdoor.", None),
        ("Table for two for Diwali Dinner tomorrow", None),
        ("Table for two on Mother's Day at eight, Thanks.", None),
        ("table for two tomorrow at eight, window seat", None),
        ("It's Friday, table for two", None),
    ],
)
def test_a_name_beside_a_wish_is_told_by_its_capitals(said: str, name: str | None) -> None:
    assert name_beside(said, alone=False) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("it's my birthday by the way", None),
        ("hang on the dog's barking", None),
        ("wahi jo pichli baar tha", None),
        ("I'd rather not say", None),
        ("naam mein kya rakha hai", None),
        ("Same as the phone, Gupta", "Gupta"),
        ("everyone calls me Bunty", "Bunty"),
        ("Sharma. Like everyone else, haha.", "Sharma"),
        ("mere husband ke naam se, Vivek Oberoi", "Vivek Oberoi"),
        ("वीरेंद्र चतुर्वेदी, दोनों के लिए", "वीरेंद्र चतुर्वेदी"),
        ("Shanta Kamath", "Shanta Kamath"),
    ],
)
def test_words_that_are_no_name_name_nobody(said: str, name: str | None) -> None:
    assert find_name(said, True) == name
