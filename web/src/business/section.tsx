// How is one part of a business edited? A draft, saved by its button; what was typed stays when it fails.
import { useState, type ReactNode } from "react";
import { isConflict, problemsOf, useChangeFile, useFile, type Document } from "@/lib/file";
import { useText } from "@/lib/i18n";
import { Button, Card, CardTitle } from "@/ui";

interface Props<K extends keyof Document> {
  title: string;
  note?: string;
  keys: readonly K[];
  children: (draft: Pick<Document, K>, set: (change: Partial<Pick<Document, K>>) => void) => ReactNode;
}

export function Section<K extends keyof Document>({ title, note, keys, children }: Props<K>) {
  const { t } = useText();
  const file = useFile();
  const change = useChangeFile();
  const [draft, setDraft] = useState<Partial<Document>>({});
  const [taken, setTaken] = useState<number | null>(null);
  if (!file.data) return null;
  const { document, revision } = file.data;
  const now = Object.fromEntries(keys.map((key) => [key, key in draft ? draft[key] : document[key]])) as Pick<Document, K>;
  const changed = keys.filter((key) => JSON.stringify(now[key]) !== JSON.stringify(document[key]));
  const set = (part: Partial<Pick<Document, K>>) => {
    // A change is made from what was seen when it was begun.
    if (taken === null) setTaken(revision);
    setDraft((was) => ({ ...was, ...part }));
  };
  const leave = () => {
    setDraft({});
    setTaken(null);
    change.reset();
  };
  const save = (from: number) => {
    const changes = Object.fromEntries(changed.map((key) => [key, now[key] ?? null])) as Partial<Document>;
    change.mutate({ revision: from, changes }, { onSuccess: leave });
  };
  return (
    <Card>
      <CardTitle>{title}</CardTitle>
      {note && <p className="mb-3 text-sm text-quiet">{note}</p>}
      <form onSubmit={(event) => {
        event.preventDefault();
        save(taken ?? revision);
      }} className="grid grid-cols-1 gap-4">
        {children(now, set)}
        {change.error && !isConflict(change.error) && (
          <ul role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
            {problemsOf(change.error).map((problem) => <li key={problem}>{problem}</li>)}
          </ul>
        )}
        {isConflict(change.error) && (
          <div role="alert" className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
            <p className="flex-1">{t("Somebody else has changed this business meanwhile. What you typed is still here.")}</p>
            <Button size="small" onClick={() => void file.refetch().then(({ data }) => data && save(data.revision))}>{t("Save mine over it")}</Button>
            <Button size="small" onClick={() => void file.refetch().then(leave)}>{t("Take theirs")}</Button>
          </div>
        )}
        {changed.length > 0 && (
          <div className="flex gap-2">
            <Button type="submit" look="main" disabled={change.isPending}>{t("Save")}</Button>
            <Button onClick={leave}>{t("Undo")}</Button>
          </div>
        )}
      </form>
    </Card>
  );
}
