// Where does each booking stand on the day? Columns over one clock; what is dragged goes to the server.
import { useEffect, useRef, useState, type PointerEvent } from "react";
import type { Booking } from "@/api/client";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { clockOf, minuteOf, useTime } from "@/lib/time";
import { Nothing, cn } from "@/ui";
import { whatOf } from "./booking-words";

export interface Column {
  key: string;
  name: string;
  day: string;
  resource?: string;
  /** Left out when nothing is in it. */
  spare?: boolean;
  has: (booking: Booking) => boolean;
}

export interface Move {
  booking: Booking;
  day: string;
  time: string;
  resource?: string;
}

interface Moving {
  id: string;
  date?: string | null;
  time?: string | null;
  resource?: string | null;
}

interface Props {
  columns: Column[];
  rows: Booking[];
  moving: Moving | null;
  writes: boolean;
  onOpen: (booking: Booking) => void;
  onMove: (move: Move) => void;
  onNew: (column: Column, time: string) => void;
}

const HOUR = 56;
const SNAP = 15;
const SLACK_PX = 5;

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Bookings that overlap stand side by side: lane and number of lanes of each. */
function lanesOf(rows: Booking[]): Map<string, [number, number]> {
  const placed = new Map<string, [number, number]>();
  let group: { id: string; lane: number }[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const { id, lane } of group) placed.set(id, [lane, ends.length]);
    group = [];
    ends = [];
  };
  for (const one of [...rows].sort((a, b) => minutes(a.time) - minutes(b.time))) {
    const from = minutes(one.time);
    if (ends.length && ends.every((end) => end <= from)) close();
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = from + one.minutes;
    group.push({ id: one.id, lane });
  }
  close();
  return placed;
}

interface Drag {
  booking: Booking;
  fromX: number;
  fromY: number;
  /** Pixels from the top of the block to where it was taken. */
  held: number;
  to: { column: number; minute: number } | null;
}

