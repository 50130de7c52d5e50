// The speech lab: type and hear, record and read, converse, compare voices, with the time of each.

import { Sound } from "./sound.js";

const byId = (id) => document.getElementById(id);
const HEARD_HZ = 16000;
const FRAMES_A_SECOND = 50;
const MOST_TIMINGS = 20;
const MICROPHONE = {
  no_microphone: "There is no microphone.", refused: "The browser was not allowed to use the microphone.",
  in_use: "Another program has the microphone.", insecure: "Browsers open the microphone on https:// and localhost only.",
};

class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

// The answer and when it began, in milliseconds; raises Refused with the server's own sentence.
async function ask(path, options) {
  const began = performance.now();
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused(0, "The server does not answer. Check that it runs.");
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({ error: { message: answer.statusText } }));
    throw new Refused(answer.status, told.error.message);
  }
  return { answer, began, first: performance.now() - began };
}

const asJson = (method, body) => ({
  method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

function tell(error) {
  if (error.status === 401) { showDoor(""); return; }
  byId("trouble").textContent = error.message;
}

async function doing(button, work) {
  byId("trouble").textContent = "";
  button.disabled = true;
  try { await work(); } catch (error) { tell(error); } finally { button.disabled = false; }
}

function cells(...texts) {
  const row = document.createElement("tr");
  for (const text of texts) {
    const cell = document.createElement("td");
    cell.append(text);
    row.append(cell);
  }
  return row;
}

const ms = (value) => `${Math.round(value)} ms`;
const seconds = (value) => (value === null ? "" : `${value.toFixed(2)} s`);

function note(what, { first, whole, speech = null }) {
  const factor = speech ? (whole / 1000 / speech).toFixed(2) : "";
  byId("timings").prepend(cells(what, ms(first), ms(whole), seconds(speech), factor));
  while (byId("timings").rows.length > MOST_TIMINGS) byId("timings").lastChild.remove();
}

// --- type and hear ------------------------------------------------------------------------------

// PCM16 mono of 24 kHz behind a head of 44 bytes.
const secondsOf = (wav) => Math.max(0, wav.byteLength - 44) / 48000;

async function spoken(voice) {
  const asked = { text: byId("text").value, voice_id: voice, speed_factor: Number(byId("speed").value), format: "wav" };
  const { answer, began } = await ask("/tts", asJson("POST", asked));
  const reader = answer.body.getReader();
  const pieces = [];
  let first = null;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    first ??= performance.now() - began;
    pieces.push(piece.value);
  }
  const whole = performance.now() - began;
  const wav = await new Blob(pieces).arrayBuffer();
  mend(wav);
  const speech = secondsOf(wav);
  note(`speak (${voice})`, { first, whole, speech });
  return { wav, first, whole, speech };
}

// A file that was streamed does not say how long it is, and players show none then.
function mend(wav) {
  const view = new DataView(wav);
  if (view.getUint32(40, true) !== 0xffffffff) return;
  view.setUint32(4, wav.byteLength - 8, true);
  view.setUint32(40, wav.byteLength - 44, true);
}

function play(wav) {
  const player = byId("player");
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
  return player.play().catch(() => {});
}

async function compare() {
  const body = byId("comparison").tBodies[0];
  body.replaceChildren();
  byId("comparison").hidden = false;
  for (const voice of voices.filter((one) => !one.alias)) {
    let row;
    try {
      const made = await spoken(voice.id);
      const button = document.createElement("button");
      button.textContent = "Play";
      button.onclick = () => play(made.wav);
      row = cells(voice.id, voice.language, voice.licence, ms(made.first), ms(made.whole), seconds(made.speech), button);
    } catch (error) {
      if (error.status === 401 || !error.status) throw error;
      row = cells(voice.id, voice.language, voice.licence, "", "", "", error.message);
    }
    body.append(row);
  }
}

// --- record -------------------------------------------------------------------------------------

let recording = null; // { sound, frames, button }

async function record(button, work) {
  if (recording) {
    const { sound, frames, button: pressed } = recording;
    recording = null;
    pressed.setAttribute("aria-pressed", "false");
    pressed.textContent = pressed.dataset.idle;
    byId("level").value = 0;
    await sound.close();
    if (pressed === button) await work(wavOf(frames));
    return;
  }
  const frames = [];
  let sound;
  try {
    sound = await Sound.open({
      heard: (frame) => {
        frames.push(frame);
        if (frames.length % FRAMES_A_SECOND === 0) button.textContent = `Stop (${frames.length / FRAMES_A_SECOND} s)`;
      },
      played: () => {},
      level: (who, level) => { if (who === "you") byId("level").value = level; },
    });
  } catch (error) {
    throw new Error(MICROPHONE[error.message] ?? "This browser cannot record.");
  }
  recording = { sound, frames, button };
  button.dataset.idle = button.textContent;
  button.setAttribute("aria-pressed", "true");
  button.textContent = "Stop";
}

function wavOf(frames) {
  const length = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at, word) => [...word].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF"); head.setUint32(4, 36 + length, true); text(8, "WAVEfmt ");
  head.setUint32(16, 16, true); head.setUint16(20, 1, true); head.setUint16(22, 1, true);
  head.setUint32(24, HEARD_HZ, true); head.setUint32(28, HEARD_HZ * 2, true);
  head.setUint16(32, 2, true); head.setUint16(34, 16, true);
  text(36, "data"); head.setUint32(40, length, true);
  return new Blob([head, ...frames], { type: "audio/wav" });
}

