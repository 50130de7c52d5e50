// When did what happen in a call? Lanes over one axis, both channels as they sounded, and a player.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type RefObject } from "react";
import { api, dataOf, type Schemas, type Turn } from "@/api/client";
import { useText, type Text } from "@/lib/i18n";
import { lengthOf } from "@/lib/time";
import { Card, CardTitle, Choice, Trouble } from "@/ui";

type Span = Schemas["SpanOut"];
type Lane = Span["lane"];

const HIGH = 26;
const GAP = 6;
const AXIS = 22;
const NAME = 108;
const WAVE = 44;
const SCALES = { "1": 12, "2": 30, "5": 80 } as const;

const LANES: [Lane, Text, string][] = [
  ["caller", "Caller", "fill-[var(--sunk)] stroke-[var(--quiet)]"],
  ["recogniser", "Reading words", "fill-[var(--quiet)]"],
  ["end_of_turn", "End of turn", "fill-[var(--warn)]"],
  ["model", "Reply", "fill-[var(--good)]"],
  ["tool", "Looking up", "fill-[var(--ink)]"],
  ["voice", "Voice", "fill-[var(--bad)]"],
  ["assistant", "Assistant", "fill-[var(--brand-soft)] stroke-[var(--brand)]"],
  ["line", "Line", "fill-[var(--quiet)]"],
  ["trouble", "Troubles", "fill-[var(--bad)]"],
];

export function Timeline({ callId, turns, going, onTurn }: { callId: string; turns: Turn[]; going: boolean; onTurn: (turn: number, lane: Lane) => void }) {
  const { t, tongue } = useText();
  const [scale, setScale] = useState<keyof typeof SCALES>("2");
  const player = useRef<HTMLAudioElement>(null);
  const found = useQuery({
    queryKey: ["calls", "timeline", callId],
    queryFn: () => dataOf(api.GET("/api/v1/calls/{call_id}/timeline", { params: { path: { call_id: callId } } })),
    refetchInterval: going ? 3000 : false,
  });
  const sound = useChannels(callId, found.data?.recorded === true && !going);
  const line = found.data;
  if (found.error) return <Card><Trouble error={found.error} /></Card>;
  if (!line?.spans.length) return null;
  const used = LANES.filter(([lane]) => line.spans.some((span) => span.lane === lane));
  const waves = sound ? sound.length : 0;
  const perSecond = SCALES[scale];
  const total = Math.max(line.duration_ms ?? 0, ...line.spans.map((span) => span.end_ms ?? span.start_ms), 1000);
  const x = (ms: number) => NAME + (ms / 1000) * perSecond;
  const top = (row: number) => AXIS + waves * (WAVE + GAP) + row * (HIGH + GAP);
  const step = scale === "1" ? 10 : scale === "2" ? 5 : 1;
  const ticks = Array.from({ length: Math.floor(total / 1000 / step) + 1 }, (_, at) => at * step * 1000);
  const width = x(total) + 24;
  const height = top(used.length);
  const go = (span: Span) => {
    if (player.current) player.current.currentTime = span.start_ms / 1000;
    if (span.turn !== null) onTurn(span.turn, span.lane);
  };
  return (
    <Card id="timeline">
      <CardTitle aside={<Choice label={t("Scale")} value={scale} onChange={setScale} options={[["1", "1×"], ["2", "2×"], ["5", "5×"]]} />}>
        {t("Timeline")}
      </CardTitle>
      {sound && <audio ref={player} controls preload="metadata" className="mb-3 w-full" src={`/api/v1/calls/${callId}/audio`} aria-label={t("The recording")} />}
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t("Timeline")}>
        <svg width={width} height={height} role="group" aria-label={t("What happened in {length}", { length: lengthOf(total) })} className="text-xs">
          {ticks.map((ms) => (
            <g key={ms}>
              <line x1={x(ms)} x2={x(ms)} y1={AXIS - 4} y2={height} className="stroke-[var(--line)]" />
              <text x={x(ms) + 3} y={12} className="fill-[var(--quiet)]">{lengthOf(ms)}</text>
            </g>
          ))}
          {sound?.map((peaks, at) => (
            <Wave key={at} peaks={peaks} name={t(at === 0 ? "Caller" : "Assistant")} x={x} top={AXIS + at * (WAVE + GAP)} total={total} />
          ))}
          {used.map(([lane, name, look], row) => (
            <g key={lane}>
              <text x={0} y={top(row) + HIGH / 2 + 4} className="fill-[var(--quiet)]">{t(name)}</text>
              {line.spans.filter((span) => span.lane === lane).map((span, at) => (
                <Bar key={at} span={span} look={look} x={x} top={top(row)} text={isFirst(span, line.spans) ? textOf(span, turns) : ""} name={`${t(name)}: ${span.words?.[tongue] ?? textOf(span, turns)}`} onPick={() => go(span)} />
              ))}
            </g>
          ))}
          {sound && <Needle player={player} x={x} height={height} />}
        </svg>
      </div>
    </Card>
  );
}

