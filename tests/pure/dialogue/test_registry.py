"""A part of a conversation is replaced by name, as the page shows; a wrong name stops the start."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from vaani.bootstrap.brains import open_brains
from vaani.call.plan import Caller, CallPlan
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.registry import SHAPES, Parts, offered, parts_of
from vaani.domain.businesses.file import parse_business
from vaani.kit.errors import SettingsError
from vaani.settings import Parts as PartSettings
from vaani.settings import load
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.text_call import HandClock, TextCall

PAGE = Path(__file__).parents[3] / "docs" / "extending.md"
ROADSIDE = "workshop_parts:RoadsideSentiment"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files of the page, where Python finds them."""
    (tmp_path / "workshop_parts.py").write_text("\n\n".join(blocks("python")), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("workshop_parts", None)


def call(parts: Parts) -> TextCall:
    file = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
    business = parse_business(file.read_text(encoding="utf-8")).business
    clock = HandClock(datetime.fromisoformat("2027-05-06T13:00+05:30"))
    plan = CallPlan("c1", business, Caller("+919999977001"), "text", "c1")
    desk = PaperDesk(plan, clock)
    return TextCall(plan, parts.think(plan, desk), clock, desk.report)


async def says(talk: TextCall, *lines: str) -> dict[str, Any]:
    await talk.greet()
    return [await talk.say(line) for line in lines][-1]


async def test_the_example_of_the_page_changes_the_call(installed: Path) -> None:
    words = "I want to book for tomorrow, my car has broken down"
    plain = await says(call(parts_of({})), words)
    assert plain["awaiting"] == "time"
    (profile,) = blocks("yaml")
    changed = await says(call(parts_of(yaml.safe_load(profile)["parts"])), words)
    assert changed["awaiting"] == "confirm"
    assert "somebody" in changed["say"]


async def test_the_profile_of_the_page_is_taken_by_the_settings(installed: Path) -> None:
    (profile,) = blocks("yaml")
    config = installed / "vaani.yaml"
    config.write_text(profile, encoding="utf-8")
    settings = load(config=config, environ={}).settings
    assert settings.parts.sentiment == ROADSIDE
    async with open_brains(settings) as brains:
        talk = call(Parts(conversation=lambda plan, toolbox, _: brains.think(plan, toolbox)))
        changed = await says(talk, "I want to book for tomorrow, gaadi band ho gayi hai")
    assert changed["awaiting"] == "confirm"


async def test_a_wrapped_toolbox_does_the_rest_as_before(installed: Path) -> None:
    talk = call(parts_of({"toolbox": "workshop_parts:LoudMessages"}))
    await says(talk, "is there a swimming pool", "yes", "my name is Asha")
    (message,) = (await talk.finish())["final"]["messages"]
    assert message["text"] == "IS THERE A SWIMMING POOL"


async def test_a_conversation_of_ones_own_gets_the_other_parts(installed: Path) -> None:
    (installed / "whole.py").write_text(
        "from vaani.dialogue.brain import FlowBrain\n\n\n"
        "def brain(plan, toolbox, parts):\n"
        "    return FlowBrain(plan, toolbox, parts.understanding(), parts.sentiment())\n",
        encoding="utf-8",
    )
    parts = parts_of({"conversation": "whole:brain", "sentiment": ROADSIDE})
    talk = call(parts)
    assert isinstance(talk.thinker, FlowBrain)
    line = await says(talk, "I want to book for tomorrow, my car has broken down")
    assert line["awaiting"] == "confirm"


def test_a_package_can_give_its_part_a_name(installed: Path) -> None:
    (toml,) = blocks("toml")
    name, value = re.findall(r'^"(.+)" = "(.+)"$', toml, re.MULTILINE)[0]
    info = installed / "workshop_parts-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: workshop-parts\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[vaani.parts]\n{name} = {value}\n", encoding="utf-8")
    assert offered("sentiment") == ("built-in", "roadside")
    made = parts_of({"sentiment": "roadside"}).sentiment()
    assert type(made).__name__ == "RoadsideSentiment"


def test_every_part_has_a_setting_and_a_row_on_the_page() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == set(SHAPES) == set(PartSettings.model_fields)


@pytest.mark.parametrize(
    ("part", "name", "sentence"),
    [
        ("feelings", "x:y", "there is no such part; parts are understanding, memory,"),
        ("sentiment", "roadsid", "roadsid is not one of built-in; a part of your own is written"),
        ("sentiment", "nowhere.parts:A", "there is no module nowhere; install it where Vaani runs"),
        ("sentiment", "workshop_parts:Road", "workshop_parts has no Road."),
        ("sentiment", "workshop_parts:ROADSIDE", "is no class and no function."),
        ("sentiment", "workshop_parts:LoudMessages", "must take nothing ("),
        ("memory", ROADSIDE, "lacks welcome, introduced, asks_usual, consents, completed."),
        ("toolbox", ROADSIDE, "must take (plan, toolbox) ("),
        ("conversation", "workshop_parts:LoudMessages", "must take (plan, toolbox, parts) ("),
        ("sentiment", "broken_part:A", "broken_part cannot be loaded (ZeroDivisionError:"),
        ("sentiment", "failing_part:A", "failing_part:A cannot be made (RuntimeError: no licence)"),
    ],
)
def test_a_part_that_cannot_be_used_is_named_in_one_sentence(
    installed: Path, part: str, name: str, sentence: str
) -> None:
    (installed / "broken_part.py").write_text("A = 1 / 0\n", encoding="utf-8")
    (installed / "failing_part.py").write_text(
        "def A():\n    raise RuntimeError('no licence')\n", encoding="utf-8"
    )
    with pytest.raises(SettingsError) as told:
        parts_of({part: name})
    assert told.value.message.startswith(f"parts.{part}: ")
    assert sentence in told.value.message
    assert "\n" not in told.value.message


def test_every_wrong_part_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as told:
        parts_of({"memory": "a", "toolbox": "b"})
    assert [line[:13] for line in told.value.message.splitlines()] == [
        "parts.memory:",
        "parts.toolbox",
    ]


async def test_a_part_of_the_rules_beside_a_language_model_is_refused(installed: Path) -> None:
    settings = load(
        {"dialogue.brain": "llm", "parts.sentiment": ROADSIDE}, environ={}, config=None
    ).settings
    with pytest.raises(SettingsError, match=r"parts\.sentiment is a part of the rules"):
        async with open_brains(settings):
            pass
