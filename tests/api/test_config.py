"""An owner changes settings over HTTP: whole or not at all, noted, and never a secret shown."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from vaani.api.speech.desk import SpeechDesk
from vaani.bootstrap.configuring import Configuration
from vaani.bootstrap.speech_server import SpeechServer, pipeline_of
from vaani.domain.audit.service import SYSTEM, Audit
from vaani.domain.schema import metadata
from vaani.kit.errors import DomainError, SettingsError
from vaani.settings import KNOWN, Settings, load, value_of
from vaani.speech_server.waiting_room import WaitingRoom
from vaani.storage.paging import PageWish
from vaani.storage.session import Database
from vaani.typed_secrets import keep

TOKEN = "0f9d2b7c6a518e4f0f9d2b7c6a518e4f"


@pytest.fixture
async def database(tmp_path: Path) -> Any:
    opened = Database.open(f"sqlite:///{tmp_path}/audit.db")
    await opened.create_all(metadata())
    yield opened
    await opened.close()


async def test_part_of_a_profile_is_changed_and_the_rest_stays(world: Any, tmp_path: Path) -> None:
    profile = tmp_path / "vaani.yaml"
    profile.write_text("server: {port: 9000}\n")
    asked = {"settings": {"calls": {"limit_seconds": 60}, "carriers.twilio.auth_token": TOKEN}}
    answer = await world.owner.patch("/api/v1/config", json=asked)
    told = answer.json()["data"]
    assert [(one["path"], one["after"], one["restart"]) for one in told["settings"]] == [
        ("server.port", 9000, True),
        ("carriers.twilio.auth_token", "(set)", True),
        ("calls.limit_seconds", 60, True),
    ]
    assert told["restart_needed"]
    assert TOKEN not in answer.text
    kept = yaml.safe_load(profile.read_text())
    assert kept["server"] == {"port": 9000}
    assert "carriers" not in kept, "a secret is no part of the profile"
    secrets = tmp_path / "typed-secrets.yaml"
    assert yaml.safe_load(secrets.read_text()) == {"carriers.twilio.auth_token": TOKEN}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert stat.S_IMODE(profile.stat().st_mode) == 0o600
    assert (tmp_path / "vaani.yaml.bak").read_text() == "server: {port: 9000}\n"
    read = load({"data": tmp_path}, environ={})
    assert read.settings.calls.limit_seconds == 60
    assert value_of(read.settings, "carriers.twilio.auth_token").get_secret_value() == TOKEN
    assert read.origins["carriers.twilio.auth_token"] == str(secrets)
    shown = await world.owner.get("/api/v1/config")
    assert TOKEN not in shown.text
    rows = {one["path"]: one for one in shown.json()["data"]["settings"]}
    assert list(rows) == list(KNOWN)
    assert rows["calls.limit_seconds"]["origin"] == str(profile)
    assert rows["calls.limit_seconds"]["range"] == "30 to 14400"


async def test_a_secret_is_typed_and_taken_back_noted_without_its_value_and_never_kept_elsewhere(
    world: Any, tmp_path: Path
) -> None:
    path = "providers.deepgram.api_key"
    (tmp_path / "vaani.yaml").write_text(f"{path}: {TOKEN[::-1]}\n")
    for typed in (TOKEN, None):
        asked = {"settings": {path: typed}}
        answer = await world.owner.patch("/api/v1/config", json=asked)
        assert answer.status_code == 200, answer.text
        assert TOKEN not in answer.text
    noted = (await world.owner.get("/api/v1/audit")).json()["data"]
    changes = [one for one in noted if one["action"] == "config.changed"]
    assert [(one["before"], one["after"]) for one in changes] == [
        ({path: "(set)"}, {path: None}),
        ({path: None}, {path: "(set)"}),
    ]
    assert not (tmp_path / "typed-secrets.yaml").exists()
    assert TOKEN[::-1] not in (tmp_path / "vaani.yaml").read_text(), "what it replaced is gone too"
    assert TOKEN.encode() not in (tmp_path / "vaani.db").read_bytes()
    for wrong in (5, " "):
        answer = await world.owner.patch("/api/v1/config", json={"settings": {path: wrong}})
        assert answer.status_code == 422
        assert f"{path} must be a text." in answer.json()["error"]["details"]["problems"]
    not_his = await world.other.patch("/api/v1/config", json={"settings": {path: TOKEN}})
    assert not_his.status_code == 403


async def test_a_damaged_file_of_secrets_is_told_and_not_overwritten(
    world: Any, tmp_path: Path
) -> None:
    (tmp_path / "typed-secrets.yaml").write_text("- [")
    (tmp_path / "typed-secrets.yaml").chmod(0o600)
    answer = await world.owner.patch("/api/v1/config", json={"settings": {"server.port": 9000}})
    assert answer.status_code == 422
    assert "is damaged" in answer.json()["error"]["message"]
    assert (tmp_path / "typed-secrets.yaml").read_text() == "- ["
    with pytest.raises(SettingsError, match="is damaged"):
        load({"data": tmp_path}, environ={})


def test_a_file_of_secrets_that_others_may_read_is_refused_until_they_may_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "typed-secrets.yaml"
    keep(tmp_path, {"providers.openai.api_key": "sk-1"})
    assert load({"data": tmp_path}, environ={}).settings.providers.openai.api_key is not None
    for mode in (0o640, 0o604, 0o666):
        file.chmod(mode)
        with pytest.raises(SettingsError, match=r"can be read by others: run `chmod 600 .*keys"):
            load({"data": tmp_path}, environ={})


async def test_every_problem_is_told_and_nothing_is_changed(world: Any, tmp_path: Path) -> None:
    asked = {"settings": {"calls": {"limit_seconds": 5}, "sever": {"port": 1}, "data": "/x"}}
    first = await world.owner.patch("/api/v1/config", json=asked)
    assert first.status_code == 422
    assert first.json()["error"]["details"]["problems"] == [
        "data is changed where the server is started: --data, or VAANI_DATA."
    ]
    del asked["settings"]["data"]
    answer = await world.owner.patch("/api/v1/config", json=asked)
    problems = answer.json()["error"]["details"]["problems"]
    assert len(problems) == 2
    assert "there is no setting `sever.port`; the nearest is server.port" in problems[0]
    assert "calls.limit_seconds must be 30 to 14400, and it is '5'" in problems[1]
    assert not (tmp_path / "vaani.yaml").exists()


async def test_defaults_come_back_one_or_all(world: Any, tmp_path: Path) -> None:
    asked = {"settings": {"calls": {"limit_seconds": 60, "silence_seconds": 9}}}
    await world.owner.patch("/api/v1/config", json=asked)
    one = await world.owner.post("/api/v1/config/reset", json={"paths": ["calls.limit_seconds"]})
    assert one.json()["data"]["settings"][0]["after"] == 1800
    assert not one.json()["data"]["settings"][0]["restart"], "it still runs with the default"
    rest = await world.owner.post("/api/v1/config/reset", json={"paths": None})
    assert [one["path"] for one in rest.json()["data"]["settings"]] == ["calls.silence_seconds"]
    assert yaml.safe_load((tmp_path / "vaani.yaml").read_text()) is None
    null = await world.owner.patch("/api/v1/config", json={"settings": {"server": {"port": None}}})
    assert null.status_code == 200


async def test_the_settings_of_the_house_are_not_for_owners_of_one_business(world: Any) -> None:
    for path in ("/api/v1/config", "/api/v1/config/schema"):
        assert (await world.other.get(path)).status_code == 403
        assert (await world.staff.get(path)).status_code == 403
    schema = (await world.owner.get("/api/v1/config/schema")).json()["data"]
    calls = schema["$defs"]["Calls"]["properties"]["limit_seconds"]
    assert (calls["minimum"], calls["maximum"]) == (30, 14400)


async def test_what_the_environment_sets_is_told_as_overridden(
    tmp_path: Path, world: Any, database: Database
) -> None:
    loaded = load({"data": tmp_path}, environ={"VAANI_SERVER__PORT": "9001"})
    desk = Configuration(loaded, database, world.clock, {})
    done = await desk.change({"server": {"port": 9002}}, SYSTEM)
    assert [(one.after, one.overridden_by, one.restart) for one in done.settings] == [
        (9001, "VAANI_SERVER__PORT", False)
    ]


async def test_live_settings_take_effect_at_once_and_the_change_is_noted(
    tmp_path: Path, world: Any, database: Database
) -> None:
    room, pipeline = WaitingRoom(32), pipeline_of(Settings())
    live = SpeechServer(SpeechDesk(room, pipeline)).live()
    desk = Configuration(load({"data": tmp_path}, environ={}), database, world.clock, live)
    tree = {"speech_server": {"requests_at_once": 3, "pipeline": {"timing": False}}}
    done = await desk.change(tree, SYSTEM)
    assert (room.seats, pipeline.statistics()["timing"]["enabled"]) == (3, False)
    assert not any(one.restart for one in done.settings)
    noted = (await Audit(database).listing(PageWish(5))).items
    assert [(one.actor, one.action, one.after) for one in noted] == [
        (
            "system",
            "config.changed",
            {"speech_server.requests_at_once": 3, "speech_server.pipeline.timing": False},
        )
    ]


async def test_what_cannot_be_noted_is_not_changed_and_what_cannot_be_written_not_noted(
    tmp_path: Path, world: Any, database: Database
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "vaani.yaml.bak").mkdir()
    (folder / "vaani.yaml").write_text("calls: {limit_seconds: 60}\n")
    desk = Configuration(load({"data": folder}, environ={}), database, world.clock, {})
    with pytest.raises(DomainError, match="cannot be written"):
        await desk.change({"calls.limit_seconds": 90}, SYSTEM)
    assert (folder / "vaani.yaml").read_text() == "calls: {limit_seconds: 60}\n"
    assert (await Audit(database).listing(PageWish(5))).items == ()
