// How is the file of a business read and changed? By keys, from a revision; who was quicker is told.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, Refused } from "@/api/client";
import { useBusiness } from "./house";

export type Week = Record<string, { open: string; close: string; last?: string | null }[]>;
export interface Words {
  en?: string | null;
  hi?: string | null;
}
export interface Topic {
  topic: string;
  text: Words;
  questions?: string[];
  valid_until?: string | null;
}
export interface Resource {
  id: string;
  kind: string;
  name: string | Words;
  seats?: number | null;
  area?: string | Words | null;
  duration_minutes?: number | null;
  leave?: [string, string][];
  [other: string]: unknown;
}
export interface Terms {
  required?: string[];
  slot_minutes?: number;
  min_lead_minutes?: number;
  max_days_ahead?: number;
  change_notice_minutes?: number;
  buffer_minutes?: number;
  party?: { min?: number; max_by_phone?: number | null } | null;
  duration_minutes?: unknown;
  capacity?: number | null;
  resources?: Resource[];
  [other: string]: unknown;
}
/** The keys of a business file that the console edits; the others stay as they are. */
export interface Document {
  name: string;
  kind: string;
  timezone: string;
  languages: string[];
  greeting?: Words | null;
  transfer?: { number: string; hours: unknown } | null;
  hours: Week;
  closures?: Record<string, unknown>;
  booking?: Terms | null;
  knowledge?: Topic[];
  not_offered?: unknown[];
  numbers?: (string | { number: string; carrier?: string | null })[];
  privacy?: { record_audio?: boolean; announce?: boolean; keep_transcript_days?: number | null };
  voice?: Words;
  turn_taking?: unknown;
}

export function useFile() {
  const business = useBusiness().slug;
  return useQuery({
    queryKey: ["file", business],
    queryFn: async () => {
      const kept = await dataOf(api.GET("/api/v1/businesses/{business}/file", { params: { path: { business } } }));
      return { revision: kept.revision, updatedAt: kept.updated_at, document: kept.document as unknown as Document };
    },
  });
}

/** Which revision became which by saving here: one part of the page does not clash with another. */
const own = new Map<string, number>();

/** The revision that is left when one's own saves since are counted in. */
export function caughtUp(business: string, revision: number): number {
  let now = revision;
  for (let next = own.get(`${business} ${now}`); next !== undefined; next = own.get(`${business} ${now}`)) now = next;
  return now;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What `mine` changed of `base`, brought into `theirs`: of an object only the keys that differ. */
export function merged(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (!isRecord(base) || !isRecord(mine) || !isRecord(theirs)) return mine;
  const next = { ...theirs };
  for (const key of Object.keys({ ...base, ...mine })) {
    if (same(base[key], mine[key])) continue;
    if (key in mine) next[key] = mine[key];
    else delete next[key];
  }
  return next;
}

export function useChangeFile() {
  const business = useBusiness().slug;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ revision, changes }: { revision: number; changes: Partial<Document> }) =>
      dataOf(api.PATCH("/api/v1/businesses/{business}", { params: { path: { business } }, body: { revision, changes } })),
    onSuccess: (kept, { revision }) => {
      own.set(`${business} ${revision}`, kept.revision);
      queries.setQueryData(["file", business], {
        revision: kept.revision, updatedAt: kept.updated_at, document: kept.document as unknown as Document,
      });
      for (const name of ["file", "topics", "businesses", "versions"]) void queries.invalidateQueries({ queryKey: [name] });
    },
  });
}

export const isConflict = (error: unknown) => error instanceof Refused && error.status === 409;
