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
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  gcsa==2.7.0 beautiful-date==2.3.0 certifi==2026.10.19.post1 cffi==2.1.1 \
  charset-normalizer==3.5.3 cryptography==50.0.2 google-api-core==2.44.0 \
  google-api-python-client==2.202.0 google-auth-httplib2==0.4.4 google-auth-oauthlib==1.5.0 \
  google-auth==2.63.0 googleapis-common-protos==1.76.0 httplib2==0.32.1 idna==3.20 oauthlib==4.0.1 \
  opentelemetry-api==1.45.2 proto-plus==1.29.0 protobuf==7.36.2 pyasn1==0.6.5 \
  pyasn1_modules==0.4.2 pycparser==3.12 pyparsing==3.3.3 python-dateutil==2.9.0.post0 \
  requests-oauthlib==2.0.0 requests==2.34.2 six==1.17.0 typing_extensions==4.16.0 tzlocal==5.4.5 \
  uritemplate==4.2.0 urllib3==2.8.0
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
