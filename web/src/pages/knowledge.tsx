// What may the assistant say? Topics in both languages, and how callers ask for them.
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { TryIt, Unanswered } from "@/business/asking";
import { Importing } from "@/business/importing";
import { InBoth } from "@/business/parts";
import { Section } from "@/business/section";
import { useFile, type Topic } from "@/lib/file";
import { useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { Typed } from "@/lib/unsaved";
import { Area, Badge, Button, Field, Input, Nothing, PageHead, Trouble, Waiting, Window } from "@/ui";

export default function Knowledge() {
  const { t } = useText();
  const file = useFile();
  const { can } = useHouse();
  const [begun, setBegun] = useState<Topic | null>(null);
  return (
    <>
      <PageHead title={t("Knowledge")} note={t("Whatever is not here, the assistant does not know, and says so.")}><Importing /></PageHead>
      <Trouble error={file.error} />
      {file.isPending && <Waiting />}
      {file.data && (
        <div className="grid grid-cols-1 gap-4">
          <TryIt />
          {can("transcripts.see") && <Unanswered onAnswer={(question) => setBegun({ topic: question.slice(0, 60), text: {}, questions: [question] })} />}
          <Section title={t("Topics")} keys={["knowledge"]}>
            {(draft, set) => (
              <Topics topics={draft.knowledge ?? []} begun={begun} onBegun={() => setBegun(null)} onChange={(knowledge) => set({ knowledge })} />
            )}
          </Section>
        </div>
      )}
    </>
  );
}

interface TopicsProps {
  topics: Topic[];
  /** One that was begun elsewhere, from a question. */
  begun: Topic | null;
  onBegun: () => void;
  onChange: (topics: Topic[]) => void;
}

function Topics({ topics, begun, onBegun, onChange }: TopicsProps) {
  const { t } = useText();
  const [edited, setEdited] = useState<number | null>(null);
  const [sought, seek] = useState("");
  const shown = topics.map((topic, at) => ({ topic, at })).filter(({ topic }) =>
    JSON.stringify(topic).toLowerCase().includes(sought.trim().toLowerCase()));
  const keep = (topic: Topic) => {
    if (begun) {
      onChange([...topics, topic]);
      onBegun();
      return;
    }
    if (edited === null) return;
    onChange(edited < topics.length ? topics.map((one, at) => (at === edited ? topic : one)) : [...topics, topic]);
    setEdited(null);
  };
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Input type="search" className="max-w-72" aria-label={t("Search topics")} placeholder={t("Search topics")} value={sought} onChange={(event) => seek(event.target.value)} />
        <Button onClick={() => setEdited(topics.length)}><Plus size={16} aria-hidden /> {t("New topic")}</Button>
      </div>
      {topics.length === 0 && <Nothing>{t("Nothing is known yet. Begin with address, parking and prices.")}</Nothing>}
      <ul className="divide-y divide-line">
        {shown.map(({ topic, at }) => (
          <li key={`${at}${topic.topic}`} className="flex items-start gap-3 py-3">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium [overflow-wrap:anywhere]">{topic.topic} {topic.valid_until && <Badge tone="warn">{t("until {day}", { day: topic.valid_until })}</Badge>}</p>
              {topic.text.en && <p lang="en">{topic.text.en}</p>}
              {topic.text.hi && <p lang="hi" className="text-quiet">{topic.text.hi}</p>}
              {!topic.text.hi && <p className="text-sm text-warn">{t("Not in Hindi yet")}</p>}
              {topic.questions && topic.questions.length > 0 && <p className="mt-1 text-sm text-quiet">{topic.questions.join(" · ")}</p>}
            </div>
            <Button look="ghost" size="icon" aria-label={t("Change {name}", { name: topic.topic })} onClick={() => setEdited(at)}><Pencil size={16} /></Button>
            <Button look="ghost" size="icon" aria-label={t("Remove {name}", { name: topic.topic })} onClick={() => onChange(topics.filter((_, place) => place !== at))}><Trash2 size={16} /></Button>
          </li>
        ))}
      </ul>
      {begun && <Editor topic={begun} onKeep={keep} onClose={onBegun} />}
      {edited !== null && <Editor topic={topics[edited] ?? { topic: "", text: {} }} onKeep={keep} onClose={() => setEdited(null)} />}
    </>
  );
}

function Editor({ topic, onKeep, onClose }: { topic: Topic; onKeep: (topic: Topic) => void; onClose: () => void }) {
  const { t } = useText();
  const [draft, setDraft] = useState(topic);
  const [asked, setAsked] = useState((topic.questions ?? []).join("\n"));
  const keep = () => {
    const questions = asked.split("\n").map((line) => line.trim()).filter(Boolean);
    const { valid_until, ...rest } = draft;
    onKeep({ ...rest, topic: draft.topic.trim(), questions, ...(valid_until ? { valid_until } : {}) });
  };
  return (
    <Window wide title={topic.topic || t("New topic")} onClose={onClose}>
      <div className="grid gap-4">
        <Typed dirty={JSON.stringify(draft) !== JSON.stringify(topic) || asked !== (topic.questions ?? []).join("\n")} />
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("Topic")}>{(ids) => <Input {...ids} maxLength={80} value={draft.topic} onChange={(event) => setDraft({ ...draft, topic: event.target.value })} />}</Field>
          <Field label={t("Valid until")} hint={t("Empty: always")}>{(ids) => <Input {...ids} type="date" value={draft.valid_until ?? ""} onChange={(event) => setDraft({ ...draft, valid_until: event.target.value || null })} />}</Field>
        </div>
        <InBoth label={t("What is said")} rows={4} words={draft.text} onChange={(text) => setDraft({ ...draft, text })} />
        <Field label={t("How callers ask, one way a line")}>{(ids) => <Area {...ids} rows={4} value={asked} onChange={(event) => setAsked(event.target.value)} />}</Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("Close")}</Button>
          <Button look="main" disabled={!draft.topic.trim() || !(draft.text.en || draft.text.hi)} onClick={keep}>{t("Keep")}</Button>
        </div>
      </div>
    </Window>
  );
}
