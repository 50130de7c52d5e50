// What is booked, and when? A calendar by day or week, by table or person; the server decides moves.
import { ChevronLeft, ChevronRight, Footprints, Plus, Printer } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { Booking } from "@/api/client";
import { useBusiness, useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useBookings, useChangeBooking } from "@/lib/lists";
import { useSaid } from "@/lib/refusals";
import { addDays, useTime, weekOf } from "@/lib/time";
import { Button, Card, Choice, Input, PageHead, Select, Trouble, Waiting } from "@/ui";
import { TableLink } from "@/ui/table-link";
import { BookingForm, type Wished } from "./booking-form";
import { BookingWindow } from "./booking-window";
import { Calendar, type Column, type Move } from "./calendar";

type View = "day" | "week";

export default function Bookings() {
  const { t } = useText();
  const time = useTime();
  const business = useBusiness();
  const { writes } = useHouse();
  const [asked, ask] = useSearchParams();
  const [wished, setWished] = useState<Wished | null>(null);
  const [resource, setResource] = useState("");
  const day = asked.get("day") ?? time.today();
  const view: View = asked.get("view") === "week" ? "week" : "day";
  const from = view === "week" ? weekOf(day) : day;
  const days = Array.from({ length: view === "week" ? 7 : 1 }, (_, at) => addDays(from, at));
  const found = useBookings(from, days.at(-1) ?? from);
  const change = useChangeBooking();
  const { said } = useSaid();
  const set = (values: Record<string, string | null>) => {
    const next = new URLSearchParams(asked);
    for (const [name, value] of Object.entries(values)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    ask(next, { replace: true });
  };
  const step = (count: number) => set({ day: addDays(day, count * (view === "week" ? 7 : 1)) });
  const columns = view === "week" ? ofDays(days, time.day) : ofResources(day, business.resources, t("Without a place"));
  const rows = (found.data ?? []).filter((one) => one.status !== "cancelled" && (view === "day" || !resource || one.resource === resource));
  const opened = asked.get("open");
  const open = found.data?.find((one) => one.id === opened);
  const move = ({ booking, day: to, time: at, resource: place }: Move) => {
    change.mutate({ id: booking.id, change: { revision: booking.revision, date: to, time: at, ...(place && place !== booking.resource ? { resource: place } : {}) } });
  };
  const moving = change.isPending ? { id: change.variables.id, ...change.variables.change } : null;
  return (
    <>
      <PageHead title={t("Bookings")} note={`${view === "day" ? time.longDay(day) : `${time.day(from)} – ${time.day(days[6] ?? from)}`} · ${time.zone}`}>
        {writes && business.books && (
          <>
            <Button onClick={() => setWished({ walkIn: true })}><Footprints size={16} aria-hidden /> {t("Walk-in")}</Button>
            <Button look="main" onClick={() => setWished({ day })}><Plus size={16} aria-hidden /> {t("New booking")}</Button>
          </>
        )}
        <TableLink what="bookings" />
      </PageHead>
      <div className="no-print mb-4 flex flex-wrap items-center gap-2">
        <Button size="icon" aria-label={t("Earlier")} onClick={() => step(-1)}><ChevronLeft size={18} /></Button>
        <Button onClick={() => set({ day: time.today() })}>{t("Today")}</Button>
        <Button size="icon" aria-label={t("Later")} onClick={() => step(1)}><ChevronRight size={18} /></Button>
        <Input type="date" aria-label={t("Day")} className="w-auto" value={day} onChange={(event) => event.target.value && set({ day: event.target.value })} />
        <Choice label={t("Shown")} value={view} onChange={(value) => set({ view: value })} options={[["day", t("Day")], ["week", t("Week")]]} />
        {view === "week" && business.resources.length > 0 && (
          <Select aria-label={t("Table or person")} className="w-auto" value={resource} onChange={(event) => setResource(event.target.value)}>
            <option value="">{t("All")}</option>
            {business.resources.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </Select>
        )}
        <Button size="icon" className="ml-auto" aria-label={t("Print")} onClick={() => window.print()}><Printer size={18} /></Button>
      </div>
      {change.error && <Trouble className="mb-3" error={new Error(t("Not moved: {reason}", { reason: said(change.error) }))} />}
      <Trouble className="mb-3" error={found.error} />
      <Card className="p-0 sm:p-0">
        {found.isPending ? <Waiting /> : (
          <Calendar
            columns={columns} rows={rows} moving={moving} writes={writes}
            onOpen={(booking) => set({ open: booking.id })} onMove={move}
            onNew={(column, at) => writes && business.books && setWished({ day: column.day, time: at, resource: column.resource })}
          />
        )}
      </Card>
      <Cancelled rows={(found.data ?? []).filter((one) => one.status === "cancelled")} onOpen={(id) => set({ open: id })} />
      {wished && <BookingForm wished={wished} onClose={() => setWished(null)} onBooked={(booked) => !days.includes(booked) && set({ day: booked })} />}
      {open && <BookingWindow key={open.id} booking={open} onClose={() => set({ open: null })} />}
    </>
  );
}

function Cancelled({ rows, onOpen }: { rows: Booking[]; onOpen: (id: string) => void }) {
  const { t } = useText();
  const time = useTime();
  if (!rows.length) return null;
  return (
    <details className="no-print mt-4">
      <summary className="text-sm text-quiet">{t("{count} cancelled", { count: rows.length })}</summary>
      <ul className="mt-2 grid gap-1">
        {rows.map((one) => (
          <li key={one.id}>
            <button type="button" className="text-sm underline" onClick={() => onOpen(one.id)}>
              {time.day(one.date)}, {one.time} · {one.name ?? t("No name")} · {one.ref}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function ofDays(days: string[], name: (day: string) => string): Column[] {
  return days.map((day) => ({ key: day, name: name(day), day, has: (booking) => booking.date === day }));
}

function ofResources(day: string, resources: { id: string; name: string }[], other: string): Column[] {
  const known = new Set(resources.map((one) => one.id));
  const first = (booking: Booking) => booking.resource?.split("+")[0] ?? "";
  const columns: Column[] = resources.map((one) => ({
    key: one.id, name: one.name, day, resource: one.id, has: (booking) => first(booking) === one.id,
  }));
  const rest: Column = { key: "", name: resources.length ? other : "", day, has: (booking) => !known.has(first(booking)), spare: resources.length > 0 };
  return [...columns, rest];
}
