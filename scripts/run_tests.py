"""Do all tests pass? Two runs, one verdict: the last line counts both, any failure is the whole's.

What computes, or waits for programs that it started, runs in two processes, each test file whole in
one of them. Spoken calls with the local models come afterwards and alone: they need both cores to
answer in time. Arguments are handed to pytest in both runs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
BESIDE_EACH_OTHER = ("wire", "api", "contract", "calls", "house", "pure")
"""Those with the longest files first, so that both processes end at about the same time."""
ALONE = ("e2e",)
TWO = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
NOTHING_CHOSEN = 5
"""pytest's exit status when the arguments chose no test of these folders."""


def run(suites: tuple[str, ...], options: tuple[str, ...], report: Path) -> int:
    """One pytest run over some folders of tests/; its exit status."""
    folders = [f"tests/{suite}" for suite in suites if (ROOT / "tests" / suite).is_dir()]
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", f"--junitxml={report}"]
    done = subprocess.run([*command, *options, *folders, *sys.argv[1:]], cwd=ROOT, check=False)
    return done.returncode


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
    statuses: list[int] = []
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number, (suites, options) in enumerate(((BESIDE_EACH_OTHER, TWO), (ALONE, ()))):
            report = Path(folder) / f"{number}.xml"
            statuses.append(run(suites, options, report))
            total += counted(report)
    broken = [status for status in statuses if status not in (0, NOTHING_CHOSEN)]
    failed = total["failed"] or len(broken)
    sys.stdout.write(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped\n")
    return 1 if failed or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
