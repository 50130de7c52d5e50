"""Do all tests pass? Two runs, one verdict: the last line counts both, any failure is the whole's.

What computes, or waits for programs that it started, runs in two processes, each test file whole in
one of them. What works with the local models comes afterwards and alone: it needs both cores to
answer in time. Arguments are handed to pytest in both runs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
ALONE = ("tests/contract/providers", "tests/e2e")
LONGEST_FIRST = ("wire", "api", "contract", "calls")
"""Suites that begin, so that both processes end at about the same time; the others follow."""
TWO = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
NOTHING_CHOSEN = 5
"""pytest's exit status when the arguments chose no test of these folders."""


def run(folders: Sequence[str], options: Sequence[str], report: Path) -> int:
    """One pytest run over some folders; its exit status."""
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", f"--junitxml={report}"]
    done = subprocess.run([*command, *options, *folders, *sys.argv[1:]], cwd=ROOT, check=False)
    return done.returncode


def beside_each_other() -> list[str]:
    """Every folder of tests/, of which those in `ALONE` are left out."""
    found = [each.name for each in sorted((ROOT / "tests").iterdir()) if each.is_dir()]
    named = [name for name in LONGEST_FIRST if name in found]
    every = [f"tests/{name}" for name in (*named, *(each for each in found if each not in named))]
    return sorted(set(every) - set(ALONE), key=every.index)


def counted(report: Path) -> Counter[str]:
    """How many passed, failed (errors too) and were skipped, by a run's report."""
    found: Counter[str] = Counter()
    if not report.exists():
        return found
    for suite in ET.parse(report).iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        found["failed"] += failed
        found["skipped"] += skipped
        found["passed"] += int(suite.get("tests", 0)) - failed - skipped
    return found


def main() -> int:
    """0: everything passed and something ran."""
    left_out = tuple(f"--ignore={folder}" for folder in ALONE)
    runs = ((beside_each_other(), (*TWO, *left_out)), (ALONE, ()))
    statuses: list[int] = []
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number, (folders, options) in enumerate(runs):
            report = Path(folder) / f"{number}.xml"
            statuses.append(run(folders, options, report))
            total += counted(report)
    broken = [status for status in statuses if status not in (0, NOTHING_CHOSEN)]
    failed = total["failed"] or len(broken)
    sys.stdout.write(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped\n")
    return 1 if failed or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
