// What has the operator chosen for the whole server, where does it come from, and what may be changed here?
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, type Schemas } from "@/api/client";
import { useText } from "@/lib/i18n";
import { Typed } from "@/lib/unsaved";
import { Badge, Button, Card, Input, Nothing, PageHead, Trouble, Troubles, Waiting, Window, Area, Field } from "@/ui";

type Setting = Schemas["SettingOut"];

/** `{a: {b: value}}` of `a.b`. */
function nested(path: string, value: unknown): Record<string, unknown> {
  return path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>;
}

const written = (value: unknown) => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

/** What was typed, read as the setting's own kind of value. */
function read(text: string, like: unknown): unknown {
  if (text.trim() === "") return null;
  if (typeof like === "string") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export default function Settings() {
  const { t } = useText();
  const [sought, seek] = useState("");
  const [changing, setChanging] = useState<Setting | null>(null);
  const found = useQuery({ queryKey: ["config"], queryFn: () => dataOf(api.GET("/api/v1/config")) });
  const wanted = sought.trim().toLowerCase();
  const shown = (found.data?.settings ?? []).filter((one) => `${one.path} ${one.meaning}`.toLowerCase().includes(wanted));
  return (
    <>
      <PageHead title={t("Settings")} note={found.data && t("Of the whole server; changes are written to {file}.", { file: found.data.profile })}>
        <Input type="search" className="w-64" aria-label={t("Search settings")} placeholder={t("Search settings")} value={sought} onChange={(event) => seek(event.target.value)} />
      </PageHead>
      <Trouble error={found.error} />
      {found.data?.restart_needed && <p role="status" className="mb-3 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t("Some changes take effect at the next start.")}</p>}
      <Card>
        {found.isPending && <Waiting />}
        {found.data && shown.length === 0 && <Nothing>{t("No setting has these words.")}</Nothing>}
        <ul className="divide-y divide-line">
          {shown.map((one) => (
            <li key={one.path} className="grid gap-x-4 gap-y-1 py-3 sm:grid-cols-[1fr_auto]">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2 font-medium break-all">
                  {one.path}
                  {one.restart && <Badge tone="warn">{t("at the next start")}</Badge>}
                </p>
                <p className="text-sm text-quiet">{one.meaning} {one.range}</p>
                <p className="text-sm break-all">{one.secret && one.value === null ? t("not set") : written(one.value) || "–"} <span className="text-quiet">({one.origin})</span></p>
              </div>
              {!one.secret && <Button size="small" aria-label={t("Change {name}", { name: one.path })} onClick={() => setChanging(one)}>{t("Change")}</Button>}
            </li>
          ))}
        </ul>
      </Card>
      {changing && <Changing key={changing.path} setting={changing} onClose={() => setChanging(null)} />}
    </>
  );
}

function Changing({ setting, onClose }: { setting: Setting; onClose: () => void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [text, setText] = useState(written(setting.value));
  const change = useMutation({
    mutationFn: (value: unknown) => dataOf(api.PATCH("/api/v1/config", { body: { settings: nested(setting.path, value) } })),
    onSuccess: (done) => {
      void queries.invalidateQueries({ queryKey: ["config"] });
      if (!done.settings.some((one) => one.overridden_by)) onClose();
    },
  });
  const over = change.data?.settings.find((one) => one.overridden_by)?.overridden_by;
  return (
    <Window title={setting.path} onClose={onClose}>
      <form className="grid gap-4" onSubmit={(event) => {
        event.preventDefault();
        change.mutate(read(text, setting.value ?? setting.default));
      }}>
        <Field label={t("Value")} hint={`${setting.meaning} ${setting.range}`}>{(ids) => <Area {...ids} rows={text.length > 60 ? 4 : 1} value={text} onChange={(event) => setText(event.target.value)} />}</Field>
        <Typed dirty={text !== written(setting.value)} />
        <Troubles error={change.error} />
        {over && <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t("It is written, but {what} wins over it.", { what: over })}</p>}
        <div className="flex justify-between gap-2">
          <Button disabled={change.isPending} onClick={() => change.mutate(null)}>{t("As shipped: {value}", { value: written(setting.default) || "–" })}</Button>
          <Button type="submit" look="main" disabled={change.isPending}>{t("Save")}</Button>
        </div>
      </form>
    </Window>
  );
}
