// How is one part of a business edited? A draft, saved by its button; what was typed stays when it fails.
import { useState, type ReactNode } from "react";
import { caughtUp, isConflict, merged, useChangeFile, useFile, type Document } from "@/lib/file";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useUnsaved } from "@/lib/unsaved";
import { Button, Card, CardTitle, Conflict, Troubles } from "@/ui";
import { Trying } from "./trying";

interface Props<K extends keyof Document> {
  title: string;
  note?: string;
  keys: readonly K[];
  children: (draft: Pick<Document, K>, set: (change: Partial<Pick<Document, K>>) => void) => ReactNode;
}

export function Section<K extends keyof Document>({ title, note, keys, children }: Props<K>) {
  const { t } = useText();
  const { slug } = useBusiness();
  const file = useFile();
  const change = useChangeFile();
  const [draft, setDraft] = useState<Partial<Document>>({});
  // A change is made from what was seen when it was begun.
  const [begun, setBegun] = useState<{ revision: number; document: Document } | null>(null);
  const [trying, setTrying] = useState(false);
  const base = begun?.document ?? file.data?.document;
  const changed = keys.filter((key) => key in draft && JSON.stringify(draft[key]) !== JSON.stringify(base?.[key]));
  useUnsaved(changed.length > 0);
  if (!file.data || !base) return null;
  const { document, revision } = file.data;
  const now = Object.fromEntries(keys.map((key) => [key, key in draft ? draft[key] : document[key]])) as Pick<Document, K>;
  const set = (part: Partial<Pick<Document, K>>) => {
    if (begun === null) setBegun({ revision, document });
    setDraft((was) => ({ ...was, ...part }));
  };
  const leave = () => {
    setDraft({});
    setBegun(null);
    change.reset();
  };
  const changesOn = (latest: Document) =>
    Object.fromEntries(changed.map((key) => [key, merged(base[key], now[key], latest[key]) ?? null])) as Partial<Document>;
  const save = (from: number, latest: Document) => change.mutate({ revision: from, changes: changesOn(latest) }, { onSuccess: leave });
  return (
    <Card>
      <CardTitle>{title}</CardTitle>
      {note && <p className="mb-3 text-sm text-quiet">{note}</p>}
      <form onSubmit={(event) => {
        event.preventDefault();
        save(caughtUp(slug, begun?.revision ?? revision), document);
      }} className="grid grid-cols-1 gap-4">
        {children(now, set)}
        {change.error && !isConflict(change.error) && <Troubles error={change.error} />}
        {isConflict(change.error) && (
          <Conflict
            onMine={() => void file.refetch().then(({ data }) => data && save(data.revision, data.document))}
            onTheirs={() => void file.refetch().then(leave)}
          >
            {t("Somebody else has changed this business meanwhile. What you typed is still here.")}
          </Conflict>
        )}
        {changed.length > 0 && (
          <div className="flex gap-2">
            <Button type="submit" look="main" disabled={change.isPending}>{t("Save")}</Button>
            <Button onClick={() => setTrying(true)}>{t("Try it first")}</Button>
            <Button onClick={leave}>{t("Undo")}</Button>
          </div>
        )}
      </form>
      {trying && <Trying changes={changesOn(document)} onClose={() => setTrying(false)} />}
    </Card>
  );
}
