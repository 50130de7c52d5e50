// The speech lab: type and hear, record and read, converse, compare voices, with the time of each.
import { useQuery } from "@tanstack/react-query";
import { Mic, Play, Square } from "lucide-react";
import { useRef, useState } from "react";
import { api, dataOf, Refused } from "@/api/client";
import { FAULTS } from "@/call/line";
import { Sound, SoundFault } from "@/call/sound";
import { useText } from "@/lib/i18n";
import { Area, Button, Card, CardTitle, Cell, Field, Input, PageHead, Select, Table, Trouble } from "@/ui";
import { converse, read, speak, wavOf, type Spoken, type Timing } from "./lab-work";

const MOST_TIMINGS = 20;

export default function Lab() {
  const { t } = useText();
  const [timings, setTimings] = useState<Timing[]>([]);
  const [trouble, setTrouble] = useState<unknown>(null);
  const [voice, setVoice] = useState("default");
  const [language, setLanguage] = useState("");
  const player = useRef<HTMLAudioElement>(null);
  const note = (timing: Timing) => setTimings((was) => [timing, ...was].slice(0, MOST_TIMINGS));
  const play = (wav: ArrayBuffer) => {
    const box = player.current;
    if (!box) return;
    if (box.src) URL.revokeObjectURL(box.src);
    box.src = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
    void box.play().catch(() => undefined);
  };
  const doing = async (work: () => Promise<void>) => {
    setTrouble(null);
    try {
      await work();
    } catch (error) {
      setTrouble(error);
    }
  };
  const shared = { doing, note, play, voice, language };
  return (
    <>
      <PageHead title={t("Speech lab")} note={t("The voices and ears of your assistant, to try.")} />
      <Trouble error={trouble} className="mb-3" />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <TypeAndHear {...shared} setVoice={setVoice} player={<audio ref={player} controls className="w-full" aria-label={t("Player")} />} />
        <Reading {...shared} setLanguage={setLanguage} />
        <Conversing {...shared} />
        <Card>
          <CardTitle>{t("Timings")}</CardTitle>
          <Table head={[t("Request"), t("First byte"), t("Whole"), t("Speech"), t("Real-time factor")]}>
            {timings.map((one, at) => (
              <tr key={at}>
                <Cell>{one.what}</Cell>
                <Cell className="tabular-nums">{Math.round(one.first)} ms</Cell>
                <Cell className="tabular-nums">{Math.round(one.whole)} ms</Cell>
                <Cell className="tabular-nums">{one.speech ? `${one.speech.toFixed(2)} s` : ""}</Cell>
                <Cell className="tabular-nums">{one.speech ? (one.whole / 1000 / one.speech).toFixed(2) : ""}</Cell>
              </tr>
            ))}
          </Table>
        </Card>
      </div>
    </>
  );
}

interface Shared {
  doing: (work: () => Promise<void>) => Promise<void>;
  note: (timing: Timing) => void;
  play: (wav: ArrayBuffer) => void;
  voice: string;
  language: string;
}

interface Compared {
  id: string;
  language: string;
  licence: string;
  made?: Spoken;
  trouble?: string;
}

