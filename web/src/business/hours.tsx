// When is it open? Periods for each weekday, and closed days with their reason.
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Week } from "@/lib/file";
import { useText } from "@/lib/i18n";
import { Button, Input } from "@/ui";
import { DAYS } from "./days";

export function Hours({ week, onChange }: { week: Week; onChange: (week: Week) => void }) {
  const { t } = useText();
  const put = (day: string, periods: Week[string]) => {
    const next = Object.fromEntries(DAYS.map(([name]) => [name, name === day ? periods : week[name] ?? []]).filter(([, list]) => (list as unknown[]).length));
    onChange(next as Week);
  };
  return (
    <div className="grid gap-2">
      {DAYS.map(([day, name]) => {
        const periods = week[day] ?? [];
        return (
          <div key={day} className="grid grid-cols-[6.5rem_1fr] items-start gap-2 border-b border-line pb-2 last:border-b-0">
            <span className="pt-1.5 font-medium">{t(name)}</span>
            <div className="grid gap-1.5">
              {periods.length === 0 && <span className="pt-1.5 text-quiet">{t("Closed")}</span>}
              {periods.map((period, at) => (
                <div key={at} className="flex flex-wrap items-center gap-1.5">
                  {(["open", "close", "last"] as const).map((part) => (
                    <label key={part} className="flex items-center gap-1 text-sm text-quiet">
                      {t(part === "open" ? "from" : part === "close" ? "until" : "last booking")}
                      <Input
                        type={part === "close" && period.close === "24:00" ? "text" : "time"} className="w-auto text-ink"
                        value={period[part] ?? ""} required={part !== "last"}
                        onChange={(event) => put(day, periods.map((one, place) => (place === at ? edited(one, part, event.target.value) : one)))}
                      />
                    </label>
                  ))}
                  <Button look="ghost" size="icon" aria-label={t("Remove")} onClick={() => put(day, periods.filter((_, place) => place !== at))}><Trash2 size={16} /></Button>
                </div>
              ))}
              <Button look="ghost" size="small" className="justify-self-start text-quiet" onClick={() => put(day, [...periods, { open: "09:00", close: "18:00" }])}>
                <Plus size={14} aria-hidden /> {t("Add hours")}
              </Button>
            </div>
          </div>
        );
      })}
    </div>
  );
}

function edited(period: Week[string][number], part: "open" | "close" | "last", value: string) {
  const next = { ...period, [part]: value };
  if (!next.last) delete next.last;
  return next;
}

export function Closures({ closures, onChange }: { closures: Record<string, unknown>; onChange: (closures: Record<string, unknown>) => void }) {
  const { t } = useText();
  const [day, setDay] = useState("");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const listed = Object.entries(closures).sort(([a], [b]) => a.localeCompare(b));
  const add = () => {
    const key = until && until > day ? `${day}..${until}` : day;
    onChange({ ...closures, [key]: reason.trim() });
    setDay("");
    setUntil("");
    setReason("");
  };
  return (
    <div className="grid gap-3">
      {listed.length === 0 && <p className="text-quiet">{t("No closed days are set.")}</p>}
      <ul className="grid gap-1">
        {listed.map(([key, why]) => (
          <li key={key} className="flex items-center gap-3">
            <span className="tabular-nums">{key.replace("..", " – ")}</span>
            <span className="min-w-0 flex-1 text-quiet">{wordsOf(why)}</span>
            <Button look="ghost" size="icon" aria-label={t("Remove")} onClick={() => onChange(Object.fromEntries(listed.filter(([other]) => other !== key)))}><Trash2 size={16} /></Button>
          </li>
        ))}
      </ul>
      <div className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[auto_auto_1fr_auto]">
        <label className="grid gap-1 text-sm font-medium">{t("First day")}<Input type="date" value={day} onChange={(event) => setDay(event.target.value)} /></label>
        <label className="grid gap-1 text-sm font-medium">{t("Last day")}<Input type="date" min={day} value={until} onChange={(event) => setUntil(event.target.value)} /></label>
        <label className="grid gap-1 text-sm font-medium">{t("Reason callers hear")}<Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} /></label>
        <Button disabled={!day || !reason.trim()} onClick={add}><Plus size={16} aria-hidden /> {t("Add")}</Button>
      </div>
    </div>
  );
}

function wordsOf(said: unknown): string {
  if (typeof said === "string") return said;
  if (!said || typeof said !== "object") return "";
  const { reason, hours } = said as { reason?: unknown; hours?: { open: string; close: string }[] };
  if (reason !== undefined) return [wordsOf(reason), ...(hours ?? []).map((one) => `${one.open}–${one.close}`)].join(" · ");
  return Object.values(said).filter((one) => typeof one === "string").join(" · ");
}
