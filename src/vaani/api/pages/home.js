"use strict";
// The plain page: calls, bookings and messages of one business, kept current by live events.

const byId = (id) => document.getElementById(id);
const API = "/api/v1";
let lastEvent = "";
let role = "viewer";
let refreshing = 0;

class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

async function ask(method, path, body) {
  const answer = await fetch(API + path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 204) return { data: null };
  const told = await answer.json().catch(() => ({ error: { message: answer.statusText } }));
  if (!answer.ok) throw new Refused(answer.status, told.error.message);
  return told;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// `columns` are the names that each cell carries on a narrow screen.
function row(cells, columns = []) {
  const made = element("tr");
  cells.forEach((cell, at) => {
    const one = element("td", cell ?? "");
    if (columns[at]) one.dataset.name = columns[at];
    made.append(one);
  });
  return made;
}

const moment = (iso) => (iso ? new Date(iso).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "");
const words = (name) => (name || "").replaceAll("_", " ");
const business = () => byId("business").value;

function nothing(body, columns, text) {
  const made = row([text]);
  made.firstChild.colSpan = columns;
  made.className = "nothing";
  body.append(made);
}

// --- signing in ---------------------------------------------------------------------------------

async function signIn(proof) {
  await ask("POST", "/session", { key: proof });
  history.replaceState(null, "", location.pathname);
  await enter();
}

async function enter() {
  const me = (await ask("GET", "/session")).data;
  role = me.role;
  byId("door").hidden = true;
  byId("house").hidden = false;
  byId("leave").hidden = false;
  const found = (await ask("GET", "/businesses?limit=100")).data;
  byId("business").replaceChildren(...found.map((each) => {
    const option = element("option", each.name);
    option.value = each.slug;
    return option;
  }));
  byId("choice").hidden = found.length === 0;
  const wished = sessionStorage.getItem("business");
  if (found.some((each) => each.slug === wished)) byId("business").value = wished;
  if (found.length === 0) {
    byId("trouble").textContent = "No business yet: run `vaani business import FILE`.";
  }
  await refresh();
  listen();
}

function showDoor(message) {
  byId("house").hidden = true;
  byId("leave").hidden = true;
  byId("choice").hidden = true;
  byId("door").hidden = false;
  byId("sign-in-trouble").textContent = message || "";
}

// --- what is shown ------------------------------------------------------------------------------

async function refresh() {
  if (!business()) return;
  byId("trouble").textContent = "";
  try {
    await Promise.all([showCalls(), showBookings(), showMessages(), showUsage()]);
  } catch (error) {
    tell(error);
  }
}

function tell(error) {
  if (error.status === 401) showDoor("You were signed out.");
  else byId("trouble").textContent = error.status ? error.message : "The server does not answer. Check that it runs.";
}

function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 250);
}

const list = (noun, cursor) =>
  ask("GET", `/${noun}?business=${encodeURIComponent(business())}&limit=20` +
    (cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""));

function more(button, told, show) {
  const next = told.meta.next_cursor;
  button.hidden = !next;
  button.onclick = () => show(next);
}

async function showCalls(cursor) {
  const told = await list("calls", cursor);
  const body = byId("calls");
  if (!cursor) body.replaceChildren();
  for (const call of told.data) {
    const length = call.duration_ms ? `${Math.round(call.duration_ms / 1000)} s` : "";
    const made = row([moment(call.started_at), call.caller || "withheld", words(call.status),
      words(call.outcome), length], ["Began", "Caller", "Status", "Outcome", "Length"]);
    made.className = "open";
    made.tabIndex = 0;
    made.onclick = () => showCall(call.id).catch(tell);
    made.onkeydown = (event) => { if (event.key === "Enter") showCall(call.id).catch(tell); };
    body.append(made);
  }
  if (!body.children.length) nothing(body, 5, "No calls yet.");
  more(byId("more-calls"), told, showCalls);
}

// Milliseconds after the end of the caller's speech; before it, the length of that speech.
const STAGES = [["transcript", "transcript"], ["endpoint", "turn decided"], ["thought", "reply"],
  ["voiced", "voice"], ["sent", "first sound"], ["played_until", "heard out"]];

function stageTimes(times) {
  const from = times?.speech_end;
  if (from == null || times.sent == null) return "";
  const spoken = times.speech_start == null ? [] : [`caller spoke ${from - times.speech_start} ms`];
  const after = STAGES.filter(([stage]) => times[stage] != null)
    .map(([stage, name]) => `${name} +${times[stage] - from}`);
  return [...spoken, ...after].join(" · ");
}

const ofBooking = (booking) => ({
  when: moment(`${booking.date}T${booking.time}`), // the business's own clock, wherever this page is
  who: [booking.name, booking.phone].filter(Boolean).join(", "),
  what: [booking.party && `${booking.party} people`, booking.resource, booking.service]
    .filter(Boolean).join(", "),
});

async function writtenIn(call) {
  const from = encodeURIComponent(call.started_at);
  const found = await ask("GET", `/bookings?business=${encodeURIComponent(business())}&limit=100&from=${from}`);
  return found.data.filter((booking) => booking.call_id === call.id);
}

