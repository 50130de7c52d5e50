// When did what happen in a call? Lanes over one axis: caller, assistant, stages, events.
import { useState } from "react";
import type { CallDetail, Turn } from "@/api/client";
import { useText, type Text } from "@/lib/i18n";
import { lengthOf } from "@/lib/time";
import { Card, CardTitle, Choice } from "@/ui";
import { isTrouble, sayOf } from "./why";

const LANE = 30;
const GAP = 8;
const AXIS = 22;
const NAME = 104;
const SCALES = { "1": 12, "2": 30, "3": 80 } as const;

const STAGES: [Text, string, string, string][] = [
  ["Reading words", "speech_end", "transcript", "fill-[var(--quiet)]"],
  ["Waiting for the end of the turn", "transcript", "endpoint", "fill-[var(--warn)]"],
  ["Finding a reply", "endpoint", "thought", "fill-[var(--good)]"],
  ["Making the voice", "thought", "sent", "fill-[var(--bad)]"],
];

const LANES: Text[] = ["Caller", "Assistant", "Stages", "Events"];

function jump(turn: Turn) {
  const line = document.getElementById(`turn-${turn.speaker}-${turn.number}`);
  line?.scrollIntoView({ block: "center" });
}

export function Timeline({ call }: { call: CallDetail }) {
  const { t, word } = useText();
  const [scale, setScale] = useState<keyof typeof SCALES>("2");
  const perSecond = SCALES[scale];
  const ends = call.turns.map((turn) => turn.end_ms).concat(call.events.map((event) => event.at_ms));
  const total = Math.max(call.duration_ms ?? 0, ...ends, 1000);
  const x = (ms: number) => NAME + (ms / 1000) * perSecond;
  const y = (lane: number) => AXIS + lane * (LANE + GAP);
  const step = scale === "1" ? 10 : scale === "2" ? 5 : 1;
  const ticks = Array.from({ length: Math.floor(total / 1000 / step) + 1 }, (_, at) => at * step);
  const width = x(total) + 24;
  const height = y(LANES.length);
  return (
    <Card id="timeline">
      <CardTitle
        aside={
          <Choice
            label={t("Scale")} value={scale} onChange={setScale}
            options={[["1", "1×"], ["2", "2×"], ["3", "5×"]]}
          />
        }
      >
        {t("Timeline")}
      </CardTitle>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t("Timeline")}>
        <svg width={width} height={height} role="group" aria-label={t("{count} turns in {length}", { count: call.turns.length, length: lengthOf(total) })} className="text-xs">
          {ticks.map((second) => (
            <g key={second}>
              <line x1={x(second * 1000)} x2={x(second * 1000)} y1={AXIS - 4} y2={height} className="stroke-[var(--line)]" />
              <text x={x(second * 1000) + 3} y={12} className="fill-[var(--quiet)]">{lengthOf(second * 1000)}</text>
            </g>
          ))}
          {LANES.map((name, lane) => (
            <text key={name} x={0} y={y(lane) + LANE / 2 + 4} className="fill-[var(--quiet)]">{t(name)}</text>
          ))}
          {call.turns.map((turn) => <Bar key={`${turn.speaker}${turn.number}`} turn={turn} x={x} y={y} t={t} />)}
          {call.turns.map((turn) => <Stages key={`s${turn.speaker}${turn.number}`} turn={turn} x={x} top={y(2)} t={t} />)}
          {call.events.filter((event) => event.kind !== "line.counters").map((event, at) => (
            <circle
              key={at} cx={x(event.at_ms)} cy={y(3) + LANE / 2} r={5}
              className={isTrouble(event.kind) ? "fill-[var(--bad)]" : "fill-[var(--quiet)]"}
            >
              <title>{`${lengthOf(event.at_ms)} ${sayOf(event.kind, t, word)}`}</title>
            </circle>
          ))}
        </svg>
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-quiet">
        {STAGES.map(([name, , , fill]) => (
          <li key={name} className="flex items-center gap-1.5">
            <svg width={10} height={10} aria-hidden><rect width={10} height={10} rx={2} className={fill} /></svg>{t(name)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface Drawn {
  turn: Turn;
  x: (ms: number) => number;
  t: (text: Text) => string;
}

function Bar({ turn, x, y, t }: Drawn & { y: (lane: number) => number }) {
  const caller = turn.speaker === "caller";
  const from = caller ? (turn.times.speech_start ?? turn.start_ms) : (turn.times.sent ?? turn.start_ms);
  const to = caller ? (turn.times.speech_end ?? turn.end_ms) : (turn.times.played_until ?? turn.end_ms);
  const left = x(from);
  const wide = Math.max(4, x(Math.max(to, from)) - left);
  const top = y(caller ? 0 : 1);
  const said = `${t(caller ? "Caller" : "Assistant")} ${lengthOf(from)}: ${turn.text ?? ""}`;
  return (
    <g
      role="button" tabIndex={0} aria-label={said} onClick={() => jump(turn)}
      onKeyDown={(event) => event.key === "Enter" && jump(turn)}
    >
      <rect
        x={left} y={top} width={wide} height={LANE} rx={6}
        className={caller ? "fill-[var(--sunk)] stroke-[var(--quiet)]" : turn.interrupted ? "fill-[var(--warn-soft)] stroke-[var(--warn)]" : "fill-[var(--brand-soft)] stroke-[var(--brand)]"}
      />
      <svg x={left + 6} y={top} width={Math.max(0, wide - 10)} height={LANE} aria-hidden>
        <text x={0} y={LANE / 2 + 4} className="fill-[var(--ink)]">{turn.text}</text>
      </svg>
      <title>{said}</title>
    </g>
  );
}

function Stages({ turn, x, top, t }: Drawn & { top: number }) {
  if (turn.speaker !== "assistant" || turn.times.speech_end == null) return null;
  return STAGES.map(([name, from, to, fill]) => {
    const begun = turn.times[from];
    const ended = turn.times[to];
    if (begun == null || ended == null || ended <= begun) return null;
    return (
      <rect key={name} x={x(begun)} y={top + 6} width={Math.max(1, x(ended) - x(begun))} height={LANE - 12} rx={2} className={fill}>
        <title>{`${t(name)}: ${ended - begun} ms`}</title>
      </rect>
    );
  });
}
