// How is one setting changed? By its kind of value; a secret is typed blind and never shown again.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, presentOf, type Schemas } from "@/api/client";
import { useText } from "@/lib/i18n";
import { Typed } from "@/lib/unsaved";
import { Area, Button, Conflict, Field, Input, Troubles, Window } from "@/ui";

export type Setting = Schemas["SettingOut"];

/** `{a: {b: value}}` of `a.b`. */
function nested(path: string, value: unknown): Record<string, unknown> {
  return path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>;
}

export const written = (value: unknown) => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

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

interface Props {
  setting: Setting;
  secrets: string;
  /** Of the settings, as they were read when this window was opened. */
  revision: string;
  onClose: () => void;
}

export function Changing({ setting, secrets, revision, onClose }: Props) {
  const { t } = useText();
  const queries = useQueryClient();
  const begun = setting.secret ? "" : written(setting.value);
  const [text, setText] = useState(begun);
  const [seen, setSeen] = useState(revision);
  const change = useMutation({
    mutationFn: (value: unknown) => dataOf(api.PATCH("/api/v1/config", { body: { settings: nested(setting.path, value), revision: seen } })),
    onSuccess: async (done) => {
      await Promise.all(["config", "providers"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
      if (!done.settings.some((one) => one.overridden_by)) onClose();
    },
    onError: (error) => {
      const present = presentOf<Schemas["ConfigOut"]>(error);
      if (present) setSeen(present.revision);
    },
  });
  const present = presentOf<Schemas["ConfigOut"]>(change.error)?.settings.find((one) => one.path === setting.path);
  const over = change.data?.settings.find((one) => one.overridden_by)?.overridden_by;
  const hint = [setting.meaning, setting.range].filter(Boolean).join(" ");
  return (
    <Window title={setting.path} onClose={onClose}>
      <form className="grid gap-4" onSubmit={(event) => {
        event.preventDefault();
        change.mutate(setting.secret ? text.trim() : read(text, setting.value ?? setting.default));
      }}>
        <Typed dirty={text !== begun} />
        <Field label={setting.secret ? t("Secret") : t("Value")} hint={hint}>
          {(ids) => setting.secret
            ? <Input {...ids} type="password" autoComplete="off" required value={text} onChange={(event) => setText(event.target.value)} />
            : <Area {...ids} rows={text.length > 60 ? 4 : 1} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        {setting.secret && <p className="text-sm text-quiet">{t("It is written to {file} on the server, to nothing else, and never shown again.", { file: secrets })}</p>}
        {present
          ? <Conflict onMine={() => change.mutate(change.variables)} onTheirs={() => {
            void queries.invalidateQueries({ queryKey: ["config"] });
            onClose();
          }}>{t("Somebody else has changed the settings meanwhile; this one is now: {value}. What you typed is still here.", { value: setting.secret ? t("set, not shown") : written(present.value) || "–" })}</Conflict>
          : <Troubles error={change.error} />}
        {over && <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t("It is written, but {what} wins over it.", { what: over })}</p>}
        <div className="flex flex-wrap justify-between gap-2">
          {setting.secret
            ? <Button look="danger" disabled={change.isPending || setting.value === null} onClick={() => change.mutate(null)}>{t("Remove")}</Button>
            : <Button disabled={change.isPending} onClick={() => change.mutate(null)}>{t("As shipped: {value}", { value: written(setting.default) || "–" })}</Button>}
          <Button type="submit" look="main" disabled={change.isPending}>{t("Save")}</Button>
        </div>
      </form>
    </Window>
  );
}
