#!/usr/bin/env bash
# The npm package ics 3.12.0 takes a start as local clock and writes it in UTC, its default; the rule of
# the series beside it is written as it was given. In India every hour before 05:30 is the day before in
# UTC: of a class on Mondays at five the file starts on a Sunday evening and repeats on Mondays in UTC,
# which are Tuesdays at five. In zones with summer time the same series moves by an hour at the change.
# Single events are right, nothing raises, and whoever imports the file comes on another day.
# Seen, read back with ical.js 2.2.1: Kolkata DTSTART:20270502T233000Z Tue 05:00 Tue 05:00 Tue 05:00;
# Berlin DTSTART:20270322T170000Z Mon 18:00 Mon 19:00 Mon 19:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts ics@3.12.0 nanoid@3.3.20 \
  runes2@1.1.10 yup@1.7.1 property-expr@2.0.6 tiny-case@1.0.3 toposort@2.0.2 type-fest@2.19.0 \
  ical.js@2.2.1 >log
cat >series.mjs <<'JS'
import ICAL from "ical.js";
import { createEvent } from "ics";

const [, , city, ...start] = process.argv;
const { error, value } = createEvent({
  title: "Class", start: start.map(Number), duration: { hours: 1 },
  recurrenceRule: "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
});
if (error) throw error;
const event = new ICAL.Event(new ICAL.Component(ICAL.parse(value)).getFirstSubcomponent("vevent"));
const told = [city, value.match(/DTSTART:\S+/)[0]];
const days = event.iterator();
for (let next = days.next(); next; next = days.next()) {
  const there = next.toJSDate();
  told.push(there.toString().slice(0, 3), there.toTimeString().slice(0, 5));
}
console.log(told.join(" "));
JS
seen=$(TZ=Asia/Kolkata node series.mjs Kolkata 2027 5 3 5 0)
seen="$seen; $(TZ=Europe/Berlin node series.mjs Berlin 2027 3 22 18 0)"
echo "ics 3.12.0: $seen"
wanted="Kolkata DTSTART:20270502T233000Z Tue 05:00 Tue 05:00 Tue 05:00; \
Berlin DTSTART:20270322T170000Z Mon 18:00 Mon 19:00 Mon 19:00"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
