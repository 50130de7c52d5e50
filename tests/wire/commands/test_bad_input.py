"""What an operator reads when something is wrong: one sentence, no trace, nothing half done."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from vaani.settings import load

Vaani = Callable[..., subprocess.CompletedProcess[str]]
OFF = {"VAANI_SPEECH__ENGINE": "off"}
pytestmark = pytest.mark.timeout(120)


def expect_refusal(done: subprocess.CompletedProcess[str], *words: str) -> str:
    """One sentence on standard error that holds the words; nothing on standard output."""
    assert done.returncode in (1, 2), (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert re.match(r"vaani: \S.{10,}", lines[0]), lines[0]
    for word in words:
        assert word in lines[0]
    assert done.stdout == ""
    return lines[0]


@pytest.fixture(scope="session")
def used(vaani: Vaani, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has been used."""
    data = tmp_path_factory.mktemp("used") / "data"
    made = vaani("key", "create", "--role", "owner", "--data", str(data), environ=OFF)
    assert made.returncode == 0, made.stderr
    return data


def copied(used: Path, tmp_path: Path) -> Path:
    data = tmp_path / "data"
    shutil.copytree(used, data)
    return data


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b"sever: {port: 8000}\n", ("sever.port", "server.port")),
        (b"server: {port: seven}\n", ("server.port", "seven")),
        (b"server: {port: 70000}\n", ("server.port", "70000")),
        (b"calls: {silence_seconds: -1}\n", ("calls.silence_seconds",)),
        (b"speech: {engine: loud}\n", ("speech.engine", "'local'")),
        (b"database_url: mysql://u:geheim@h/x\n", ("database_url", "postgresql://")),
        (b"public_url: ftp://example.com\n", ("public_url", "https://")),
        (b"server: [1, 2\n", ("YAML", "line")),
        (b"- one\n- two\n", ("names and values",)),
        (b"\xff\xfe\x00\x01", ("YAML",)),
    ],
    ids=[
        "unknown",
        "word",
        "range",
        "negative",
        "choice",
        "database",
        "url",
        "half",
        "list",
        "bytes",
    ],
)
def test_a_wrong_settings_file_names_the_setting(
    vaani: Vaani, tmp_path: Path, written: bytes, words: tuple[str, ...]
) -> None:
    file = tmp_path / "house.yaml"
    file.write_bytes(written)
    data = tmp_path / "data"
    said = expect_refusal(
        vaani("serve", "--config", str(file), "--data", str(data)), str(file), *words
    )
    assert "geheim" not in said
    assert not data.exists()


@pytest.mark.parametrize("what", ["nothing", "a folder"])
def test_a_settings_file_that_cannot_be_read_is_named(
    vaani: Vaani, tmp_path: Path, what: str
) -> None:
    file = tmp_path / "house.yaml"
    if what == "a folder":
        file.mkdir()
    expect_refusal(vaani("serve", "--config", str(file), "--data", str(tmp_path / "d")), str(file))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("VAANI_SPEECH__ENGIN", "off", ("VAANI_SPEECH__ENGINE",)),
        ("VAANI_SPEECH__ENGINE", "loud", ("VAANI_SPEECH__ENGINE", "'off'")),
        ("VAANI_SERVER__PORT", "many", ("VAANI_SERVER__PORT", "many")),
        ("VAANI_PUBLIC_URL", "example.com", ("VAANI_PUBLIC_URL", "https://")),
        ("VAANI_CONFIG", "/nonexistent/house.yaml", ("/nonexistent/house.yaml",)),
    ],
)
def test_a_wrong_variable_is_named(
    vaani: Vaani, tmp_path: Path, name: str, value: str, words: tuple[str, ...]
) -> None:
    data = tmp_path / "data"
    expect_refusal(vaani("serve", "--data", str(data), environ={name: value}), *words)
    assert not data.exists()


