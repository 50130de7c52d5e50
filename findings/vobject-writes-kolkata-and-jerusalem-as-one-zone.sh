#!/usr/bin/env bash
# vobject 0.9.9 names a zone by its abbreviation when it writes a calendar, and puts one definition in for
# each name. Kolkata, Jerusalem and Dublin are all IST: in a calendar with events in two of them both
# say TZID=IST, and the one definition is that of the event that was added first. The moments are then
# other ones: an appointment at 18:30 in Kolkata comes back three and a half hours late behind one in
# Jerusalem, and the one in Jerusalem is early where Kolkata stands first. Nothing raises.
# Seen, the event in Kolkata of 6 January 2027, read back in UTC by icalendar 7.3.2: alone 13:00, after
# one in Jerusalem 16:30, after one in Dublin 18:30; the only TZID in each file is IST
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  vobject==0.9.9 icalendar==7.3.2 python-dateutil==2.9.0.post0 pytz==2026.6 six==1.17.0 tzdata==2026.6 \
  typing_extensions==4.16.0
cat >"$folder/zones.py" <<'PY'
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import vobject

calendar = vobject.iCalendar()
for zone in sys.argv[1:]:
    event = calendar.add("vevent")
    event.add("summary").value = zone
    event.add("dtstart").value = datetime(2027, 1, 6, 18, 30, tzinfo=ZoneInfo(zone))
read = icalendar.Calendar.from_ical(calendar.serialize())
last = read.walk("VEVENT")[-1]
names = {event["DTSTART"].params["TZID"] for event in read.walk("VEVENT")}
print(f"{last['DTSTART'].dt.astimezone(UTC):%H:%M}", *names)
PY
seen=""
for before in "" Asia/Jerusalem Europe/Dublin; do
  # shellcheck disable=SC2086
  seen="$seen$("$folder/venv/bin/python" "$folder/zones.py" $before Asia/Kolkata); "
done
echo "vobject 0.9.9: $seen"
[ "$seen" = "13:00 IST; 16:30 IST; 18:30 IST; " ] || { echo "the behaviour changed" >&2; exit 1; }
