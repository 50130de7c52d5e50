#!/usr/bin/env bash
# The npm package rrule 2.8.1 ends a series of half hours on one weekday after its first day: of seven
# slots on Wednesdays from ten to twelve it gives four, those of the first Wednesday, and no error.
# RFC 5545 has COUNT bound the series, and python-dateutil 2.9.0.post0, which rrule is a port of, gives
# all seven. Without BYDAY, or by the hour instead of by the minute, rrule gives them all as well, so a
# test of the usual rules shows nothing. From the second week on the practice has no free hour.
# Seen: rrule 05T10:00 05T10:30 05T11:00 05T11:30; hourly 05T10:00 05T11:00 12T10:00 12T11:00;
# dateutil 05T10:00 05T10:30 05T11:00 05T11:30 12T10:00 12T10:30 12T11:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check \
  python-dateutil==2.9.0.post0 six==1.17.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts rrule@2.8.1 tslib@2.8.1 >log
first="DTSTART:20270505T100000Z"
slots="RRULE:FREQ=MINUTELY;INTERVAL=30;BYHOUR=10,11;BYDAY=WE;COUNT=7"
hours="RRULE:FREQ=HOURLY;BYHOUR=10,11;BYDAY=WE;COUNT=4"
cat >series.js <<'JS'
const { rrulestr } = require("rrule");

const days = rrulestr(process.argv.slice(2).join("\n")).all();
console.log(days.map((day) => day.toISOString().slice(8, 16)).join(" "));
JS
seen="rrule $(node series.js "$first" "$slots"); hourly $(node series.js "$first" "$hours")"
seen="$seen; dateutil $("$folder/venv/bin/python" - "$first" "$slots" <<'PY'
import sys

from dateutil.rrule import rrulestr

print(*(f"{day:%dT%H:%M}" for day in rrulestr("\n".join(sys.argv[1:]))))
PY
)"
echo "rrule 2.8.1: $seen"
wanted="rrule 05T10:00 05T10:30 05T11:00 05T11:30; hourly 05T10:00 05T11:00 12T10:00 12T11:00; \
dateutil 05T10:00 05T10:30 05T11:00 05T11:30 12T10:00 12T10:30 12T11:00"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