/** The words of a turn stand on its first stretch of speech. */
const isFirst = (span: Span, spans: Span[]) =>
  spans.find((one) => one.lane === span.lane && one.turn === span.turn) === span;

/** What was said in a stretch of speech, or the name of what was looked up. */
function textOf(span: Span, turns: Turn[]): string {
  if (span.lane === "caller" || span.lane === "assistant") {
    return turns.find((turn) => turn.number === span.turn && turn.speaker === span.lane)?.text ?? "";
  }
  const name = span.data.name ?? span.data.tool;
  return typeof name === "string" ? name.replaceAll("_", " ") : "";
}

interface BarProps {
  span: Span;
  look: string;
  x: (ms: number) => number;
  top: number;
  text: string;
  name: string;
  onPick: () => void;
}

function Bar({ span, look, x, top, text, name, onPick }: BarProps) {
  const left = x(span.start_ms);
  const ended = span.end_ms ?? span.start_ms;
  const wide = Math.max(4, x(ended) - left);
  const spoken = span.lane === "caller" || span.lane === "assistant";
  const cut = span.data.interrupted === true;
  const label = `${lengthOf(span.start_ms)} ${name}${ended > span.start_ms ? ` (${ended - span.start_ms} ms)` : ""}`;
  return (
    <g
      role="button" tabIndex={0} aria-label={label} className="cursor-pointer"
      onClick={onPick} onKeyDown={(event) => event.key === "Enter" && onPick()}
    >
      <title>{label}</title>
      <rect
        x={left} y={spoken ? top : top + 5} width={wide} height={spoken ? HIGH : HIGH - 10} rx={spoken ? 6 : 3}
        className={cut ? "fill-[var(--warn-soft)] stroke-[var(--warn)]" : spoken && !text ? look.replace(/fill-\S+/, "fill-transparent") : look}
      />
      {spoken && wide > 40 && (
        <svg x={left + 6} y={top} width={wide - 10} height={HIGH} aria-hidden>
          <text x={0} y={HIGH / 2 + 4} className="fill-[var(--ink)]">{text}</text>
        </svg>
      )}
    </g>
  );
}

function Wave({ peaks, name, x, top, total }: { peaks: Float32Array; name: string; x: (ms: number) => number; top: number; total: number }) {
  const middle = top + WAVE / 2;
  const most = Math.max(0.05, ...peaks);
  const step = (x(total) - x(0)) / peaks.length;
  const path = Array.from(peaks, (peak, at) => {
    const half = Math.max(0.5, (peak / most) * (WAVE / 2 - 2));
    return `M${(x(0) + at * step).toFixed(1)} ${(middle - half).toFixed(1)}V${(middle + half).toFixed(1)}`;
  }).join("");
  return (
    <g>
      <text x={0} y={middle + 4} className="fill-[var(--quiet)]">{name}</text>
      <path d={path} className="stroke-[var(--brand)]" strokeWidth={Math.max(0.8, step * 0.7)} />
    </g>
  );
}

function Needle({ player, x, height }: { player: RefObject<HTMLAudioElement | null>; x: (ms: number) => number; height: number }) {
  const needle = useRef<SVGLineElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const at = x((player.current?.currentTime ?? 0) * 1000);
      needle.current?.setAttribute("x1", String(at));
      needle.current?.setAttribute("x2", String(at));
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  });
  return <line ref={needle} y1={AXIS - 4} y2={height} strokeWidth={2} className="stroke-[var(--bad)]" />;
}

/** Peaks of each channel of the recording, ten for each second. */
function useChannels(callId: string, wanted: boolean): Float32Array[] | null {
  const found = useQuery({
    queryKey: ["calls", "audio", callId],
    enabled: wanted,
    staleTime: Infinity,
    retry: false,
    queryFn: async () => {
      const answer = await fetch(`/api/v1/calls/${callId}/audio`);
      if (!answer.ok) throw new Error(answer.statusText);
      const context = new OfflineAudioContext(1, 1, 16000);
      const sound = await context.decodeAudioData(await answer.arrayBuffer());
      return Array.from({ length: Math.min(2, sound.numberOfChannels) }, (_, channel) => {
        const samples = sound.getChannelData(channel);
        const each = Math.floor(sound.sampleRate / 10);
        const peaks = new Float32Array(Math.max(1, Math.ceil(samples.length / each)));
        for (let at = 0; at < samples.length; at++) {
          const slot = Math.floor(at / each);
          peaks[slot] = Math.max(peaks[slot] ?? 0, Math.abs(samples[at] ?? 0));
        }
        return peaks;
      });
    },
  });
  return found.data ?? null;
}
