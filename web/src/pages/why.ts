// Why did a call end, and what does an event of it mean? In an owner's words.
import type { CallDetail } from "@/api/client";
import type { Text } from "@/lib/i18n";

type Translate = (text: Text, values?: Record<string, string | number>) => string;
type Word = (name: string | null) => string;

export function endOf(call: CallDetail, t: Translate, word: Word): string {
  if (call.status === "in_progress" || call.status === "ringing" || call.status === "initiated") return t("This call is going on.");
  const kinds = new Set(call.events.map((event) => event.kind));
  if (kinds.has("call.limit")) return t("It reached the longest a call may be, and was ended.");
  if (call.status === "no_answer") return t("Nobody took the call.");
  if (call.status === "busy") return t("The line was busy.");
  if (call.status === "failed" || kinds.has("call.broken")) return t("The call broke off: something failed here. See what else happened, below.");
  const how = call.outcome ? word(call.outcome) : "";
  const who = call.ended_by === "caller" ? t("The caller hung up.")
    : call.ended_by === "assistant" ? t("The assistant ended the call.")
    : call.ended_by === "system" ? t("The system ended the call.") : t("How it ended is not known.");
  const heardNothing = kinds.has("speech.without_words") && !call.turns.some((turn) => turn.speaker === "caller");
  const more = heardNothing ? ` ${t("There was speech, but no words could be read from it.")}` : "";
  return `${who}${how ? ` ${t("Result: {outcome}.", { outcome: how })}` : ""}${more}`;
}

const EVENTS: Record<string, Text> = {
  barge_in: "The caller spoke over the assistant",
  silence: "It was silent, and the assistant asked again",
  "speech.without_words": "Speech was heard, but no words could be read",
  "transcript.late": "The words of a sentence came late",
  "transcript.used_late": "Late words were used after all",
  "voice.stalled": "The voice stood still",
  "reply.stalled": "The reply took too long",
  "reply.lost": "A reply was lost",
  "provider.failed": "A speech or language service failed",
  "call.broken": "The call broke",
  "call.limit": "The longest time of a call was reached",
  "caller.gone": "The caller was gone",
  outage: "The assistant went on without its engines",
  tool: "The assistant looked something up or wrote it down",
  filler: "A word was said to the waiting caller",
};

export function sayOf(kind: string, t: Translate, word: Word): string {
  const known = EVENTS[kind];
  return known ? t(known) : word(kind.replaceAll(".", " "));
}

export const isTrouble = (kind: string) =>
  /failed|broken|lost|stalled|late|without_words|outage|limit/.test(kind);
