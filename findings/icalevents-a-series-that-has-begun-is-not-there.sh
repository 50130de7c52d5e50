#!/usr/bin/env bash
# icalevents 0.3.1: events(start=..., end=...) gives the single events that overlap the window, but of a
# series only the occurrences that begin in it. Asked for 12:00 to 13:00, an appointment from 11:00 to
# 15:00 is there, and the same hours as a daily series are not; a leave of ten days that recurs is
# missing on all but its first day. Who asks so whether a slot is free books over them; nothing raises.
# Seen for noon of 5 May 2027: single 11:00-15:00, series nothing; for the whole day: both 11:00-15:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  icalevents==0.3.1 icalendar==7.3.2 python-dateutil==2.9.0.post0 pytz==2026.6 six==1.17.0 \
  typing_extensions==4.16.0 tzdata==2026.6 urllib3==2.8.0
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
from datetime import datetime

from icalevents.icalevents import events


def told(first_day, rule, start, end):
    """Clocks of what is found in a calendar with one entry from 11:00 to 15:00 UTC."""
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", "BEGIN:VEVENT", "UID:1",
        "DTSTAMP:20270101T000000Z", "SUMMARY:busy", f"DTSTART:{first_day}T110000Z",
        f"DTEND:{first_day}T150000Z", *rule, "END:VEVENT", "END:VCALENDAR", "",
    )
    found = events(string_content="\r\n".join(lines).encode(), start=start, end=end)
    return " ".join(f"{one.start:%H:%M}-{one.end:%H:%M}" for one in found) or "nothing"


noon = (datetime(2027, 5, 5, 12), datetime(2027, 5, 5, 13))
day = (datetime(2027, 5, 5), datetime(2027, 5, 5, 23))
for window in (noon, day):
    print("single", told("20270505", (), *window), end=", ")
    print("series", told("20270504", ("RRULE:FREQ=DAILY;COUNT=3",), *window), end="; ")
PY
)
echo "icalevents 0.3.1: $seen"
wanted="single 11:00-15:00, series nothing; single 11:00-15:00, series 11:00-15:00; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
