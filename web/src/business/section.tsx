// How is one part of a business edited? A draft, saved by its button; what was typed stays when it fails.
import { useState, type ReactNode } from "react";
import { caughtUp, isConflict, merged, useChangeFile, useFile, type Document } from "@/lib/file";
import { useDraft, useKeepDraft } from "@/lib/draft";
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
  const waiting = useDraft().data;
  const keep = useKeepDraft();
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
    keep.reset();
  };
  const changesOn = (latest: Document) =>
    Object.fromEntries(changed.map((key) => [key, merged(base[key], now[key], latest[key]) ?? null])) as Partial<Document>;
  const save = (from: number, latest: Document) => change.mutate({ revision: from, changes: changesOn(latest) }, { onSuccess: leave });
  const drafted = waiting ? Object.fromEntries(keys.filter((key) => key in waiting.changes).map((key) => [key, waiting.changes[key]])) as Partial<Pick<Document, K>> : {};
  const keepIt = () => waiting && keep.mutate({
    changes: { ...waiting.changes, ...changesOn(document) }, revision: waiting.revision,
    made_from: waiting.at ? waiting.made_from : caughtUp(slug, begun?.revision ?? revision),
  }, { onSuccess: leave });
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
        {isConflict(keep.error) ? (
          <p role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t("Somebody else has changed the draft meanwhile. What you typed is still here: look at the draft above, then keep yours.")}</p>
        ) : keep.error && <Troubles error={keep.error} />}
        {changed.length === 0 && Object.keys(drafted).length > 0 && (
          <p className="flex flex-wrap items-center gap-2 text-sm text-quiet">
            <span className="flex-1">{t("A draft of this part waits to be published.")}</span>
            <Button size="small" onClick={() => set(drafted)}>{t("Go on with the draft")}</Button>
          </p>
        )}
        {changed.length > 0 && (
          <div className="flex flex-wrap gap-2">
            <Button type="submit" look="main" disabled={change.isPending}>{t("Save")}</Button>
            <Button onClick={() => setTrying(true)}>{t("Try it first")}</Button>
            {waiting && <Button disabled={keep.isPending} onClick={keepIt}>{t("Keep as a draft")}</Button>}
            <Button onClick={leave}>{t("Undo")}</Button>
          </div>
        )}
      </form>
      {trying && <Trying changes={changesOn(document)} onClose={() => setTrying(false)} />}
    </Card>
  );
}
