"""Does a call with a talking model end with exactly what the caller agreed to?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.chat_model import ChatRequest, ModelEnd, ModelPart, TextPiece, ToolCall
from vaani.call.ports.thinker import CallerTurn, ReplyEnd
from vaani.call.ports.transcriber import Alternative
from vaani.dialogue.model.freetalk import FreeTalkBrain
from vaani.dialogue.model.speech import Patience
from vaani.domain.businesses.file import load_file
from vaani.domain.reception.seed import read_seed
from vaani.domain.reception.text_store import TextStore, open_private
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.testing.text_call import Given, HandClock, TextCall

DINER = Path(__file__).parent / "scenarios" / "diner.yaml"
OWN, OTHER = "+919999977001", "+919999977002"
SEED = {
    "bookings": [
        {"ref": "OWN1", "date": "2027-05-07", "time": "19:00", "party": 2, "name": "Kavya",
         "phone": OWN, "resource": "T1"},
        {"ref": "OTH1", "date": "2027-05-08", "time": "20:00", "party": 4, "name": "Rohan Mehta",
         "phone": OTHER, "resource": "T3"},
    ]
}  # fmt: skip
FIND = ("find_slots", {"date": "2027-05-08", "time": "18:00", "party": 4})
Say = Callable[[ChatRequest], Any]


@dataclass(slots=True)
class Script:
    """A model that gives one answer after the other: text, a tool call, an error, or nothing."""

    answers: list[Any]
    asked: list[ChatRequest] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        self.asked.append(request)
        answer = self.answers.pop(0) if self.answers else "Anything else?"
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            await asyncio.Event().wait()
        parts = answer if isinstance(answer, list) else [answer]
        for number, part in enumerate(parts):
            if isinstance(part, str):
                yield TextPiece(part)
            elif isinstance(part, Exception):
                raise part
            else:
                name, arguments = part
                text = arguments if isinstance(arguments, str) else json.dumps(arguments)
                yield ToolCall(f"c{number}", name, text)
        yield ModelEnd("stop")


@asynccontextmanager
async def talk(
    *answers: Any,
    caller: str | None = OWN,
    screened: bool = True,
    languages: tuple[Language, ...] = ("en", "hi"),
) -> AsyncIterator[tuple[TextCall, Script, TextStore]]:
    clock = HandClock(datetime.fromisoformat("2027-05-06T10:15+05:30"))
    file = load_file(DINER)
    seed = read_seed(SEED, file.business)
    async with open_private(file, clock, seed) as store:
        model = Script(list(answers))
        business = replace(store.business, languages=languages)
        plan = CallPlan("call-1", business, Caller(caller), "text", "t-1")
        brain = FreeTalkBrain(
            plan, store.toolbox(plan), model, patience=Patience(0.2, 0.2, 2), screened=screened
        )

        async def report(_: Any) -> dict[str, Any]:
            return await store.final_state("call-1")

        call = TextCall(plan, brain, clock, report)
        await call.greet()
        yield call, model, store


async def created(store: TextStore) -> list[dict[str, Any]]:
    rows = (await store.final_state("call-1"))["bookings"]
    return [row for row in rows if row["created_in_call"]]


async def test_a_table_is_booked_after_the_read_back_and_a_yes() -> None:
    async with talk(
        [FIND], "Saturday at six in the evening is free. May I have your name?",
        [("book", {"slot": "s1", "name": "Kavya", "note": None})],
    ) as (call, _, store):  # fmt: skip
        first = await call.say("A table for four on Saturday at six in the evening please")
        assert "six" in first["say"]
        assert first["awaiting"] == "name"
        second = await call.say("Kavya")
        assert second["acts"] == ["readback"]
        assert await created(store) == []
        third = await call.say("Yes please")

        assert "booked" in third["say"]
        assert third["committed"][0]["action"] == "created"
        row = (await created(store))[0]
        assert (row["date"], row["time"], row["party"]) == ("2027-05-08", "18:00", 4)
        assert (row["name"], row["phone"]) == ("Kavya", OWN)
        assert (await call.finish())["final"]["outcome"] == "booked"


@pytest.mark.parametrize(
    "reply", ["hmm let me think", "No, leave it", "What is the address?", "Make it seven", "..."]
)
async def test_nothing_is_written_without_a_yes(reply: str) -> None:
    book = [("book", {"slot": "s1", "name": "Kavya", "note": None})]
    async with talk([FIND], "May I have your name?", book, book, book) as (call, _, store):
        await call.say("A table for four on Saturday at six in the evening please")
        await call.say("Kavya")
        await call.say(reply)

        assert await created(store) == []


async def test_a_question_at_the_read_back_is_answered_and_the_booking_read_back_again() -> None:
    async with talk(
        [FIND], "May I have your name?", [("book", {"slot": "s1", "name": "Kavya"})],
        "We are on Harbour Road, opposite the clock tower.",
    ) as (call, _, store):  # fmt: skip
        await call.say("A table for four on Saturday at six in the evening please")
        await call.say("Kavya")
        line = await call.say("And where are you?")
        assert "Harbour Road" in line["say"]
        assert line["acts"] == ["readback"]
        assert await created(store) == []
        await call.say("Yes please")

        assert len(await created(store)) == 1


async def test_the_model_cannot_book_a_name_that_nobody_said() -> None:
    async with talk(
        [FIND], "Your name?", [("book", {"slot": "s1", "name": "Rohan Mehta"})], "Your name?"
    ) as (call, model, store):
        await call.say("A table for four on Saturday at six in the evening please")
        line = await call.say("Sure")

        assert "readback" not in line["acts"]
        assert "Rohan" not in line["say"]
        assert "ask the caller for the name" in str(model.asked[-1].messages)
        assert await created(store) == []


@pytest.mark.parametrize("ref", ["OTH1", "OWN2", "' OR 1=1", "*", "s1"])
async def test_only_own_bookings_can_be_named(ref: str) -> None:
    async with talk([("cancel", {"ref": ref})], "Sure.") as (call, model, store):
        line = await call.say("Please take care of it")
        await call.say("Yes")

        assert "no such booking of this caller" in str(model.asked[1].messages)
        assert "Rohan" not in line["say"]
        assert {r["status"] for r in (await store.final_state("call-1"))["bookings"]} == {
            "confirmed"
        }


async def test_an_own_booking_is_cancelled_after_its_read_back() -> None:
    async with talk([("own_bookings", {})], [("cancel", {"ref": "OWN1"})]) as (call, _, store):
        await call.say("I can not make it tomorrow evening after all")
        line = await call.say("Yes, cancel it")

        assert "cancelled" in line["say"]
        rows = {r["ref"]: r["status"] for r in (await store.final_state("call-1"))["bookings"]}
        assert rows == {"OWN1": "cancelled", "OTH1": "confirmed"}


async def test_an_own_booking_is_moved_after_its_read_back() -> None:
    find = ("find_slots", {"date": "2027-05-07", "time": "20:00", "party": 2, "replaces": "OWN1"})
    async with talk(
        [("own_bookings", {})], [find], [("change", {"ref": "OWN1", "slot": "s1"})]
    ) as (call, _, store):
        line = await call.say("Could we come at eight in the evening tomorrow instead of seven")
        assert line["acts"] == ["readback"]
        line = await call.say("Yes")

        assert line["committed"] == [{"action": "changed", "ref": "OWN1"}]
        rows = {r["ref"]: r["time"] for r in (await store.final_state("call-1"))["bookings"]}
        assert rows["OWN1"] == "20:00"


@pytest.mark.parametrize(
    "lie",
    [
        "Your table is booked for Saturday at six.", "Saturday at nine is free.",
        "We are open all night.", "Everything is free today.", "Done, it is cancelled.",
        "आपकी टेबल बुक हो गई है।", "Rohan Mehta is coming on Saturday at eight.",
    ],
)  # fmt: skip
async def test_a_lie_is_never_heard_and_the_rules_answer(lie: str) -> None:
    async with talk(lie) as (call, _, store):
        line = await call.say("Can you help me with Saturday")

        assert lie not in line["say"]
        assert line["say"]
        assert await created(store) == []


@pytest.mark.parametrize(
    "broken",
    [None, ProviderError("thinker", "down", retryable=True), "", "\n\n", [("nothing", "{}")]],
    ids=["silent", "dead", "empty", "blank", "unknown tool"],
)
async def test_when_the_model_fails_the_rules_serve_the_caller(broken: Any) -> None:
    async with talk(*[broken] * 9) as (call, _, store):
        line = await call.say("A table for four on Saturday at six in the evening please")
        assert line["say"]
        line = await call.say("Kavya")
        line = await call.say("Yes please")

        rows = await created(store)
        assert [(row["date"], row["time"], row["party"]) for row in rows] == [
            ("2027-05-08", "18:00", 4)
        ]
        assert "booked" in line["say"]


async def test_at_most_three_rounds_of_tools_a_turn_and_25_a_call() -> None:
    endless = [[("own_bookings", {})]] * 200
    async with talk(*endless) as (call, model, _):
        for number in range(12):
            await call.say(f"Tell me something nice please {number}")

        with_tools = sum(bool(request.tools) for request in model.asked)
        assert with_tools <= 25
        per_turn = [str(r.messages[0].text) for r in model.asked[:4]]
        assert len(per_turn) == 4
        assert [bool(r.tools) for r in model.asked[:4]] == [True, True, True, False]


async def test_an_emergency_never_reaches_the_model() -> None:
    async with talk("Would you like a table?") as (call, model, _):
        line = await call.say("My father has chest pain and cannot breathe")

        assert line["acts"][0] == "emergency"
        assert model.asked == []


async def test_a_draft_that_is_dropped_leaves_no_trace() -> None:
    async with talk("May I have your name?", "For how many people?") as (call, model, _):

        class Never:
            given = False
            cut = False

            async def wait(self) -> None:
                await asyncio.Event().wait()

        turn = CallerTurn(2, "said", (Alternative("A table, my name is Zoya", "en"),))
        reply = call.thinker.reply(turn, Never())
        assert (await anext(reply)).text == "May I have your name?"  # type: ignore[union-attr]
        await reply.aclose()  # type: ignore[attr-defined]
        await call.say("A table please")

        assert "Zoya" not in str(model.asked[-1].messages)


async def test_a_read_back_that_was_cut_off_is_said_again_before_the_yes() -> None:
    async with talk([FIND], "Your name?", [("book", {"slot": "s1", "name": "Kavya"})]) as (
        call,
        _,
        store,
    ):
        await call.say("A table for four on Saturday at six in the evening please")
        await call.say("Kavya")
        cut = CallerTurn(4, "said", (Alternative("yes", "en"),), heard="So that", heard_all=False)
        parts = [part async for part in call.thinker.reply(cut, Given())]

        assert isinstance(parts[-1], ReplyEnd)
        assert parts[-1].acts == ("readback",)
        assert await created(store) == []
        await call.say("yes")
        assert len(await created(store)) == 1


async def test_the_model_is_told_no_number_of_anybody() -> None:
    async with talk([("own_bookings", {})], "Sure.") as (call, model, _):
        await call.say("What do I have with you")
        told = str(model.asked[-1].messages)

        assert "99999" not in told
        assert "Rohan" not in told


async def test_a_hindi_call_is_answered_read_back_and_booked_in_hindi() -> None:
    async with talk(
        [FIND], "शनिवार शाम छह बजे टेबल खाली है। आपका नाम क्या है?",
        [("book", {"slot": "s1", "name": "फ़रहान", "note": None})],
    ) as (call, _, store):  # fmt: skip
        first = await call.say("Shanivaar shaam chhe baje chaar logon ke liye table chahiye")
        assert (first["language"], first["awaiting"]) == ("hi", "name")
        second = await call.say("Mera naam Farhan hai")
        assert second["acts"] == ["readback"]
        assert second["language"] == "hi"
        await call.say("Haan ji")

        row = (await created(store))[0]
        assert (row["time"], row["party"], row["name"]) == ("18:00", 4, "Farhan")


async def test_a_withheld_number_is_asked_for_and_read_back() -> None:
    book = [("book", {"slot": "s1", "name": "Kavya"})]
    async with talk(
        [FIND], "May I have your name?", book, "May I know your phone number?", book, caller=None
    ) as (call, model, store):
        await call.say("A table for four on Saturday at six in the evening please")
        line = await call.say("Kavya")
        assert line["awaiting"] == "phone"
        line = await call.say("nine eight seven six five four three two one zero")
        assert "nine eight seven" in line["say"]
        await call.say("Yes")

        assert "ask the caller for the phone number" in str(model.asked[3].messages)
        assert (await created(store))[0]["phone"] == "+919876543210"


async def test_a_party_above_the_limit_is_never_booked_also_not_in_parts() -> None:
    find = ("find_slots", {"date": "2027-05-07", "time": "20:00", "party": 7})
    async with talk(
        [find], "May I have your name?", [("book", {"slot": "s1", "name": "Kavya"})]
    ) as (call, _, store):
        await call.say("A table for seven tomorrow at eight in the evening please")
        line = await call.say("Kavya")
        await call.say("Yes")

        assert "readback" not in line["acts"]
        assert await created(store) == []


async def test_a_hindi_caller_is_never_answered_in_english() -> None:
    async with talk("What time would you like?", "What time would you like?") as (call, _, _store):
        line = await call.say("Kal shaam ke liye table chahiye")

        assert line["language"] == "hi"
        assert "What time" not in line["say"]


async def test_a_business_of_one_language_is_told_of_in_it_alone() -> None:
    answers = ("Which day?", "आपका नाम क्या है?")
    async with talk(*answers, languages=("en",)) as (call, _, _store):
        first = await call.say("Kal shaam ke liye table chahiye")
        assert "सिर्फ़ अंग्रेज़ी में" in first["say"]
        assert first["language"] == "en"
        second = await call.say("Mujhe parking ke baare mein bataiye")
        assert second["language"] == "en"
        assert not any("\u0900" <= letter <= "\u097f" for letter in second["say"])


async def test_a_question_that_was_heard_stands_when_the_model_dies_after_it() -> None:
    dies = ["May I have your name? ", ProviderError("thinker", "gone", retryable=True)]
    async with talk(dies) as (call, _, _store):
        line = await call.say("I would like a table please")

        assert line["say"] == "May I have your name?"
        assert line["awaiting"] == "name"


async def test_own_bookings_are_told_as_they_stand() -> None:
    async with talk(
        [("own_bookings", {})], "Your booking is on Friday at seven in the evening for two people."
    ) as (call, _, _store):
        line = await call.say("What do I have with you")

        assert "Friday" in line["say"]


async def test_the_write_waits_for_the_end_of_the_turn() -> None:
    book = [("book", {"slot": "s1", "name": "Kavya"})]
    async with talk([FIND], "May I have your name?", book) as (call, _, store):
        await call.say("A table for four on Saturday at six in the evening please")
        await call.say("Kavya")
        ended = asyncio.Event()

        class Later:
            cut = False

            @property
            def given(self) -> bool:
                return ended.is_set()

            async def wait(self) -> None:
                await ended.wait()

        turn = CallerTurn(4, "said", (Alternative("yes please", "en"),))
        reply = call.thinker.reply(turn, Later())
        first = asyncio.ensure_future(anext(reply))
        await asyncio.wait({first}, timeout=0.1)
        assert not first.done()
        assert await created(store) == []
        ended.set()
        assert "booked" in (await first).text  # type: ignore[union-attr]
        assert len(await created(store)) == 1
        await reply.aclose()  # type: ignore[attr-defined]


async def test_a_doctor_is_booked_by_name_at_a_clinic() -> None:
    find = ("find_slots", {"date": "2027-05-07", "time": "17:00", "person": "k-rao"})
    file = load_file(DINER.with_name("clinic.yaml"))
    clock = HandClock(datetime.fromisoformat("2027-05-06T10:15+05:30"))
    async with open_private(file, clock) as store:
        model = Script(
            [
                [find], "Doctor Kavita Rao is free on Friday at five. May I have your name?",
                [("book", {"slot": "s1", "name": "Kavya"})],
            ]
        )  # fmt: skip
        plan = CallPlan("call-1", store.business, Caller(OWN), "text", "t-1")
        brain = FreeTalkBrain(plan, store.toolbox(plan), model)
        call = TextCall(plan, brain, clock, lambda _: store.final_state("call-1"))
        await call.greet()
        line = await call.say("Is Doctor Kavita Rao there tomorrow at five in the evening")
        assert "Kavita Rao is free on Friday" in line["say"]
        line = await call.say("Kavya")
        assert "Kavita Rao" in line["say"]
        await call.say("Yes")

        row = (await created(store))[0]
        assert (row["resource"], row["time"], row["name"]) == ("k-rao", "17:00", "Kavya")


async def test_a_read_back_is_repeated_on_demand_and_then_agreed_to() -> None:
    book = [("book", {"slot": "s1", "name": "Kavya"})]
    async with talk([FIND], "May I have your name?", book) as (call, _, store):
        await call.say("A table for four on Saturday at six in the evening please")
        first = await call.say("Kavya")
        again = await call.say("Could you repeat that?")
        assert again["say"] == first["say"]
        assert "readback" in again["acts"]
        await call.say("Yes")

        assert len(await created(store)) == 1


async def test_a_reply_that_the_caller_talks_over_goes_on_no_longer() -> None:
    async with talk("May I have your name? For how many people?") as (call, _, _):
        turn = CallerTurn(2, "said", (Alternative("A table please", "en"),))
        parts = [part async for part in call.thinker.reply(turn, Given(cut=True))]
        assert len(parts) == 2
        assert isinstance(parts[-1], ReplyEnd)


async def test_after_a_cut_the_same_question_is_not_asked_again_but_the_wish_is_followed() -> None:
    cut = "All our curries are half price this week. What time would you like to come?"
    async with talk(cut, cut, cut) as (call, _, _):
        first = await call.say("We would like to book a table on Saturday")
        assert first["say"] == "What time would you like to come?"
        second = await call.say("and we would need a table for four")
        assert "half price" not in second["say"]
        assert second["say"] != first["say"]
        assert second["awaiting"] == "time", "the day was said before"


async def test_a_model_that_dies_leaves_the_rules_with_what_was_said_to_it() -> None:
    dead = ProviderError("thinker", "gone", code="gone", retryable=True)
    async with talk("What time would you like to come?", "And your name?", dead, dead) as (
        call,
        *_,
    ):
        await call.say("A table for four please")
        await call.say("On Saturday, the name is Kavya")
        line = await call.say("At six in the evening")
        assert line["awaiting"] == "confirm"
        for told in ("four", "six", "Kavya", "Saturday"):
            assert told in line["say"]
