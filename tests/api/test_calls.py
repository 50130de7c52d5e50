"""What an owner sees of his calls: which there were, why each ended, what happened in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vaani.audio.wav import Wav, write_wav
from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import StageTimes, TurnRecord
from vaani.call.ports.thinker import CallResult
from vaani.domain.calls.account import ENDINGS, EVENTS

SOURCE = Path(__file__).parents[2] / "src/vaani"
CALLS = "/api/v1/calls"


async def called(
    world: Any,
    id: str,
    *events: tuple[str, int, dict[str, Any]],
    turns: tuple[TurnRecord, ...] = (),
    by: Any = "caller",
    status: Any = "completed",
    outcome: Any = "abandoned",
    ms: int = 20_000,
) -> None:
    """A finished call of the bistro."""
    bistro = await world.nouns.businesses.get("bistro")
    plan = CallPlan(id, bistro, Caller("+919876543210"), "twilio", f"CA-{id}")
    await world.nouns.calls.begin(plan)
    journal = world.nouns.calls.journal(plan)
    journal.answered(plan)
    for turn in turns:
        journal.turn(turn)
    for event in events:
        journal.event(*event)
    journal.event("line.counters", ms, {"underruns": 0})
    await journal.ended(status, by, CallResult(outcome, "en").ended_by(by), ms)


async def detail(world: Any, id: str, path: str = "", who: str = "owner") -> dict[str, Any]:
    answer = await getattr(world, who).get(f"{CALLS}/{id}{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


@pytest.mark.parametrize(
    ("ending", "by", "events"),
    [
        ("caller_hung_up", "caller", [("caller.gone", 9000, {"reason": "hangup"})]),
        ("line_lost", "caller", [("caller.gone", 9000, {"reason": "lost"})]),
        ("goodbye", "assistant", []),
        ("silence", "assistant", [("silence", n, {"step": n}) for n in (1, 2, 3)]),
        ("limit", "assistant", [("call.limit", 900_000, {})]),
        ("talked_on", "assistant", [("call.talked_on", 60_000, {})]),
        ("drained", "assistant", [("call.drained", 5000, {})]),
        ("engines", "system", [("provider.failed", 5000, {"stage": "speaker", "code": "gone"})]),
        ("fault", "system", [("call.broken", 5000, {})]),
    ],
)  # fmt: skip
async def test_a_call_says_who_ended_it_and_why(
    world: Any, ending: str, by: str, events: list[Any]
) -> None:
    await called(world, "c1", *events, by=by, status="failed" if by == "system" else "completed")
    call = await detail(world, "c1")
    account = call["account"]
    assert (account["ending"], call["ended_by"]) == (ending, by)
    assert (account["words"]["en"], account["words"]["hi"]) == ENDINGS[ending]
    assert account["words"]["en"] in call["summary"]
    assert call["outcome"] == ("abandoned" if by == "caller" else "unresolved")


async def test_staff_that_ends_a_call_is_named_as_who_ended_it(world: Any) -> None:
    gone = ("caller.gone", 9000, {"reason": "hangup"})
    await called(world, "c1", ("call.ended_by_staff", 0, {}), gone)
    assert (await detail(world, "c1"))["account"]["ending"] == "staff"


async def test_speech_without_words_and_lateness_stand_in_an_owners_words(world: Any) -> None:
    late = StageTimes(1000, 2000, 2500, 2600, 4100, 4200, 5200, 7000)
    await called(
        world,
        "c1",
        ("speech.without_words", 3000, {"speech_ms": 900}),
        ("speech.without_words", 8000, {"speech_ms": 1400}),
        ("provider.failed", 9000, {"stage": "transcriber", "code": "timeout"}),
        turns=(TurnRecord(1, "assistant", "Hello", "en", 5200, 7000, times=late),),
    )
    call = await detail(world, "c1")
    troubles = {one["kind"]: one for one in call["account"]["troubles"]}
    assert troubles["speech.without_words"]["times"] == 2
    assert troubles["speech.without_words"]["words"]["en"] == (
        "The caller spoke and no words were recognised, 2 times."
    )
    assert "2 बार" in troubles["speech.without_words"]["words"]["hi"]
    assert troubles["answer.late"]["data"] == {"worst_ms": 3200}
    assert "(speech recognition, timeout)" in troubles["provider.failed"]["words"]["en"]
    assert "4 times something went wrong on the way" in call["summary"]


async def test_the_timeline_has_each_stage_and_what_was_never_heard(world: Any) -> None:
    times = StageTimes(1000, 2000, 2300, 2400, 2600, 2700, 2800, 4000)
    asked = TurnRecord(1, "caller", "a table", "en", 1000, 2000, confidence=0.9)
    cut = TurnRecord(
        1, "assistant", "For how", "en", 2800, 3400, True, times=times, unheard="many people?"
    )
    await called(
        world,
        "c1",
        ("caller.spoke", 1000, {"utterance": 1, "until_ms": 2000}),
        ("turn.scored", 2250, {"utterance": 1, "probability": 0.93}),
        ("tool", 2500, {"name": "know", "ok": True}),
        ("barge_in", 3500, {"heard_chars": 7}),
        turns=(asked, cut),
    )
    found = await detail(world, "c1", "/timeline")
    spans = {(one["lane"], one["kind"]): (one["start_ms"], one["end_ms"]) for one in found["spans"]}
    assert spans == {
        ("caller", "caller.spoke"): (1000, 2000), ("caller", "said"): (1000, 2000),
        ("recogniser", "recognised"): (2000, 2300), ("end_of_turn", "decided"): (2000, 2400),
        ("end_of_turn", "turn.scored"): (2250, None), ("model", "thought"): (2300, 2600),
        ("tool", "tool"): (2500, None), ("voice", "voiced"): (2600, 2700),
        ("assistant", "interrupted"): (2800, 3400), ("end_of_turn", "barge_in"): (3500, None),
        ("line", "line.counters"): (20_000, None),
    }  # fmt: skip
    starts = [one["start_ms"] for one in found["spans"]]
    assert starts == sorted(starts)
    turns = (await detail(world, "c1", "/transcript"))["turns"]
    assert [(one["text"], one["unheard"]) for one in turns] == [
        ("a table", None), ("For how", "many people?"),
    ]  # fmt: skip


def test_every_event_that_the_code_can_leave_has_its_meaning() -> None:
    left: set[str] = set()
    for folder in ("call", "bootstrap"):
        for file in (SOURCE / folder).rglob("*.py"):
            text = file.read_text()
            left |= set(re.findall(r'(?:Note|\.note|\.event|noticed)\(\s*"([a-z_.]+)"', text))
    assert {"barge_in", "caller.spoke", "turn.scored", "tool"} <= left
    assert left <= set(EVENTS)


async def test_a_recording_is_played_whole_or_in_parts(world: Any, tmp_path: Path) -> None:
    await called(world, "c1")
    assert (await world.owner.get(f"{CALLS}/c1/audio")).status_code == 404
    sound = np.zeros(800, dtype=np.int16)
    folder = tmp_path / "recordings/bistro"
    folder.mkdir(parents=True)
    write_wav(folder / "c1.wav", Wav((sound, sound), 8000))
    whole = await world.owner.get(f"{CALLS}/c1/audio")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert whole.content == (folder / "c1.wav").read_bytes()
    part = await world.owner.get(f"{CALLS}/c1/audio", headers={"Range": "bytes=44-143"})
    assert (part.status_code, part.content) == (206, whole.content[44:144])
    assert part.headers["content-range"] == f"bytes 44-143/{len(whole.content)}"
    beyond = await world.owner.get(f"{CALLS}/c1/audio", headers={"Range": "bytes=99999-"})
    assert beyond.status_code == 416
    assert (await detail(world, "c1"))["recorded"] is True
    assert (await world.viewer.get(f"{CALLS}/c1/audio")).status_code == 403
    assert (await world.other.get(f"{CALLS}/c1/audio")).status_code == 404


async def test_staff_rate_a_call_and_put_its_outcome_right(world: Any) -> None:
    await called(world, "c1")
    said = {"rating": 2, "note": "Wanted 98765 43210 changed", "outcome": "message"}
    answer = await world.staff.patch(f"{CALLS}/c1", json=said)
    assert answer.status_code == 200, answer.text
    call = await detail(world, "c1")
    assert (call["rating"], call["note"], call["outcome"]) == (2, said["note"], "message")
    assert (await detail(world, "c1", who="viewer"))["note"] == "Wanted XXXXX XXXXX changed"
    assert (await world.viewer.patch(f"{CALLS}/c1", json=said)).status_code == 403
    taken = await world.staff.patch(f"{CALLS}/c1", json={"rating": None})
    assert taken.json()["data"]["rating"] is None
    assert (await detail(world, "c1"))["note"] == said["note"]
    listed = await world.owner.get(f"{CALLS}?business=bistro&rated=false")
    assert len(listed.json()["data"]) == 1


async def test_a_running_call_has_no_outcome_to_put_right(world: Any) -> None:
    bistro = await world.nouns.businesses.get("bistro")
    await world.nouns.calls.begin(CallPlan("c1", bistro, Caller(None), "twilio", "CA1"))
    answer = await world.staff.patch(f"{CALLS}/c1", json={"outcome": "booked"})
    assert answer.status_code == 409
    assert (await detail(world, "c1"))["account"]["ending"] == "running"
    assert (await detail(world, "c1"))["summary"] is None


async def test_calls_are_filtered_sorted_and_found_by_number(world: Any) -> None:
    for n, ms in enumerate((9000, 30_000, 12_000)):
        await called(world, f"c{n}", ms=ms, by="assistant" if n else "caller")

    async def ids(query: str) -> list[str]:
        answer = await world.owner.get(f"{CALLS}?business=bistro&{query}")
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["data"]]

    assert await ids("") == ["c2", "c1", "c0"]
    assert await ids("sort=oldest") == ["c0", "c1", "c2"]
    assert await ids("sort=longest") == ["c1", "c2", "c0"]
    assert await ids("ended_by=assistant") == ["c2", "c1"]
    assert await ids("outcome=unresolved&test=false&direction=inbound") == ["c2", "c1"]
    assert await ids("language=hi") == []
    assert len(await ids("caller=98765+43210")) == 3
    assert await ids("caller=%2B919876543211") == []
    denied = await world.viewer.get(f"{CALLS}?caller=9876543210")
    assert denied.status_code == 403
    for sort in ("newest", "oldest", "longest"):
        seen: list[str] = []
        cursor = ""
        for _ in range(3):
            page = await world.owner.get(f"{CALLS}?business=bistro&sort={sort}&limit=1{cursor}")
            seen += [one["id"] for one in page.json()["data"]]
            cursor = f"&cursor={page.json()['meta']['next_cursor']}"
        assert seen == await ids(f"sort={sort}")
    assert cursor == "&cursor=None"
