"""A yes must explain every word: openers by endings, in both scripts and three languages.

Each sentence has one verdict. No refusal and no question may be taken for a yes; plain consents are
taken for one, a few of them are asked once more.
"""

from __future__ import annotations

from itertools import product

import pytest

from vaani.dialogue.understanding.consent import consent, leave_taking
from vaani.dialogue.understanding.match import spoken

FILLERS = ("", "um ", "oh ", "well ", "ji ", "arre ", "hmm ", "sorry ", "look ", "dekhiye ")
REFUSALS = (
    "of course not", "absolutely not", "definitely not", "certainly not", "no", "nope", "no no",
    "not really", "no way", "please don't", "don't book it", "do not do it", "yes, I mean no",
    "that is not right", "that's wrong", "I'd rather not", "no thank you", "not yet", "never",
    "bilkul nahi", "haan nahi", "ji nahi", "nahi", "nahi nahi", "mat karo", "mat kijiye",
    "rehne do", "jaane do", "nahi chahiye", "galat hai", "theek nahi hai", "sahi nahi hai",
    "abhi nahi", "kabhi nahi", "hargiz nahi", "zaroorat nahi", "bilkul bhi nahi",
    "बिल्कुल नहीं", "जी नहीं", "नहीं", "मत कीजिए", "रहने दीजिए", "नहीं चाहिए", "गलत है",
    "ठीक नहीं है", "अभी नहीं", "हरगिज़ नहीं", "कभी नहीं",
)  # fmt: skip
QUESTIONS = (
    "is that right?", "is that right", "is it for two?", "yes, is that for eight?", "right?",
    "good question", "are you sure?", "what did you say", "did you say eight", "is it on Friday?",
    "really?", "yes but is it tomorrow?", "okay, and what is the name?", "which day was that",
    "sahi hai kya", "kya", "theek hai na?", "kya yahi sahi hai", "kitne baje bola", "kis din",
    "haan, par kis naam se", "kaunsa din", "kya bola aapne", "ho gaya kya", "sahi hai na",
    "क्या सही है", "सही है क्या", "क्या कहा", "किस दिन", "कितने बजे", "किसके नाम से", "सच में?",
)  # fmt: skip
CONSENTS = (
    "yes", "yes please", "yeah", "yep", "sure", "of course", "absolutely", "correct", "right",
    "that's right", "that is correct", "go ahead", "please do", "book it", "okay", "ok", "fine",
    "perfect", "sounds good", "great", "yes book it", "yes go ahead", "okay do it", "no problem",
    "no worries, that's right", "no changes, book it", "no problem, go ahead", "all good",
    "no no it's fine, book it", "that works", "lovely", "yes that's fine", "please confirm",
    "haan", "haan ji", "ji haan", "bilkul", "theek hai", "haan kar do", "kar dijiye", "sahi hai",
    "haan theek hai", "pakka", "haan haan kar do", "theek hai kar dijiye", "ji kar dijiye",
    "haan book kar do", "nahi nahi theek hai, kar do", "koi dikkat nahi, kar do", "chalega",
    "haan bilkul sahi hai", "ok kar do", "haan please", "yes kar do", "haan confirm kar do",
    "हाँ", "जी हाँ", "जी", "बिल्कुल", "ठीक है", "हाँ कर दीजिए", "कर दीजिए", "सही है", "ज़रूर",
    "हाँ जी बुक कर दीजिए", "ठीक है कर दो", "हाँ ठीक है",
)  # fmt: skip
CLOSINGS = ("", ".", "!", " please", " ji", " sir", " bhaiya", " thanks", ", thank you", " madam")


def table(pending: str, sayings: tuple[str, ...], fillers: tuple[str, ...]) -> list[str]:
    """All of them for a booking; for the other writes what differs is the verb alone."""
    closings = CLOSINGS if pending == "book" else CLOSINGS[:2]
    fillers = fillers if pending == "book" else fillers[:2]
    return [f"{one}{said}{end}" for one, said, end in product(fillers, sayings, closings)]


@pytest.mark.parametrize("pending", ["book", "change", "cancel"])
def test_no_refusal_writes(pending: str) -> None:
    said = table(pending, REFUSALS, FILLERS)
    assert [one for one in said if consent(spoken(one), pending) == "yes"] == []


@pytest.mark.parametrize("pending", ["book", "change", "cancel"])
def test_no_question_writes(pending: str) -> None:
    ends = [f"{one}{said}" for one, said in product(FILLERS, QUESTIONS)]
    assert [one for one in ends if consent(spoken(one), pending) == "yes"] == []


@pytest.mark.parametrize("pending", ["book", "change", "cancel"])
def test_a_plain_yes_is_a_yes(pending: str) -> None:
    said = table(pending, CONSENTS, ("", "um ", "oh ", "well ", "achha "))
    taken = [one for one in said if consent(spoken(one), pending) == "yes"]
    against = [one for one in said if consent(spoken(one), pending) == "no"]
    assert len(taken) >= 0.97 * len(said)
    assert against == []


@pytest.mark.parametrize(
    "words",
    [
        "yes, but with a view of the lake", "okay, my brother pays", "haan, aur cake bhi lana",
        "yes for Kavita", "ok I am done with this", "Have a good one!", "sure, on the moon",
        "हाँ, छत पर", "haan lekin ruko", "yes, maybe", "yes wait", "thanks, bye",
    ],
)  # fmt: skip
def test_a_yes_with_something_unexplained_is_no_yes(words: str) -> None:
    assert consent(spoken(words)) != "yes"


@pytest.mark.parametrize(
    "words",
    [
        "no thanks", "no, that's all", "nothing else, bye", "thank you so much", "bye", "nahi",
        "bas itna hi", "nahi bas, shukriya", "okay thanks", "no", "नहीं, धन्यवाद", "बस", "अलविदा",
        "okay, my mother will be pleased, bye", "no thank you, have a good day", "aur kuch nahi",
        "nahi ji, bas dono cancel karni thi", "theek hai, namaste",
    ],
)  # fmt: skip
def test_this_ends_a_call(words: str) -> None:
    assert leave_taking(spoken(words)) in ("leaves", "nods")


@pytest.mark.parametrize(
    "words",
    [
        "the name is wrong", "wrong, it should be nine", "naam galat hai", "grumble mumble",
        "thanks, but I wanted Saturday", "no, six people", "okay change it to nine", "गलत है",
        "thank you, is it booked?", "bye, but the name is wrong", "char sau me kar do na bhaiya",
    ],
)  # fmt: skip
def test_what_finds_fault_or_is_not_understood_is_no_leave_taking(words: str) -> None:
    assert leave_taking(spoken(words)) not in ("leaves", "nods")
