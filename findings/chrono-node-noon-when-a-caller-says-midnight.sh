#!/usr/bin/env bash
# The npm package chrono-node 2.10.3 takes "night" for the second half of the day and adds twelve hours
# to a smaller hour beside it. Twelve is not smaller, and what comes after it is no longer that day:
# "tonight at 12" and "12:30 at night" are noon of the day that is said, "saturday night at 1" is one in
# the afternoon. 11 at night is right, so the usual test passes. Somebody who rings in the morning for a
# cab at midnight gets one for lunch, on a day that fits and without an error.
# Seen, from Thursday 6 May 2027, 10:15: 06 12:00, 06 12:30, 07 12:00, 08 13:00; 11 at night 06 23:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts chrono-node@2.10.3 >log
cat >night.js <<'JS'
const chrono = require("chrono-node");

const thursday = new Date(2027, 4, 6, 10, 15);
const said = [
  "tonight at 12", "12:30 at night", "tomorrow night at 12", "saturday night at 1", "11 at night",
];
const told = said.map((words) => {
  const found = chrono.parse(words, thursday);
  const start = found[0].start;
  if (found.length > 1 || !start.isCertain("hour")) throw new Error(`no hour in "${words}"`);
  return `${start.date().toString().slice(8, 10)} ${start.date().toTimeString().slice(0, 5)}`;
});
console.log(told.join(", "));
JS
seen=$(TZ=Asia/Kolkata node night.js)
echo "chrono-node 2.10.3: $seen"
[ "$seen" = "06 12:00, 06 12:30, 07 12:00, 08 13:00, 06 23:00" ] || { echo "the behaviour changed" >&2; exit 1; }
