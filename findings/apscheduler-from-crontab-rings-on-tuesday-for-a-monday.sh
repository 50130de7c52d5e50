#!/usr/bin/env bash
# APScheduler 3.11.3: CronTrigger.from_crontab() takes a line of a crontab, but counts weekdays from
# Monday as 0, where cron has Sunday there: a reminder for Mondays ("1") goes out on Tuesdays, and one for
# Monday to Friday ("1-5") leaves Mondays out and rings on Saturdays. A day of the month beside a
# weekday, of which cron wants either, must both be true: "the 1st and every Monday" is not heard of for
# months. cronsim 2.8, which follows Debian's cron, is shown beside it. Nothing raises.
# Seen after Thursday 6 May 2027, APScheduler / cronsim: Tue 11 / Mon 10; Fri 07 Sat 08 / Fri 07 Mon 10;
# 1 June then 1 February 2028 / 10 May then 17 May
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  APScheduler==3.11.3 tzlocal==5.4.5 tzdata==2026.6 cronsim==2.8
seen=$("$folder/venv/bin/python" - <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from cronsim import CronSim

kolkata = ZoneInfo("Asia/Kolkata")
thursday = datetime(2027, 5, 6, 10, 15, tzinfo=kolkata)


def told(first, second):
    return " ".join(f"{moment:%a-%Y-%m-%d}" for moment in (first, second))


for line in ("30 9 * * 1", "30 9 * * 1-5", "30 9 1 * 1"):
    trigger = CronTrigger.from_crontab(line, timezone=kolkata)
    first = trigger.get_next_fire_time(None, thursday)
    second = trigger.get_next_fire_time(first, first)
    cron = CronSim(line, thursday)
    print(told(first, second), "/", told(next(cron), next(cron)), end="; ")
PY
)
echo "APScheduler 3.11.3: $seen"
wanted="Tue-2027-05-11 Tue-2027-05-18 / Mon-2027-05-10 Mon-2027-05-17; \
Fri-2027-05-07 Sat-2027-05-08 / Fri-2027-05-07 Mon-2027-05-10; \
Tue-2027-06-01 Tue-2028-02-01 / Mon-2027-05-10 Mon-2027-05-17; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
