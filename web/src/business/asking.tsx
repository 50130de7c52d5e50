// What would the assistant say to a question, and what was it asked in vain?
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, dataOf, told } from "@/api/client";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useTime } from "@/lib/time";
import { Badge, Button, Card, CardTitle, Input, Nothing, Trouble } from "@/ui";

export function TryIt() {
  const { t } = useText();
  const business = useBusiness().slug;
  const [question, setQuestion] = useState("");
  const ask = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/knowledge/try", { params: { query: { business } }, body: { question: question.trim() } })),
  });
  return (
    <Card>
      <CardTitle>{t("Try a question")}</CardTitle>
      <form className="flex gap-2" onSubmit={(event) => {
        event.preventDefault();
        if (question.trim()) ask.mutate();
      }}>
        <Input aria-label={t("Question")} placeholder={t("Where can I park?")} maxLength={500} value={question} onChange={(event) => setQuestion(event.target.value)} />
        <Button type="submit" disabled={ask.isPending || !question.trim()}>{t("Ask")}</Button>
      </form>
      <Trouble className="mt-3" error={ask.error} />
      {ask.data && (
        <div role="status" className="mt-3 grid gap-2">
          <p lang={ask.data.language} className="rounded-lg bg-sunk p-3">{ask.data.said ?? <span className="text-warn">{t("Nothing is known: the caller is offered to leave a message.")}</span>}</p>
          <ul className="flex flex-wrap gap-2">
            {ask.data.hits.map((hit) => <li key={hit.topic}><Badge tone={hit.answers ? "good" : "plain"}>{hit.topic} {hit.score.toFixed(2)}</Badge></li>)}
          </ul>
        </div>
      )}
    </Card>
  );
}

export function Unanswered({ onAnswer }: { onAnswer: (question: string) => void }) {
  const { t } = useText();
  const time = useTime();
  const business = useBusiness().slug;
  const found = useQuery({
    queryKey: ["calls", "unanswered", business],
    queryFn: async () => (await told(api.GET("/api/v1/knowledge/unanswered", { params: { query: { business } } }))).data,
  });
  return (
    <Card>
      <CardTitle>{t("Asked in vain")}</CardTitle>
      <Trouble error={found.error} />
      {found.data?.length === 0 && <Nothing>{t("Every question of callers had an answer.")}</Nothing>}
      <ul className="divide-y divide-line">
        {found.data?.map((one) => (
          <li key={one.question} className="flex flex-wrap items-center gap-3 py-2.5">
            <span lang={one.language} className="min-w-0 flex-1">{one.question}</span>
            <span className="text-sm text-quiet">{t("{count} times", { count: one.times })} · {time.moment(one.last_at)}</span>
            {one.call_ids[0] && <Link className="text-sm text-brand underline" to={`/console/calls/${one.call_ids[0]}`}>{t("The call")}</Link>}
            <Button size="small" onClick={() => onAnswer(one.question)}>{t("Answer it")}</Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
