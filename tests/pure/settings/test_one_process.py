"""A data folder is for one process at a time; the second hears who has it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vaani.bootstrap.holding import FILE_NAME, held, holder, server_name
from vaani.kit.errors import SettingsError


def test_the_second_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with held(tmp_path, "vaani serve"):
        with (
            pytest.raises(SettingsError, match=r"is held by vaani serve \(process \d+, since"),
            held(tmp_path, "vaani serve"),
        ):
            raise AssertionError("both hold it")
        assert (holder(tmp_path) or "").startswith("vaani serve (process ")
    assert holder(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_process_that_was_killed_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("vaani serve (process 1, since ever)")
    assert holder(tmp_path) is None
    with held(tmp_path, "vaani serve"):
        assert "process 1," not in (holder(tmp_path) or "")


def test_a_folder_has_a_name_that_stays_and_a_copy_of_it_has_another(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.mkdir()
    name = server_name(one)
    assert name == server_name(one)
    assert len(name) < 80
    shutil.copytree(one, tmp_path / "copy")
    assert server_name(tmp_path / "copy") != name
