// One spoken call from the page: fetch a token, open the socket, let sound flow, show what happens.
// The wire is described in vaani/telephony/browser/wire.py.

import { label, preferred, speak } from "./labels.js";
import { Sound, Trouble } from "./sound.js";

const byId = (id) => document.getElementById(id);
const at = (path) => new URL(path.replace(/^\//, ""), document.baseURI);
const OF_STATUS = { 404: "unknown_business", 429: "limited", 503: "busy" };
const STAGES = ["transcript", "endpoint", "thought", "voiced", "sent", "played_until"];
const CONNECT_MS = 8000;

let call = null; // { sound, socket, id, live, begun, timer, over }
let shown = "idle";

function status(key) {
  shown = key;
  byId("status").textContent = label(key);
}

function trouble(key, detail = "") {
  byId("trouble").textContent = key ? label(key) + detail : "";
}

function state(name) {
  const button = byId("button");
  button.dataset.state = name;
  button.textContent = label(name === "idle" ? "call" : "hang_up");
  byId("business").disabled = byId("language").disabled = name !== "idle";
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(at(path), options);
  } catch {
    throw new Trouble("gone");
  }
  if (!answer.ok) {
    const told = new Trouble(OF_STATUS[answer.status] ?? "strange");
    if (!OF_STATUS[answer.status]) told.detail = ` (${answer.status}).`;
    throw told;
  }
  return (await answer.json()).data;
}

async function begin() {
  trouble("");
  clearCall();
  state("connecting");
  status("asking");
  const mine = (call = { live: false, over: false });
  try {
    mine.sound = await Sound.open({
      heard: (frame) => { if (mine.live && mine.socket.readyState === WebSocket.OPEN) mine.socket.send(frame); },
      played: (name) => send(mine, { type: "mark", name }),
      level: showLevel,
    });
    if (mine.over) return mine.sound.close();
    mine.sound.onlost = () => end(mine, "no_microphone");
    status("connecting");
    const language = byId("language").value || null;
    const given = await ask("api/v1/calls/browser", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ business: byId("business").value, language }),
    });
    if (mine.over) return;
    mine.id = given.call_id;
    connect(mine, given.url, language);
  } catch (error) {
    end(mine, error instanceof Trouble ? error.message : "old_browser", error.detail);
  }
}

function connect(mine, path, language) {
  const address = at(path);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = (mine.socket = new WebSocket(address));
  socket.binaryType = "arraybuffer";
  mine.timer = setTimeout(() => end(mine, "gone"), CONNECT_MS);
  socket.onopen = () =>
    send(mine, { type: "hello", version: 1, call_id: mine.id, language: language ?? "auto" });
  socket.onclose = () => end(mine, mine.live ? "lost" : "rejected");
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) mine.sound.play(data);
    else receive(mine, JSON.parse(data));
  };
}

function send(mine, message) {
  if (mine.socket?.readyState === WebSocket.OPEN) mine.socket.send(JSON.stringify(message));
}

function receive(mine, message) {
  switch (message.type) {
    case "ready":
      clearTimeout(mine.timer);
      mine.live = true;
      mine.begun = performance.now();
      mine.timer = setInterval(() => showClock(mine), 500);
      state("live");
      status("live");
      break;
    case "mark": mine.sound.mark(message.name); break;
    case "clear": mine.sound.clear(); break;
    case "event": SHOW[message.kind]?.(message.data ?? {}); break;
    case "bye": end(mine, "", "", "ended_us"); break;
  }
}

function end(mine, key = "", detail = "", closing = "ended") {
  if (mine.over) return;
  mine.over = true;
  clearTimeout(mine.timer);
  clearInterval(mine.timer);
  if (mine.socket) {
    mine.socket.onclose = mine.socket.onmessage = null;
    send(mine, { type: "bye" });
    mine.socket.close();
  }
  mine.sound?.close();
  if (call === mine) {
    call = null;
    showLevel("you", 0);
    showLevel("assistant", 0);
    byId("partial").textContent = "";
    state("idle");
    status(mine.live ? closing : "idle");
    trouble(key, detail);
  }
}

// --- what is shown --------------------------------------------------------------------------------

const SHOW = {
  heard: ({ text, final }) => { if (!final || text) byId("partial").textContent = text; },
  speech: ({ on }) => status(on ? "listening" : "live"),
  turn: (data) => showTurn(data.record ?? data),
  booking: showBooking,
  notice: ({ text }) => { byId("status").textContent = text; },
};

function showTurn(turn) {
  const line = document.createElement("li");
  line.className = turn.speaker + (turn.interrupted ? " cut" : "");
  line.lang = turn.language ?? "";
  const who = document.createElement("b");
  who.textContent = label(turn.speaker);
  who.dataset.label = turn.speaker;
  const words = document.createElement("span");
  words.className = "words";
  words.textContent = turn.text;
  line.append(who, words);
  byId("transcript").append(line);
  line.scrollIntoView({ block: "nearest" });
  if (turn.speaker === "caller") byId("partial").textContent = "";
  showTimes(turn);
}

function showTimes({ number, times }) {
  const from = times?.speech_end;
  if (from == null || times.sent == null) return;
  const row = document.createElement("tr");
  const spoken = times.speech_start == null ? "–" : from - times.speech_start;
  const after = STAGES.map((stage) => (times[stage] == null ? "–" : times[stage] - from));
  const names = ["turn", "spoken_ms", ...STAGES.map((stage) => `${stage}_ms`)];
  [number, spoken, ...after].forEach((value, at) => {
    const cell = row.insertCell();
    cell.textContent = value;
    cell.className = names[at];
  });
  byId("times").append(row);
  nameCells();
}

// On a narrow screen each cell carries the name of its column.
function nameCells() {
  for (const cell of byId("times").querySelectorAll("td")) cell.dataset.name = label(cell.className);
}

function showBooking({ reference, status: done }) {
  const title = document.createElement("dt");
  title.textContent = label(done);
  title.dataset.label = done;
  const code = document.createElement("dd");
  code.textContent = reference;
  byId("booking").append(title, code);
  byId("booking-box").hidden = false;
}

function showLevel(who, rms) {
  const decibel = 20 * Math.log10(Math.max(rms, 1e-5));
  byId(who).value = Math.max(0, Math.min(1, (decibel + 60) / 54));
}

function showClock(mine) {
  const seconds = Math.floor((performance.now() - mine.begun) / 1000);
  byId("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function clearCall() {
  byId("transcript").replaceChildren();
  byId("times").replaceChildren();
  byId("booking").replaceChildren();
  byId("booking-box").hidden = true;
  byId("clock").textContent = "0:00";
}

// --- the page -------------------------------------------------------------------------------------

async function listBusinesses() {
  const wanted = new URLSearchParams(location.search).get("business");
  try {
    const found = await ask("carriers/browser/businesses");
    byId("business").replaceChildren(...found.map(({ slug, name }) => new Option(name, slug, false, slug === wanted)));
    byId("button").disabled = !found.length;
    if (!found.length) trouble("no_business");
  } catch (error) {
    byId("button").disabled = true;
    trouble(error.message, error.detail);
  }
}

function inLanguage(chosen) {
  byId("page-language").value = chosen;
  speak(chosen);
  nameCells();
  state(byId("button").dataset.state);
  status(shown);
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (call) end(call);
  else begin();
});
byId("page-language").addEventListener("change", (event) => inLanguage(event.target.value));
window.addEventListener("pagehide", () => { if (call) end(call); });
inLanguage(preferred());
listBusinesses();
