"""An owner teaches his assistant: topics, tables, what would be said, what was asked in vain."""

from __future__ import annotations

from typing import Any

import pytest

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.journal import TurnRecord
from vaani.call.ports.thinker import CallResult

HERE = "/api/v1/knowledge"
PARKING = {"text": {"en": "Cars park behind the house."}, "questions": ["where do I park"]}


async def topics(world: Any, more: str = "") -> list[str]:
    answer = await world.viewer.get(f"{HERE}?business=bistro{more}")
    assert answer.status_code == 200, answer.text
    return [one["topic"] for one in answer.json()["data"]]


async def test_a_topic_is_added_changed_and_removed(world: Any) -> None:
    new = {"topic": "parking", **PARKING}
    made = await world.owner.post(f"{HERE}?business=bistro", json=new)
    assert made.status_code == 201, made.text
    assert (await world.owner.post(f"{HERE}?business=bistro", json=new)).status_code == 409
    place = f"{HERE}/topics/parking?business=bistro"
    changed = {"text": {"hi": "पार्किंग पीछे है।"}, "valid_until": "2027-05-01"}
    done = await world.owner.put(place, json=changed)
    told = done.json()["data"]
    assert told.pop("revision")
    assert told == {
        "topic": "parking", "text": {"hi": "पार्किंग पीछे है।"}, "questions": [],
        "valid_until": "2027-05-01", "expired": True,
    }  # fmt: skip
    assert await topics(world) == ["parking"]
    assert await topics(world, "&containing=पीछे") == ["parking"]
    assert await topics(world, "&containing=wifi") == []
    assert (await world.staff.put(place, json=changed)).status_code == 403
    assert (await world.owner.delete(place)).status_code == 200
    assert (await world.owner.delete(place)).status_code == 404
    assert await topics(world) == []


async def test_two_topics_are_changed_at_once_and_a_wrong_text_is_refused(world: Any) -> None:
    place = f"{HERE}/topics/parking?business=bistro"
    assert (await world.owner.put(place, json=PARKING)).status_code == 404
    for topic in ("parking", "wifi"):
        await world.owner.post(f"{HERE}?business=bistro", json={"topic": topic, **PARKING})
    for one in (await world.owner.get(f"{HERE}?business=bistro")).json()["data"]:
        edit = {**PARKING, "questions": [], "revision": one["revision"]}
        there = f"{HERE}/topics/{one['topic']}?business=bistro"
        assert (await world.owner.put(there, json=edit)).status_code == 200
    for text in ({}, {"fr": "derrière"}, {"en": " "}):
        answer = await world.owner.put(place, json={"text": text})
        assert answer.status_code == 422, text


async def test_a_topic_gets_another_name_in_its_place_unless_another_has_it(world: Any) -> None:
    for topic in ("a/c or not", "wifi"):
        await world.owner.post(f"{HERE}?business=bistro", json={"topic": topic, **PARKING})
    place = f"{HERE}/topics/a%2Fc%20or%20not?business=bistro"
    taken = await world.owner.put(place, json={"topic": "WiFi", **PARKING})
    assert taken.status_code == 409
    assert taken.json()["error"]["message"] == "There is a topic WiFi already: change it."
    done = await world.owner.put(place, json={"topic": "Air / cooling", **PARKING})
    assert done.json()["data"]["topic"] == "Air / cooling"
    assert await topics(world) == ["Air / cooling", "wifi"]
    gone = await world.owner.delete(f"{HERE}/topics/Air%20%2F%20cooling?business=bistro")
    assert gone.status_code == 200, gone.text
    assert await topics(world) == ["wifi"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_a_spreadsheets_table_comes_in_whole_or_not_at_all(
    world: Any, separator: str
) -> None:
    heading = ["topic", "text_en", "questions", "", ""]
    rows = [heading, ["wifi", "It is free", "is there wifi", "", ""]]
    table = "\n".join(separator.join(row) for row in rows)
    path = f"{HERE}/import?business=bistro"
    done = await world.owner.post(path, json={"format": "csv", "text": table})
    assert done.json()["data"] == {"added": 1, "changed": 0, "removed": 0, "topics": 1}
    wrong = await world.owner.post(path, json={"format": "csv", "text": f"{table}\nlunch"})
    assert wrong.status_code == 422
    assert wrong.json()["error"]["details"]["problems"] == ["row 3.text: is missing"]
    json = {"format": "json", "text": '[{"topic": "lunch", "text": "At one"}]', "replace": True}
    assert (await world.owner.post(path, json=json)).json()["data"]["removed"] == 1
    assert await topics(world) == ["lunch"]


async def test_a_question_is_tried_before_anybody_calls(world: Any) -> None:
    await world.owner.post(f"{HERE}?business=bistro", json={"topic": "parking", **PARKING})
    path = f"{HERE}/try?business=bistro"
    known = (await world.viewer.post(path, json={"question": "where do i park?"})).json()["data"]
    assert (known["said"], known["language"]) == ("Cars park behind the house.", "en")
    assert (known["hits"][0]["topic"], known["hits"][0]["answers"]) == ("parking", True)
    unknown = (await world.viewer.post(path, json={"question": "do you sell shoes"})).json()["data"]
    assert unknown["said"] is None


async def asked(world: Any, id: str, question: str, ok: bool, *, kept: bool = True) -> None:
    bistro = await world.nouns.businesses.get("bistro")
    plan = CallPlan(id, bistro, Caller(None), "twilio", f"CA-{id}")
    await world.nouns.calls.begin(plan)
    journal = world.nouns.calls.journal(plan)
    journal.answered(plan)
    journal.event("tool", 2100, {"name": "know", "ok": False})
    journal.event("tool", 2300, {"name": "know", "ok": ok})
    journal.turn(TurnRecord(1, "caller", question, "en", 1000, 2000))
    journal.turn(TurnRecord(2, "caller", "No, thanks", "en", 5000, 6000))
    await journal.ended("completed", "caller", CallResult("answered", "en", None, kept), 9000)


async def test_what_was_asked_in_vain_is_collected_and_answered_in_one_step(world: Any) -> None:
    await asked(world, "c1", "Is there a car park?", False)
    await asked(world, "c2", "is there a car park", False)
    await asked(world, "c3", "Do you take cards?", True)
    await asked(world, "c4", "Call me on 98765 43210", False)
    await asked(world, "c5", "Something private", False, kept=False)
    path = f"{HERE}/unanswered?business=bistro"
    found = (await world.staff.get(path)).json()["data"]
    assert [(one["question"].casefold().strip("?"), one["times"]) for one in found] == [
        ("is there a car park", 2), ("call me on 98765 43210", 1),
    ]  # fmt: skip
    assert sorted(found[0]["call_ids"]) == ["c1", "c2"]
    answer = {"topic": "parking", **PARKING, "questions": [found[0]["question"]]}
    await world.owner.post(f"{HERE}?business=bistro", json=answer)
    left = (await world.staff.get(path)).json()["data"]
    assert [one["times"] for one in left] == [1]
    assert (await world.viewer.get(path)).status_code == 403
    assert (await world.other.get(path)).status_code == 404
