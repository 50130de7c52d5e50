// How does the console ask the API? Typed by its description; refusals carry the server's sentence.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Business = Schemas["BusinessOut"];
export type Booking = Schemas["BookingOut"];
export type Call = Schemas["CallOut"];
export type CallDetail = Schemas["CallDetailOut"];
export type Turn = Schemas["TurnOut"];
export type Message = Schemas["MessageOut"];
export type Customer = Schemas["CustomerOut"];

export const api = createClient<paths>({ baseUrl: "/" });

export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** What somebody else wrote meanwhile, when a change was refused for that. */
export function presentOf<T>(error: unknown): T | null {
  return error instanceof Refused && error.status === 409 ? ((error.details.present ?? null) as T | null) : null;
}

interface Told {
  error?: { message?: string; details?: Record<string, unknown> };
}

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export const NO_ANSWER = "The server does not answer. Check that it runs.";

/** The body of the answer, or `Refused`. */
export async function told<T>(asked: Promise<Answered<T>>): Promise<T> {
  let answer: Answered<T>;
  try {
    answer = await asked;
  } catch {
    throw new Refused(0, NO_ANSWER);
  }
  if (!answer.response.ok) {
    const said = answer.error as Told | undefined;
    throw new Refused(
      answer.response.status,
      said?.error?.message ?? answer.response.statusText,
      said?.error?.details,
    );
  }
  return answer.data as T;
}

/** `data` of the envelope. */
export async function dataOf<T>(asked: Promise<Answered<{ data: T }>>): Promise<T> {
  return (await told(asked)).data;
}
