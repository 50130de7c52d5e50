"""What is meant by the style is checked by a machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

MOST_LINES = 560
MOST_FUNCTION_LINES = 75
TABLES = {
    "language/number_words.py": "a table of words",
    "dialogue/understanding/tables.py": "a table of phrases",
    "storage/migrations/versions/v0001_first_tables.py": "a table of tables",
    "settings.py": "a table of settings and the reader of it",
}
"""Longer files, with the reason."""


PACED = {"tests/contract/providers/test_transcribers.py": "sends audio as slowly as it is spoken"}
"""Tests that wait for a reason other than hoping."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call as a dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


PYTEST = ("pytest.raises", "pytest.warns", "pytest.fail")


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def conftests(path: Path, root: Path) -> Iterator[ast.Module]:
    """The fixtures and helpers that a test of this file can use."""
    for folder in path.parents:
        if (folder / "conftest.py").is_file():
            yield ast.parse((folder / "conftest.py").read_text(encoding="utf-8"))
        if folder == root / "tests":
            return


def asserting_helpers(trees: Sequence[ast.Module]) -> set[str]:
    """Names of the functions that assert something, themselves or by another of them."""
    found: set[str] = set()
    while True:
        more = {
            one.name
            for tree in trees
            for one in functions(tree)
            if not one.name.startswith("test_") and can_fail(one, found)
        }
        if more <= found:
            return found
        found |= more


def can_fail(function: ast.FunctionDef | ast.AsyncFunctionDef, helpers: set[str]) -> bool:
    """Does its body assert, expect an error, or call a helper that does?"""
    for node in (inner for statement in function.body for inner in ast.walk(statement)):
        if isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant):
            return True
        if isinstance(node, ast.Raise) and "AssertionError" in ast.unparse(node):
            return True
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            name = called.rpartition(".")[2]
            if called in PYTEST or name in helpers or name.startswith(("check_", "expect_")):
                return True
    return False


def test_only_the_storage_session_commits(modules: Any) -> None:
    allowed = {"storage/session.py", "storage/migrations/env.py", "storage/migrate.py"}
    guilty = [
        f"{module.path}:{call.lineno}"
        for module in modules
        for name, call in calls(module.tree)
        if re.search(r"(session|connection|conn|work|unit)\.commit$", name)
        and module.path not in allowed
    ]
    assert guilty == []


def test_queries_stand_only_in_repositories_and_storage(modules: Any) -> None:
    guilty = []
    for module in modules:
        if module.path.startswith("storage/") or module.path.endswith("repository.py"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                names = {alias.name for alias in node.names} & {
                    "select",
                    "insert",
                    "update",
                    "delete",
                }
                guilty += [f"{module.path}:{node.lineno} {name}" for name in names]
    assert guilty == []


def test_the_environment_is_read_only_by_the_settings(modules: Any) -> None:
    guilty = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if module.path not in ("settings.py",) and not module.path.startswith("testing/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in ("os.environ", "os.getenv", "os.putenv")
    ]
    allowed = {
        # A child process gets a clean environment; nothing is chosen by it.
        "providers/local/espeak.py", "providers/local/fetch.py", "providers/local/sources.py",
    }  # fmt: skip
    assert [place for place in guilty if place.split(":")[0] not in allowed] == []


def test_nothing_prints_but_the_command_line(modules: Any) -> None:
    guilty = [
        f"{module.path}:{call.lineno}"
        for module in modules
        if not module.path.startswith("cli/")
        for name, call in calls(module.tree)
        if name == "print"
    ]
    assert guilty == []


def test_logs_name_no_caller(modules: Any) -> None:
    forbidden = {"phone", "caller", "name", "text", "transcript", "words", "number", "token", "key"}
    guilty = []
    for module in modules:
        for name, call in calls(module.tree):
            if not re.match(r"^_?log(ger)?\.(debug|info|warning|error|exception)$", name):
                continue
            used = {keyword.arg for keyword in call.keywords}
            for keyword in call.keywords:
                if keyword.arg == "extra" and isinstance(keyword.value, ast.Dict):
                    used |= {ast.literal_eval(k) for k in keyword.value.keys if k is not None}
            guilty += [f"{module.path}:{call.lineno} {word}" for word in used & forbidden]
    assert guilty == []


def test_every_module_says_which_question_it_settles(modules: Any) -> None:
    silent = [
        module.path
        for module in modules
        if module.text.strip() and ast.get_docstring(module.tree) is None
    ]
    assert silent == []


def test_files_and_functions_stay_readable(modules: Any) -> None:
    long = [
        f"{module.path}: {len(module.text.splitlines())} lines"
        for module in modules
        if len(module.text.splitlines()) > MOST_LINES and module.path not in TABLES
    ]
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno
                if size > MOST_FUNCTION_LINES and module.path not in TABLES:
                    long.append(f"{module.path}:{node.name} {size} lines")
    assert long == []


def test_every_carrier_and_vendor_carries_a_quality_card(root: Path) -> None:
    for room in ("telephony", "providers"):
        folders = [p for p in (root / "src/vaani" / room).iterdir() if (p / "__init__.py").exists()]
        assert folders
        for folder in folders:
            card = yaml.safe_load((folder / "quality.yaml").read_text())
            flat = card.get("qualities", card) if isinstance(card, dict) else {}
            verdicts = [value for value in flat.values() if isinstance(value, str)]
            assert verdicts, folder
            for verdict in verdicts:
                if "exempt" in verdict:
                    assert len(verdict.split(":", 1)[1].strip()) > 5, (folder, verdict)


def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    )
    return [root / line for line in listed.stdout.splitlines() if (root / line).is_file()]


