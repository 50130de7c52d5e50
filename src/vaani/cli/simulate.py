"""Scripted callers as test cases (contracts: scenarios).

One line a case, a table by language and tag, and for a failed case the transcript with the first
wrong turn marked. Exit status 1 when one fails, 2 for wrong files, all errors at once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaani.kit.errors import FileError

if TYPE_CHECKING:
    from vaani.cli.text_desk import Think
    from vaani.testing.scenario_file import ScenarioCase
    from vaani.testing.simulation import Verdict


def simulate(
    paths: Annotated[list[Path], typer.Argument(help="Scenario files or folders.")],
    json_: Annotated[Path | None, typer.Option("--json", help="Write the results here.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Run every case so many times.")] = 1,
    brain: Annotated[str, typer.Option(help="flow (no key, no network) or llm.")] = "flow",
    understanding: Annotated[str, typer.Option(help="rules, or model beside them.")] = "rules",
    audio: Annotated[bool, typer.Option(help="Run the cases as audio.")] = False,
) -> None:
    """Run scripted callers over text calls and judge them by the rows they leave."""
    if audio:
        print("vaani: --audio is not there yet; run the cases over text calls.", file=sys.stderr)
        raise typer.Exit(2)
    raise typer.Exit(asyncio.run(_simulate(paths, json_, repeat, brain, understanding)))


async def _simulate(
    paths: list[Path], target: Path | None, repeat: int, brain: str, understanding: str
) -> int:
    from vaani.bootstrap.brains import open_brains
    from vaani.cli.text_desk import nearest, text_settings
    from vaani.testing.scenario_file import load_scenarios

    problems: list[str] = []
    settings = text_settings(brain, understanding, problems)
    if settings is None:
        raise FileError(problems)
    cases = load_scenarios(paths)
    results: list[list[Verdict]] = []
    async with open_brains(settings, nearest()) as brains:
        for number, case in enumerate(cases, 1):
            _progress(number, len(cases), str(case.case["id"]))
            runs = [await _run(case, brains.think) for _ in range(repeat)]
            results.append(runs)
            _clear()
            _print_case(runs)
    _print_tables(results)
    if target is not None:
        _write(target, results)
    return 0 if all(run.passed for runs in results for run in runs) else 1


def _write(target: Path, results: list[list[Verdict]]) -> None:
    target.write_text(json.dumps(_document(results), ensure_ascii=False, indent=1), "utf-8")


async def _run(scenario: ScenarioCase, think: Think) -> Verdict:
    from vaani.cli.text_desk import scenario_call
    from vaani.testing.simulation import play

    async with scenario_call(scenario, think) as call:

        async def opened(_: dict[str, Any]) -> Any:
            return call

        return await play(scenario.case, opened)


def _progress(number: int, of: int, case_id: str) -> None:
    if sys.stderr.isatty():
        width = 24
        done = number * width // of
        bar = "#" * done + "." * (width - done)
        sys.stderr.write(f"\r[{bar}] {number}/{of} {case_id[:40]:40}")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 80 + "\r")


def _print_case(runs: list[Verdict]) -> None:
    first = next((run for run in runs if not run.passed), runs[0])
    passed = sum(run.passed for run in runs)
    mark = "ok  " if passed == len(runs) else "FAIL"
    times = f" {passed}/{len(runs)}" if len(runs) > 1 else ""
    print(f"{mark} {first.case_id} ({first.language}, {first.turns} turns){times}")
    if first.passed:
        return
    for problem in first.problems:
        print(f"     {problem}")
    for number, (who, text) in enumerate(first.transcript):
        pointer = ">>>" if number == first.wrong_turn else "   "
        print(f" {pointer} {who:9} {text}")


def _print_tables(results: list[list[Verdict]]) -> None:
    for title, groups in (
        ("language", _grouped(results, lambda run: (run.language,))),
        ("tag", _grouped(results, lambda run: run.tags)),
    ):
        print(f"\n{title:24} passed")
        for name in sorted(groups):
            runs = groups[name]
            print(f"{name:24} {sum(run.passed for run in runs)}/{len(runs)}")
    every = [run for runs in results for run in runs]
    print(f"\n{sum(run.passed for run in every)} of {len(every)} passed")


def _grouped(results: list[list[Verdict]], names: Any) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for runs in results:
        for run in runs:
            for name in names(run):
                found.setdefault(name, []).append(run)
    return found


def _document(results: list[list[Verdict]]) -> dict[str, Any]:
    return {
        "passed": sum(run.passed for runs in results for run in runs),
        "total": sum(len(runs) for runs in results),
        "cases": [
            {
                "id": runs[0].case_id,
                "language": runs[0].language,
                "tags": list(runs[0].tags),
                "passed": all(run.passed for run in runs),
                "runs": [
                    {
                        "passed": run.passed,
                        "problems": run.problems,
                        "turns": run.turns,
                        "transcript": [{"who": who, "text": text} for who, text in run.transcript],
                        "final": run.final,
                    }
                    for run in runs
                ],
            }
            for runs in results
        ],
    }
