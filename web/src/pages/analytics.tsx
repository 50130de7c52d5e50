// How do the calls go? Figures of a stretch of days, by day and hour, with outcomes, answer times and costs.
import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { api, dataOf, type Schemas } from "@/api/client";
import { useBusiness } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { addDays, useTime } from "@/lib/time";
import { Card, CardTitle, Cell, Choice, Nothing, PageHead, Table, Trouble, Waiting, cn } from "@/ui";
import { DAYS } from "@/business/days";

type Figures = Schemas["AnalyticsOut"];
const ByDay = lazy(() => import("./by-day"));
const STRETCHES = { "7": 7, "30": 30, "90": 90 } as const;

export default function Analytics() {
  const { t } = useText();
  const time = useTime();
  const business = useBusiness().slug;
  const [stretch, setStretch] = useState<keyof typeof STRETCHES>("30");
  const until = addDays(time.today(), 1);
  const from = addDays(until, -STRETCHES[stretch]);
  const found = useQuery({
    queryKey: ["calls", "figures", business, from, until],
    queryFn: () => dataOf(api.GET("/api/v1/analytics", {
      params: { query: { business, from: `${from}T00:00:00`, to: `${until}T00:00:00` } },
    })),
    placeholderData: (before) => before,
  });
  const days = Object.keys(STRETCHES) as (keyof typeof STRETCHES)[];
  return (
    <>
      <PageHead title={t("Analytics")} note={t("Test calls are left out. Days of {zone}.", { zone: time.zone })}>
        <Choice label={t("Stretch")} value={stretch} onChange={setStretch} options={days.map((one) => [one, t("{count} days", { count: one })] as const)} />
      </PageHead>
      <Trouble error={found.error} className="mb-3" />
      {found.isPending && <Waiting />}
      <div className="grid grid-cols-1 gap-4">
        {found.data && <Shown figures={found.data} />}
        <Usage />
      </div>
    </>
  );
}

const seconds = (ms: number | null) => (ms === null ? "–" : `${(ms / 1000).toFixed(1)} s`);
const share = (part: number, whole: number) => (whole ? `${Math.round((100 * part) / whole)} %` : "–");

function Shown({ figures }: { figures: Figures }) {
  const { t } = useText();
  const costs = Object.entries(figures.costs).map(([currency, sum]) => `${currency} ${sum}`);
  const tiles: [Text, string, string][] = [
    ["Calls", String(figures.calls), t("{count} minutes", { count: Math.round(figures.minutes) })],
    ["Answered", share(figures.answered, figures.calls), String(figures.answered)],
    ["Booked", share(figures.booked, figures.calls), String(figures.booked)],
    ["Answers after", seconds(figures.answer_times.p50_ms), figures.answer_times.p95_ms === null ? "" : t("95 of 100 within {time}", { time: seconds(figures.answer_times.p95_ms) })],
    ["Interrupted", share(figures.interrupted_calls, figures.calls), t("{count} times", { count: figures.interruptions })],
    ["Rating", figures.rating === null ? "–" : figures.rating.toFixed(1), t("{count} rated", { count: figures.rated })],
    ["Cost", costs.join(", ") || "–", figures.unpriced.length ? t("{count} without a price", { count: figures.unpriced.length }) : ""],
  ];
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4 xl:grid-cols-7">
        {tiles.map(([name, value, more]) => (
          <div key={name} className="rounded-xl border border-line bg-panel p-4">
            <dt className="text-sm text-quiet">{t(name)}</dt>
            <dd className="text-2xl font-semibold tabular-nums">{value}</dd>
            <dd className="text-xs text-quiet">{more}</dd>
          </div>
        ))}
      </dl>
      {figures.calls === 0 && <Card><Nothing>{t("No calls in this time.")}</Nothing></Card>}
      {figures.calls > 0 && (
        <>
          <Card>
            <CardTitle>{t("Calls and bookings by day")}</CardTitle>
            <Suspense fallback={<Waiting />}><ByDay days={figures.days} /></Suspense>
          </Card>
          <div className="grid grid-cols-1 gap-4 lg:grid-cols-3">
            <Shares title={t("Outcomes")} counts={figures.outcomes} whole={figures.calls} />
            <Shares title={t("Languages")} counts={figures.languages} whole={figures.calls} />
            <Shares title={t("Ended by")} counts={figures.ended_by} whole={figures.calls} />
          </div>
          <Busiest hours={figures.hours} />
        </>
      )}
    </>
  );
}

