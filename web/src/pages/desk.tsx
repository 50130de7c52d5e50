// Who is on the line now, and what may a person do about it? Listen, whisper, take over, pass on, hang up.
import { Ear, EarOff, Forward, Mic, MicOff, PhoneOff, Send } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { DeskSeat, STANDING, type Seat } from "@/call/desk";
import { FAULTS } from "@/call/line";
import { usePhone } from "@/call/panel";
import { useBusiness, useHouse } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { useRunning, type RunningCall } from "@/lib/live";
import { useTime } from "@/lib/time";
import { Badge, Button, Card, Input, Nothing, PageHead, cn } from "@/ui";

export default function Desk() {
  const { t } = useText();
  const phone = usePhone();
  const running = useRunning(useBusiness().slug);
  return (
    <>
      <PageHead title={t("Live desk")} note={t("Whoever listens to callers must tell them so where the law asks for it: the greeting is the place.")} />
      {running.length === 0 && (
        <Card>
          <Nothing action={<Button onClick={phone.show}>{t("Call the assistant yourself")}</Button>}>{t("Nobody is on the line.")}</Nothing>
        </Card>
      )}
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">{running.map((call) => <OnLine key={call.id} call={call} />)}</div>
    </>
  );
}

function OnLine({ call }: { call: RunningCall }) {
  const { t, word } = useText();
  const time = useTime();
  const { controls } = useHouse();
  const [seat, setSeat] = useState<Seat | null>(null);
  const desk = useRef<DeskSeat | null>(null);
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => () => desk.current?.leave(), []);
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [call.lines.length, seat?.partial]);
  const join = async () => {
    if (desk.current) {
      desk.current.leave();
      desk.current = null;
      setSeat(null);
      return;
    }
    setSeat(STANDING);
    desk.current = new DeskSeat(call.id, setSeat);
    await desk.current.listen(true);
  };
  return (
    <Card data-call={call.id} className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center gap-2">
        <span className="font-semibold tabular-nums">{time.clock(call.at)}</span>
        <span className="text-quiet">{word(call.carrier)}</span>
        {call.test && <Badge>{t("Test")}</Badge>}
        {call.doing && <Badge tone="brand">{call.doing.replaceAll("_", " ")}</Badge>}
        {seat?.taken && <Badge tone="warn">{t("You are speaking")}</Badge>}
        <Link className="ml-auto text-sm font-medium text-brand underline" to={`/console/calls/${call.id}`}>{t("Open")}</Link>
      </header>
      <ol role="log" aria-live="polite" aria-label={t("Transcript")} tabIndex={0} className="grid max-h-80 min-h-24 content-start gap-1.5 overflow-y-auto rounded-lg bg-sunk p-3">
        {call.lines.map((line) => (
          <li key={line.id} lang={line.language}>
            <span className={cn("mr-2 text-sm font-semibold", line.speaker === "caller" ? "text-quiet" : "text-brand")}>{t(NAMES[line.speaker])}</span>
            {line.text ?? t("(not kept)")}
          </li>
        ))}
        <li ref={end} aria-hidden className="min-h-5 text-quiet italic">{seat?.partial}</li>
      </ol>
      {controls && (
        <Button className="justify-self-start" aria-pressed={seat !== null} onClick={() => void join()}>
          {seat ? <EarOff size={16} aria-hidden /> : <Ear size={16} aria-hidden />} {seat ? t("Stop listening") : t("Listen in")}
        </Button>
      )}
      {seat?.state === "joined" && desk.current && <Controls seat={seat} desk={desk.current} />}
      {seat?.trouble && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">{FAULTS[seat.trouble] ? t(FAULTS[seat.trouble] as Text) : seat.trouble}</p>
      )}
      {seat?.done && <p role="status" className="text-sm text-good">{t(DONE[seat.done] ?? "Done")}</p>}
    </Card>
  );
}

const NAMES: Record<RunningCall["lines"][number]["speaker"], Text> = { caller: "Caller", assistant: "Assistant", human: "A person" };
const DONE: Record<string, Text> = {
  whisper: "The assistant followed it.", take_over: "The caller hears you now.", hand_back: "The assistant goes on.",
  pass_on: "The caller is being passed on.", hang_up: "The call was ended.",
};

function Controls({ seat, desk }: { seat: Seat; desk: DeskSeat }) {
  const { t } = useText();
  const [text, setText] = useState("");
  const [sure, setSure] = useState(false);
  const busy = seat.waiting !== null;
  return (
    <div className="grid gap-3">
      {!seat.taken && (
        <form className="flex gap-2" onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) desk.whisper(text.trim());
        }}>
          <Input aria-label={t("Whisper to the assistant")} placeholder={t("offer 5 pm · say: the kitchen closes at ten")} maxLength={300} value={text} onChange={(event) => setText(event.target.value)} />
          <Button type="submit" disabled={busy || !text.trim()}><Send size={16} aria-hidden /> {seat.waiting === "whisper" ? t("Waiting for a pause…") : t("Whisper")}</Button>
        </form>
      )}
      <div className="flex flex-wrap gap-2">
        {seat.taken
          ? <Button look="main" disabled={busy} onClick={() => desk.handBack()}><MicOff size={16} aria-hidden /> {t("Hand back")}</Button>
          : <Button disabled={busy} onClick={() => void desk.takeOver()}><Mic size={16} aria-hidden /> {t("Take over")}</Button>}
        <Button disabled={busy} onClick={() => desk.passOn()}><Forward size={16} aria-hidden /> {t("Pass on")}</Button>
        {sure
          ? <Button look="danger" disabled={busy} onClick={() => desk.hangUp()}>{t("Yes, end the call")}</Button>
          : <Button look="danger" onClick={() => setSure(true)}><PhoneOff size={16} aria-hidden /> {t("Hang up")}</Button>}
      </div>
    </div>
  );
}