function TypeAndHear({ doing, note, play, voice, setVoice, player }: Shared & { setVoice: (voice: string) => void; player: React.ReactNode }) {
  const { t } = useText();
  const [text, setText] = useState("Your table is booked for Friday at seven. See you then!");
  const [speed, setSpeed] = useState("1");
  const [busy, setBusy] = useState(false);
  const [compared, setCompared] = useState<Compared[]>([]);
  const voices = useQuery({ queryKey: ["voices"], queryFn: () => dataOf(api.GET("/tts/voices")) });
  const rows = voices.data?.voices ?? [];
  const say = async (name: string) => {
    const made = await speak(text, name, Number(speed));
    note({ what: `${t("Speak")} (${name})`, ...made });
    return made;
  };
  const busily = (work: () => Promise<void>) => {
    setBusy(true);
    void doing(work).finally(() => setBusy(false));
  };
  const compare = async () => {
    setCompared([]);
    for (const one of rows.filter((each) => !each.alias)) {
      const about = { id: one.id, language: one.language ?? "", licence: one.licence ?? "" };
      try {
        const made = await say(one.id);
        setCompared((was) => [...was, { ...about, made }]);
      } catch (error) {
        if (!(error instanceof Refused) || error.status === 401 || !error.status) throw error;
        setCompared((was) => [...was, { ...about, trouble: error.message }]);
      }
    }
  };
  return (
    <Card className="grid content-start gap-3">
      <CardTitle>{t("Type and hear")}</CardTitle>
      <Trouble error={voices.error} />
      <Area aria-label={t("Text")} rows={3} maxLength={5000} value={text} onChange={(event) => setText(event.target.value)} />
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("Voice")}>
          {(ids) => (
            <Select {...ids} value={voice} onChange={(event) => setVoice(event.target.value)}>
              {rows.filter((one) => !one.alias || one.id === "default").map((one) => (
                <option key={one.id} value={one.id}>{one.alias ? t("Each language's own") : `${one.id} (${one.language ?? ""})`}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("Speed")}>{(ids) => <Input {...ids} type="number" min={0.5} max={2} step={0.1} value={speed} onChange={(event) => setSpeed(event.target.value)} />}</Field>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="main" disabled={busy} onClick={() => busily(async () => play((await say(voice)).wav))}><Play size={16} aria-hidden /> {t("Speak")}</Button>
        <Button disabled={busy} onClick={() => busily(compare)}>{t("Compare all voices")}</Button>
      </div>
      {player}
      {compared.length > 0 && (
        <Table head={[t("Voice"), t("First sound"), t("Whole"), t("Speech"), ""]}>
          {compared.map((one) => (
            <tr key={one.id}>
              <Cell>{one.id}<span className="block text-xs text-quiet">{one.language} · {one.licence}</span></Cell>
              <Cell>{one.made && `${Math.round(one.made.first)} ms`}</Cell>
              <Cell>{one.made && `${Math.round(one.made.whole)} ms`}</Cell>
              <Cell>{one.made && `${one.made.speech.toFixed(2)} s`}</Cell>
              <Cell>{one.made ? <Button size="small" onClick={() => one.made && play(one.made.wav)}>{t("Play")}</Button> : one.trouble}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}

/** Press to record, press again to hand the recording on. */
function Recorder({ name, doing, work }: { name: string; doing: Shared["doing"]; work: (sound: Blob) => Promise<void> }) {
  const { t } = useText();
  const [seconds, setSeconds] = useState(-1);
  const [busy, setBusy] = useState(false);
  const meter = useRef<HTMLMeterElement>(null);
  const kept = useRef<{ sound: Sound; frames: ArrayBuffer[] } | null>(null);
  const press = async () => {
    if (kept.current) {
      const { sound, frames } = kept.current;
      kept.current = null;
      setSeconds(-1);
      await sound.close();
      setBusy(true);
      await work(wavOf(frames)).finally(() => setBusy(false));
      return;
    }
    const frames: ArrayBuffer[] = [];
    try {
      const sound = await Sound.open({
        heard: (frame) => {
          frames.push(frame);
          if (frames.length % 50 === 0) setSeconds(frames.length / 50);
        },
        played: () => undefined,
        level: (who, rms) => {
          if (who === "you" && meter.current) meter.current.value = rms;
        },
        lost: () => setSeconds(-1),
      });
      kept.current = { sound, frames };
      setSeconds(0);
    } catch (error) {
      const said = error instanceof SoundFault ? FAULTS[error.fault] : undefined;
      throw said ? new Error(t(said)) : error;
    }
  };
  const on = seconds >= 0;
  return (
    <div className="flex items-center gap-3">
      <Button look={on ? "danger" : "main"} aria-pressed={on} disabled={busy} onClick={() => void doing(press)}>
        {on ? <Square size={16} aria-hidden /> : <Mic size={16} aria-hidden />} {on ? t("Stop ({count} s)", { count: seconds }) : name}
      </Button>
      <meter ref={meter} min={0} max={0.3} aria-label={t("Level of the microphone")} className="flex-1" />
    </div>
  );
}

function Reading({ doing, note, language, setLanguage }: Shared & { setLanguage: (language: string) => void }) {
  const { t } = useText();
  const [text, setText] = useState<{ text: string; language: string } | null>(null);
  const work = async (sound: Blob) => {
    const { data, timing } = await read(sound, language);
    setText({ text: data.text || t("No words were heard."), language: data.language ?? "" });
    note({ what: t("Read"), ...timing });
  };
  return (
    <Card className="grid content-start gap-3">
      <CardTitle>{t("Record and read")}</CardTitle>
      <Recorder name={t("Record")} doing={doing} work={work} />
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("Or a file")}>
          {(ids) => <Input {...ids} type="file" accept="audio/*" onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void doing(() => work(file));
          }} />}
        </Field>
        <Field label={t("Language")}>
          {(ids) => (
            <Select {...ids} value={language} onChange={(event) => setLanguage(event.target.value)}>
              <option value="">{t("As heard")}</option><option value="en">English</option><option value="hi" lang="hi">हिन्दी</option>
            </Select>
          )}
        </Field>
      </div>
      <p role="status" lang={text?.language} className="rounded-lg bg-sunk p-3">{text?.text ?? t("Nothing was read yet.")}</p>
    </Card>
  );
}

function Conversing({ doing, note, play, voice, language }: Shared) {
  const { t } = useText();
  const [mode, setMode] = useState("template");
  const [lines, setLines] = useState<[string, string][]>([]);
  const work = async (sound: Blob) => {
    const { data, timing } = await converse(sound, { mode, voice_id: voice, language });
    note({ what: t("Converse"), ...timing });
    setLines((was) => [...was, [t("You"), data.transcription || t("No words were heard.")], ...(data.reply ? [[t("Assistant"), data.reply] as [string, string]] : [])]);
    if (data.audio) play(Uint8Array.from(atob(data.audio), (letter) => letter.charCodeAt(0)).buffer);
  };
  return (
    <Card className="grid content-start gap-3">
      <CardTitle>{t("Converse")}</CardTitle>
      <Recorder name={t("Talk")} doing={doing} work={work} />
      <Field label={t("Answers")}>
        {(ids) => (
          <Select {...ids} value={mode} onChange={(event) => setMode(event.target.value)}>
            <option value="template">{t("By its words")}</option><option value="echo">{t("Say it again")}</option>
          </Select>
        )}
      </Field>
      <ul role="log" className="grid gap-1">
        {lines.map(([who, said], at) => <li key={at}><b className="mr-2">{who}</b>{said}</li>)}
      </ul>
    </Card>
  );
}