# --- the command line -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["sing", "serve --colour", "serve --port seven", "serve --port 70000", "call --say hello",
     "call --business x", "call --business x --say hi --caller 12", "key create --role king",
     "key revoke", "business import", "business paint", "bench run --calls many", "chat",
     "simulate"],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_sentence(vaani: Vaani, tmp_path: Path, typed: str) -> None:
    expect_refusal(vaani(*typed.split(), environ={"VAANI_DATA": str(tmp_path / "data")}))
    assert not (tmp_path / "data").exists()


# --- the port -------------------------------------------------------------------------------------


def test_a_taken_port_is_named_and_nothing_is_made(vaani: Vaani, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = vaani("serve", "--port", port, "--data", str(tmp_path / "data"), environ=OFF)
    expect_refusal(done, port, "--port")
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_machine_is_named(vaani: Vaani, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    expect_refusal(
        vaani("serve", "--host", "203.0.113.9", "--port", "0", "--data", data, environ=OFF),
        "--host",
    )


# --- the data folder ------------------------------------------------------------------------------


def test_a_file_in_place_of_the_data_folder(vaani: Vaani, tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("mine", encoding="utf-8")
    expect_refusal(
        vaani("serve", "--port", "0", "--data", str(file), environ=OFF), str(file), "name a folder"
    )
    expect_refusal(
        vaani("serve", "--port", "0", "--data", str(file / "deeper"), environ=OFF), "name a folder"
    )
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("place", ["/proc/vaani", "/proc/1"])
def test_a_folder_that_cannot_be_written(vaani: Vaani, place: str) -> None:
    expect_refusal(vaani("serve", "--port", "0", "--data", place, environ=OFF), place, "--data")


def test_a_database_that_is_none(vaani: Vaani, used: Path, tmp_path: Path) -> None:
    data = copied(used, tmp_path)
    (data / "vaani.db").write_bytes(b"\x07" * 8192)
    expect_refusal(
        vaani("serve", "--port", "0", "--data", str(data), environ=OFF), "vaani.db", "backup"
    )
    assert (data / "vaani.db").read_bytes() == b"\x07" * 8192


def test_a_database_that_is_rotten_inside(vaani: Vaani, used: Path, tmp_path: Path) -> None:
    data = copied(used, tmp_path)
    whole = (data / "vaani.db").read_bytes()
    (data / "vaani.db").write_bytes(whole[:100] + b"\x07" * (len(whole) - 100))
    expect_refusal(
        vaani("serve", "--port", "0", "--data", str(data), environ=OFF), "vaani.db", "malformed"
    )


def test_a_folder_in_place_of_the_database(vaani: Vaani, used: Path, tmp_path: Path) -> None:
    data = copied(used, tmp_path)
    (data / "vaani.db").unlink()
    (data / "vaani.db").mkdir()
    expect_refusal(vaani("serve", "--port", "0", "--data", str(data), environ=OFF), "vaani.db")


def test_a_database_server_that_is_not_there_and_its_password_is_not_shown(
    vaani: Vaani, tmp_path: Path
) -> None:
    said = expect_refusal(
        vaani(
            "serve", "--port", "0", "--data", str(tmp_path / "data"),
            environ={**OFF, "VAANI_DATABASE_URL": "postgresql://vaani:geheim@127.0.0.1:1/vaani"},
        ),
        "127.0.0.1:1",
    )  # fmt: skip
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("content", "word"),
    [("{", "damaged"), ("a: 1\n", "lacks"), ("", "lacks")],
    ids=["half", "other", "empty"],
)
def test_a_damaged_secrets_file_is_never_replaced(
    vaani: Vaani, used: Path, tmp_path: Path, content: str, word: str
) -> None:
    data = copied(used, tmp_path)
    (data / "secrets.yaml").write_text(content, encoding="utf-8")
    expect_refusal(
        vaani("serve", "--port", "0", "--data", str(data), environ=OFF),
        "secrets.yaml",
        word,
        "backup",
    )
    assert (data / "secrets.yaml").read_text(encoding="utf-8") == content


def test_secrets_that_others_can_read(vaani: Vaani, used: Path, tmp_path: Path) -> None:
    data = copied(used, tmp_path)
    (data / "secrets.yaml").chmod(0o644)
    expect_refusal(vaani("serve", "--port", "0", "--data", str(data), environ=OFF), "chmod 600")


def test_a_disk_that_takes_no_secrets_keeps_none(vaani: Vaani, tmp_path: Path) -> None:
    data = tmp_path / "data"
    expect_refusal(
        vaani("serve", "--port", "0", "--data", str(data), blocks=0, environ=OFF), "secrets.yaml"
    )
    assert list(data.iterdir()) == []


def test_a_disk_that_is_full_in_the_middle_leaves_a_folder_that_starts_later(
    vaani: Vaani,
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    expect_refusal(
        vaani("serve", "--port", "0", "--data", str(data), blocks=40, environ=OFF), "vaani.db"
    )
    later = vaani("key", "create", "--role", "owner", "--data", str(data), environ=OFF)
    assert later.returncode == 0, later.stderr
    assert later.stdout.startswith("vk_")


# --- business files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"slug: [x", "line"), (b"\xff\xfe\xfa", "UTF-8"), (b"- a", ""), (b"", "")],
    ids=["half", "bytes", "list", "empty"],
)
def test_a_wrong_business_file_is_one_sentence_and_no_business(
    vaani: Vaani, used: Path, tmp_path: Path, content: bytes, word: str
) -> None:
    file = tmp_path / "shop.yaml"
    file.write_bytes(content)
    expect_refusal(vaani("business", "import", str(file), "--data", str(used), environ=OFF), word)
    expect_refusal(
        vaani("business", "import", str(tmp_path / "none.yaml"), "--data", str(used), environ=OFF)
    )


def test_every_problem_of_a_business_file_is_a_sentence_of_its_own(
    vaani: Vaani, used: Path, business_file: Path
) -> None:
    text = business_file.read_text(encoding="utf-8")
    business_file.write_text(
        text.replace("kind: restaurant", "kind: spaceship").replace("Asia/Kolkata", "Mars/Dome"),
        encoding="utf-8",
    )
    done = vaani("business", "import", str(business_file), "--data", str(used), environ=OFF)
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert {line.split(":")[1].strip() for line in lines} == {"kind", "timezone"}
    again = vaani("business", "export", "madhuban", "--data", str(used), environ=OFF)
    expect_refusal(again, "madhuban")


# --- models ---------------------------------------------------------------------------------------


def test_missing_models_are_named_with_what_to_type(vaani: Vaani, tmp_path: Path) -> None:
    data, models = tmp_path / "data", str(tmp_path / "models")
    done = vaani("serve", "--port", "0", "--data", str(data), environ={"VAANI_MODELS": models})
    expect_refusal(done, "whisper-base", "vaani models install", models)
    assert not data.exists()


@pytest.mark.models
@pytest.mark.parametrize(
    "broken", ["silero/silero_vad.onnx", "whisper-base/model.bin", "whisper-base/tokenizer.json"]
)
@pytest.mark.parametrize("how", ["cut short", "zeros"])
def test_corrupt_models_are_named_before_anything_is_made(
    vaani: Vaani, tmp_path: Path, broken: str, how: str
) -> None:
    models, data = tmp_path / "models", tmp_path / "data"
    real = load({}, environ={}).settings.models
    for file in (one for one in real.rglob("*") if one.is_file() and one.name[0] != "."):
        place = models / file.relative_to(real)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(file)
    size = (models / broken).stat().st_size
    (models / broken).unlink()
    with (models / broken).open("wb") as stream:
        stream.truncate(1000 if how == "cut short" else size)
    done = vaani("serve", "--port", "0", "--data", str(data), environ={"VAANI_MODELS": str(models)})
    expect_refusal(done, "vaani models", broken.split("/")[0].split("_")[0][:6])
    assert not data.exists()
