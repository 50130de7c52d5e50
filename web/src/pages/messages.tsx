// What did callers leave for people, and what of it has been dealt with?
import { Check, Undo2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useMarkMessage, useMessages } from "@/lib/lists";
import { useTime } from "@/lib/time";
import { Badge, Button, Card, Choice, More, Nothing, PageHead, Trouble, Waiting } from "@/ui";
import { TableLink } from "@/ui/table-link";

export default function Messages() {
  const { t, word } = useText();
  const time = useTime();
  const { writes } = useHouse();
  const [status, setStatus] = useState<"open" | "done">("open");
  const { query, rows } = useMessages(status);
  const mark = useMarkMessage();
  return (
    <>
      <PageHead title={t("Messages")} note={t("Times of {zone}", { zone: time.zone })}>
        <Choice label={t("Which messages")} value={status} onChange={setStatus} options={[["open", t("Waiting")], ["done", t("Done")]]} />
        <TableLink what="messages" />
      </PageHead>
      <Card>
        <Trouble error={query.error ?? mark.error} className="mb-3" />
        {query.isPending && <Waiting />}
        {query.data && rows.length === 0 && <Nothing>{status === "open" ? t("No message is waiting.") : t("No message has been ticked off yet.")}</Nothing>}
        <ul className="divide-y divide-line">
          {rows.map((one) => (
            <li key={one.id} className="flex flex-wrap items-start gap-3 py-3">
              <div className="min-w-0 flex-1 basis-64">
                <p className="flex flex-wrap items-center gap-2 text-sm text-quiet">
                  <Badge tone="brand">{word(one.kind)}</Badge>
                  <span className="font-medium text-ink">{one.name}</span> {one.phone}
                  <time dateTime={one.created_at}>{time.moment(one.created_at)}</time>
                  <span>{one.ref}</span>
                </p>
                <p className="mt-1">{one.text}</p>
                {one.call_id && <Link className="text-sm text-brand underline" to={`/console/calls/${one.call_id}`}>{t("The call")}</Link>}
              </div>
              {writes && (
                <Button size="small" disabled={mark.isPending} onClick={() => mark.mutate({ one, status: status === "open" ? "done" : "open" })}>
                  {status === "open" ? <Check size={16} aria-hidden /> : <Undo2 size={16} aria-hidden />}
                  {status === "open" ? t("Done") : t("Open again")}
                </Button>
              )}
            </li>
          ))}
        </ul>
        <More query={query} />
      </Card>
    </>
  );
}
