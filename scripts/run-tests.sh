#!/usr/bin/env bash
# All tests, fast suites first, in one pytest run so that its last line speaks for all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
suites=()
for suite in house pure contract calls wire api e2e; do
  [ -d "tests/$suite" ] && suites+=("tests/$suite")
done
exec .venv/bin/python -m pytest -q --durations=10 "${suites[@]}" "$@"