export function Calendar({ columns: all, rows, moving, writes, onOpen, onMove, onNew }: Props) {
  const { t } = useText();
  const { zone, today } = useTime();
  const grid = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const shown = rows.map((one) =>
    moving?.id === one.id
      ? { ...one, date: moving.date ?? one.date, time: moving.time ?? one.time, resource: moving.resource ?? one.resource }
      : one);
  const columns = all.filter((column) => !column.spare || shown.some((one) => column.has(one)));
  const first = Math.floor(Math.min(9 * 60, ...rows.map((one) => minutes(one.time))) / 60);
  const last = Math.ceil(Math.max(22 * 60, ...rows.map((one) => Math.min(1440, minutes(one.time) + one.minutes))) / 60);
  const hours = Array.from({ length: last - first }, (_, at) => first + at);
  const y = (minute: number) => ((minute - first * 60) / 60) * HOUR;

  const placeOf = (event: PointerEvent, held: number) => {
    const boxes = [...(grid.current?.querySelectorAll<HTMLElement>("[data-column]") ?? [])];
    const column = boxes.findIndex((box) => {
      const { left, right } = box.getBoundingClientRect();
      return event.clientX >= left && event.clientX < right;
    });
    const box = boxes[column];
    if (!box) return null;
    const minute = first * 60 + ((event.clientY - held - box.getBoundingClientRect().top) / HOUR) * 60;
    return { column, minute: Math.max(0, Math.min(1440 - SNAP, Math.round(minute / SNAP) * SNAP)) };
  };
  const take = (event: PointerEvent<HTMLElement>, booking: Booking) => {
    if (!writes || event.pointerType === "touch" || event.button !== 0 || booking.status !== "confirmed") return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const held = event.clientY - event.currentTarget.getBoundingClientRect().top;
    setDrag({ booking, fromX: event.clientX, fromY: event.clientY, held, to: null });
  };
  const carry = (event: PointerEvent) => {
    if (!drag) return;
    const far = Math.hypot(event.clientX - drag.fromX, event.clientY - drag.fromY) > SLACK_PX;
    if (far || drag.to) setDrag({ ...drag, to: placeOf(event, drag.held) });
  };
  const drop = () => {
    if (!drag) return;
    setDrag(null);
    const column = drag.to && columns[drag.to.column];
    if (!drag.to || !column) return;
    const time = clockOf(drag.to.minute);
    const same = column.has(drag.booking) && time === drag.booking.time;
    if (!same) onMove({ booking: drag.booking, day: column.day, time, resource: column.resource });
  };
  const pressed = (booking: Booking) => {
    if (!drag?.to) onOpen(booking);
  };
  const box = useRef<HTMLDivElement>(null);
  const begin = Math.min(...shown.map((one) => minutes(one.time)));
  const lead = Number.isFinite(begin) ? begin : 11 * 60;
  useEffect(() => {
    if (box.current) box.current.scrollTop = Math.max(0, ((lead - first * 60) / 60 - 1) * HOUR);
    // Only when another day is shown: what is dragged must not move the view.
  }, [all.map((column) => column.day).join()]);
  const named = columns.some((column) => column.name);
  const now = columns.map((column) => (column.day === today() ? minuteOf(new Date(), zone) : -1));
  if (!columns.length) return <Nothing>{t("No bookings yet.")}</Nothing>;
  return (
    <div ref={box} className="max-h-[calc(100dvh-14rem)] min-h-96 overflow-auto rounded-xl print:max-h-none" tabIndex={0} role="region" aria-label={t("Calendar")}>
      <div className="flex w-max min-w-full" ref={grid}>
        <div className="sticky left-0 z-10 w-14 shrink-0 border-r border-line bg-panel text-right text-xs text-quiet" aria-hidden>
          {named && <div className="sticky top-0 h-11 border-b border-line bg-panel" />}
          {hours.map((hour) => <div key={hour} style={{ height: HOUR }} className="pr-2">{`${String(hour).padStart(2, "0")}:00`}</div>)}
        </div>
        {columns.map((column, at) => {
          const mine = shown.filter((one) => column.has(one));
          const lanes = lanesOf(mine);
          return (
            <section key={column.key} aria-label={column.name || t("Bookings")} className="min-w-36 flex-1 border-r border-line last:border-r-0">
              {named && <h2 className="sticky top-0 z-10 h-11 truncate border-b border-line bg-panel px-2 py-3 text-center text-sm font-semibold">{column.name}</h2>}
              <div
                data-column={column.key} className="relative" style={{ height: hours.length * HOUR }}
                onDoubleClick={(event) => {
                  const minute = first * 60 + ((event.clientY - event.currentTarget.getBoundingClientRect().top) / HOUR) * 60;
                  onNew(column, clockOf(Math.floor(minute / SNAP) * SNAP));
                }}
              >
                {hours.map((hour) => <div key={hour} style={{ height: HOUR }} className="border-b border-line" />)}
                {(now[at] ?? -1) >= first * 60 && (now[at] ?? 0) < last * 60 && (
                  <div aria-hidden className="pointer-events-none absolute inset-x-0 border-t-2 border-bad" style={{ top: y(now[at] ?? 0) }} />
                )}
                {mine.map((one) => {
                  const [lane, count] = lanes.get(one.id) ?? [0, 1];
                  return (
                    <Block
                      key={one.id} booking={one} busy={moving?.id === one.id} faint={drag?.to != null && drag.booking.id === one.id} draggable={writes}
                      top={y(minutes(one.time))} height={(one.minutes / 60) * HOUR} left={(lane / count) * 100} width={100 / count}
                      onDown={(event) => take(event, one)} onMove={carry} onUp={drop} onOpen={() => pressed(one)}
                    />
                  );
                })}
                {drag?.to?.column === at && (
                  <div
                    className="pointer-events-none absolute inset-x-0.5 rounded-md border-2 border-dashed border-brand bg-brand-soft/70 px-2 text-sm font-semibold"
                    style={{ top: y(drag.to.minute), height: (drag.booking.minutes / 60) * HOUR }}
                  >
                    {clockOf(drag.to.minute)}
                  </div>
                )}
              </div>
            </section>
          );
        })}
      </div>
    </div>
  );
}

interface BlockProps {
  booking: Booking;
  busy: boolean;
  faint: boolean;
  draggable: boolean;
  top: number;
  height: number;
  left: number;
  width: number;
  onDown: (event: PointerEvent<HTMLElement>) => void;
  onMove: (event: PointerEvent) => void;
  onUp: () => void;
  onOpen: () => void;
}

function Block({ booking, busy, faint, draggable, top, height, left, width, onDown, onMove, onUp, onOpen }: BlockProps) {
  const { t } = useText();
  const business = useBusiness();
  const dragged = useRef(false);
  const what = whatOf(booking, business, t);
  const over = booking.status !== "confirmed";
  return (
    <button
      type="button" data-booking={booking.id}
      className={cn(
        "absolute flex flex-col overflow-hidden rounded-md border px-2 py-1 text-left text-xs select-none",
        over ? "border-line bg-sunk text-quiet" : "border-brand bg-brand-soft text-ink",
        draggable && !over && "cursor-grab active:cursor-grabbing",
        busy && "animate-pulse opacity-60", faint && "opacity-40",
      )}
      style={{ top, height: Math.max(26, height - 2), left: `calc(${left}% + 2px)`, width: `calc(${width}% - 4px)` }}
      onPointerDown={(event) => {
        dragged.current = false;
        onDown(event);
      }}
      onPointerMove={onMove}
      onPointerUp={() => {
        dragged.current = faint;
        onUp();
      }}
      onPointerCancel={onUp}
      onClick={() => !dragged.current && onOpen()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <span className="font-semibold"><span className="tabular-nums">{booking.time}</span> {booking.name ?? t("No name")}</span>
      <span className="block text-quiet">{what.join(" · ")}</span>
    </button>
  );
}
