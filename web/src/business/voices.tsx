// With which voice does the assistant speak each language? Each can be heard before it is chosen.
import { useMutation, useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useEffect, useRef } from "react";
import { api, dataOf, Refused } from "@/api/client";
import type { Words } from "@/lib/file";
import { useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { speak } from "@/pages/lab-work";
import { Button, Field, Select, Trouble } from "@/ui";

/** Heard in the language of the voice, so they are no words of the page. */
const SAMPLES = {
  en: "Your table is booked for Friday at seven. See you then!",
  hi: "आपकी टेबल शुक्रवार शाम सात बजे के लिए बुक हो गई है।",
} as const;

export function Voices({ languages, voice, onChange }: { languages: string[]; voice: Words; onChange: (voice: Words) => void }) {
  const { t } = useText();
  const { can } = useHouse();
  const sound = useRef<HTMLAudioElement | null>(null);
  const found = useQuery({ queryKey: ["voices"], queryFn: () => dataOf(api.GET("/tts/voices")) });
  const play = useMutation({
    mutationFn: async ({ tongue, name }: { tongue: "en" | "hi"; name: string }) => {
      const { wav } = await speak(SAMPLES[tongue], name, 1);
      sound.current?.pause();
      sound.current = new Audio(URL.createObjectURL(new Blob([wav], { type: "audio/wav" })));
      await sound.current.play();
    },
  });
  const silent = found.error instanceof Refused && (found.error.status === 404 || found.error.status === 503);
  useEffect(() => () => sound.current?.pause(), []);
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {([["en", "English"], ["hi", "हिन्दी"]] as const).filter(([tongue]) => languages.includes(tongue)).map(([tongue, name]) => {
        const some = (found.data?.voices ?? []).filter((one) => one.language === tongue);
        const usual = some.find((one) => one.default)?.id ?? some[0]?.id;
        const chosen = voice[tongue] ?? "";
        return (
          <div key={tongue} className="flex items-end gap-2">
            <div className="min-w-0 flex-1">
              <Field label={`${t("Voice")} · ${name}`}>
                {(ids) => (
                  <Select {...ids} value={chosen} onChange={(event) => onChange(cleaned({ ...voice, [tongue]: event.target.value }))}>
                    <option value="">{t("The usual one")}</option>
                    {[...new Set([...(chosen ? [chosen] : []), ...some.map((one) => one.id)])].map((id) => <option key={id} value={id}>{nameOf(id, some.find((one) => one.id === id)?.engine)}</option>)}
                  </Select>
                )}
              </Field>
            </div>
            {can("speech.use") && (
              <Button disabled={play.isPending || !(chosen || usual)} aria-label={`${t("Hear it")} · ${name}`} onClick={() => play.mutate({ tongue, name: chosen || usual || "" })}>
                <Play size={16} aria-hidden /> {t("Hear it")}
              </Button>
            )}
          </div>
        );
      })}
      {silent && <p className="text-sm text-quiet sm:col-span-2">{t("This server has no voices of its own just now.")}</p>}
      <Trouble className="sm:col-span-2" error={(silent ? null : found.error) ?? play.error} />
    </div>
  );
}

const nameOf = (id: string, engine?: string | null) => (engine ? `${id} (${engine})` : id);

function cleaned(voice: Words): Words {
  return Object.fromEntries(Object.entries(voice).filter(([, name]) => name)) as Words;
}
