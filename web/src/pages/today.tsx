// What does somebody need to know now? Who is on the line, the day's plan, messages, what went wrong.
import { AlertTriangle, Check, Phone } from "lucide-react";
import { Link } from "react-router";
import type { Booking } from "@/api/client";
import { usePhone } from "@/call/panel";
import { useBusiness, useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useBookings, useCalls, useMarkMessage, useMessages } from "@/lib/lists";
import { useRunning, type RunningCall } from "@/lib/live";
import { addDays, useTime } from "@/lib/time";
import { Badge, Button, Card, CardTitle, Nothing, PageHead, Trouble, Waiting, cn, toneOf } from "@/ui";
import { whatOf } from "./booking-words";

export default function Today() {
  const { t } = useText();
  const time = useTime();
  return (
    <>
      <PageHead title={t("Today")} note={`${time.longDay(time.today())} · ${time.zone}`} />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="grid grid-cols-1 content-start gap-4">
          <LiveCalls />
          <DayPlan />
        </div>
        <div className="grid grid-cols-1 content-start gap-4">
          <Attention />
          <Waitings />
        </div>
      </div>
    </>
  );
}

function LiveCalls() {
  const { t } = useText();
  const phone = usePhone();
  const { controls } = useHouse();
  const running = useRunning(useBusiness().slug);
  return (
    <Card aria-labelledby="live-calls">
      <CardTitle aside={running.length > 0 && (
        <span className="flex items-center gap-3">
          {controls && <Link className="text-sm font-medium text-brand underline" to="/console/desk">{t("Live desk")}</Link>}
          <Badge tone="good">{running.length}</Badge>
        </span>
      )}>
        <span id="live-calls">{t("Live calls")}</span>
      </CardTitle>
      {running.length === 0 && (
        <Nothing action={<Button onClick={phone.show}><Phone size={16} aria-hidden /> {t("Call the assistant yourself")}</Button>}>
          {t("Nobody is on the line.")}
        </Nothing>
      )}
      <div className="grid gap-3">{running.map((call) => <Running key={call.id} call={call} />)}</div>
    </Card>
  );
}

function Running({ call }: { call: RunningCall }) {
  const { t, word } = useText();
  const time = useTime();
  return (
    <article className="rounded-lg border border-line p-3" data-call={call.id}>
      <header className="flex items-center gap-2 text-sm text-quiet">
        <span>{time.clock(call.at)}</span>
        <span>{word(call.carrier)}</span>
        {call.test && <Badge>{t("Test")}</Badge>}
        <Link className="ml-auto font-medium text-brand underline" to={`/console/calls/${call.id}`}>{t("Open")}</Link>
      </header>
      <ol className="mt-2 grid gap-1" aria-live="polite">
        {call.lines.slice(-4).map((line) => (
          <li key={line.id} lang={line.language} className="flex gap-2">
            <span className={cn("shrink-0 text-sm font-medium", line.speaker === "caller" ? "text-quiet" : "text-brand")}>
              {t(line.speaker === "caller" ? "Caller" : line.speaker === "human" ? "A person" : "Assistant")}
            </span>
            <span className="min-w-0">{line.text ?? t("(not kept)")}</span>
          </li>
        ))}
      </ol>
    </article>
  );
}

function DayPlan() {
  const { t } = useText();
  const time = useTime();
  const today = time.today();
  const found = useBookings(today, today);
  const shown = (found.data ?? []).filter((one) => one.status !== "cancelled");
  return (
    <Card aria-labelledby="day-plan">
      <CardTitle aside={<Link className="text-sm font-medium text-brand underline" to="/console/bookings">{t("Calendar")}</Link>}>
        <span id="day-plan">{t("The day's bookings")}</span>
      </CardTitle>
      <Trouble error={found.error} />
      {found.isPending && <Waiting />}
      {found.data && shown.length === 0 && <Nothing>{t("No bookings today.")}</Nothing>}
      <ol className="divide-y divide-line">{shown.map((one) => <Planned key={one.id} booking={one} />)}</ol>
    </Card>
  );
}

