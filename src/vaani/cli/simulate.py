"""Scripted callers as test cases (contracts: scenarios).

Over text calls, or spoken over the telephone wire (`--audio`). One line a case, a table by language
and tag, and for a failed case the transcript with the first wrong turn marked. Exit status 1 when
one fails, 2 for wrong files, all errors at once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vaani.kit.errors import FileError

if TYPE_CHECKING:
    from vaani.settings import Settings
    from vaani.testing.scenario_file import ScenarioCase
    from vaani.testing.simulation import PlayedCall, Verdict

    CallOf = Callable[[ScenarioCase], AbstractAsyncContextManager[PlayedCall]]


def simulate(
    paths: Annotated[list[Path], typer.Argument(help="Scenario files or folders.")],
    json_: Annotated[Path | None, typer.Option("--json", help="Write the results here.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Run every case so many times.")] = 1,
    case: Annotated[
        list[str] | None, typer.Option(help="Only the case of this id; repeat.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only cases with this tag; repeat.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Only cases in en, hi, hi-Latn or hinglish; repeat.")
    ] = None,
    brain: Annotated[str, typer.Option(help="flow (no key, no network) or llm.")] = "flow",
    understanding: Annotated[str, typer.Option(help="rules, or model beside them.")] = "rules",
    audio: Annotated[
        bool, typer.Option("--audio", help="Spoken, over the telephone wire, in real time.")
    ] = False,
) -> None:
    """Run scripted callers and judge them by the rows they leave."""
    wanted = Wanted(frozenset(case or ()), frozenset(tag or ()), frozenset(language or ()))
    ran = _simulate(paths, wanted, json_, repeat, (brain, understanding), audio)
    raise typer.Exit(asyncio.run(ran))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are run; an empty set asks for nothing."""

    ids: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def of(self, cases: list[ScenarioCase]) -> list[ScenarioCase]:
        """The cases that fit. Raises FileError for what no case has, and when none fits."""
        problems = [
            *_unknown("--case", self.ids, {str(one.case["id"]) for one in cases}),
            *_unknown(
                "--tag", self.tags, {tag for one in cases for tag in one.case.get("tags", ())}
            ),
            *_unknown("--language", self.languages, {_language(one) for one in cases}),
        ]
        found = [one for one in cases if self._fits(one)]
        if not found and not problems:
            problems.append("no case has all that was asked for")
        if problems:
            raise FileError(problems)
        return found

    def _fits(self, one: ScenarioCase) -> bool:
        return (
            (not self.ids or one.case["id"] in self.ids)
            and (not self.tags or not self.tags.isdisjoint(one.case.get("tags", ())))
            and (not self.languages or _language(one) in self.languages)
        )


def _language(one: ScenarioCase) -> str:
    return str(one.case.get("language", "en"))


def _unknown(option: str, asked: frozenset[str], known: set[str]) -> list[str]:
    return [f"{option}: no case has {name}" for name in sorted(asked - known)]


async def _simulate(
    paths: list[Path],
    wanted: Wanted,
    target: Path | None,
    repeat: int,
    talkers: tuple[str, str],
    audio: bool,
) -> int:
    from vaani.cli.text_desk import text_settings
    from vaani.testing.scenario_file import load_scenarios

    problems: list[str] = []
    settings = text_settings(*talkers, problems)
    if settings is None:
        raise FileError(problems)
    cases = wanted.of(load_scenarios(paths))
    results: list[list[Verdict]] = []
    async with _calls(settings, cases, audio) as open_call:
        for number, case in enumerate(cases, 1):
            _progress(number, len(cases), str(case.case["id"]))
            runs = [await _run(case, open_call) for _ in range(repeat)]
            results.append(runs)
            _clear()
            _print_case(runs)
    _print_tables(results)
    if target is not None:
        _write(target, results)
    return 0 if all(run.passed for runs in results for run in runs) else 1


@asynccontextmanager
async def _calls(
    settings: Settings, cases: list[ScenarioCase], audio: bool
) -> AsyncIterator[CallOf]:
    """What opens the calls: in text, or with a server and a voice for each."""
    if not audio:
        from vaani.bootstrap.brains import open_brains
        from vaani.cli.text_desk import nearest, scenario_call

        async with open_brains(settings, nearest()) as brains:
            yield lambda case: scenario_call(case, brains.think)
        return
    from vaani.api.logs import configure
    from vaani.cli.audio_desk import open_studio

    configure("error", settings.logging.format, redacted=settings.privacy.redact_logs)
    _progress(0, len(cases), "loading the speech models")
    async with open_studio(settings, cases) as studio:
        yield studio.call


def _write(target: Path, results: list[list[Verdict]]) -> None:
    target.write_text(json.dumps(_document(results), ensure_ascii=False, indent=1), "utf-8")


async def _run(scenario: ScenarioCase, open_call: CallOf) -> Verdict:
    from vaani.testing.simulation import play

    async with open_call(scenario) as call:

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
    print(f"{mark} {first.case_id} ({first.language}, {first.turns} turns){times}", flush=True)
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
