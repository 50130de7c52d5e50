"""Reference voices and kept outputs: what may be kept, who sees it, and how it goes."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile

from vaani.call.ports.speaker import Voice
from vaani.speech_server.refusals import Refused
from vaani.speech_server.shelf import Shelf


def recording(seconds: float, hz: float = 220.0, rate: int = 24000, loud: float = 0.3) -> bytes:
    with io.BytesIO() as made:
        tone = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * hz / rate) * loud
        soundfile.write(made, tone, rate, format="WAV", subtype="PCM_16")
        return made.getvalue()


@pytest.fixture
async def owner(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": "Bearer owner-key"}
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=60) as client:
        yield client


async def add(owner: httpx.AsyncClient, name: str, sound: bytes) -> httpx.Response:
    files = {"file": ("../../evil.wav", sound, "audio/wav")}
    return await owner.post("/tts/references", files=files, data={"name": name})


def staff(owner: httpx.AsyncClient) -> dict[str, str]:
    return {"Authorization": "Bearer staff-key"}


async def test_a_reference_is_kept_listed_shown_and_removed(
    owner: httpx.AsyncClient, tmp_path: Path
) -> None:
    made = await add(owner, "asha", recording(5))
    assert made.status_code == 201, made.text
    told = made.json()["data"]
    assert (told["name"], told["seconds"], told["engines"]) == ("asha", 5.0, [])
    place = tmp_path / "sounds" / "references" / "asha.wav"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    listed = await owner.get("/tts/references", headers=staff(owner))
    assert listed.json()["data"] == [told]
    assert (await owner.get("/tts/references/asha")).json()["data"] == told
    refused = await owner.delete("/tts/references/asha", headers=staff(owner))
    assert refused.status_code == 403
    assert (await owner.delete("/tts/references/asha")).status_code == 204
    assert (await owner.get("/tts/references/asha")).status_code == 404
    assert not place.exists()


@pytest.mark.parametrize(
    ("name", "sound", "status", "said"),
    [
        ("asha", recording(31), 422, "at most 30 seconds"),
        ("asha", recording(0.5), 422, "at least 1 second"),
        ("asha", recording(3, loud=0.0), 422, "Nobody is to be heard"),
        ("asha", b"RIFF....WAVE", 400, "no sound"),
        ("asha", b"%PDF-1.7", 400, "no sound that is known"),
        ("../asha", recording(2), 422, "1 to 64 small letters"),
        ("a/b", recording(2), 422, "1 to 64 small letters"),
        ("", recording(2), 422, "1 to 64 small letters"),
        ("Asha", recording(2), 422, "1 to 64 small letters"),
        (".asha", recording(2), 422, "1 to 64 small letters"),
    ],
)
async def test_what_is_no_reference_is_refused_and_leaves_nothing(
    owner: httpx.AsyncClient, tmp_path: Path, name: str, sound: bytes, status: int, said: str
) -> None:
    answer = await add(owner, name, sound)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert not list((tmp_path / "sounds").rglob("*.wav"))


async def test_the_same_name_and_the_same_sound_are_there_once(owner: httpx.AsyncClient) -> None:
    assert (await add(owner, "asha", recording(2))).status_code == 201
    again = await add(owner, "asha", recording(2, 330))
    assert (again.status_code, again.json()["error"]["details"]["reason"]) == (409, "exists")
    other = await add(owner, "ravi", recording(2))
    assert (other.status_code, "as asha" in other.text) == (409, True)


async def test_an_engine_that_does_not_clone_says_so(owner: httpx.AsyncClient) -> None:
    await add(owner, "asha", recording(2))
    asked = {"text": "Good day.", "voice_id": "reference:asha"}
    answer = await owner.post("/tts", json=asked)
    assert answer.status_code == 422
    told = answer.json()["error"]
    assert "No engine here speaks like a recording (paced)" in told["message"]
    assert told["details"]["fields"][0]["field"] == "voice_id"
    missing = await owner.post("/tts", json={**asked, "voice_id": "reference:../asha"})
    assert missing.status_code == 422
    assert (await owner.post("/tts", json={**asked, "voice_id": "reference:x"})).status_code == 404


async def test_an_engine_that_clones_is_given_the_recording(
    owner: httpx.AsyncClient, voice: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def speak_like(_self: Any, text: str, how: Voice, like: Path) -> AsyncIterator[bytes]:
        copied.append((text, like))
        yield bytes(4800)

    copied: list[tuple[str, Path]] = []
    monkeypatch.setattr(type(voice), "speak_like", speak_like, raising=False)
    assert (await add(owner, "asha", recording(2))).json()["data"]["engines"] == ["paced"]
    asked = {"text": "Good day. And good night.", "voice_id": "reference:asha", "chunk_size": 50}
    assert (await owner.post("/tts", json=asked)).status_code == 200
    assert copied == [
        ("Good day. And good night.", tmp_path / "sounds" / "references" / "asha.wav")
    ]
    assert voice.said == []


async def test_an_output_that_is_kept_can_be_fetched_listed_and_removed(
    owner: httpx.AsyncClient,
) -> None:
    said = await owner.post("/tts", json={"text": "Good day.", "keep": True}, headers=staff(owner))
    name = said.headers["x-output"]
    fetched = await owner.get(f"/tts/outputs/{name}", headers=staff(owner))
    assert (fetched.content, fetched.headers["content-type"]) == (said.content, "audio/wav")
    assert (await owner.get("/tts/outputs", headers=staff(owner))).status_code == 403
    rows = (await owner.get("/tts/outputs")).json()["data"]
    assert [(one["name"], one["bytes"]) for one in rows] == [(name, len(said.content))]
    used = (await owner.get("/tts/storage")).json()["data"]
    assert used["outputs"] == {"files": 1, "bytes": len(said.content)}
    assert "x-output" not in (await owner.post("/tts", json={"text": "Good day."})).headers
    assert (await owner.delete(f"/tts/outputs/{name}")).status_code == 204
    assert (await owner.get(f"/tts/outputs/{name}")).status_code == 404


async def test_what_leads_out_of_the_folder_is_unknown(
    owner: httpx.AsyncClient, tmp_path: Path
) -> None:
    (tmp_path / "secret.wav").write_bytes(b"x")
    folder = tmp_path / "sounds" / "outputs"
    folder.mkdir(parents=True)
    (folder / "of-somebody-else.wav").write_bytes(b"x")
    link = folder / "00000000-0000-7000-8000-000000000000.wav"
    link.symlink_to(tmp_path / "secret.wav")
    for name in ("..%2Fsecret.wav", "..%2f..%2fsecret.wav", "of-somebody-else.wav"):
        assert (await owner.get(f"/tts/outputs/{name}")).status_code == 404
        assert (await owner.get(f"/tts/references/{name}")).status_code in (404, 422)
    assert (await owner.get(f"/tts/outputs/{link.name}")).status_code == 404
    assert (await owner.get("/tts/outputs")).json()["data"] == []


async def test_clean_up_goes_by_age_and_only_looks_first(
    owner: httpx.AsyncClient, shelf: Shelf, tmp_path: Path
) -> None:
    await add(owner, "asha", recording(2))
    names = [
        (await owner.post("/tts", json={"text": "Good day.", "keep": True})).headers["x-output"]
        for _ in range(2)
    ]
    old = tmp_path / "sounds" / "outputs" / names[0]
    os.utime(old, (1_000_000_000, 1_000_000_000))
    foreign = old.with_name("notes.txt")
    foreign.write_text("x")
    os.utime(foreign, (1_000_000_000, 1_000_000_000))
    asked = {"parts": ["outputs", "references"], "older_than_hours": 24}
    looked = (await owner.post("/tts/cleanup", json=asked)).json()["data"]
    assert (looked["dry_run"], looked["files"]) == (True, [f"outputs/{names[0]}"])
    assert old.exists()
    done = (await owner.post("/tts/cleanup", json={**asked, "dry_run": False})).json()["data"]
    assert (done["files"], done["bytes"]) == (looked["files"], looked["bytes"])
    assert not old.exists()
    assert foreign.exists()
    assert [one.name for one in shelf.outputs()] == [names[1]]
    assert [one.name for one in shelf.references()] == ["asha"]
    denied = await owner.post("/tts/cleanup", json=asked, headers=staff(owner))
    assert denied.status_code == 403


async def test_outputs_are_bounded_and_a_sound_that_fails_leaves_nothing(
    owner: httpx.AsyncClient, shelf: Shelf, tmp_path: Path
) -> None:
    for _ in range(5):
        await owner.post("/tts", json={"text": "Good day.", "keep": True})
    full = await owner.post("/tts", json={"text": "Good day.", "keep": True})
    assert (full.status_code, "clean it up" in full.text) == (413, True)
    with pytest.raises(Refused, match="outputs_megabytes"):
        Shelf(tmp_path / "other", 0).new_output("wav")
    output = Shelf(tmp_path / "other", 10).new_output("mp3")
    output.write(b"half")
    output.close(whole=False)
    assert list((tmp_path / "other" / "outputs").iterdir()) == []