function Planned({ booking }: { booking: Booking }) {
  const { word, t } = useText();
  const business = useBusiness();
  return (
    <li className="flex items-baseline gap-3 py-2.5">
      <span className="w-14 shrink-0 font-semibold whitespace-nowrap tabular-nums">{booking.time}</span>
      <span className="min-w-0 flex-1">
        <span className="font-medium">{booking.name || t("No name")}</span>
        <span className="block text-sm text-quiet">{whatOf(booking, business, t).join(" · ")}</span>
      </span>
      <Badge tone={toneOf(booking.status)}>{word(booking.status)}</Badge>
    </li>
  );
}

function Attention() {
  const { t, word } = useText();
  const time = useTime();
  const business = useBusiness();
  const { owner } = useHouse();
  const since = `${addDays(time.today(), -1)}T00:00:00`;
  const failed = useCalls({ status: "failed", from: since, limit: 10, test: false });
  const left = useCalls({ outcome: "abandoned", from: since, limit: 10, test: false });
  const open = useCalls({ outcome: "unresolved", from: since, limit: 10, test: false });
  const calls = [...new Map([...failed.rows, ...left.rows, ...open.rows].map((one) => [one.id, one])).values()]
    .sort((a, b) => b.started_at.localeCompare(a.started_at));
  const silent = business.numbers.length === 0;
  return (
    <Card aria-labelledby="attention">
      <CardTitle><span id="attention">{t("Needs attention")}</span></CardTitle>
      <Trouble error={failed.query.error ?? left.query.error} />
      {!silent && calls.length === 0 && (
        <p className="flex items-center gap-2 py-3 text-quiet"><Check size={18} aria-hidden className="text-good" /> {t("All is well since yesterday.")}</p>
      )}
      <ul className="grid gap-2">
        {silent && (
          <li className="flex gap-2 rounded-lg bg-warn-soft p-3 text-sm text-warn">
            <AlertTriangle size={18} aria-hidden className="shrink-0" />
            <span>
              {t("No telephone number leads here yet. Calls from the browser work.")}{" "}
              {owner && <Link className="font-medium underline" to="/console/business">{t("Add a number")}</Link>}
            </span>
          </li>
        )}
        {calls.map((call) => (
          <li key={call.id}>
            <Link to={`/console/calls/${call.id}`} className="flex items-center gap-3 rounded-lg border border-line p-3 hover:bg-sunk">
              <span className="text-sm text-quiet tabular-nums">{time.moment(call.started_at)}</span>
              <span className="min-w-0 flex-1 truncate">{call.caller ?? t("Number withheld")}</span>
              <Badge tone={toneOf(call.outcome ?? call.status)}>{word(call.status === "failed" ? call.status : call.outcome)}</Badge>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Waitings() {
  const { t } = useText();
  const time = useTime();
  const { writes } = useHouse();
  const { query, rows } = useMessages("open");
  const mark = useMarkMessage();
  return (
    <Card aria-labelledby="waiting">
      <CardTitle aside={<Link className="text-sm font-medium text-brand underline" to="/console/messages">{t("All messages")}</Link>}>
        <span id="waiting">{t("Messages waiting")}</span>
      </CardTitle>
      <Trouble error={query.error ?? mark.error} />
      {query.data && rows.length === 0 && <Nothing>{t("No message is waiting.")}</Nothing>}
      <ul className="divide-y divide-line">
        {rows.slice(0, 5).map((one) => (
          <li key={one.id} className="flex items-start gap-3 py-2.5">
            <div className="min-w-0 flex-1">
              <p className="text-sm text-quiet">{[one.name, one.phone].filter(Boolean).join(" · ")} <time>{time.moment(one.created_at)}</time></p>
              <p>{one.text}</p>
            </div>
            {writes && (
              <Button size="small" disabled={mark.isPending} onClick={() => mark.mutate({ one, status: "done" })}>
                <Check size={16} aria-hidden /> {t("Done")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
