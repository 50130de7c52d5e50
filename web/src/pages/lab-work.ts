// What does the speech lab ask of the speech server, and how long did each answer take?
import { NO_ANSWER, Refused } from "@/api/client";

export interface Timing {
  what: string;
  first: number;
  whole: number;
  speech?: number | null;
}

export interface Spoken {
  wav: ArrayBuffer;
  first: number;
  whole: number;
  speech: number;
}

const HEARD_HZ = 16000;

interface Begun {
  answer: Response;
  began: number;
  first: number;
}

async function ask(path: string, options: RequestInit): Promise<Begun> {
  const began = performance.now();
  let answer: Response;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused(0, NO_ANSWER);
  }
  if (!answer.ok) {
    const told = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
    throw new Refused(answer.status, told?.error?.message ?? answer.statusText);
  }
  return { answer, began, first: performance.now() - began };
}

/** A voice says the text; times in milliseconds, `speech` in seconds. */
export async function speak(text: string, voice: string, speed: number): Promise<Spoken> {
  const { answer, began } = await ask("/tts", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text, voice_id: voice, speed_factor: speed, format: "wav" }),
  });
  let first = 0;
  const pieces: BlobPart[] = [];
  const reader = answer.body?.getReader();
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    first ||= performance.now() - began;
    pieces.push(piece.value as BlobPart);
  }
  const whole = performance.now() - began;
  const wav = await new Blob(pieces).arrayBuffer();
  mend(wav);
  return { wav, first, whole, speech: Math.max(0, wav.byteLength - 44) / 48000 };
}

// A file that was streamed does not say how long it is, and players show none then.
function mend(wav: ArrayBuffer): void {
  const view = new DataView(wav);
  if (wav.byteLength < 44 || view.getUint32(40, true) !== 0xffffffff) return;
  view.setUint32(4, wav.byteLength - 8, true);
  view.setUint32(40, wav.byteLength - 44, true);
}

/** Frames of 16 kHz PCM16 as a WAV file. */
export function wavOf(frames: ArrayBuffer[]): Blob {
  const length = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string) => [...word].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, 36 + length, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, HEARD_HZ, true);
  head.setUint32(28, HEARD_HZ * 2, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, "data");
  head.setUint32(40, length, true);
  return new Blob([head.buffer, ...frames], { type: "audio/wav" });
}

function form(sound: Blob, fields: Record<string, string>): RequestInit {
  const made = new FormData();
  made.append("file", sound, sound instanceof File ? sound.name : "recording.wav");
  for (const [name, value] of Object.entries(fields)) if (value) made.append(name, value);
  return { method: "POST", body: made };
}

async function sent<T>(path: string, body: RequestInit): Promise<{ data: T; timing: Omit<Timing, "what"> }> {
  const { answer, began, first } = await ask(path, body);
  const { data } = (await answer.json()) as { data: T };
  return { data, timing: { first, whole: performance.now() - began } };
}

export async function read(sound: Blob, language: string) {
  const found = await sent<{ text: string; language: string | null; duration_s: number | null }>("/stt", form(sound, { language }));
  return { data: found.data, timing: { ...found.timing, speech: found.data.duration_s } };
}

export const converse = (sound: Blob, fields: Record<string, string>) =>
  sent<{ transcription: string; reply: string; audio: string | null }>("/conversation", form(sound, fields));
