// What else is said of a business? Greeting, rules of booking, transfer, privacy, numbers.
import { Plus, Trash2 } from "lucide-react";
import type { Document, Terms, Words } from "@/lib/file";
import { useText, type Text } from "@/lib/i18n";
import { Area, Button, Field, Input } from "@/ui";

export function InBoth({ label, words, rows = 2, onChange }: { label: string; words: Words; rows?: number; onChange: (words: Words) => void }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {([["en", "English"], ["hi", "हिन्दी"]] as const).map(([tongue, name]) => (
        <Field key={tongue} label={`${label} · ${name}`}>
          {(ids) => <Area {...ids} lang={tongue} rows={rows} maxLength={1000} value={words[tongue] ?? ""} onChange={(event) => onChange(cleaned({ ...words, [tongue]: event.target.value }))} />}
        </Field>
      ))}
    </div>
  );
}

function cleaned(words: Words): Words {
  return Object.fromEntries(Object.entries(words).filter(([, said]) => said)) as Words;
}

export function Languages({ spoken, onChange }: { spoken: string[]; onChange: (spoken: string[]) => void }) {
  const { t } = useText();
  return (
    <fieldset className="flex flex-wrap items-center gap-4">
      <legend className="mb-1 text-sm font-medium">{t("Languages; the first one greets")}</legend>
      {[["en", "English"], ["hi", "हिन्दी"]].map(([tongue = "", name]) => (
        <label key={tongue} className="flex items-center gap-2">
          <input
            type="checkbox" checked={spoken.includes(tongue)} disabled={spoken.length === 1 && spoken[0] === tongue}
            onChange={(event) => onChange(event.target.checked ? [...spoken, tongue] : spoken.filter((one) => one !== tongue))}
          />
          <span lang={tongue}>{name}</span>
        </label>
      ))}
      {spoken.length > 1 && <Button size="small" onClick={() => onChange([...spoken].reverse())}>{t("{language} greets: change", { language: spoken[0] === "hi" ? "हिन्दी" : "English" })}</Button>}
    </fieldset>
  );
}

const RULES: readonly (readonly [keyof Terms & string, Text])[] = [
  ["slot_minutes", "Bookings start every … minutes"],
  ["min_lead_minutes", "At least … minutes ahead"],
  ["max_days_ahead", "At most … days ahead"],
  ["change_notice_minutes", "Changes by phone up to … minutes before"],
  ["buffer_minutes", "Minutes kept free after each"],
];

export function Rules({ kind, terms, onChange }: { kind: string; terms: Terms; onChange: (terms: Terms) => void }) {
  const { t } = useText();
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {RULES.map(([key, label]) => (
        <Field key={key} label={t(label)}>
          {(ids) => <Input {...ids} type="number" min={0} value={(terms[key] as number | undefined) ?? ""} onChange={(event) => onChange({ ...terms, [key]: event.target.value === "" ? null : Number(event.target.value) })} />}
        </Field>
      ))}
      {kind === "restaurant" && (
        <Field label={t("Largest party by phone")} hint={t("Larger ones become a message for you.")}>
          {(ids) => (
            <Input
              {...ids} type="number" min={1} value={terms.party?.max_by_phone ?? ""}
              onChange={(event) => onChange({ ...terms, party: { ...terms.party, max_by_phone: Number(event.target.value) || null } })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

export function Privacy({ privacy, onChange }: { privacy: NonNullable<Document["privacy"]>; onChange: (privacy: Document["privacy"]) => void }) {
  const { t } = useText();
  const boxes: [keyof typeof privacy, Text, boolean][] = [
    ["announce", "Say at the beginning that the call may be transcribed", true],
    ["record_audio", "Keep the sound of calls", false],
  ];
  return (
    <div className="grid gap-3">
      {boxes.map(([key, label, usual]) => (
        <label key={key} className="flex items-center gap-2">
          <input type="checkbox" checked={(privacy[key] as boolean | undefined) ?? usual} onChange={(event) => onChange({ ...privacy, [key]: event.target.checked })} />
          {t(label)}
        </label>
      ))}
      <Field label={t("Remove transcripts and recordings after … days")}>
        {(ids) => <Input {...ids} type="number" min={0} max={3650} className="max-w-32" value={privacy.keep_transcript_days ?? ""} onChange={(event) => onChange({ ...privacy, keep_transcript_days: event.target.value === "" ? null : Number(event.target.value) })} />}
      </Field>
    </div>
  );
}

type Numbers = NonNullable<Document["numbers"]>;
const numberOf = (one: Numbers[number]) => (typeof one === "string" ? one : one.number);

export function NumbersList({ numbers, onChange }: { numbers: Numbers; onChange: (numbers: Numbers) => void }) {
  const { t } = useText();
  return (
    <div className="grid gap-2">
      {numbers.map((one, at) => (
        <div key={at} className="flex items-center gap-2">
          <Input
            type="tel" aria-label={t("Telephone number")} placeholder="+91…" required className="max-w-64" value={numberOf(one)}
            onChange={(event) => onChange(numbers.map((other, place) => (place === at ? (typeof other === "string" ? event.target.value : { ...other, number: event.target.value }) : other)))}
          />
          {typeof one !== "string" && one.carrier && <span className="text-sm text-quiet">{one.carrier}</span>}
          <Button look="ghost" size="icon" aria-label={t("Remove {name}", { name: numberOf(one) })} onClick={() => onChange(numbers.filter((_, place) => place !== at))}><Trash2 size={16} /></Button>
        </div>
      ))}
      <Button size="small" className="justify-self-start" onClick={() => onChange([...numbers, ""])}><Plus size={16} aria-hidden /> {t("Add a number")}</Button>
    </div>
  );
}
