// What happened in one call, and why did it end? Facts, timeline and transcript with stage times.
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { Link, useParams } from "react-router";
import { api, dataOf, type CallDetail, type Turn } from "@/api/client";
import { useBusiness, useHouse } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { useLive } from "@/lib/live";
import { lengthOf, useTime } from "@/lib/time";
import { Badge, Card, CardTitle, Nothing, PageHead, Trouble, Waiting, cn, toneOf } from "@/ui";
import { whatOf } from "./booking-words";
import { Judging } from "./judging";
import { Timeline } from "./timeline";

export default function OneCall() {
  const { t, word } = useText();
  const { id = "" } = useParams();
  const time = useTime();
  const { writes } = useHouse();
  const { calls } = useLive();
  const running = calls[id];
  const found = useQuery({
    queryKey: ["calls", "one", id, running?.lines.length ?? -1],
    queryFn: () => dataOf(api.GET("/api/v1/calls/{call_id}", { params: { path: { call_id: id } } })),
    placeholderData: (before) => before,
  });
  const call = found.data;
  return (
    <>
      <Link to="/console/calls" className="no-print mb-2 inline-flex items-center gap-1 text-sm text-quiet hover:text-ink">
        <ArrowLeft size={16} aria-hidden /> {t("Calls")}
      </Link>
      <PageHead
        title={call ? t("Call of {when}", { when: time.moment(call.started_at) }) : t("Call")}
        note={t("Times of {zone}", { zone: time.zone })}
      >
        {call && (
          <>
            {call.test && <Badge>{t("Test")}</Badge>}
            <Badge tone={toneOf(call.status)}>{word(call.status)}</Badge>
            {call.outcome && <Badge tone={toneOf(call.outcome)}>{word(call.outcome)}</Badge>}
          </>
        )}
      </PageHead>
      <Trouble error={found.error} />
      {found.isPending && <Waiting />}
      {call && (
        <div className="grid grid-cols-1 gap-4">
          <Facts call={call} />
          <Written call={call} />
          <Timeline callId={call.id} turns={call.turns} going={call.ended_at === null} onTurn={showTurn} />
          <Troubles call={call} />
          <Transcript call={call} />
          {writes && call.ended_at !== null && <Judging key={call.id} call={call} />}
          <Used call={call} />
        </div>
      )}
    </>
  );
}

