// What waits to be published, whose is it, and what becomes of it? Tried, published or discarded.
import { useState } from "react";
import { presentOf } from "@/api/client";
import { useDiscardDraft, useDraft, useKeepDraft, usePublishDraft, type Draft } from "@/lib/draft";
import { useText } from "@/lib/i18n";
import { useTime } from "@/lib/time";
import { Button, Card, CardTitle, Conflict, Trouble, Troubles } from "@/ui";
import { Trying } from "./trying";

export function DraftWaiting() {
  const { t } = useText();
  const time = useTime();
  const found = useDraft();
  const publish = usePublishDraft();
  const discard = useDiscardDraft();
  const keep = useKeepDraft();
  const [trying, setTrying] = useState(false);
  const draft = found.data;
  if (!draft?.at) return <Trouble error={found.error} />;
  // As the refusal tells it: what is read anew may not be there yet.
  const theirs = presentOf<Draft>(publish.error);
  const over = (now: Draft) => keep.mutate(
    { changes: draft.changes, made_from: now.business_revision, revision: now.revision },
    { onSuccess: ({ revision }) => publish.mutate(revision) },
  );
  const busy = publish.isPending || discard.isPending || keep.isPending;
  return (
    <Card>
      <CardTitle>{t("A draft waits to be published")}</CardTitle>
      <p className="mb-3 text-quiet">{t("{who}, {when}: {keys}. Callers hear nothing of it yet; everybody who may change the business sees it.", { who: draft.actor ?? "", when: time.moment(draft.at), keys: Object.keys(draft.changes).join(", ") })}</p>
      {theirs ? (
        <Conflict onMine={() => over(theirs)} onTheirs={() => publish.reset()}>
          {t("Somebody has changed this business or its draft since the draft was made.")}
        </Conflict>
      ) : <Troubles error={publish.error ?? keep.error} />}
      <Trouble error={discard.error} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="main" disabled={busy} onClick={() => publish.mutate(draft.revision)}>{t("Publish")}</Button>
        <Button onClick={() => setTrying(true)}>{t("Try it first")}</Button>
        <Button disabled={busy} onClick={() => discard.mutate(draft.revision)}>{t("Discard the draft")}</Button>
      </div>
      {trying && <Trying changes={draft.changes} onClose={() => setTrying(false)} />}
    </Card>
  );
}
