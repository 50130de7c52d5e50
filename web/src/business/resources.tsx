// Who or what can be booked? Tables with seats, people with their leave, or a number of seats.
import { Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import type { Resource, Terms, Words } from "@/lib/file";
import { useText } from "@/lib/i18n";
import { Button, Field, Input } from "@/ui";

const nameOf = (one: Resource) => (typeof one.name === "string" ? one.name : one.name.en ?? one.name.hi ?? "");

/** An id that no other has, from the name. */
export function idFor(name: string, others: { id: string }[]): string {
  const plain = name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 30) || "one";
  let id = plain;
  for (let count = 2; others.some((one) => one.id === id); count++) id = `${plain}-${count}`;
  return id;
}

export function Resources({ kind, terms, onChange }: { kind: string; terms: Terms; onChange: (terms: Terms) => void }) {
  const { t } = useText();
  const listed = terms.resources ?? [];
  const tables = kind === "restaurant";
  const put = (resources: Resource[]) => onChange({ ...terms, resources, ...(resources.length ? { capacity: null } : {}) });
  const edit = (at: number, part: Partial<Resource>) => put(listed.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const areas = [...new Set(listed.map((one) => textOf(one.area)).filter(Boolean))];
  const add = () => {
    const name = tables ? t("Table {number}", { number: listed.length + 1 }) : "";
    const id = idFor(tables ? `t${listed.length + 1}` : "person", listed);
    put([...listed, tables ? { id, kind: "table", name, seats: 4 } : { id, kind: "person", name }]);
  };
  return (
    <div className="grid gap-3">
      <ul className="grid gap-3">
        {listed.map((one, at) => (
          <li key={one.id} className="grid grid-cols-[1fr_auto] items-end gap-2 border-b border-line pb-3 sm:grid-cols-[1fr_8rem_auto]">
            <Field label={t("Name")}>
              {(ids) => (
                <Input
                  {...ids} value={nameOf(one)} required maxLength={80}
                  onChange={(event) => edit(at, { name: typeof one.name === "string" ? event.target.value : { ...one.name, en: event.target.value } })}
                />
              )}
            </Field>
            {one.kind === "table" ? (
              <Field label={t("Seats")}>{(ids) => <Input {...ids} type="number" min={1} max={1000} value={one.seats ?? ""} onChange={(event) => edit(at, { seats: Number(event.target.value) || null })} />}</Field>
            ) : (
              <Field label={t("Minutes")}>{(ids) => <Input {...ids} type="number" min={1} max={1440} value={one.duration_minutes ?? ""} onChange={(event) => edit(at, { duration_minutes: Number(event.target.value) || null })} />}</Field>
            )}
            {one.kind === "table" && <AreaOf area={one.area ?? null} known={areas} onChange={(area) => edit(at, { area })} />}
            <Button look="ghost" size="icon" className="row-start-1 self-end max-sm:col-start-2 sm:col-start-3" aria-label={t("Remove {name}", { name: nameOf(one) })} onClick={() => put(listed.filter((_, place) => place !== at))}><Trash2 size={16} /></Button>
            {one.kind === "person" && <Leave leave={one.leave ?? []} onChange={(leave) => edit(at, { leave })} />}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-end gap-3">
        <Button onClick={add}><Plus size={16} aria-hidden /> {tables ? t("Add a table") : t("Add a person")}</Button>
        {tables && listed.length === 0 && (
          <label className="grid gap-1 text-sm font-medium">{t("Or only so many seats")}
            <Input type="number" min={1} max={100000} value={terms.capacity ?? ""} onChange={(event) => onChange({ ...terms, capacity: Number(event.target.value) || null })} />
          </label>
        )}
      </div>
    </div>
  );
}

const textOf = (said: Resource["area"]) => (typeof said === "string" ? said : said?.en ?? said?.hi ?? "");

/** In which part of the house does a table stand? Named in both languages, as callers ask for it. */
function AreaOf({ area, known, onChange }: { area: Resource["area"]; known: string[]; onChange: (area: Resource["area"]) => void }) {
  const { t } = useText();
  const list = useId();
  const words: Words = typeof area === "string" ? { en: area } : area ?? {};
  const put = (part: Words) => {
    const next = Object.fromEntries(Object.entries({ ...words, ...part }).filter(([, said]) => said)) as Words;
    onChange(Object.keys(next).length ? next : null);
  };
  return (
    <div className="col-span-full grid grid-cols-2 gap-2">
      {([["en", "English"], ["hi", "हिन्दी"]] as const).map(([tongue, name]) => (
        <Field key={tongue} label={`${t("Area")} · ${name}`}>
          {(ids) => <Input {...ids} lang={tongue} maxLength={60} list={tongue === "en" ? list : undefined} placeholder={tongue === "en" ? "terrace" : "छत"} value={words[tongue] ?? ""} onChange={(event) => put({ [tongue]: event.target.value })} />}
        </Field>
      ))}
      <datalist id={list}>{known.map((one) => <option key={one} value={one} />)}</datalist>
    </div>
  );
}

function Leave({ leave, onChange }: { leave: [string, string][]; onChange: (leave: [string, string][]) => void }) {
  const { t } = useText();
  return (
    <div className="col-span-full flex flex-wrap items-center gap-2 text-sm">
      {leave.map((pair, at) => (
        <span key={at} className="flex items-center gap-1 rounded-lg bg-sunk px-2">
          {Array.isArray(pair) ? ([0, 1] as const).map((end) => (
            <Input
              key={end} type="date" required className="w-auto border-0 bg-transparent" aria-label={t(end === 0 ? "First day" : "Last day")} value={pair[end]}
              onChange={(event) => onChange(leave.map((one, place) => (place === at ? (end === 0 ? [event.target.value, one[1]] : [one[0], event.target.value]) : one)))}
            />
          )) : String(pair)}
          <Button look="ghost" size="icon" aria-label={t("Remove")} onClick={() => onChange(leave.filter((_, place) => place !== at))}><Trash2 size={14} /></Button>
        </span>
      ))}
      <Button look="ghost" size="small" onClick={() => onChange([...leave, ["", ""]])}><Plus size={14} aria-hidden /> {t("Leave")}</Button>
    </div>
  );
}
