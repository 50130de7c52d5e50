#!/usr/bin/env bash
# The npm package g711 1.0.1 makes G.711 for a telephone line. Its A-law takes the samples from -7 to -1
# for a segment of their own: each becomes -248, while 1 to 7 become 8, as in the standard. Louder sound is
# right, so speech passes a test by ear. But the pauses of a call are such samples: a quiet room of three
# steps to either side leaves twenty times as loud as A-law has it, a hiss in every pause that detectors
# of speech hear as well. Its mu-law has no such fault, x-law none; pjsip mended the same (pjproject 1301).
# Seen: -7 -248, -1 -248, 0 8, 7 8, -8 -8, -1000 -1008; a quiet room 2 in g711 162, in x-law 8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts g711@1.0.1 x-law@0.3.1 >log
cat >room.js <<'JS'
const g711 = require("g711");
const { alaw } = require("x-law");
const samples = Int16Array.of(-7, -1, 0, 7, -8, -1000);
const back = alaw.decode(g711.alawFromPCM(samples));
const level = (sound) => Math.round(Math.sqrt(sound.reduce((sum, one) => sum + one * one, 0) / sound.length));
const room = Int16Array.from({ length: 7000 }, (_, i) => ((i * 3) % 7) - 3);
const told = [...samples].map((one, i) => `${one} ${back[i]}`).join(", ");
const sent = level(alaw.decode(g711.alawFromPCM(room)));
console.log(`${told}; a quiet room ${level(room)} in g711 ${sent}, in x-law ${level(alaw.decode(alaw.encode(room)))}`);
JS
seen=$(node room.js)
echo "g711 1.0.1, x-law 0.3.1: $seen"
wanted="-7 -248, -1 -248, 0 8, 7 8, -8 -8, -1000 -1008; a quiet room 2 in g711 162, in x-law 8"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
