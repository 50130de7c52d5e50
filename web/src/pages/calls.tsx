// Which calls were there? Newest first, with filters that stand in the address.
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Call } from "@/api/client";
import { useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useCalls } from "@/lib/lists";
import { lengthOf, useTime } from "@/lib/time";
import { Badge, Button, Card, Cell, Input, More, Nothing, PageHead, Select, Table, Trouble, Waiting, toneOf } from "@/ui";
import { TableLink } from "@/ui/table-link";
import { OUTCOMES } from "./outcomes";

const STATUSES = ["in_progress", "completed", "failed", "no_answer", "busy", "canceled"];

export default function Calls() {
  const { t, word } = useText();
  const time = useTime();
  const [asked, ask] = useSearchParams();
  const of = (name: string) => asked.get(name) || undefined;
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(asked);
    if (value) next.set(name, value);
    else next.delete(name);
    ask(next, { replace: true });
  };
  const { writes } = useHouse();
  const from = of("from");
  const to = of("to");
  const { query, rows } = useCalls({
    status: of("status"), outcome: of("outcome"), sort: of("sort"), caller: of("caller"),
    test: of("test") === undefined ? undefined : of("test") === "true",
    from: from && `${from}T00:00:00`, to: to && `${to}T23:59:59`,
  });
  return (
    <>
      <PageHead title={t("Calls")} note={t("Times of {zone}", { zone: time.zone })}><TableLink what="calls" /></PageHead>
      <Card className="mb-4 grid grid-cols-2 items-end gap-3 sm:grid-cols-4">
        {(["from", "to"] as const).map((name) => (
          <label key={name} className="grid gap-1 text-sm font-medium">{t(name === "from" ? "From" : "To")}
            <Input type="date" value={of(name) ?? ""} onChange={(event) => set(name, event.target.value)} />
          </label>
        ))}
        {([["status", STATUSES], ["outcome", OUTCOMES]] as const).map(([name, options]) => (
          <label key={name} className="grid gap-1 text-sm font-medium ">{t(name === "status" ? "Status" : "Outcome")}
            <Select value={of(name) ?? ""} onChange={(event) => set(name, event.target.value)}>
              <option value="">{t("All")}</option>
              {options.map((one) => <option key={one} value={one}>{word(one)}</option>)}
            </Select>
          </label>
        ))}
        <label className="grid gap-1 text-sm font-medium">{t("Test calls")}
          <Select value={of("test") ?? ""} onChange={(event) => set("test", event.target.value)}>
            <option value="">{t("All")}</option><option value="false">{t("Without")}</option><option value="true">{t("Only")}</option>
          </Select>
        </label>
        <label className="grid gap-1 text-sm font-medium">{t("Order")}
          <Select value={of("sort") ?? ""} onChange={(event) => set("sort", event.target.value)}>
            <option value="">{t("Newest first")}</option><option value="oldest">{t("Oldest first")}</option><option value="longest">{t("Longest first")}</option>
          </Select>
        </label>
        {writes && <ByNumber key={of("caller")} value={of("caller") ?? ""} onAsk={(value) => set("caller", value)} />}
        {asked.size > 0 && <Button onClick={() => ask({})}>{t("Clear filters")}</Button>}
      </Card>
      <Card>
        <Trouble error={query.error} />
        {query.isPending && <Waiting />}
        {query.data && rows.length === 0 && <Nothing>{asked.size ? t("No call fits these filters.") : t("No calls yet.")}</Nothing>}
        {rows.length > 0 && (
          <Table head={[t("Began"), t("Caller"), t("Status"), t("Outcome"), t("Length")]}>
            {rows.map((call) => <Row key={call.id} call={call} />)}
          </Table>
        )}
        <More query={query} />
      </Card>
    </>
  );
}

/** Looks for a caller by his whole number. */
function ByNumber({ value, onAsk }: { value: string; onAsk: (value: string) => void }) {
  const { t } = useText();
  const [typed, type] = useState(value);
  return (
    <form role="search" className="grid gap-1" onSubmit={(event) => {
      event.preventDefault();
      onAsk(typed.trim());
    }}>
      <label className="grid gap-1 text-sm font-medium">{t("Caller's number")}
        <Input type="search" maxLength={30} value={typed} placeholder="+91…" onChange={(event) => type(event.target.value)} />
      </label>
    </form>
  );
}

function Row({ call }: { call: Call }) {
  const { t, word } = useText();
  const time = useTime();
  const go = useNavigate();
  const to = `/console/calls/${call.id}`;
  return (
    <tr className="cursor-pointer hover:bg-sunk" onClick={() => void go(to)}>
      <Cell className="whitespace-nowrap">
        <Link to={to} className="font-medium underline-offset-2 hover:underline" onClick={(event) => event.stopPropagation()}>
          {time.moment(call.started_at)}
        </Link>
      </Cell>
      <Cell className="whitespace-nowrap">
        {call.caller ?? t("Number withheld")} {call.test && <Badge>{t("Test")}</Badge>}
        {call.direction === "outbound" && <Badge>{t("Outgoing")}</Badge>}
      </Cell>
      <Cell><Badge tone={toneOf(call.status)}>{word(call.status)}</Badge></Cell>
      <Cell>{call.outcome && <Badge tone={toneOf(call.outcome)}>{word(call.outcome)}</Badge>}</Cell>
      <Cell className="tabular-nums">{lengthOf(call.duration_ms)}</Cell>
    </tr>
  );
}