function Shares({ title, counts, whole }: { title: string; counts: Record<string, number>; whole: number }) {
  const { word } = useText();
  const name = (key: string) => (key === "en" ? "English" : key === "hi" ? "हिन्दी" : word(key));
  return (
    <Card>
      <CardTitle>{title}</CardTitle>
      <ul className="grid gap-2">
        {Object.entries(counts).sort(([, a], [, b]) => b - a).map(([key, count]) => (
          <li key={key} className="grid gap-1">
            <span className="flex justify-between text-sm"><span>{name(key)}</span><span className="tabular-nums">{count} · {share(count, whole)}</span></span>
            <svg width="100%" height={6} aria-hidden><rect width="100%" height={6} rx={3} className="fill-[var(--sunk)]" /><rect width={`${(100 * count) / Math.max(1, whole)}%`} height={6} rx={3} className="fill-[var(--brand)]" /></svg>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Busiest({ hours }: { hours: Record<string, number[]> }) {
  const { t } = useText();
  const most = Math.max(1, ...Object.values(hours).flat());
  return (
    <Card>
      <CardTitle>{t("Busiest hours")}</CardTitle>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t("Busiest hours")}>
        <table className="w-full min-w-[44rem] border-separate border-spacing-0.5 text-xs">
          <thead>
            <tr>
              <th scope="col"><span className="sr-only">{t("Day")}</span></th>
              {Array.from({ length: 24 }, (_, hour) => <th key={hour} scope="col" className="font-normal text-quiet">{hour}</th>)}
            </tr>
          </thead>
          <tbody>
            {DAYS.map(([day, name]) => (
              <tr key={day}>
                <th scope="row" className="pr-2 text-left font-normal text-quiet">{t(name)}</th>
                {(hours[day] ?? Array<number>(24).fill(0)).map((count, hour) => (
                  <td key={hour} className={cn("h-7 rounded text-center", count === 0 && "bg-sunk text-transparent", count > 0 && (count / most > 0.5 ? "bg-brand text-brand-ink" : "bg-brand-soft text-ink"))}>{count || ""}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Usage() {
  const { t, word } = useText();
  const business = useBusiness().slug;
  const found = useQuery({
    queryKey: ["usage", business],
    queryFn: () => dataOf(api.GET("/api/v1/usage", { params: { query: { business } } })),
  });
  const usage = found.data;
  const costs = Object.entries(usage?.costs ?? {}).map(([currency, sum]) => `${currency} ${sum}`);
  return (
    <Card>
      <CardTitle>{t("Used this month")}</CardTitle>
      <Trouble error={found.error} />
      {found.isPending && <Waiting />}
      {usage && (
        <>
          <p className="mb-3 text-quiet">
            {costs.length ? t("Together: {costs}", { costs: costs.join(", ") }) : t("No cost.")}
            {usage.unknown.length > 0 && ` ${t("{count} without a price", { count: usage.unknown.length })}`}
          </p>
          {usage.budgets.map((one, at) => (
            <p key={at} className="mb-2">{t("Budget of {of} for each {per}", { of: word(one.of), per: word(one.per) })}: {one.used ?? "?"} / {one.hard ?? one.soft}</p>
          ))}
          {usage.lines.length === 0 ? <Nothing>{t("Nothing was used yet.")}</Nothing> : (
            <Table head={[t("For"), t("Engine"), t("Amount"), t("Cost")]}>
              {usage.lines.map((line, at) => (
                <tr key={at}>
                  <Cell>{word(line.role)}</Cell>
                  <Cell>{line.engine} {line.model}</Cell>
                  <Cell className="tabular-nums">{line.estimated ? "≈ " : ""}{Number(line.amount.toFixed(1)).toLocaleString()} {word(line.unit)}</Cell>
                  <Cell>{line.cost === null ? t("price unknown") : line.currency ? `${line.currency} ${line.cost}` : t("no charge")}</Cell>
                </tr>
              ))}
            </Table>
          )}
        </>
      )}
    </Card>
  );
}
