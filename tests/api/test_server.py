"""What an operator notices of `vaani serve`, as a real process on a real port."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

VAANI = [sys.executable, "-m", "vaani.cli.main"]
PATIENCE_S = 60


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VAANI_")}
    return {**kept, "VAANI_SPEECH__ENGINE": "off", **changes}


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*VAANI, *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    printed: list[str]
    process: subprocess.Popen[str]


@contextmanager
def serving(data: Path, *arguments: str, **changes: str) -> Iterator[Server]:
    command = [*VAANI, "serve", "--port", "0", "--data", str(data), *arguments]
    with (
        (data.parent / "server.log").open("w") as log,
        subprocess.Popen(
            command, env=environment(**changes), stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            yield _ready(process, data.parent / "server.log")
        finally:
            process.kill()


def _ready(process: subprocess.Popen[str], log: Path) -> Server:
    assert process.stdout is not None
    printed: list[str] = []
    for line in process.stdout:
        printed.append(line.rstrip("\n"))
        if line.startswith("ready"):
            return Server(line.split()[1], printed, process)
    raise AssertionError(f"the server ended: {log.read_text()}")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_the_first_start_makes_everything_and_says_when_it_answers(data: Path) -> None:
    with serving(data) as server:
        assert httpx.get(f"{server.address}/health").json()["success"] is True
        ready = httpx.get(f"{server.address}/ready").json()["data"]
        assert ready["parts"]["database"] == "ok"
        link = next(line for line in server.printed if line.startswith("owner link"))
        key = re.search(r"#key=(\S+)", link)
        assert key is not None
        signed = httpx.post(f"{server.address}/api/v1/session", json={"key": key.group(1)})
        assert signed.json()["data"]["role"] == "owner"
    assert stat.S_IMODE((data / "secrets.yaml").stat().st_mode) == 0o600
    kept = b"".join(path.read_bytes() for path in data.glob("vaani.db*"))
    assert key.group(1).encode() not in kept
    with serving(data) as server:
        assert not any("owner link" in line for line in server.printed)


def test_the_demonstration_has_two_businesses_and_a_link_at_every_start(data: Path) -> None:
    for _ in range(2):
        with serving(data, "--demo") as server:
            links = [line for line in server.printed if "#key=" in line]
            assert len(links) == 1
            key = links[0].partition("#key=")[2].split()[0]
            with httpx.Client(base_url=server.address) as client:
                assert client.post("/api/v1/session", json={"key": key}).status_code == 201
                businesses = client.get("/api/v1/businesses").json()["data"]
    assert sorted(business["kind"] for business in businesses) == ["clinic", "restaurant"]


def test_a_key_made_beside_a_running_server_works_at_once_until_it_is_revoked(data: Path) -> None:
    with serving(data) as server:
        made = run("key", "create", "--role", "owner", "--data", str(data))
        key = made.stdout.strip()
        assert made.stdout == f"{key}\n"
        headers = {"Authorization": f"Bearer {key}"}
        where = f"{server.address}/api/v1/businesses"
        assert httpx.get(where, headers=headers).status_code == 200
        listed = run("key", "list", "--data", str(data)).stdout
        assert key not in listed
        key_id = listed.splitlines()[-1].split()[0]
        assert run("key", "revoke", key_id, "--data", str(data)).returncode == 0
        assert httpx.get(where, headers=headers).status_code == 401


def test_a_stop_signal_ends_it_with_success_and_a_free_port(data: Path) -> None:
    with serving(data) as server:
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE_S) == 0
        host, port = server.address.removeprefix("http://").split(":")
        with socket.socket() as probe:
            assert probe.connect_ex((host, int(port))) != 0


def assert_one_sentence(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode in (1, 2)
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1, done.stderr
    assert words in lines[0]
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_one_sentence_and_nothing_is_written(data: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        done = run("serve", "--port", port, "--data", str(data))
    assert_one_sentence(done, "cannot listen on")
    assert not data.exists()


def test_a_folder_that_cannot_be_written_is_one_sentence() -> None:
    done = run("serve", "--port", "0", "--data", "/proc/vaani-data")
    assert_one_sentence(done, "The data folder /proc/vaani-data cannot be")


def test_missing_models_are_one_sentence_and_nothing_is_written(data: Path, tmp_path: Path) -> None:
    models = str(tmp_path / "no-models")
    done = run(
        "serve", "--port", "0", "--data", str(data), VAANI_SPEECH__ENGINE="local",
        VAANI_MODELS=models,
    )  # fmt: skip
    assert_one_sentence(done, "vaani models install")
    assert not data.exists()


def test_wrong_settings_are_one_sentence_each(data: Path) -> None:
    done = run("serve", "--data", str(data), VAANI_SERVER__PROT="1", VAANI_LOGGING__LEVEL="loud")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    assert "the nearest is VAANI_SERVER__PORT" in done.stderr
    assert not data.exists()


def test_an_unreachable_database_is_one_sentence(data: Path) -> None:
    done = run(
        "serve", "--port", "0", "--data", str(data),
        DATABASE_URL="postgresql://vaani:hidden@127.0.0.1:1/vaani",
    )  # fmt: skip
    assert_one_sentence(done, "database")
    assert "hidden" not in done.stderr


def test_the_doctor_shows_values_and_what_each_missing_part_costs(
    data: Path, tmp_path: Path
) -> None:
    done = run(
        "doctor", "--data", str(data), "--port", "0", VAANI_SPEECH__ENGINE="local",
        VAANI_MODELS=str(tmp_path / "none"), DEEPGRAM_API_KEY="dg-0123456789abcdef",
        VAANI_CARRIERS__TWILIO__ACCOUNT_SID="AC12",
    )  # fmt: skip
    assert done.returncode == 1
    assert "server.port" in done.stdout
    assert "dg-0123456789abcdef" not in done.stdout
    assert "run `vaani models install`" in done.stdout
    assert "set carriers.twilio.auth_token" in done.stdout
    assert "choose deepgram in speech.hearing" in done.stdout
    assert not data.exists()


def test_the_doctor_is_content_with_a_folder_that_was_served(data: Path) -> None:
    with serving(data):
        pass
    done = run("doctor", "--data", str(data), "--port", "0")
    assert done.returncode == 0, done.stdout
    assert "up to date" in done.stdout


def test_a_business_file_goes_in_and_out_and_a_wrong_one_is_refused_with_every_place(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(
        "slug: shop\nname: Shop\nkind: other\ntimezone: Asia/Kolkata\nlanguages: [en]\n"
        'hours: {mon: [{open: "10:00", close: "20:00"}]}\n'
    )
    assert "right" in run("business", "check", str(file)).stdout
    done = run("business", "import", str(file), "--data", str(data))
    assert done.stdout == "shop: created\n", done.stderr
    again = run("business", "import", str(file), "--data", str(data))
    assert again.stdout == "shop: unchanged\n"
    exported = run("business", "export", "shop", "--data", str(data))
    file.write_text(exported.stdout)
    same = run("business", "import", str(file), "--data", str(data))
    assert same.stdout == "shop: unchanged\n"
    other = f'{exported.stdout}numbers: [{{number: "+919999977600", carrier: plivo}}]\n'
    file.write_text(re.sub(r"(?m)^numbers: \[\]\n", "", other))
    warned = run("business", "check", str(file))
    assert (warned.returncode, "right" in warned.stdout) == (0, True), warned.stderr
    assert "+919999977600 cannot be called" in warned.stderr
    file.write_text("slug: shop\nname: Shop\nkind: castle\ntimezone: Mars\nlanguages: [en]\n")
    wrong = run("business", "import", str(file), "--data", str(data))
    assert wrong.returncode == 2
    assert len(wrong.stderr.splitlines()) >= 2
    assert "timezone" in wrong.stderr
    assert "kind" in wrong.stderr
