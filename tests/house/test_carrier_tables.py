"""A carrier with a card stands in every table; a new one is written so that these tests fail."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from vaani.bootstrap.carriers import DRIVERS
from vaani.cli.doctor_carriers import NEEDED
from vaani.settings import KNOWN
from vaani.telephony.registry import cards
from vaani.testing.all_sides import sides
from vaani.testing.dialects import CARRIERS
from vaani.testing.lines import LINES

BY_TELEPHONE = sorted(name for name, card in cards().items() if card.by_telephone)
OVER_SOCKETS = sorted({*BY_TELEPHONE} - {"asterisk", "sip"})
"""Asterisk speaks plain TCP, SIP its own protocols: they have suites of their own."""


def test_every_carrier_has_a_driver_settings_and_a_doctor() -> None:
    assert sorted(DRIVERS) == BY_TELEPHONE, "add it to the table in bootstrap/carriers.py"
    assert sorted({*NEEDED, "twilio"}) == BY_TELEPHONE, "add it to cli/doctor_carriers.py"
    for name in BY_TELEPHONE:
        assert any(path.startswith(f"carriers.{name}.") for path in KNOWN), "carrier_settings.py"


def test_every_carrier_has_a_far_end_for_the_shared_suites() -> None:
    assert sorted(LINES) == OVER_SOCKETS, "add it to testing/lines.py"
    assert sorted(CARRIERS) == OVER_SOCKETS, "add its dialect to testing/dialects.py"
    assert sorted(sides()) == OVER_SOCKETS, "add its half to testing/carrier_side.py"


def test_no_carrier_may_know_another(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    (modules,) = (
        one["modules"] for one in contracts["contracts"] if one["name"].startswith("carriers")
    )
    wanted = {f"vaani.telephony.{name}" for name in cards()}
    assert set(modules) == wanted, "add it to the independence contract in pyproject.toml"


def test_every_address_of_a_driver_is_on_its_card() -> None:
    for name in BY_TELEPHONE:
        assert {"voice", "status"} <= cards()[name].routes or cards()[name].can("own_port")


@pytest.fixture
def maker(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("new_carrier", root / "scripts/new_carrier.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_new_carrier_is_whole_and_clean_and_its_tables_are_named(
    maker: ModuleType, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(
        root / "src" / "vaani" / "telephony", tmp_path / "src" / "vaani" / "telephony",
        ignore=shutil.ignore_patterns("__pycache__"),
    )  # fmt: skip
    (tmp_path / "src" / "vaani" / "__init__.py").touch()
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "docs" / "carriers").mkdir(parents=True)
    made = maker.write("acme", tmp_path)
    assert len(made) == 6
    code = [str(place) for place in made if place.suffix == ".py"]
    ruff = str(Path(sys.executable).with_name("ruff"))
    for step in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [ruff, *step, *code], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
    with pytest.raises(FileExistsError):
        maker.write("acme", tmp_path)


@pytest.mark.parametrize("name", ["", "Acme", "a", "a-b", "../x", "1a"])
def test_a_name_that_cannot_be_a_folder_is_refused(maker: ModuleType, name: str) -> None:
    with pytest.raises(ValueError):
        maker.write(name)
