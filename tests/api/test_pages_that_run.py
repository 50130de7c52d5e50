"""The requests that the pages show are made, and answer as the pages say."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import httpx

from vaani.call.plan import Caller, CallPlan
from vaani.call.ports.thinker import CallResult

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def requests(page: str) -> list[tuple[list[str], int | None]]:
    """The words of each command of a page, and the status that stands below it."""
    found: list[tuple[list[str], int | None]] = []
    for block in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        for command in re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
            status = re.search(r"^# (\d{3})$", command, re.MULTILINE)
            line = command.partition("\n# ")[0]
            words = shlex.split(line, comments=False)
            found.append(([*map(os.path.expandvars, words)], int(status[1]) if status else None))
    return found


async def made(client: httpx.AsyncClient, words: list[str]) -> httpx.Response:
    """The request of a command line of curl."""
    assert words[0] == "curl"
    method, headers, body, url = "GET", {}, None, ""
    rest = iter(words[1:])
    for word in rest:
        match word:
            case "-s":
                continue
            case "-X":
                method = next(rest)
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                body = next(rest)
            case "-o":
                next(rest)
            case _:
                url = word
    return await client.request(method, url, headers=headers, content=body)


async def test_the_ten_requests_answer_as_their_page_says(world: Any, monkeypatch: Any) -> None:
    for name, value in {"URL": "http://test", "KEY": "owner-key", "DAY": "2027-05-10"}.items():
        monkeypatch.setenv(name, value)
    told = requests("api-in-ten-requests.md")
    assert len(told) == 10
    answers = []
    for words, status in told:
        answers.append(await made(world.nobody, words))
        assert answers[-1].status_code == status, (words, answers[-1].text)
    assert answers[4].json()["error"]["details"]["reason"] == "full"
    assert answers[7].json()["data"]["said"] == "There is a car park behind the house."


async def test_the_requests_about_a_call_that_went_wrong_are_answered(
    world: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    for name, value in {"URL": "http://test", "KEY": "owner-key", "CALL": "c1"}.items():
        monkeypatch.setenv(name, value)
    bistro = await world.nouns.businesses.get("bistro")
    plan = CallPlan("c1", bistro, Caller(None), "twilio", "CA1")
    await world.nouns.calls.begin(plan)
    journal = world.nouns.calls.journal(plan)
    journal.answered(plan)
    await journal.ended("completed", "caller", CallResult("abandoned", "en"), 9000)
    (tmp_path / "recordings/bistro").mkdir(parents=True)
    (tmp_path / "recordings/bistro/c1.wav").write_bytes(b"RIFF")
    told = requests("why-did-this-call-go-wrong.md")
    assert len(told) == 4
    for words, _ in told:
        answer = await made(world.nobody, words)
        assert answer.status_code == 200, (words, answer.text)
