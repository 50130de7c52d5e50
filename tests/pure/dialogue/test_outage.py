"""A call without voice or brain: what do the keys do, and is a call-back ever claimed that is not
kept?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

import vaani.domain.businesses
from vaani.call import phrases
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallerTurn, ReplyEnd, Sentence
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.outage import OutageThinker
from vaani.domain.businesses.file import parse_business
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.recorded.voice import recording
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import Given, HandClock

DEMO = Path(vaani.domain.businesses.__file__).parent / "demo" / "madhuban.yaml"
OPEN = datetime.fromisoformat("2027-06-09T13:00+05:30")
NIGHT = datetime.fromisoformat("2027-06-09T03:00+05:30")
KNOWN = "+919999977001"


class Broken(PaperDesk):
    """A database that is gone."""

    async def leave_message(self, *_: object) -> str:
        raise ProviderError("toolbox", "gone", code="gone")


class Talk:
    """One call in turns."""

    def __init__(
        self, number: str | None = KNOWN, now: datetime = NIGHT, desk: type[PaperDesk] = PaperDesk
    ) -> None:
        business = parse_business(DEMO.read_text(encoding="utf-8")).business
        plan = CallPlan("c1", business, Caller(number), "text", "c1")
        self.desk = desk(plan, HandClock(now))
        self.brain = OutageThinker(FlowBrain(plan, self.desk), plan, self.desk)
        self.number = 0

    async def turn(self, kind: str, digits: str = "") -> tuple[str, ReplyEnd]:
        self.number += 1
        turn = CallerTurn(self.number, kind, digits=digits)  # type: ignore[arg-type]
        parts = [part async for part in self.brain.reply(turn, Given())]
        for part in parts:
            if isinstance(part, Sentence) and self.number > 1:
                assert recording(part.text, part.language, 8000), part.text
        said = " ".join(part.text for part in parts if isinstance(part, Sentence))
        (end,) = [part for part in parts if isinstance(part, ReplyEnd)]
        return said, end

    async def outage(self) -> tuple[str, ReplyEnd]:
        await self.turn("start")
        return await self.turn("outage")


async def test_one_key_leaves_a_call_back_and_says_so_once_it_is_kept() -> None:
    talk = Talk()
    said, end = await talk.outage()
    assert phrases.OUTAGE_CALL_BACK.en in said
    assert phrases.OUTAGE_OTHER.hi in said, "in his other language"
    assert (end.then, end.digits_wanted) == ("listen", 1)
    said, end = await talk.turn("keys", "1")
    assert (said, end.then) == (phrases.OUTAGE_NOTED.en, "hang_up")
    result = await talk.brain.hung_up()
    assert result.outcome == "message"
    (message,) = (await talk.desk.report(result))["messages"]
    assert (message["kind"], message["phone"]) == ("callback", KNOWN)


async def test_a_call_back_that_cannot_be_kept_is_not_promised() -> None:
    talk = Talk(desk=Broken)
    await talk.outage()
    said, end = await talk.turn("keys", "1")
    assert (said, end.committed) == (phrases.OUTAGE_NOT_NOTED.en, ())
    assert (await talk.brain.hung_up()).outcome == "abandoned"


async def test_who_hides_his_number_types_it() -> None:
    talk = Talk(None)
    said, end = await talk.outage()
    assert phrases.OUTAGE_NUMBER.en in said
    assert (end.awaiting, end.digits_wanted) == ("phone", 13)
    said, _ = await talk.turn("keys", "9876543210#")
    assert said == phrases.OUTAGE_NOTED.en
    (message,) = (await talk.desk.report(await talk.brain.hung_up()))["messages"]
    assert message["phone"] == "+919876543210"


async def test_a_person_is_offered_only_when_there_is_one() -> None:
    said, _ = await Talk(now=NIGHT).outage()
    assert phrases.OUTAGE_PERSON.en not in said
    talk = Talk(now=OPEN)
    said, _ = await talk.outage()
    assert phrases.OUTAGE_PERSON.en in said
    _, end = await talk.turn("keys", "0")
    assert (end.then, end.transfer_to is not None) == ("transfer", True)
    assert (await talk.brain.hung_up()).outcome == "transferred"


async def test_two_goes_on_in_hindi_and_silence_is_not_kept_on_the_line() -> None:
    talk = Talk()
    await talk.outage()
    said, _ = await talk.turn("keys", "2")
    assert phrases.OUTAGE_CALL_BACK.hi in said
    for kind in ("silence", "said"):
        said, end = await talk.turn(kind)
        assert end.then == "listen"
    said, end = await talk.turn("silence")
    assert (said, end.then) == (phrases.GIVING_UP.hi, "hang_up")


@pytest.mark.parametrize("language", get_args(Language))
def test_every_phrase_of_the_list_is_recorded_as_long_as_it_takes_to_say(
    language: Language,
) -> None:
    for text in phrases.RECORDED:
        words = text.speak(language)
        sound = recording(words, language, 8000)
        assert sound is not None, f"run scripts/record_phrases.py: {words}"
        assert 0.03 < len(sound) / 16000 / len(words) < 0.15, words
    changed = replace(phrases.OUTAGE, en="Other words.", hi="और शब्द।")
    assert recording(changed.speak(language), language, 8000) is None
