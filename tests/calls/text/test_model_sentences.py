"""Can an honest model talk, and only an honest one? Sentences against a real calendar and file."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.toolbox import Wish
from vaani.dialogue.model.claims import Backing, standing, take_apart
from vaani.dialogue.model.sheet import sheet_of
from vaani.dialogue.model.witness import Witness
from vaani.domain.businesses.file import load_file
from vaani.domain.reception.text_store import open_private
from vaani.language.speakable import speakable
from vaani.testing.text_call import HandClock

HERE = Path(__file__).parent / "scenarios"
WISHES = {
    "diner": (Wish(date(2027, 5, 8), time(18), 4), Wish(date(2027, 5, 10), time(18), 4)),
    "clinic": (
        Wish(date(2027, 5, 7), time(17), None, ("k-rao",)),
        Wish(date(2027, 5, 8), time(17), None, ("k-rao",)),
    ),
}
HONEST = {
    "diner": """
        शनिवार शाम छह बजे टेबल खाली है।
        जी, शनिवार को शाम छह बजे चार लोगों के लिए टेबल खाली है।
        Saturday at 6 PM is available for four people.
        Yes, we have a table for four at 6 PM on Saturday.
        We are closed on Mondays.
        सोमवार को हम बंद रहते हैं।
        Yes, there is free parking in front.
        We are on Harbour Road, opposite the clock tower.
        No, we do not offer home delivery.
        Sure, let me check the availability for you.
        Is there anything else I can help you with?
        Thank you for calling, have a nice day!
        I'm sorry, I don't have that information.
        माफ़ कीजिए, मुझे इसकी जानकारी नहीं है।
        किस समय आना चाहेंगे?
        Great, and for how many people?""",
    "clinic": """
        Dr. Kavita Rao is available on Friday at 5 PM.
        डॉक्टर कविता राव शुक्रवार को शाम पाँच बजे खाली हैं।
        The consultation fee for Dr. Kavita Rao is 800 rupees.
        डॉक्टर कविता राव की फ़ीस आठ सौ रुपये है।
        Dr. Rao sits on Friday from 4 to 8 PM.
        Do you mean Dr. Kavita Rao?
        आप किस डॉक्टर से मिलना चाहते हैं?
        Which day works best for you?""",
}
LIES = {
    "diner": """
        शनिवार शाम नौ बजे टेबल खाली है।
        Yes, Monday at 6 PM is available for four people.
        Saturday at 6 PM is free of charge.
        We are open on Mondays.
        Yes, we offer home delivery.
        There is free parking behind the house.
        Yes, we have a table for nine at 6 PM on Saturday.
        We serve wine on Saturday at 6 PM.
        Let me check, you are booked.
        Yes, it is free.
        Yes, you have it.""",
    "clinic": """
        Dr. Kavita Rao is available on Saturday at 5 PM.
        Dr. Arjun Mehta is available on Friday at 5 PM.
        The fee for Dr. Kavita Rao is 80 rupees.
        Dr. Kavita Rao says that the tablets are safe.
        You can take two tablets until Friday.
        डॉक्टर कविता राव की फ़ीस आठ रुपये है।""",
}


@pytest.mark.parametrize("which", ["diner", "clinic"])
async def test_what_an_honest_model_says_is_heard_and_a_lie_is_not(which: str) -> None:
    file = load_file(HERE / f"{which}.yaml")
    clock = HandClock(datetime.fromisoformat("2027-05-06T10:15+05:30"))
    async with open_private(file, clock) as store:
        plan = CallPlan("call-1", store.business, Caller("+919999977001"), "text", "t-1")
        witness = Witness(plan, store.toolbox(plan))
        for wish in WISHES[which]:
            await witness.check(wish)
        now = witness.now()
        sheet = sheet_of(store.business, now)
        caller = take_apart("monday or saturday at six in the evening or nine", now)
        backing = Backing((*witness.evidence, *sheet.evidence), (caller,), sheet.vocabulary)

        def heard(text: str) -> bool:
            hindi = any("\u0900" <= c <= "\u097f" for c in text)
            return standing(speakable(text, "hi" if hindi else "en"), backing, now) is not None

        assert [
            line for line in HONEST[which].split("\n        ") if line and not heard(line)
        ] == []
        assert [line for line in LIES[which].split("\n        ") if line and heard(line)] == []