def test_no_lock_or_configuration_names_an_index_address(root: Path) -> None:
    guilty = []
    for path in tracked(root):
        if "lock" in path.name or path.name in ("pyproject.toml", ".npmrc", "Makefile"):
            text = path.read_text(encoding="utf-8")
            guilty += [path.name for line in text.splitlines() if re.search(r"https?://", line)]
            assert "--index-url" not in text
            assert path.name != "uv.lock"
    assert guilty == []


def test_what_is_fetched_to_be_run_is_pinned_by_hash(root: Path) -> None:
    for name in ("requirements-uv.lock", "src/vaani/providers/local/node.lock"):
        pinned = (root / name).read_text(encoding="utf-8")
        assert re.match(r"[a-z-]+==\d[\d.]+ \\\n", pinned), name
        assert pinned.count("--hash=sha256:") > 5, name
    for path in tracked(root):
        if path.name == "Makefile" or path.parent == root / "scripts":
            lines = path.read_text(encoding="utf-8").splitlines()
            bare = [line for line in lines if re.search(r"pip install(?!.*--require-hashes)", line)]
            assert [
                line for line in bare if "UV :=" not in line and "--no-deps -e" not in line
            ] == []


def test_no_tracked_file_is_large_or_holds_a_path_of_a_machine(root: Path) -> None:
    machine = re.compile(r"/(?:work|root|home/[a-z]+)/(?:main|shared|\.)")
    for path in tracked(root):
        assert path.stat().st_size < 1_000_000, path
        if path.suffix in (".py", ".md", ".yaml", ".toml", ".sh", ".html", ".js"):
            text = path.read_text(encoding="utf-8")
            assert not machine.search(text) or path.name == "test_rules.py", path


def test_tests_do_not_sleep_and_each_can_fail(root: Path) -> None:
    sleeping, empty = [], []
    for path in sorted((root / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, call in calls(tree):
            if name in ("time.sleep", "asyncio.sleep") and ast.unparse(call.args[0]) != "0":
                place = str(path.relative_to(root))
                sleeping += [f"{place}:{call.lineno}"] if place not in PACED else []
        helpers = asserting_helpers([tree, *conftests(path, root)])
        empty += [
            f"{path.relative_to(root)}:{test.name}"
            for test in functions(tree)
            if test.name.startswith("test_") and not can_fail(test, helpers)
        ]
    assert sleeping == []
    assert empty == []


@pytest.mark.parametrize(
    ("body", "can"),
    [
        ("pass", False), ("'assert nothing'", False), ("assert True", False),
        ("call_is_answered('assert')", False), ("greets()", False), ("line.fail()", False),
        ("assert answered", True), ("with pytest.raises(ValueError): answer()", True),
        ("async with a, pytest.warns(UserWarning): answer()", True), ("pytest.fail('no')", True),
        ("await check_answer(call)", True), ("call.expect_words('hello')", True),
        ("say_so()", True), ("for one in calls:\n        assert one", True),
    ],
)  # fmt: skip
def test_a_test_whose_name_alone_asserts_is_found_out(body: str, can: bool) -> None:
    tree = ast.parse(
        "def holds(call): assert call\ndef say_so(): holds(1)\ndef greets(): pass\n"
        f"async def test_assert_that_it_raises_as_expected():\n    {body}\n"
    )
    test = next(one for one in functions(tree) if one.name.startswith("test_"))
    assert can_fail(test, asserting_helpers([tree])) is can


def test_the_readme_names_only_what_make_can_do(root: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    for page in [
        root / "README.md",
        root / "CONTRIBUTING.md",
        *sorted((root / "docs").rglob("*.md")),
    ]:
        if page.exists():
            named = set(re.findall(r"`make ([a-z]+)`", page.read_text(encoding="utf-8")))
            assert named <= targets, (page.name, named - targets)


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    broken = []
    for page in [*root.glob("*.md"), *sorted((root / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.name} -> {target}")
    assert broken == []


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "Makefile", ".ci/run"])
def test_the_ground_is_there(root: Path, name: str) -> None:
    assert (root / name).stat().st_size > 100