function form(sound, fields) {
  const made = new FormData();
  made.append("file", sound, sound.name ?? "recording.wav");
  for (const [name, value] of Object.entries(fields)) if (value) made.append(name, value);
  return { method: "POST", body: made };
}

async function read(sound) {
  const { answer, began, first } = await ask("/stt", form(sound, { language: byId("language").value }));
  const { data } = await answer.json();
  const shown = byId("read");
  shown.textContent = data.text || "No words were heard.";
  shown.lang = data.language ?? "";
  note("read", { first, whole: performance.now() - began, speech: data.duration_s });
}

async function converse(sound) {
  const fields = { mode: byId("mode").value, voice_id: byId("voice").value, language: byId("language").value };
  const { answer, began, first } = await ask("/conversation", form(sound, fields));
  const { data } = await answer.json();
  note("converse", { first, whole: performance.now() - began });
  for (const [who, text] of [["you", data.transcription || "(no words)"], ["reply", data.reply]]) {
    if (!text) continue;
    const line = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = who;
    line.append(name, text);
    byId("conversation").append(line);
  }
  if (data.audio) await play(Uint8Array.from(atob(data.audio), (letter) => letter.charCodeAt(0)).buffer);
}

// --- signing in ---------------------------------------------------------------------------------

let voices = [];

async function enter() {
  voices = (await (await ask("/tts/voices")).answer.json()).data.voices;
  byId("voice").replaceChildren(...voices.filter((one) => !one.alias || one.id === "default").map((one) => {
    const option = document.createElement("option");
    option.value = one.id;
    option.textContent = one.alias ? "each language's own" : `${one.id} (${one.language})`;
    return option;
  }));
  byId("voice").value = "default";
  byId("door").hidden = true;
  byId("house").hidden = false;
}

function showDoor(message) {
  byId("house").hidden = true;
  byId("door").hidden = false;
  byId("sign-in-trouble").textContent = message;
}

async function signIn(key) {
  await ask("/api/v1/session", asJson("POST", { key }));
  history.replaceState(null, "", location.pathname);
  await enter();
}

byId("sign-in").onsubmit = async (event) => {
  event.preventDefault();
  try {
    await signIn(byId("key").value.trim());
    byId("key").value = "";
  } catch (error) {
    byId("sign-in-trouble").textContent = error.message;
  }
};
byId("speak").onclick = () => doing(byId("speak"), async () => play((await spoken(byId("voice").value)).wav));
byId("compare").onclick = () => doing(byId("compare"), compare);
byId("record").onclick = () => doing(byId("record"), () => record(byId("record"), read));
byId("converse").onclick = () => doing(byId("converse"), () => record(byId("converse"), converse));
byId("file").onchange = () => doing(byId("file"), async () => {
  const [file] = byId("file").files;
  if (file) await read(file);
});

const fromLink = new URLSearchParams(location.hash.slice(1)).get("key");
(fromLink ? signIn(fromLink) : enter()).catch((error) =>
  error.status === 401 && !fromLink ? showDoor("") : showDoor(error.message));
