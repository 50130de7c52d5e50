// What do staff know of a call that it does not know itself? A rating, a note, what really came of it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Star } from "lucide-react";
import { useState } from "react";
import { api, dataOf, presentOf, type CallDetail, type Schemas } from "@/api/client";
import { useText } from "@/lib/i18n";
import { useUnsaved } from "@/lib/unsaved";
import { Area, Button, Card, CardTitle, Conflict, Field, Select, Trouble, cn } from "@/ui";
import { OUTCOMES } from "./outcomes";

export function Judging({ call }: { call: CallDetail }) {
  const { t, word } = useText();
  const queries = useQueryClient();
  const [note, setNote] = useState(call.note ?? "");
  // A note is changed from what was seen when it was begun; stars and outcome from what is shown.
  const [begun, setBegun] = useState<string | null>(null);
  const judge = useMutation({
    mutationFn: (body: Schemas["CallJudgement"]) =>
      dataOf(api.PATCH("/api/v1/calls/{call_id}", { params: { path: { call_id: call.id } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["calls"] }),
  });
  const dirty = note !== (call.note ?? "");
  useUnsaved(dirty);
  const said = (body: Schemas["CallJudgement"]) => {
    if (!judge.isPending) judge.mutate({ revision: call.revision, ...body }, { onSuccess: (done) => setBegun(begun && done.revision) });
  };
  const noted = (revision: string) => judge.mutate({ note: note.trim() || null, revision }, { onSuccess: () => setBegun(null) });
  const theirs = dirty && begun !== null ? presentOf<Schemas["JudgedOut"]>(judge.error) : null;
  return (
    <Card className="no-print">
      <CardTitle>{t("Your judgement")}</CardTitle>
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="grid content-start gap-3">
          <div role="group" aria-label={t("How good was it?")} className="flex">
            {[1, 2, 3, 4, 5].map((stars) => (
              <button
                key={stars} type="button" className="grid size-9 place-items-center rounded-lg hover:bg-sunk"
                aria-label={t("{count} of 5", { count: stars })} aria-pressed={call.rating === stars}
                onClick={() => said({ rating: call.rating === stars ? null : stars })}
              >
                <Star size={20} aria-hidden className={cn("text-warn", (call.rating ?? 0) >= stars && "fill-current")} />
              </button>
            ))}
          </div>
          <Field label={t("What came of it")}>
            {(ids) => (
              <Select {...ids} value={call.outcome ?? ""} onChange={(event) => said({ outcome: event.target.value as never })}>
                {!call.outcome && <option value="">–</option>}
                {OUTCOMES.map((one) => <option key={one} value={one}>{word(one)}</option>)}
              </Select>
            )}
          </Field>
        </div>
        <div className="grid content-start gap-2">
          <Field label={t("Note")}>{(ids) => <Area {...ids} rows={3} maxLength={1000} value={note} onChange={(event) => {
            setBegun(begun ?? call.revision);
            setNote(event.target.value);
          }} />}</Field>
          {theirs && (
            <Conflict onMine={() => noted(theirs.revision)} onTheirs={() => {
              setNote(theirs.note ?? "");
              setBegun(null);
              judge.reset();
            }}>
              {t("Somebody else has judged this call meanwhile: {theirs}. What you typed is still here.", { theirs: [theirs.rating && `${theirs.rating}/5`, word(theirs.outcome ?? undefined), theirs.note].filter(Boolean).join(" · ") })}
            </Conflict>
          )}
          {dirty && !theirs && (
            <Button className="justify-self-start" disabled={judge.isPending} onClick={() => noted(begun ?? call.revision)}>{t("Save")}</Button>
          )}
        </div>
      </div>
      {!theirs && <Trouble className="mt-3" error={judge.error} />}
    </Card>
  );
}
