#!/usr/bin/env bash
# gcsa 2.7.0 (Google Calendar) checks the zones of the moments that bound or interrupt a series and then
# writes their clocks alone. UNTIL given as 20:30 in Kolkata is 20:30Z; UNTIL given as a date is that
# day's midnight in UTC, so a series that is said to run until the 10th has no 10th. exclude_times()
# puts the zone asked for beside the clock of another: the day off is not excluded, as nothing starts
# then. A practitioner stays bookable on his day off and is not on his last one; nothing raises.
# Seen: 20270510T203000Z 20270510T000000Z TZID=UTC:20270507T203000; evenings 06 07 08 09
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check gcsa==2.7.0 \
  python-dateutil==2.9.0.post0
seen=$("$folder/venv/bin/python" - <<'PY'
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from gcsa.recurrence import DAILY, Recurrence

kolkata = ZoneInfo("Asia/Kolkata")
moment = Recurrence.rule(freq=DAILY, until=datetime(2027, 5, 10, 20, 30, tzinfo=kolkata))
day = Recurrence.rule(freq=DAILY, until=date(2027, 5, 10))
off = Recurrence.exclude_times(datetime(2027, 5, 7, 20, 30, tzinfo=kolkata), timezone="UTC")
evenings = rrulestr(day, dtstart=datetime(2027, 5, 6, 20, 30, tzinfo=kolkata))
print(
    *(rule.split("UNTIL=")[1].split(";")[0] for rule in (moment, day)), off.removeprefix("EXDATE;"),
    end="; ",
)
print("evenings", *(f"{evening:%d}" for evening in evenings))
PY
)
echo "gcsa 2.7.0: $seen"
wanted="20270510T203000Z 20270510T000000Z TZID=UTC:20270507T203000; evenings 06 07 08 09"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
