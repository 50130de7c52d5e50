// How does a new business come to talk? Kind, hours, tables or people, languages; then a call, then a number.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Phone } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { api, dataOf, told } from "@/api/client";
import { Hours } from "@/business/hours";
import { InBoth, Languages } from "@/business/parts";
import { Resources, idFor } from "@/business/resources";
import { usePhone } from "@/call/panel";
import type { Terms, Week, Words } from "@/lib/file";
import { useHouse } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { useUnsaved } from "@/lib/unsaved";
import { Button, Card, Field, Input, PageHead, Select, Trouble, Troubles, buttonLook, cn } from "@/ui";

const STEPS: Text[] = ["Kind", "Opening hours", "What can be booked", "Languages and greeting", "Test call", "Telephone number"];
const KINDS: readonly (readonly [string, Text])[] = [
  ["restaurant", "Restaurant"], ["clinic", "Clinic"], ["salon", "Salon"], ["other", "Something else"],
];
const WORKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat"];

function usualWeek(kind: string): Week {
  const day = kind === "restaurant" ? { open: "12:00", close: "23:00" } : { open: "09:00", close: "18:00" };
  const days = kind === "restaurant" ? [...WORKDAYS, "sun"] : WORKDAYS;
  return Object.fromEntries(days.map((name) => [name, [{ ...day }]]));
}

interface Draft {
  kind: string;
  name: string;
  timezone: string;
  hours: Week;
  books: boolean;
  terms: Terms;
  languages: string[];
  greeting: Words;
}

/** Zones that browsers still call by a former name. */
const FORMER: Record<string, string> = { "Asia/Calcutta": "Asia/Kolkata" };

function begun(): Draft {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    kind: "restaurant", name: "", timezone: FORMER[zone] ?? zone, hours: usualWeek("restaurant"), books: true,
    terms: { capacity: 30 }, languages: ["en", "hi"], greeting: {},
  };
}

function documentOf(draft: Draft, slugs: { id: string }[]): Record<string, unknown> {
  const terms = Object.fromEntries(Object.entries(draft.terms).filter(([, value]) => value !== null && !(Array.isArray(value) && !value.length)));
  return {
    slug: idFor(draft.name, slugs), name: draft.name.trim(), kind: draft.kind, timezone: draft.timezone, languages: draft.languages,
    ...(Object.keys(draft.greeting).length ? { greeting: draft.greeting } : {}),
    hours: draft.hours,
    ...(draft.books ? { booking: { slot_minutes: draft.kind === "restaurant" ? 30 : 15, ...terms } } : {}),
  };
}

export default function Setup() {
  const { t } = useText();
  const { businesses, choose } = useHouse();
  const queries = useQueryClient();
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState(begun);
  const [made, setMade] = useState<string | null>(null);
  const set = (part: Partial<Draft>) => setDraft((was) => ({ ...was, ...part }));
  const create = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/businesses", {
      body: { document: documentOf(draft, businesses.map((one) => ({ id: one.slug }))) },
    })),
    onSuccess: async (business) => {
      await queries.invalidateQueries({ queryKey: ["businesses"] });
      setMade(business.slug);
      choose(business.slug);
      setStep(4);
    },
  });
  useUnsaved(step < 4 && draft.name.trim() !== "");
  const ready = step !== 0 || draft.name.trim().length > 1;
  return (
    <div className="mx-auto max-w-3xl">
      <PageHead title={t("Set up a business")} note={t("Five minutes from here to an assistant that answers.")} />
      <ol className="mb-5 flex flex-wrap gap-x-4 gap-y-2 text-sm">
        {STEPS.map((name, at) => (
          <li key={name} aria-current={at === step ? "step" : undefined} className={cn("flex items-center gap-1.5", at === step ? "font-semibold text-brand" : "text-quiet")}>
            <span className={cn("grid size-6 place-items-center rounded-full border text-xs", at < step ? "border-brand bg-brand text-brand-ink" : "border-line")}>
              {at < step ? <Check size={14} aria-hidden /> : at + 1}
            </span>
            {t(name)}
          </li>
        ))}
      </ol>
      <Card>
        <form className="grid gap-5" onSubmit={(event) => {
          event.preventDefault();
          if (step === 3) create.mutate();
          else if (ready && step < 3) setStep(step + 1);
        }}>
          {step === 0 && <Kind draft={draft} set={set} />}
          {step === 1 && <Hours week={draft.hours} onChange={(hours) => set({ hours })} />}
          {step === 2 && <Booked draft={draft} set={set} />}
          {step === 3 && (
            <>
              <Languages spoken={draft.languages} onChange={(languages) => set({ languages })} />
              <InBoth label={t("Greeting")} words={draft.greeting} onChange={(greeting) => set({ greeting })} />
              <p className="text-sm text-quiet">{t("Left empty, a greeting is made from the name.")}</p>
            </>
          )}
          {step === 3 && <Troubles error={create.error} />}
          {step < 4 && (
            <div className="flex justify-between">
              <Button disabled={step === 0} onClick={() => setStep(step - 1)}>{t("Back")}</Button>
              <Button type="submit" look="main" disabled={!ready || create.isPending}>{step === 3 ? t("Create the assistant") : t("Next")}</Button>
            </div>
          )}
        </form>
        {step === 4 && <TestCall name={draft.name} onNext={() => setStep(5)} />}
        {step === 5 && made && <OwnNumber slug={made} />}
      </Card>
    </div>
  );
}