/** Puts a line of the transcript in view. */
function showTurn(turn: number) {
  document.getElementById(`turn-${turn}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
}

function Facts({ call }: { call: CallDetail }) {
  const { t, tongue, word } = useText();
  const facts: [Text, string][] = [
    ["Caller", call.caller ?? t("Number withheld")],
    ["Length", lengthOf(call.duration_ms)],
    ["Language", call.language === "hi" ? "हिन्दी" : call.language === "en" ? "English" : call.language],
    ["By way of", word(call.carrier)],
  ];
  return (
    <Card>
      <p className="mb-4 text-lg font-medium" id="why">{call.account.words[tongue]}</p>
      {call.summary && call.summary !== call.outcome && !call.summary.includes(call.account.words.en) && <p className="mb-4 text-quiet">{call.summary}</p>}
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {facts.map(([name, value]) => (
          <div key={name}><dt className="text-sm text-quiet">{t(name)}</dt><dd className="font-medium">{value || "–"}</dd></div>
        ))}
      </dl>
    </Card>
  );
}

function Written({ call }: { call: CallDetail }) {
  const { t, word } = useText();
  const business = useBusiness();
  const time = useTime();
  const found = useQuery({
    queryKey: ["bookings", business.slug, "of", call.id],
    queryFn: async () => {
      const rows = await dataOf(api.GET("/api/v1/bookings", {
        params: { query: { business: business.slug, limit: 100, from: call.started_at } },
      }));
      return rows.filter((one) => one.call_id === call.id);
    },
  });
  if (!found.data?.length) return null;
  return (
    <Card id="written">
      <CardTitle>{t("Written in this call")}</CardTitle>
      <ul className="grid gap-2">
        {found.data.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone={toneOf(one.status)}>{word(one.status)}</Badge>
            <Link className="font-medium text-brand underline" to={`/console/bookings?day=${one.date}&open=${one.id}`}>{one.ref}</Link>
            <span>{time.day(one.date)}, {one.time}</span>
            <span>{one.name}</span>
            <span className="text-quiet">{whatOf(one, business, t).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Transcript({ call }: { call: CallDetail }) {
  const { t } = useText();
  return (
    <Card>
      <CardTitle>{t("Transcript")}</CardTitle>
      {call.turns.length === 0 && <Nothing>{t("Nothing was said, or nothing was kept.")}</Nothing>}
      <ol className="grid gap-3" id="transcript">{call.turns.map((turn) => <Said key={`${turn.speaker}${turn.number}`} turn={turn} />)}</ol>
    </Card>
  );
}

const STAGES: [string, Text][] = [
  ["transcript", "Words read"], ["endpoint", "Turn decided"], ["thought", "Reply"], ["voiced", "Voice"],
  ["sent", "First sound"], ["played_until", "Heard out"],
];

function Said({ turn }: { turn: Turn }) {
  const { t } = useText();
  const caller = turn.speaker === "caller";
  const from = turn.times.speech_end;
  const stages = from == null || turn.times.sent == null ? [] : STAGES.filter(([stage]) => turn.times[stage] != null);
  return (
    <li className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[7rem_1fr]" id={`turn-${turn.number}`}>
      <div className="flex items-baseline gap-2 text-sm sm:block">
        <span className={cn("font-semibold", !caller && "text-brand")}>{t(caller ? "Caller" : "Assistant")}</span>
        <span className="block text-quiet tabular-nums">{lengthOf(turn.start_ms)}</span>
      </div>
      <div>
        <p lang={turn.language}>
          {turn.text ?? <span className="text-quiet">{t("(not kept)")}</span>}
          {turn.interrupted && <span className="text-warn"> ({t("interrupted")})</span>}
        </p>
        {stages.length > 0 && (
          <p className="times text-xs text-quiet tabular-nums">
            {stages.map(([stage, name]) => `${t(name)} +${(turn.times[stage] ?? 0) - (from ?? 0)} ms`).join(" · ")}
          </p>
        )}
      </div>
    </li>
  );
}

function Troubles({ call }: { call: CallDetail }) {
  const { t, tongue } = useText();
  if (!call.account.troubles.length) return null;
  return (
    <Card>
      <CardTitle>{t("What went wrong on the way")}</CardTitle>
      <ol className="grid gap-2">
        {call.account.troubles.map((trouble, at) => (
          <li key={at} className="grid grid-cols-[3.5rem_1fr] gap-3">
            <span className="text-sm text-quiet tabular-nums">{lengthOf(trouble.at_ms)}</span>
            <span>{trouble.words[tongue]}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** An amount of what vendors bill, by its unit. */
const AMOUNTS: Record<string, Text> = {
  call_seconds: "{count} seconds of the line", audio_seconds: "{count} seconds of sound", characters: "{count} characters",
  input_tokens: "{count} tokens read", cached_tokens: "{count} tokens read before", output_tokens: "{count} tokens written",
  audio_input_tokens: "{count} tokens heard", audio_output_tokens: "{count} tokens spoken",
};

function Used({ call }: { call: CallDetail }) {
  const { t, word } = useText();
  if (!call.usage.lines.length) return null;
  return (
    <Card>
      <CardTitle>{t("What this call used")}</CardTitle>
      <ul className="grid gap-1 text-sm">
        {call.usage.lines.map((line, at) => (
          <li key={at}>
            {word(line.role)}: {line.role === "line" ? word(line.engine) : line.engine} {line.model} · {line.estimated ? "≈ " : ""}{t(AMOUNTS[line.unit] ?? "{count} units", { count: Number(line.amount.toFixed(1)) })}
            {" · "}{line.cost === null ? t("price unknown") : line.currency ? `${line.currency} ${line.cost}` : t("no charge")}
          </li>
        ))}
      </ul>
    </Card>
  );
}