async function showCall(id) {
  const call = (await ask("GET", `/calls/${encodeURIComponent(id)}`)).data;
  const box = byId("call");
  const made = [element("h3", `Call of ${moment(call.started_at)}`)];
  for (const booking of await writtenIn(call)) {
    const { when, who, what } = ofBooking(booking);
    made.push(element("p", `Booking ${booking.ref}, ${words(booking.status)}: ${[when, what, who].join(" · ")}`, "written"));
  }
  for (const turn of call.turns) {
    const line = element("div", null, `turn ${turn.speaker}`);
    line.append(element("b", turn.speaker), element("span", turn.text ?? "(not kept)"));
    if (turn.interrupted) line.append(element("i", " (interrupted)"));
    line.append(element("div", stageTimes(turn.times), "times"));
    made.push(line);
  }
  if (!call.turns.length) made.push(element("p", "Nothing was said, or nothing was kept.", "nothing"));
  for (const line of call.usage.lines) made.push(element("p", used(line), "quiet"));
  box.replaceChildren(...made);
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

// A price that nobody has filled in is unknown, never nothing.
const amount = (line) => Number(line.amount.toFixed(line.unit.endsWith("seconds") ? 1 : 0)).toLocaleString();
const cost = (line) => (line.cost === null ? "price unknown" : line.currency ? `${line.currency} ${line.cost}` : "no charge");
const used = (line) => [`${words(line.role)}: ${line.engine} ${line.model}`.trim(),
  `${line.estimated ? "about " : ""}${amount(line)} ${words(line.unit)}`,
  line.broken ? `${line.broken} of ${line.attempts} attempts not whole` : "", cost(line)].filter(Boolean).join(" · ");

async function showUsage() {
  const told = (await ask("GET", `/usage?business=${encodeURIComponent(business())}`)).data;
  const costs = Object.entries(told.costs).map(([currency, sum]) => `${currency} ${sum}`);
  if (told.unknown.length) costs.push(`and ${told.unknown.length} without a price`);
  const made = [element("li", costs.length ? `Together: ${costs.join(", ")}` : "No cost.", "nothing")];
  for (const limit of told.budgets) {
    const reached = limit.reached ? `, ${limit.reached} limit reached` : "";
    made.push(element("li", `Budget of ${limit.of} for each ${limit.per}: ${limit.used ?? "?"} of ${limit.hard ?? limit.soft}${reached}`));
  }
  byId("usage").replaceChildren(...made, ...told.lines.map((line) => element("li", used(line))));
}

async function showBookings(cursor) {
  const told = await list("bookings", cursor);
  const body = byId("bookings");
  if (!cursor) body.replaceChildren();
  for (const booking of told.data) {
    const { when, who, what } = ofBooking(booking);
    const made = row([booking.ref, when, who, what, words(booking.status), ""],
      ["Reference", "When", "For", "What", "Status"]);
    if (booking.status === "confirmed" && role !== "viewer") {
      const button = element("button", "Cancel");
      button.onclick = async () => {
        if (!confirm(`Cancel booking ${booking.ref}?`)) return;
        try {
          await ask("POST", `/bookings/${encodeURIComponent(booking.id)}/cancel`, {});
        } catch (error) {
          byId("trouble").textContent = error.message;
        }
        refreshSoon();
      };
      made.lastChild.append(button);
    }
    body.append(made);
  }
  if (!body.children.length) nothing(body, 6, "No bookings yet.");
  more(byId("more-bookings"), told, showBookings);
}

async function showMessages() {
  const told = await list("messages");
  byId("messages").replaceChildren(...told.data.map((message) => {
    const from = [message.name, message.phone].filter(Boolean).join(", ");
    return element("li", `${moment(message.created_at)} · ${words(message.kind)}` +
      `${from ? ` · ${from}` : ""}: ${message.text}`);
  }));
  if (!told.data.length) byId("messages").append(element("li", "No messages.", "nothing"));
}

// --- live events --------------------------------------------------------------------------------

function listen() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const after = lastEvent ? `?after=${encodeURIComponent(lastEvent)}` : "";
  const socket = new WebSocket(`${scheme}//${location.host}${API}/events${after}`);
  socket.onopen = () => { byId("live").textContent = "Live."; };
  socket.onmessage = (message) => {
    const event = JSON.parse(message.data);
    lastEvent = event.id;
    byId("live").textContent = `Live. Last: ${event.type} at ${new Date(event.at).toLocaleTimeString()}`;
    refreshSoon();
  };
  socket.onclose = (closed) => {
    if (closed.code === 1008) { showDoor("You were signed out."); return; }
    byId("live").textContent = "Live events are interrupted; trying again…";
    setTimeout(listen, 2000);
  };
}

// --- begin --------------------------------------------------------------------------------------

byId("sign-in").onsubmit = async (event) => {
  event.preventDefault();
  try {
    await signIn(byId("key").value.trim());
    byId("key").value = "";
  } catch (error) {
    byId("sign-in-trouble").textContent = error.message;
  }
};
byId("leave").onclick = async () => {
  await ask("DELETE", "/session");
  location.reload();
};
byId("business").onchange = () => {
  sessionStorage.setItem("business", business());
  byId("call").hidden = true;
  refresh();
};

const fromLink = new URLSearchParams(location.hash.slice(1)).get("key");
(fromLink ? signIn(fromLink) : enter()).catch((error) =>
  showDoor(error.status === 401 && !fromLink ? "" : error.message));
