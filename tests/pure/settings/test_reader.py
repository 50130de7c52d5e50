"""What an operator notices of the settings: order, names, and errors that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaani.kit.errors import SettingsError
from vaani.settings import FORMER_NAMES, KNOWN, PREFIX, load


def refused(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(environ=environ)
    return caught.value.message.splitlines()


def test_with_nothing_chosen_it_listens_on_this_machine_only() -> None:
    settings = load(environ={}).settings
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8000)
    assert settings.data == Path("data").absolute()
    assert settings.database == f"sqlite+aiosqlite:///{Path('data').absolute()}/vaani.db"


def test_the_profile_beats_the_defaults_and_the_environment_beats_the_profile(
    tmp_path: Path,
) -> None:
    (tmp_path / "vaani.yaml").write_text("server: {port: 9000, host: 0.0.0.0}\n")
    loaded = load(environ={"VAANI_DATA": str(tmp_path), "VAANI_SERVER__PORT": "9001"})
    assert loaded.settings.server.port == 9001
    assert loaded.settings.server.host == "0.0.0.0"
    assert loaded.origins["server.port"] == "VAANI_SERVER__PORT"
    assert loaded.origins["server.host"] == str(tmp_path / "vaani.yaml")


def test_the_command_line_beats_everything(tmp_path: Path) -> None:
    loaded = load({"server.port": 9002, "data": tmp_path}, environ={"VAANI_SERVER__PORT": "9001"})
    assert loaded.settings.server.port == 9002
    assert loaded.settings.data == tmp_path


def test_a_named_profile_is_read_instead_of_the_one_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "vaani.yaml").write_text("server: {port: 1}\n")
    other = tmp_path / "other.yaml"
    other.write_text("server: {port: 2}\n")
    environ = {"VAANI_DATA": str(tmp_path), "VAANI_CONFIG": str(other)}
    assert load(environ=environ).settings.server.port == 2


@pytest.mark.parametrize("path", sorted(KNOWN))
def test_every_setting_says_what_it_means(path: str) -> None:
    assert KNOWN[path].description.endswith((".", "decides."))


@pytest.mark.parametrize(("name", "path"), sorted(FORMER_NAMES.items()))
def test_former_names_lead_to_settings_that_exist(name: str, path: str) -> None:
    assert path in KNOWN, name


def test_names_of_earlier_documents_still_work() -> None:
    settings = load(
        environ={
            "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
            "DATABASE_URL": "postgres://u:p@db/vaani",
            "LOG_LEVEL": "DEBUG",
        }
    ).settings
    token = settings.carriers.twilio.auth_token
    assert token is not None
    assert token.get_secret_value().startswith("0123")
    assert settings.database == "postgresql+asyncpg://u:p@db/vaani"
    assert settings.logging.level == "debug"


def test_the_new_name_wins_over_a_former_one() -> None:
    environ = {"TWILIO_ACCOUNT_SID": "AC1", "VAANI_CARRIERS__TWILIO__ACCOUNT_SID": "AC2"}
    assert load(environ=environ).settings.carriers.twilio.account_sid == "AC2"


def test_a_typing_error_is_named_with_the_nearest_setting() -> None:
    assert refused(VAANI_SERVER__PROT="1") == [
        "There is no setting VAANI_SERVER__PROT; the nearest is VAANI_SERVER__PORT."
    ]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "vaani.yaml").write_text("sever: {port: 1}\ncalls: {limit_seconds: 5}\n")
    problems = refused(
        VAANI_DATA=str(tmp_path),
        VAANI_SERVER__PORT="99999",
        DATABASE_URL="mysql://u:hidden@x/y",
        VAANI_SPEECH__ENGINE="loud",
    )
    text = "\n".join(problems)
    assert len(problems) == 5
    assert "there is no setting `sever.port`; the nearest is server.port" in text
    assert "calls.limit_seconds must be 30 to 14400, and it is '5'" in text
    assert "VAANI_SERVER__PORT must be 0 to 65535, and it is '99999'" in text
    assert "DATABASE_URL must begin with sqlite:// or postgresql://" in text
    assert "hidden" not in text


def test_keys_that_do_not_go_together_are_told_as_a_section_beside_all_others() -> None:
    problems = refused(VAANI_CARRIERS__SIP__PASSWORD="p" * 20, VAANI_SERVER__PORT="x")
    assert len(problems) == 2
    assert "carriers.sip a password goes with a domain and a username" in "\n".join(problems)
    assert "p" * 20 not in "\n".join(problems)


def test_production_is_looked_at_also_beside_a_value_that_is_wrong() -> None:
    problems = refused(
        VAANI_ENVIRONMENT="production", VAANI_SERVER__PORT="x", VAANI_SPEECH__ENGINE="simulated"
    )
    assert len(problems) == 2
    assert "speech.engine must be local or off in production" in problems[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("server: [", "line 1: this is not valid YAML"),
        ("- a\n- b\n", "must hold names and values"),
        ("server: 8000\n", "there is no setting `server`"),
        ("server: {port: {a: 1}}\n", "server.port should be a valid integer"),
        ("server: {port: }\n", "server.port should be a valid integer"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "vaani.yaml").write_text(content)
    problems = refused(VAANI_DATA=str(tmp_path))
    assert len(problems) == 1
    assert said in problems[0]


def test_an_empty_profile_and_empty_sections_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "vaani.yaml").write_text("server:\ncarriers: {}\n")
    loaded = load(environ={"VAANI_DATA": str(tmp_path)})
    assert loaded.settings.server.port == 8000


def test_a_profile_that_is_named_but_missing_is_an_error(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    with pytest.raises(SettingsError, match=r"none\.yaml: the settings file cannot be read"):
        load(config=missing, environ={})


@pytest.mark.parametrize("token", ["changeme", "x" * 32, "short", "password", "your-token-here"])
def test_production_refuses_default_and_weak_secrets(token: str) -> None:
    problems = refused(VAANI_ENVIRONMENT="production", TWILIO_AUTH_TOKEN=token)
    assert problems == [
        "carriers.twilio.auth_token is a default or too short for production: set a random value."
    ]


def test_keys_that_are_too_short_are_refused_before_anything_is_written() -> None:
    assert refused(PHONE_HASH_PEPPER="short", SESSION_SECRET="x" * 31) == [
        "secrets.index_key must be at least 32 characters.",
        "secrets.session_key must be at least 32 characters.",
    ]


def test_production_refuses_speech_that_is_only_simulated() -> None:
    problems = refused(VAANI_ENVIRONMENT="production", VAANI_SPEECH__ENGINE="simulated")
    assert problems == ["speech.engine must be local or off in production: simulated is for tests."]


def test_production_refuses_a_public_address_without_encryption() -> None:
    problems = refused(VAANI_ENVIRONMENT="production", VAANI_PUBLIC_URL="http://example.org")
    assert problems == ["public_url must begin with https:// in production."]


def test_secrets_are_never_shown() -> None:
    token = "0f9d2b7c6a518e4f0f9d2b7c6a518e4f"
    loaded = load(
        environ={"TWILIO_AUTH_TOKEN": token, "DATABASE_URL": "postgresql://u:opensesame@h/d"}
    )
    shown = "\n".join(f"{line.path} {line.value}" for line in loaded.effective())
    assert "carriers.twilio.auth_token (set)" in shown
    assert token not in shown + repr(loaded)
    assert "opensesame" not in shown
    assert len(list(loaded.effective())) == len(KNOWN)


def test_every_setting_can_be_given_by_the_environment() -> None:
    names = {PREFIX + path.replace(".", "__").upper() for path in KNOWN}
    assert {"VAANI_PUBLIC_URL", "VAANI_REDIS_URL", "VAANI_CARRIERS__PLIVO__AUTH_ID"} <= names
    assert {"VAANI_CARRIERS__TELNYX__PUBLIC_KEY", "VAANI_PROVIDERS__OPENAI__MODEL"} <= names
