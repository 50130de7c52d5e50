"""The scaffold of a vendor lays out what the house asks of one, and overwrites nothing."""

from __future__ import annotations

import importlib.util
from inspect import isfunction
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from vaani.providers.stt_wire import RecogniserWire


@pytest.fixture(scope="module")
def scaffold(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("new", root / "scripts" / "new_provider.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_new_vendor_has_a_card_and_every_method_of_the_wire(
    scaffold: ModuleType, tmp_path: Path
) -> None:
    assert scaffold.main(["acme_voice"], tmp_path) == 0
    folder = tmp_path / "src" / "vaani" / "providers" / "acme_voice"
    card = yaml.safe_load((folder / "quality.yaml").read_text())
    assert "hearing" not in card, "nobody can choose it yet"
    names: dict[str, object] = {}
    exec((folder / "wire.py").read_text(), names)
    wire = names["AcmeVoiceWire"]
    wanted = [name for name, made in vars(RecogniserWire).items() if isfunction(made)]
    for name in (*RecogniserWire.__annotations__, *(n for n in wanted if n[0] != "_")):
        assert hasattr(wire, name), name


@pytest.mark.parametrize("name", ["", "Acme", "../x", "9lives", "a b"])
def test_what_is_no_name_is_refused(scaffold: ModuleType, tmp_path: Path, name: str) -> None:
    assert scaffold.main([name], tmp_path) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_left_alone(scaffold: ModuleType, tmp_path: Path) -> None:
    assert scaffold.main(["acme"], tmp_path) == 0
    assert scaffold.main(["acme"], tmp_path) == 2
