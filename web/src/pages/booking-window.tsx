// What is one booking, and what may be done with it? Change, cancel, seen, not come.
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Link } from "react-router";
import type { Booking } from "@/api/client";
import { useBusiness, useHouse } from "@/lib/house";
import { isConflict } from "@/lib/file";
import { useText } from "@/lib/i18n";
import { useChangeBooking, useMarkBooking, type Act } from "@/lib/lists";
import { useTime } from "@/lib/time";
import { useUnsaved } from "@/lib/unsaved";
import { Badge, Button, Conflict, Trouble, Window, toneOf } from "@/ui";
import { Guest, Slots, bodyOf, type Fields } from "./booking-form";
import { whatOf } from "./booking-words";

export function BookingWindow({ booking, onClose }: { booking: Booking; onClose: () => void }) {
  const { t, word } = useText();
  const time = useTime();
  const business = useBusiness();
  const { writes } = useHouse();
  const [changing, setChanging] = useState(false);
  const [asking, setAsking] = useState(false);
  const mark = useMarkBooking();
  const act = (name: Act) => mark.mutate({ booking, act: name }, { onSuccess: () => setAsking(false) });
  const open = booking.status === "confirmed" && writes;
  return (
    <Window title={`${booking.ref} · ${booking.name ?? t("No name")}`} onClose={onClose}>
      {changing ? <Changing booking={booking} onDone={() => setChanging(false)} /> : (
        <div className="grid gap-4">
          <div className="flex items-center gap-3">
            <p className="text-lg font-medium">{time.longDay(booking.date)}, {booking.time}</p>
            <Badge tone={toneOf(booking.status)}>{word(booking.status)}</Badge>
          </div>
          <p>{[...whatOf(booking, business, t), t("{count} minutes", { count: booking.minutes })].join(" · ")}</p>
          {booking.phone && <p className="tabular-nums">{booking.phone}</p>}
          {booking.call_id && <Link className="text-brand underline" to={`/console/calls/${booking.call_id}`}>{t("The call it was made in")}</Link>}
          {isConflict(mark.error) && open ? (
            <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t("Somebody else has changed this booking meanwhile. Above is how it stands now: look, then decide again.")}</p>
          ) : <Trouble error={mark.error} />}
          {open && !asking && (
            <div className="flex flex-wrap gap-2">
              <Button look="main" onClick={() => setChanging(true)}>{t("Change")}</Button>
              <Button disabled={mark.isPending} onClick={() => act("complete")}>{t("Came")}</Button>
              <Button disabled={mark.isPending} onClick={() => act("no-show")}>{t("Did not come")}</Button>
              <Button look="danger" className="ml-auto" onClick={() => setAsking(true)}>{t("Cancel booking")}</Button>
            </div>
          )}
          {open && asking && (
            <div className="flex flex-wrap items-center gap-2 rounded-lg bg-bad-soft p-3">
              <p className="flex-1">{t("Cancel this booking?")}</p>
              <Button onClick={() => setAsking(false)}>{t("Keep it")}</Button>
              <Button look="danger" disabled={mark.isPending} onClick={() => act("cancel")}>{t("Yes, cancel")}</Button>
            </div>
          )}
        </div>
      )}
    </Window>
  );
}

function Changing({ booking, onDone }: { booking: Booking; onDone: () => void }) {
  const { t } = useText();
  const change = useChangeBooking();
  const [seen, setSeen] = useState(booking.revision);
  const form = useForm<Fields>({
    defaultValues: {
      date: booking.date, time: booking.time, party: booking.party ? String(booking.party) : "",
      resource: booking.resource ?? "", service: booking.service ?? "", name: booking.name ?? "",
      phone: booking.phone ?? "", notes: booking.notes ?? "",
    },
  });
  useUnsaved(form.formState.isDirty);
  const saveFrom = (revision: string) => form.handleSubmit(async (filled) => {
    const before = bodyOf({ ...form.formState.defaultValues } as Fields);
    const now = bodyOf(filled);
    const changed = Object.fromEntries(
      Object.entries(now).filter(([name, value]) => value !== before[name as keyof typeof before]),
    );
    setSeen(revision);
    if (Object.keys(changed).length) await change.mutateAsync({ id: booking.id, change: { ...changed, revision } }).then(onDone, () => undefined);
    else onDone();
  })();
  const clashed = isConflict(change.error) && booking.revision !== seen;
  return (
    <form onSubmit={(event) => {
      event.preventDefault();
      void saveFrom(seen);
    }} className="grid gap-4" noValidate>
      <Slots form={form} />
      <Guest form={form} />
      {clashed ? (
        <Conflict onMine={() => void saveFrom(booking.revision)} onTheirs={onDone}>
          {t("Somebody else has changed this booking meanwhile. What you typed is still here.")}
        </Conflict>
      ) : <Trouble error={change.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t("Back")}</Button>
        <Button type="submit" look="main" disabled={change.isPending}>{t("Save")}</Button>
      </div>
    </form>
  );
}
