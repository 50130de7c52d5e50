#!/usr/bin/env bash
# The npm package ical.js 2.2.1 expands the rules of calendars. Of a series on one weekday of the month at
# two hours, a camp on each second Saturday at nine and at five, it gives one occurrence too many in each
# later month: the first of the month at the second hour, whichever weekday that is. With COUNT the series
# ends too early for it. rrule-temporal 2.2.8 and python-dateutil 2.9.0.post0 give Saturdays alone. With
# one hour, or with BYMONTHDAY, ical.js is right. The practice is blocked, or rings, on a day that is none.
# Seen, COUNT=6: ical.js 09T09 09T17 01T17! 13T09 13T17 01T17!, rrule-temporal and dateutil
# 09T09 09T17 13T09 13T17 13T09 13T17; one hour alike
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  python-dateutil==2.9.0.post0 six==1.17.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts ical.js@2.2.1 rrule-temporal@2.2.8 \
  @js-temporal/polyfill@0.5.1 jsbi@4.3.2 >log
cat >camp.mjs <<'JS'
import ICAL from "ical.js";
import { RRuleTemporal } from "rrule-temporal";
const camp = "FREQ=MONTHLY;BYDAY=2SA;BYHOUR=9,17;COUNT=6";
const icalJs = (rule) => {
  const found = [];
  const series = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateTimeString("2027-01-09T09:00:00"));
  for (let one = series.next(); one; one = series.next())
    found.push(one.toString().slice(8, 13) + (one.dayOfWeek() === ICAL.Time.SATURDAY ? "" : "!"));
  return found.join(" ");
};
const temporal = (rule) =>
  new RRuleTemporal({ rruleString: `DTSTART;TZID=Asia/Kolkata:20270109T090000\nRRULE:${rule}` })
    .all().map((one) => one.toPlainDateTime().toString().slice(8, 13)).join(" ");
const once = camp.replace("9,17", "9");
console.log(`ical.js ${icalJs(camp)}; rrule-temporal ${temporal(camp)}; one hour ${icalJs(once) === temporal(once)}`);
JS
seen=$(node camp.mjs)
seen+="; dateutil $("$folder/venv/bin/python" -c '
from datetime import datetime
from dateutil.rrule import rrulestr
rule = rrulestr("FREQ=MONTHLY;BYDAY=2SA;BYHOUR=9,17;COUNT=6", dtstart=datetime(2027, 1, 9, 9))
print(*(f"{one:%dT%H}" for one in rule))')"
echo "ical.js 2.2.1: $seen"
wanted="ical.js 09T09 09T17 01T17! 13T09 13T17 01T17!; rrule-temporal 09T09 09T17 13T09 13T17 13T09 13T17; \
one hour true; dateutil 09T09 09T17 13T09 13T17 13T09 13T17"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
