// Which vendors and carriers can be used, what does each still need, and does it answer?
import { useMutation, useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { api, dataOf, type Schemas } from "@/api/client";
import { useText, type Text } from "@/lib/i18n";
import { Badge, Button, Card, CardTitle, Trouble, Waiting, type Tone } from "@/ui";

type Provider = Schemas["ProviderOut"];
const KINDS: readonly (readonly [Provider["kind"], Text])[] = [
  ["hearing", "Understanding speech"], ["speaking", "Speaking"], ["thinking", "Language models"],
  ["realtime", "Models that hear and speak"], ["carrier", "Telephone carriers"],
];
const NAMES: Record<string, string> = {
  deepgram: "Deepgram", "deepgram-flux": "Deepgram Flux", elevenlabs: "ElevenLabs", openai: "OpenAI", groq: "Groq", sarvam: "Sarvam", wyoming: "Wyoming",
  cartesia: "Cartesia", piper: "Piper", anthropic: "Anthropic", gemini: "Gemini", "gemini-live": "Gemini Live", "openai-realtime": "OpenAI Realtime",
};
const STATES: Record<string, readonly [Tone, Text]> = {
  ok: ["good", "It answers"], off: ["plain", "Not set up"], warn: ["warn", "Look at it"], BROKEN: ["bad", "Does not work"],
};

export function Providers({ onSet }: { onSet: (path: string) => void }) {
  const { t } = useText();
  const found = useQuery({ queryKey: ["providers"], queryFn: () => dataOf(api.GET("/api/v1/providers")) });
  return (
    <Card>
      <CardTitle>{t("Vendors and carriers")}</CardTitle>
      <p className="mb-3 text-sm text-quiet">{t("A check asks the vendor once with what is set, also before calls use it.")}</p>
      <Trouble error={found.error} />
      {found.isPending && <Waiting />}
      {found.data && KINDS.map(([kind, title]) => {
        const rows = found.data.filter((one) => one.kind === kind);
        const begun = rows.filter((one) => one.chosen || one.lacks.length < one.needs.length);
        const idle = rows.filter((one) => !begun.includes(one));
        return (
          <section key={kind} aria-label={t(title)} className="border-t border-line py-3 first-of-type:border-t-0">
            <h3 className="font-semibold">{t(title)}</h3>
            {begun.length === 0 && <p className="py-1.5 text-sm text-quiet">{t("None is set up.")}</p>}
            <ul className="divide-y divide-line">{begun.map((one) => <OneProvider key={one.name} one={one} onSet={onSet} />)}</ul>
            {idle.length > 0 && (
              <details>
                <summary className="py-1 text-sm text-quiet">{t("{count} more could be set up", { count: idle.length })}</summary>
                <ul className="divide-y divide-line">{idle.map((one) => <OneProvider key={one.name} one={one} onSet={onSet} />)}</ul>
              </details>
            )}
          </section>
        );
      })}
    </Card>
  );
}

function OneProvider({ one, onSet }: { one: Provider; onSet: (path: string) => void }) {
  const { t } = useText();
  const name = one.here ? t("On this machine") : one.kind === "carrier" ? one.title : NAMES[one.name] ?? one.name;
  const check = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/providers/check", { body: { kind: one.kind, name: one.name } })),
  });
  return (
    <li data-provider={`${one.kind} ${one.name}`} className="grid gap-2 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{name}</span>
        {one.chosen ? <Badge tone="brand">{t("In use")}</Badge> : one.lacks.length === 0 && <Badge>{t("Ready, not chosen")}</Badge>}
        <span className="ml-auto flex flex-wrap gap-2">
          {one.needs.map((path) => (
            <Button key={path} size="small" look={one.lacks.includes(path) ? "plain" : "ghost"} aria-label={t("Change {name}", { name: path })} onClick={() => onSet(path)}>
              {one.lacks.includes(path) ? t("Set {name}", { name: path.split(".").at(-1) ?? path }) : path.split(".").at(-1)}
            </Button>
          ))}
          <Button size="small" disabled={check.isPending} aria-label={t("Check {name}", { name })} onClick={() => check.mutate()}><Activity size={14} aria-hidden /> {check.isPending ? t("Asking…") : t("Check")}</Button>
        </span>
      </div>
      <Trouble error={check.error} />
      {check.data && (
        <ul role="status" className="grid gap-1 text-sm">
          {check.data.map((found) => {
            const [tone, word] = STATES[found.state] ?? (["plain", "Look at it"] as const);
            return (
              <li key={found.part} className="flex flex-wrap items-center gap-2">
                <Badge tone={tone}>{t(word)}</Badge>
                <span lang="en" className="min-w-0 [overflow-wrap:anywhere]">{found.found}{found.state !== "ok" && found.todo && <span className="text-quiet"> → {found.todo}</span>}</span>
              </li>
            );
          })}
        </ul>
      )}
    </li>
  );
}
