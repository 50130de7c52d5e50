#!/usr/bin/env bash
# All tests; the last line speaks for all of them. Compiled files are kept: the tests start hundreds
# of processes, and each would compile every library again.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE
exec .venv/bin/python scripts/run_tests.py "$@"
