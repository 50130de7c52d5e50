// What does a moment read like on the business's clock? Never on the browser's.
import { useMemo } from "react";
import { useHouse } from "./house";
import { useText, type Tongue } from "./i18n";

const localeOf = (tongue: Tongue) => (tongue === "hi" ? "hi-IN-u-nu-latn" : "en-GB");

/** `2027-05-10` of an instant in a zone. */
export function dayOf(at: Date | string, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(at));
}

/** Minutes since midnight of an instant in a zone. */
export function minuteOf(at: Date | string, zone: string): number {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const [hours, minutes] = clock.format(new Date(at)).split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

export function addDays(day: string, count: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/** The Monday on or before the day. */
export function weekOf(day: string): string {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

export const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export function useTime() {
  const { business } = useHouse();
  const { tongue } = useText();
  const zone = business?.timezone ?? "UTC";
  return useMemo(() => {
    const locale = localeOf(tongue);
    const of = (options: Intl.DateTimeFormatOptions, timeZone = zone) =>
      new Intl.DateTimeFormat(locale, { timeZone, ...options });
    const moment = of({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const clock = of({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const day = of({ weekday: "short", day: "numeric", month: "short" }, "UTC");
    const longDay = of({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, "UTC");
    const noon = (iso: string) => new Date(`${iso}T12:00:00Z`);
    return {
      zone,
      today: () => dayOf(new Date(), zone),
      moment: (iso: string | null | undefined) => (iso ? moment.format(new Date(iso)) : ""),
      clock: (iso: string) => clock.format(new Date(iso)),
      day: (iso: string) => day.format(noon(iso)),
      longDay: (iso: string) => longDay.format(noon(iso)),
    };
  }, [zone, tongue]);
}

/** `1:05` of milliseconds. */
export function lengthOf(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "";
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