interface Step {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}

function Kind({ draft, set }: Step) {
  const { t } = useText();
  const zones = Intl.supportedValuesOf("timeZone").map((zone) => FORMER[zone] ?? zone);
  const choose = (kind: string) => set({
    kind, hours: usualWeek(kind),
    terms: kind === "restaurant" ? { capacity: 30 } : { resources: [{ id: "one", kind: "person", name: "", duration_minutes: 30 }] },
  });
  return (
    <>
      <fieldset className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        <legend className="mb-1.5 text-sm font-medium">{t("Kind of business")}</legend>
        {KINDS.map(([kind, name]) => (
          <label key={kind} className={cn("flex min-h-14 cursor-pointer items-center justify-center rounded-lg border px-3 text-center font-medium has-focus-visible:outline-2", draft.kind === kind ? "border-brand bg-brand-soft" : "border-line")}>
            <input type="radio" name="kind" className="sr-only" checked={draft.kind === kind} onChange={() => choose(kind)} /> {t(name)}
          </label>
        ))}
      </fieldset>
      <Field label={t("Name")}>{(ids) => <Input {...ids} required minLength={2} maxLength={100} value={draft.name} onChange={(event) => set({ name: event.target.value })} />}</Field>
      <Field label={t("Time zone")}>
        {(ids) => (
          <Select {...ids} value={draft.timezone} onChange={(event) => set({ timezone: event.target.value })}>
            {[...new Set([draft.timezone, ...zones])].map((zone) => <option key={zone} value={zone}>{zone}</option>)}
          </Select>
        )}
      </Field>
    </>
  );
}

function Booked({ draft, set }: Step) {
  const { t } = useText();
  return (
    <>
      <label className="flex items-center gap-2 font-medium">
        <input type="checkbox" checked={draft.books} onChange={(event) => set({ books: event.target.checked })} /> {t("The assistant takes bookings")}
      </label>
      {draft.books
        ? <Resources kind={draft.kind} terms={draft.terms} onChange={(terms) => set({ terms })} />
        : <p className="text-quiet">{t("It answers questions and takes messages.")}</p>}
    </>
  );
}

function TestCall({ name, onNext }: { name: string; onNext: () => void }) {
  const { t } = useText();
  const phone = usePhone();
  return (
    <div className="grid justify-items-center gap-4 py-4 text-center">
      <p className="text-lg font-medium">{t("{name} has an assistant. Call it.", { name })}</p>
      <p className="text-quiet">{t("Ask for a booking as one of your customers would.")}</p>
      <Button look="main" onClick={phone.show}><Phone size={16} aria-hidden /> {t("Call from the browser")}</Button>
      <Button onClick={onNext}>{t("Next")}</Button>
    </div>
  );
}

function OwnNumber({ slug }: { slug: string }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [number, setNumber] = useState("");
  const save = useMutation({
    mutationFn: () => told(api.PUT("/api/v1/businesses/{business}/numbers", { params: { path: { business: slug } }, body: [number.trim()] })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["businesses"] }),
  });
  return (
    <form className="grid gap-4" onSubmit={(event) => {
      event.preventDefault();
      save.mutate();
    }}>
      <p>{t("Rent a number from a telephone carrier (Twilio, Plivo, Exotel and others), or use a SIP trunk, and lead its calls to this server. The carrier's page in the documentation says how; what it costs is the carrier's price list.")}</p>
      <Field label={t("Telephone number")} hint={t("With its country, as in +91…")}>{(ids) => <Input {...ids} type="tel" required value={number} onChange={(event) => setNumber(event.target.value)} className="max-w-64" />}</Field>
      <Trouble error={save.error} />
      {save.isSuccess && <p role="status" className="text-good">{t("Calls to this number reach the assistant as soon as the carrier leads them here.")}</p>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="main" disabled={save.isPending}>{t("Save")}</Button>
        <Link className={buttonLook()} to="/console/knowledge">{t("Tell it what it may say")}</Link>
        <Link className={buttonLook()} to="/">{t("Later: to today")}</Link>
      </div>
    </form>
  );
}
