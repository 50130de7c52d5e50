// What would a caller hear, were this draft published? A call in text that writes nothing real.
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, dataOf, type Schemas } from "@/api/client";
import type { Document } from "@/lib/file";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { Badge, Button, Input, Troubles, Window } from "@/ui";

const MOST_SAID = 20;

export function Trying({ changes, onClose }: { changes: Partial<Document>; onClose: () => void }) {
  const { t } = useText();
  const business = useBusiness().slug;
  const [said, setSaid] = useState<string[]>([]);
  const [typed, setTyped] = useState("");
  const end = useRef<HTMLLIElement>(null);
  const call = useMutation({
    mutationFn: (words: string[]) =>
      dataOf(api.POST("/api/v1/businesses/{business}/try", { params: { path: { business } }, body: { changes: changes as Record<string, unknown>, said: words } })),
    onSuccess: (_, words) => {
      setSaid(words);
      setTyped("");
    },
  });
  const { mutate } = call;
  useEffect(() => {
    mutate([]);
  }, [mutate]);
  const replies: Schemas["RepliedOut"][] = call.data ?? [];
  // Newer browsers give a promise back, which is no clean-up of an effect.
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [replies.length]);
  const over = replies.at(-1)?.ended === true;
  return (
    <Window wide title={t("Try the draft")} onClose={onClose}>
      <p className="mb-3 text-sm text-quiet">{t("Write what a caller would say. Nothing is booked and nobody is told: the calendar is an empty one, and the rules answer.")}</p>
      <ol aria-live="polite" className="mb-3 grid max-h-96 gap-2 overflow-y-auto">
        {replies.map((one, at) => (
          <li key={at} ref={at === replies.length - 1 ? end : undefined} className="grid gap-2">
            {at > 0 && <p className="justify-self-end rounded-lg bg-brand px-3 py-2 text-brand-ink">{said[at - 1]}</p>}
            <p lang={one.language} className="justify-self-start rounded-lg bg-sunk px-3 py-2">
              {one.text} {one.wrote.length > 0 && <Badge tone="good">{t("would be written now")}</Badge>}
            </p>
          </li>
        ))}
      </ol>
      <Troubles error={call.error} />
      {over || said.length >= MOST_SAID ? (
        <div className="flex items-center gap-3">
          <p className="flex-1 text-quiet">{t("The call is over.")}</p>
          <Button onClick={() => mutate([])}>{t("Call again")}</Button>
        </div>
      ) : (
        <form className="flex gap-2" onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim()) mutate([...said, typed.trim()]);
        }}>
          <Input aria-label={t("What the caller says")} maxLength={300} value={typed} onChange={(event) => setTyped(event.target.value)} />
          <Button type="submit" look="main" disabled={call.isPending || !typed.trim()}>{t("Say it")}</Button>
        </form>
      )}
    </Window>
  );
}
