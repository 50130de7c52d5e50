// How does somebody of the staff write a booking? A form that keeps what was typed until it is written.
import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useForm, type UseFormReturn } from "react-hook-form";
import { z } from "zod";
import { api, dataOf } from "@/api/client";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { clockOf, minuteOf, useTime } from "@/lib/time";
import { Typed } from "@/lib/unsaved";
import { Area, Button, Field, Input, Select, Trouble, Window } from "@/ui";

export interface Wished {
  day?: string;
  time?: string;
  resource?: string;
  walkIn?: boolean;
}

const fields = z.object({
  date: z.string().min(1),
  time: z.string().min(1),
  party: z.string(),
  resource: z.string(),
  service: z.string().max(40),
  name: z.string().max(100),
  phone: z.string().max(30),
  notes: z.string().max(1000),
});
export type Fields = z.infer<typeof fields>;

/** What was filled in, as the API takes it. */
export function bodyOf(filled: Fields) {
  return {
    date: filled.date, time: filled.time,
    party: filled.party ? Number(filled.party) : null,
    resource: filled.resource || null, service: filled.service.trim() || null,
    name: filled.name.trim() || null, phone: filled.phone.trim() || null, notes: filled.notes.trim() || null,
  };
}

/** The same content again has the same key, so that it is written once. */
function keyOf(kept: { of: string; id: string }, content: string): string {
  if (kept.of !== content) Object.assign(kept, { of: content, id: newKey() });
  return kept.id;
}

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** `onBooked` gets the day of what was written. */
export function BookingForm({ wished, onClose, onBooked }: { wished: Wished; onClose: () => void; onBooked?: (day: string) => void }) {
  const { t } = useText();
  const time = useTime();
  const business = useBusiness();
  const queries = useQueryClient();
  const key = useRef({ of: "", id: "" });
  const [refused, setRefused] = useState<unknown>(null);
  const now = Math.floor(minuteOf(new Date(), time.zone) / 5) * 5;
  const form = useForm<Fields>({
    resolver: zodResolver(fields),
    defaultValues: {
      date: wished.day ?? time.today(), time: wished.time ?? (wished.walkIn ? clockOf(now) : ""),
      party: business.kind === "restaurant" ? "2" : "", resource: wished.resource ?? "", service: "",
      name: wished.walkIn ? t("Walk-in") : "", phone: "", notes: "",
    },
  });
  const save = form.handleSubmit(async (filled) => {
    setRefused(null);
    try {
      await dataOf(api.POST("/api/v1/bookings", {
        params: { header: { "Idempotency-Key": keyOf(key.current, JSON.stringify(filled)) } },
        body: { business: business.slug, ...bodyOf(filled) },
      }));
      await queries.invalidateQueries({ queryKey: ["bookings"] });
      onClose();
      onBooked?.(filled.date);
    } catch (error) {
      setRefused(error);
    }
  });
  return (
    <Window title={wished.walkIn ? t("Walk-in") : t("New booking")} onClose={onClose}>
      <form onSubmit={(event) => void save(event)} className="grid gap-4" noValidate>
        <Typed dirty={form.formState.isDirty} />
        <Slots form={form} />
        <Guest form={form} />
        <Trouble error={refused} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("Close")}</Button>
          <Button type="submit" look="main" disabled={form.formState.isSubmitting}>{t("Book")}</Button>
        </div>
      </form>
    </Window>
  );
}

/** Day, time, party, table or person; and which times are free then. */
export function Slots({ form }: { form: UseFormReturn<Fields> }) {
  const { t } = useText();
  const business = useBusiness();
  const [date, party, resource, at] = form.watch(["date", "party", "resource", "time"]);
  const free = useQuery({
    queryKey: ["bookings", business.slug, "free", date, party, resource],
    queryFn: () => dataOf(api.GET("/api/v1/availability", {
      params: { query: { business: business.slug, date, party: party ? Number(party) : undefined, resource: resource || undefined } },
    })),
    enabled: date.length === 10,
    retry: false,
  });
  const errors = form.formState.errors;
  const times = [...new Set((free.data?.slots ?? []).map((slot) => slot.time))];
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("Day")} error={errors.date && t("Say the day.")}>{(ids) => <Input type="date" {...ids} {...form.register("date")} />}</Field>
        <Field label={t("Time")} error={errors.time && t("Say the time.")}>{(ids) => <Input type="time" {...ids} {...form.register("time")} />}</Field>
        {(business.kind === "restaurant" || party) && (
          <Field label={t("People")}>{(ids) => <Input type="number" min={1} max={1000} {...ids} {...form.register("party")} />}</Field>
        )}
        {business.resources.length > 0 && (
          <Field label={t("Table or person")}>
            {(ids) => (
              <Select {...ids} {...form.register("resource")}>
                <option value="">{t("Who or what is free")}</option>
                {business.resources.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
              </Select>
            )}
          </Field>
        )}
      </div>
      {times.length > 0 && (
        <div>
          <p className="mb-1.5 text-sm text-quiet">{t("Free then")}</p>
          <div className="flex max-h-28 flex-wrap gap-1.5 overflow-y-auto">
            {times.map((one) => (
              <Button key={one} size="small" look={one === at ? "main" : "plain"} aria-pressed={one === at} onClick={() => form.setValue("time", one, { shouldDirty: true })}>{one}</Button>
            ))}
          </div>
        </div>
      )}
    </>
  );
}

export function Guest({ form }: { form: UseFormReturn<Fields> }) {
  const { t } = useText();
  return (
    <>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Field label={t("Name")}>{(ids) => <Input autoComplete="off" maxLength={100} {...ids} {...form.register("name")} />}</Field>
        <Field label={t("Telephone")}>{(ids) => <Input type="tel" autoComplete="off" maxLength={30} {...ids} {...form.register("phone")} />}</Field>
      </div>
      <Field label={t("Notes")}>{(ids) => <Area rows={2} maxLength={1000} {...ids} {...form.register("notes")} />}</Field>
    </>
  );
}
