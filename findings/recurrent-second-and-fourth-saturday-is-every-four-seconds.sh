#!/usr/bin/env bash
# recurrent 0.4.1 makes a rule of RFC 5545 of a repetition in words. A number that it has no place for
# becomes the interval, and a fraction is dropped. "Every 2nd and 4th saturday", when banks in India are
# closed, is every four seconds of every Saturday; "every monday 7 to 8 pm" is every seventh Monday; "every
# day at 7 and 9" is one day of the year, the ninth; "every half hour" is every hour. Each is a valid
# rule, and "second saturday of every month" alone is right. A reminder is late, or comes all day long.
# Seen: BYDAY=SA;INTERVAL=4;FREQ=SECONDLY BYDAY=MO;INTERVAL=7;FREQ=WEEKLY
# BYYEARDAY=9;BYHOUR=7;BYMINUTE=0;INTERVAL=1;FREQ=YEARLY INTERVAL=1;FREQ=HOURLY BYDAY=2SA;INTERVAL=1;FREQ=MONTHLY
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  setuptools==80.9.0 wheel==0.45.1
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --no-build-isolation \
  --disable-pip-version-check recurrent==0.4.1 parsedatetime==2.6
seen=$("$folder/venv/bin/python" -W ignore - <<'PY'
from datetime import datetime

from recurrent.event_parser import RecurringEvent

said = (
    "every 2nd and 4th saturday", "every monday 7 to 8 pm", "every day at 7 and 9", "every half hour",
    "second saturday of every month",
)
thursday = datetime(2027, 5, 6, 10, 15)
rules = (RecurringEvent(now_date=thursday).parse(words) for words in said)
print(*(rule.removeprefix("RRULE:") for rule in rules))
PY
)
echo "recurrent 0.4.1: $seen"
wanted="BYDAY=SA;INTERVAL=4;FREQ=SECONDLY BYDAY=MO;INTERVAL=7;FREQ=WEEKLY \
BYYEARDAY=9;BYHOUR=7;BYMINUTE=0;INTERVAL=1;FREQ=YEARLY INTERVAL=1;FREQ=HOURLY \
BYDAY=2SA;INTERVAL=1;FREQ=MONTHLY"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
