// The call from the browser, on every page: a window at the edge that stays while one looks around.
import { Phone, PhoneOff, X } from "lucide-react";
import {
  createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode,
} from "react";
import { Link } from "react-router";
import { Badge, Button, Select, cn } from "@/ui";
import { Fault } from "@/ui/fault";
import { useHouse } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { FAULTS, IDLE, Line, type CallShown, type SpokenTurn } from "./line";

interface Phoning {
  open: boolean;
  show: () => void;
}

const Context = createContext<Phoning>({ open: false, show: () => undefined });
export const usePhone = () => useContext(Context);

export function Phones({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  return (
    <Context value={useMemo(() => ({ open, show }), [open, show])}>
      {children}
      {open && <Fault place=""><Panel onClose={() => setOpen(false)} /></Fault>}
    </Context>
  );
}

const STATES: Record<CallShown["state"], Text> = {
  idle: "Your browser will ask for the microphone.",
  asking: "Waiting for the microphone…",
  connecting: "Connecting…",
  live: "On the call. Speak when you like.",
  over: "The call is over.",
};

function Panel({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const { business } = useHouse();
  const [call, setCall] = useState<CallShown>(IDLE);
  const [language, setLanguage] = useState("");
  const line = useRef<Line | null>(null);
  const meters = useRef<Record<string, HTMLMeterElement | null>>({});
  const level = useCallback((who: string, rms: number) => {
    const meter = meters.current[who];
    const decibel = 20 * Math.log10(Math.max(rms, 1e-5));
    if (meter) meter.value = Math.max(0, Math.min(1, (decibel + 60) / 54));
  }, []);
  useEffect(() => {
    const leave = () => line.current?.end();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, []);
  const on = call.state === "asking" || call.state === "connecting" || call.state === "live";
  const press = () => {
    if (on) return line.current?.end();
    if (!business) return;
    setCall(IDLE);
    line.current = new Line(setCall, level);
    void line.current.begin(business.slug, (language || null) as "en" | "hi" | null);
  };
  const status = call.notice
    || (call.hungUp ? t("The assistant has hung up.") : t(call.listening ? "Listening…" : STATES[call.state]));
  const trouble = FAULTS[call.trouble];
  return (
    <aside
      aria-label={t("Call from the browser")}
      className="no-print fixed inset-x-0 bottom-0 z-40 flex max-h-[85dvh] flex-col rounded-t-2xl border border-line bg-panel shadow-2xl sm:inset-x-auto sm:right-5 sm:bottom-5 sm:w-[26rem] sm:rounded-2xl"
    >
      <header className="flex items-center justify-between gap-2 border-b border-line px-4 py-3">
        <div className="min-w-0">
          <h2 className="truncate font-semibold">{business?.name}</h2>
          <p className="text-xs text-quiet">{t("A test call: left out of statistics")}</p>
        </div>
        <Button look="ghost" size="icon" aria-label={t("Close")} onClick={onClose}><X size={18} /></Button>
      </header>
      <div className="grid gap-3 px-4 py-3">
        <div className="flex items-center gap-2">
          <Select
            aria-label={t("Language of the call")} value={language} disabled={on}
            onChange={(event) => setLanguage(event.target.value)}
          >
            <option value="">{t("As the business has it")}</option>
            <option value="en">English</option>
            <option value="hi" lang="hi">हिन्दी</option>
          </Select>
          <Button
            id="call-button" data-state={call.state === "live" ? "live" : on ? "connecting" : "idle"}
            look={on ? "danger" : "main"} onClick={press} disabled={!business}
          >
            {on ? <PhoneOff size={16} aria-hidden /> : <Phone size={16} aria-hidden />}
            {on ? t("Hang up") : t("Call")}
          </Button>
        </div>
        <div className="flex items-center justify-between gap-3 text-sm">
          <p id="call-status" role="status" className="text-quiet">{status}</p>
          {call.begun > 0 && <Clock begun={call.begun} running={on} />}
        </div>
        {call.trouble && (
          <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
            {trouble ? t(trouble) : call.trouble}
          </p>
        )}
        <div className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1 text-sm">
          {(["you", "assistant"] as const).map((who) => (
            <Level key={who} who={who} name={t(who === "you" ? "You" : "Assistant")} set={(meter) => { meters.current[who] = meter; }} />
          ))}
        </div>
      </div>
      <Spoken call={call} />
      {call.state === "over" && call.callId && (
        <footer className="border-t border-line px-4 py-3">
          <Link className="font-medium text-brand underline" to={`/console/calls/${call.callId}`}>
            {t("Open this call's timeline")}
          </Link>
        </footer>
      )}
    </aside>
  );
}

function Level({ who, name, set }: { who: string; name: string; set: (meter: HTMLMeterElement | null) => void }) {
  return (
    <>
      <label htmlFor={who} className="text-quiet">{name}</label>
      <meter id={who} min={0} max={1} ref={set} className="w-full" />
    </>
  );
}

function Clock({ begun, running }: { begun: number; running: boolean }) {
  const [now, setNow] = useState(begun);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, [running]);
  const seconds = Math.max(0, Math.floor((now - begun) / 1000));
  return <output className="tabular-nums">{`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`}</output>;
}

function Spoken({ call }: { call: CallShown }) {
  const { t, word } = useText();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // It gives a promise in newer browsers, which no effect may return.
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [call.turns.length, call.partial]);
  return (
    <div className="min-h-32 flex-1 overflow-y-auto border-t border-line px-4 py-3" tabIndex={0} role="region" aria-label={t("Transcript")}>
      <ol id="call-transcript" role="log" aria-live="polite" className="grid gap-2">
        {call.turns.map((turn, at) => <Said key={at} turn={turn} />)}
      </ol>
      {!call.turns.length && <p className="text-sm text-quiet">{t("What you and the assistant say appears here.")}</p>}
      {call.partial && <p aria-hidden className="mt-2 text-right text-quiet italic">{call.partial}</p>}
      {call.written.map(({ reference, status }, at) => (
        <p key={at} id="call-written" className="mt-3 flex items-center gap-2">
          <Badge tone="good">{word(status)}</Badge> {t("Reference {ref}", { ref: reference })}
        </p>
      ))}
      <div ref={end} />
    </div>
  );
}

const STAGES: [string, Text][] = [
  ["transcript", "Words read"], ["endpoint", "Turn decided"], ["thought", "Reply"], ["voiced", "Voice"], ["sent", "First sound"],
];

function Said({ turn }: { turn: SpokenTurn }) {
  const { t } = useText();
  const mine = turn.speaker === "caller";
  const from = turn.times?.speech_end;
  const after = from == null ? [] : STAGES.filter(([stage]) => turn.times[stage] != null);
  return (
    <li className={cn(turn.speaker, "grid gap-0.5", mine ? "justify-items-end" : "justify-items-start")} lang={turn.language}>
      <span className="sr-only">{t(mine ? "You" : "Assistant")}</span>
      <span className={cn("words max-w-[88%] rounded-2xl px-3 py-1.5", mine ? "bg-brand text-brand-ink" : "bg-sunk", turn.interrupted && "opacity-70")}>
        {turn.text}
      </span>
      {!mine && after.length > 0 && turn.times.sent != null && (
        <span className="times text-xs text-quiet tabular-nums">
          {after.map(([stage, name]) => `${t(name)} ${(turn.times[stage] ?? 0) - (from ?? 0)} ms`).join(" · ")}
        </span>
      )}
    </li>
  );
}
