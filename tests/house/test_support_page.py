"""The pages that are made from code say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from vaani.settings import KNOWN


@pytest.fixture(scope="module")
def maker(root: Path) -> ModuleType:
    place = root / "scripts" / "support_table.py"
    spec = importlib.util.spec_from_file_location("support_table", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_pages_are_those_that_the_code_gives(maker: ModuleType) -> None:
    for place, text in maker.pages().items():
        assert place.read_text(encoding="utf-8") == text, (
            f"{place.name} is out of date: run `.venv/bin/python scripts/support_table.py`"
        )


def test_every_carrier_provider_and_model_is_on_the_page(maker: ModuleType, root: Path) -> None:
    page = "\n".join(maker.support())
    cards = [*(root / "src/vaani").glob("*/*/quality.yaml")]
    assert len(cards) >= 4
    for card in cards:
        assert f"### {card.parent.name}\n" in page + "\n"
    for model in maker.models():
        assert f"`{model.name}`" in page


def test_every_setting_is_on_the_page_and_those_without_effect_say_so(maker: ModuleType) -> None:
    page = "\n".join(maker.settings())
    for path in KNOWN:
        assert f"`{path}`" in page
    for path in maker.WITHOUT_EFFECT:
        assert any(known.startswith(path) for known in KNOWN), path
    marked = [line for line in page.splitlines() if "(no effect yet)" in line]
    assert any("`redis_url`" in line for line in marked)


def test_a_page_that_is_out_of_date_is_named(
    maker: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:  # fmt: skip
    stale = tmp_path / "support.md"
    stale.write_text("old")
    monkeypatch.setattr(maker, "pages", lambda: {stale: "new"})
    assert maker.main(["--check"]) == 1
    assert "support.md is out of date" in capsys.readouterr().err
    assert stale.read_text() == "old"
    assert maker.main([]) == 0
    assert stale.read_text() == "new"
