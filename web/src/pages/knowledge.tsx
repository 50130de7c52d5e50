// What may the assistant say? Topics in both languages, and how callers ask for them. Each is saved by itself.
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { presentOf } from "@/api/client";
import { TryIt, Unanswered } from "@/business/asking";
import { Importing } from "@/business/importing";
import { InBoth } from "@/business/parts";
import { Trying } from "@/business/trying";
import type { Topic } from "@/lib/file";
import { useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useKeepTopic, useRemoveTopic, useTopics, type Kept } from "@/lib/topics";
import { Typed } from "@/lib/unsaved";
import { Area, Badge, Button, Card, CardTitle, Conflict, Field, Input, Nothing, PageHead, Trouble, Troubles, Waiting, Window } from "@/ui";

const NEW: Kept = { topic: "", text: {} };

export default function Knowledge() {
  const { t } = useText();
  const topics = useTopics();
  const { can } = useHouse();
  const [edited, edit] = useState<Kept | null>(null);
  return (
    <>
      <PageHead title={t("Knowledge")} note={t("Whatever is not here, the assistant does not know, and says so.")}><Importing /></PageHead>
      <Trouble error={topics.error} />
      {topics.isPending && <Waiting />}
      {topics.data && (
        <div className="grid grid-cols-1 gap-4">
          <TryIt />
          {can("transcripts.see") && <Unanswered onAnswer={(question) => edit({ ...NEW, topic: question.slice(0, 60), questions: [question] })} />}
          <Topics topics={topics.data} onEdit={edit} />
          {edited && <Editor former={edited} topics={topics.data} onClose={() => edit(null)} />}
        </div>
      )}
    </>
  );
}

function Topics({ topics, onEdit }: { topics: Kept[]; onEdit: (topic: Kept) => void }) {
  const { t } = useText();
  const remove = useRemoveTopic();
  const [sought, seek] = useState("");
  const [asking, ask] = useState<string | null>(null);
  const shown = topics.filter((topic) => JSON.stringify(topic).toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <Card>
      <CardTitle>{t("Topics")}</CardTitle>
      <div className="flex flex-wrap gap-2">
        <Input type="search" className="max-w-72" aria-label={t("Search topics")} placeholder={t("Search topics")} value={sought} onChange={(event) => seek(event.target.value)} />
        <Button onClick={() => onEdit(NEW)}><Plus size={16} aria-hidden /> {t("New topic")}</Button>
      </div>
      {presentOf(remove.error) ? (
        <p role="alert" className="mt-3 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t("Somebody else has changed this topic meanwhile. Below is how it stands now: look, then decide again.")}</p>
      ) : <Trouble className="mt-3" error={remove.error} />}
      {topics.length === 0 && <Nothing>{t("Nothing is known yet. Begin with address, parking and prices.")}</Nothing>}
      <ul className="divide-y divide-line">
        {shown.map((topic) => (
          <li key={topic.topic} className="flex flex-wrap items-start gap-3 py-3">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium [overflow-wrap:anywhere]">{topic.topic} {topic.valid_until && <Badge tone="warn">{t("until {day}", { day: topic.valid_until })}</Badge>}</p>
              {topic.text.en && <p lang="en">{topic.text.en}</p>}
              {topic.text.hi && <p lang="hi" className="text-quiet">{topic.text.hi}</p>}
              {!topic.text.hi && <p className="text-sm text-warn">{t("Not in Hindi yet")}</p>}
              {topic.questions && topic.questions.length > 0 && <p className="mt-1 text-sm text-quiet">{topic.questions.join(" · ")}</p>}
            </div>
            <Button look="ghost" size="icon" aria-label={t("Change {name}", { name: topic.topic })} onClick={() => onEdit(topic)}><Pencil size={16} /></Button>
            <Button look="ghost" size="icon" aria-label={t("Remove {name}", { name: topic.topic })} onClick={() => ask(topic.topic)}><Trash2 size={16} /></Button>
            {asking === topic.topic && (
              <div className="flex basis-full flex-wrap items-center gap-2 rounded-lg bg-bad-soft p-3">
                <p className="flex-1">{t("Say nothing of this any more?")}</p>
                <Button onClick={() => ask(null)}>{t("Keep it")}</Button>
                <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate(topic, { onSettled: () => ask(null) })}>{t("Yes, remove")}</Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Editor({ former, topics, onClose }: { former: Kept; topics: Kept[]; onClose: () => void }) {
  const { t } = useText();
  const keep = useKeepTopic();
  const [draft, setDraft] = useState<Topic>(former);
  const [asked, setAsked] = useState((former.questions ?? []).join("\n"));
  const [trying, setTrying] = useState(false);
  const topic: Topic = {
    topic: draft.topic.trim(), text: draft.text, ...(draft.valid_until ? { valid_until: draft.valid_until } : {}),
    questions: asked.split("\n").map((line) => line.trim()).filter(Boolean),
  };
  const dirty = JSON.stringify(draft) !== JSON.stringify(former) || asked !== (former.questions ?? []).join("\n");
  const ready = topic.topic !== "" && Boolean(topic.text.en || topic.text.hi);
  const save = (over: Kept) => keep.mutate({ former: over, topic }, { onSuccess: onClose });
  const theirs = presentOf<Kept>(keep.error);
  return (
    <Window wide title={former.topic || t("New topic")} onClose={onClose}>
      <div className="grid gap-4">
        <Typed dirty={dirty} />
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("Topic")}>{(ids) => <Input {...ids} maxLength={80} value={draft.topic} onChange={(event) => setDraft({ ...draft, topic: event.target.value })} />}</Field>
          <Field label={t("Valid until")} hint={t("Empty: always")}>{(ids) => <Input {...ids} type="date" value={draft.valid_until ?? ""} onChange={(event) => setDraft({ ...draft, valid_until: event.target.value || null })} />}</Field>
        </div>
        <InBoth label={t("What is said")} rows={4} words={draft.text} onChange={(text) => setDraft({ ...draft, text })} />
        <Field label={t("How callers ask, one way a line")}>{(ids) => <Area {...ids} rows={4} value={asked} onChange={(event) => setAsked(event.target.value)} />}</Field>
        {theirs ? (
          <Conflict onMine={() => save(theirs)} onTheirs={onClose}>
            {t("Somebody else has changed this topic meanwhile. What you typed is still here.")}
          </Conflict>
        ) : <Troubles error={keep.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t("Close")}</Button>
          <Button disabled={!ready} onClick={() => setTrying(true)}>{t("Try it first")}</Button>
          <Button look="main" disabled={!ready || keep.isPending} onClick={() => save(former)}>{t("Save")}</Button>
        </div>
      </div>
      {trying && <Trying changes={{ knowledge: withTopic(topics, former, topic) }} onClose={() => setTrying(false)} />}
    </Window>
  );
}

/** The topics of the file, were this one saved. */
function withTopic(topics: Kept[], former: Kept, topic: Topic): Topic[] {
  const plain = topics.map(({ topic: name, text, questions, valid_until }): Topic => ({ topic: name, text, questions, ...(valid_until ? { valid_until } : {}) }));
  if (former.revision === undefined) return [...plain, topic];
  return plain.map((one) => (one.topic === former.topic ? topic : one));
}
