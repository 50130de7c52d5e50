#!/usr/bin/env bash
# ctparse 0.3.6 reads a moment or a span of time. A "pm" behind a span belongs to its end alone: "8-9 pm"
# and "between 7 and 9 pm" begin in the morning, and a slot of an hour or two is one of thirteen or
# fourteen (comtravo/ctparse issue 131). "12 am" and "12:30 am" are noon and half past noon. Hours that
# stand alone with pm are right, so a short test passes. Whoever holds a table for that span blocks it all
# day, and a cab that is called for half past midnight comes for lunch; nothing raises.
# Seen, from Thursday 6 May 2027, 10:15: 8-9 pm 08:00 21:00, between 7 and 9 pm 07:00 21:00,
# 12 am 12:00, 12:30 am 12:30, 8 pm 20:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  ctparse==0.3.6 python-dateutil==2.9.0.post0 regex==2026.11.19 six==1.17.0 tqdm==4.70.1
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
from datetime import datetime

from ctparse import ctparse
from ctparse.types import Interval

now = datetime(2027, 5, 6, 10, 15)
told = []
for said in ("8-9 pm", "between 7 and 9 pm", "12 am", "12:30 am", "8 pm"):
    found = ctparse(said, ts=now, timeout=0).resolution
    ends = (found.t_from, found.t_to) if isinstance(found, Interval) else (found,)
    told.append(" ".join([said, *(f"{one.dt:%H:%M}" for one in ends)]))
print(", ".join(told))
PY
)
echo "ctparse 0.3.6: $seen"
wanted="8-9 pm 08:00 21:00, between 7 and 9 pm 07:00 21:00, 12 am 12:00, 12:30 am 12:30, 8 pm 20:00"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
