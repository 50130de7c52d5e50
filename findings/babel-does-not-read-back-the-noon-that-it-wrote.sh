#!/usr/bin/env bash
# babel 2.16.0 has parse_time() beside format_time(). It reads "pm" as twelve hours more and "am" as
# none less: half past midnight comes back as half past noon, without an error, and half past noon as an
# hour that does not exist. The other 22 hours of the day are read as they were written. Opening hours
# that somebody types as "12:00 pm" are refused, and "12:30 am" is open at lunch.
# Seen, format_time() short in en_IN read back: 0:30 is written 12:30 am and read 12:30, 12:30 is ValueError;
# 22 hours alike; the same in hi_IN
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check babel==2.16.0
seen=$("$folder/venv/bin/python" - <<'PY'
from datetime import time

from babel.dates import format_time, parse_time

for place in ("en_IN", "hi_IN"):
    alike = 0
    for hour in range(24):
        written = format_time(time(hour, 30), "short", locale=place)
        try:
            read = f"{parse_time(written, locale=place):%H:%M}"
        except ValueError as error:
            read = type(error).__name__
        if read == f"{hour:02}:30":
            alike += 1
        else:
            print(hour, read, end=", ")
    print("alike", alike, end="; ")
PY
)
echo "babel 2.16.0: $seen"
wanted="0 12:30, 12 ValueError, alike 22; 0 12:30, 12 ValueError, alike 22; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
