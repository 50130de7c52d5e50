// What happens right now? One socket of live events; after a loss it goes on where it was.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, told } from "@/api/client";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { useHouse } from "./house";

export interface LiveEvent {
  id: string;
  type: string;
  call_id: string | null;
  at: string;
  data: Record<string, unknown>;
}

export interface Line {
  id: string;
  speaker: "caller" | "assistant" | "human";
  text: string | null;
  language: string;
}

export interface RunningCall {
  id: string;
  at: string;
  business: string;
  carrier: string;
  test: boolean;
  lines: Line[];
  doing: string;
}

interface Live {
  state: "connecting" | "live" | "lost";
  calls: Record<string, RunningCall>;
  /** Ids of calls whose end was seen. */
  ended: ReadonlySet<string>;
}

const START: Live = { state: "connecting", calls: {}, ended: new Set() };
const Context = createContext<Live>(START);
const RETRY_MS = [500, 1000, 2000, 4000];
const REFRESH_MS = 200;
const TELL_MS = 100;
const MOST_LINES = 200;

function withEvent(live: Live, event: LiveEvent): Live {
  const calls = { ...live.calls };
  let ended = live.ended;
  const id = event.call_id ?? "";
  const running = calls[id];
  const text = (name: string) => (typeof event.data[name] === "string" ? (event.data[name] as string) : "");
  switch (event.type) {
    case "call.started":
      calls[id] = {
        id, at: event.at, business: text("business"), carrier: text("carrier"),
        test: event.data.test === true, lines: [], doing: "",
      };
      break;
    case "message.received":
    case "message.sent":
      if (running) {
        const line: Line = {
          id: event.id,
          speaker: event.type === "message.received" ? "caller" : text("speaker") === "human" ? "human" : "assistant",
          text: (event.data.text as string | null) ?? null,
          language: text("language"),
        };
        calls[id] = { ...running, lines: [...running.lines, line].slice(-MOST_LINES), doing: "" };
      }
      break;
    case "tool.called":
      if (running) calls[id] = { ...running, doing: text("name") };
      break;
    case "call.completed":
    case "call.failed":
      delete calls[id];
      ended = new Set([...ended, id].slice(-500));
      break;
  }
  return { ...live, calls, ended };
}

/** Which lists an event makes stale. */
function staleOf(type: string): string[] {
  if (type.startsWith("booking.")) return ["bookings"];
  if (type === "call.completed" || type === "call.failed") return ["calls", "messages", "customers", "usage"];
  if (type === "call.started") return ["calls"];
  if (type === "tool.called") return ["messages"];
  return [];
}

export function Living({ children }: { children: ReactNode }) {
  const { state: house } = useHouse();
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>(START);
  useEffect(() => {
    if (house !== "in") return;
    let socket: WebSocket | null = null;
    let over = false;
    let tries = 0;
    let timer = 0;
    let refreshing = 0;
    let telling = 0;
    const waiting: LiveEvent[] = [];
    let after = "";
    const stale = new Set<string>();
    const refreshSoon = (names: string[]) => {
      for (const name of names) stale.add(name);
      if (!stale.size || refreshing) return;
      refreshing = window.setTimeout(() => {
        refreshing = 0;
        for (const name of stale) void queries.invalidateQueries({ queryKey: [name] });
        stale.clear();
      }, REFRESH_MS);
    };
    // Many calls speak at once: the page is drawn anew for all that came in a moment, not for each.
    const tell = (event: LiveEvent) => {
      waiting.push(event);
      telling ||= window.setTimeout(() => {
        telling = 0;
        const came = waiting.splice(0);
        setLive((was) => came.reduce(withEvent, was));
      }, TELL_MS);
    };
    const connect = () => {
      const address = new URL("/api/v1/events", location.href);
      address.protocol = address.protocol.replace("http", "ws");
      if (after) address.searchParams.set("after", after);
      socket = new WebSocket(address);
      socket.onopen = () => {
        tries = 0;
        setLive((was) => ({ ...was, state: "live" }));
      };
      socket.onmessage = ({ data }) => {
        const event = JSON.parse(data as string) as LiveEvent;
        if (!event.type.includes(".")) return;
        after = event.id;
        tell(event);
        refreshSoon(staleOf(event.type));
      };
      socket.onclose = ({ code }) => {
        if (over) return;
        if (code === 1008) {
          void queries.invalidateQueries({ queryKey: ["session"] });
          return;
        }
        setLive((was) => ({ ...was, state: "lost" }));
        timer = window.setTimeout(connect, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
      };
    };
    connect();
    return () => {
      over = true;
      clearTimeout(timer);
      clearTimeout(refreshing);
      clearTimeout(telling);
      socket?.close();
    };
  }, [house, queries]);
  return <Context value={useMemo(() => live, [live])}>{children}</Context>;
}

export const useLive = () => useContext(Context);

/** The calls of a business that are up: those whose start was seen, and those that were up before. */
export function useRunning(business: string): RunningCall[] {
  const { calls, ended } = useLive();
  const before = useQuery({
    queryKey: ["calls", business, "up"],
    queryFn: async () => (await told(api.GET("/api/v1/calls", {
      params: { query: { business, status: "in_progress", limit: 100 } },
    }))).data,
  });
  const seen = Object.values(calls).filter((call) => call.business === business);
  const earlier = (before.data ?? [])
    .filter((call) => !calls[call.id] && !ended.has(call.id))
    .map((call) => ({ id: call.id, at: call.started_at, business, carrier: call.carrier, test: call.test, lines: [], doing: "" }));
  return [...seen, ...earlier];
}
