"""Does any request that the API's description allows, or nearly allows, end in an error of ours?

Serves a fresh data folder with the demonstration businesses, lets schemathesis (version pinned in
`WITH`, in a virtual environment of its own) make requests from `/openapi.json`, with an owner's
key, and prints what it found, how many unforeseen errors the server wrote, and whether it still
answers. A 503 that says what is switched off or not set up is counted by it as a server's error.
Usage: api_fuzz.py [--examples 30] [--seed 1] [--checks not_a_server_error,...]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import httpx

from vaani.testing.served import Served, start, vaani

WITH = "schemathesis==4.32.5"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,negative_data_rejection,missing_required_header,"
    "unsupported_method,allow_header_conformance,ignored_auth"
)
SETTINGS = {
    "VAANI_SPEECH__ENGINE": "off",
    "VAANI_SERVER__REQUESTS_PER_MINUTE": "1000000",
    "VAANI_SERVER__ANONYMOUS_PER_MINUTE": "1000000",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=30, help="requests made up per operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checks", default=CHECKS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tool = installed(place / "tool")
        served = start(place / "data", **SETTINGS)
        try:
            run(tool, served, place, asked)
            return judge(served, place)
        finally:
            served.stop()


def installed(place: Path) -> Path:
    """schemathesis in an environment of its own; its program."""
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", WITH], check=True)
    return place / "bin" / "schemathesis"


def run(tool: Path, served: Served, place: Path, asked: argparse.Namespace) -> None:
    """Let it ask; what it prints is printed."""
    made = vaani("key", "create", "--role", "owner", "--data", str(served.data))
    key = subprocess.run(made, check=True, capture_output=True, text=True).stdout.strip()
    command = [
        str(tool), "run", f"{served.url}/openapi.json", "-H", f"Authorization: Bearer {key}",
        "--checks", asked.checks, "--max-examples", str(asked.examples),
        "--seed", str(asked.seed), "--phases", "examples,coverage,fuzzing",
        "--continue-on-failure", "--no-color",
    ]  # fmt: skip
    subprocess.run(command, cwd=place, check=False)


def judge(served: Served, place: Path) -> int:
    """What the server says of it: 0 when nothing was its fault."""
    log = (place / f"{served.data.name}.log").read_text(errors="replace")
    unforeseen = log.count("unforeseen error")
    alive = httpx.get(f"{served.url}/health").status_code == 200
    print(f"unforeseen errors in the server's log: {unforeseen}; it answers: {alive}")
    for line in [one for one in log.splitlines() if "unforeseen error" in one][:5]:
        print(line[:300])
    return 0 if alive and not unforeseen else 1


if __name__ == "__main__":
    sys.exit(main())
