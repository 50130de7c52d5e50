// How are the lists of a business asked for? One hook for each, with its key for live events.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, told, type Booking, type Message, type Schemas } from "@/api/client";
import { useBusiness } from "./house";

interface Page<T> {
  data: T[];
  meta?: { next_cursor?: string | null } | null;
}

/** A list page by page; `rows` are those that have come so far. */
export function usePages<T>(key: unknown[], load: (cursor?: string) => Promise<Page<T>>) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (page: Page<T>) => page.meta?.next_cursor ?? undefined,
  });
  return { query, rows: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

/** Every page of a list at once: what a calendar shows must be whole. */
async function whole<T>(load: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    found.push(...page.data);
    cursor = page.meta?.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

export interface CallFilter {
  from?: string;
  to?: string;
  status?: Schemas["CallOut"]["status"];
  outcome?: string;
  carrier?: string;
  caller?: string;
  sort?: string;
  test?: boolean;
  limit?: number;
}

export function useCalls(filter: CallFilter) {
  const business = useBusiness().slug;
  return usePages(["calls", business, filter], (cursor) =>
    told(api.GET("/api/v1/calls", { params: { query: { business, cursor, limit: 50, ...filter } as never } })));
}

/** The bookings that start on these days of the business, both included. */
export function useBookings(from: string, to: string) {
  const business = useBusiness().slug;
  return useQuery({
    queryKey: ["bookings", business, from, to],
    queryFn: () => whole((cursor) =>
      told(api.GET("/api/v1/bookings", {
        params: { query: { business, from: `${from}T00:00:00`, to: `${to}T23:59:59`, limit: 100, cursor } },
      }))),
  });
}

export function useMessages(status: "open" | "done") {
  const business = useBusiness().slug;
  return usePages(["messages", business, status], (cursor) =>
    told(api.GET("/api/v1/messages", { params: { query: { business, status, cursor, limit: 50 } } })));
}

export function useMarkMessage() {
  const business = useBusiness().slug;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ one, status }: { one: Message; status: "open" | "done" }) =>
      dataOf(api.PATCH("/api/v1/messages/{message_id}", {
        params: { path: { message_id: one.id }, query: { business } }, body: { status, revision: one.revision },
      })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["messages"] }),
  });
}

/** Everybody who may sign in at one's businesses. */
export function useUsers(enabled = true) {
  return useQuery({
    queryKey: ["users"],
    queryFn: () => whole((cursor) => told(api.GET("/api/v1/users", { params: { query: { limit: 100, cursor } } }))),
    enabled,
  });
}

export type Act = "cancel" | "complete" | "no-show";

export function useMarkBooking() {
  const business = useBusiness().slug;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ booking, act }: { booking: Booking; act: Act }) =>
      dataOf(api.POST("/api/v1/bookings/{booking_id}/{act}", {
        params: { path: { booking_id: booking.id, act }, query: { business, revision: booking.revision } },
      })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["bookings"] }),
  });
}

export function useChangeBooking() {
  const business = useBusiness().slug;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: Schemas["BookingChange"] }) =>
      dataOf(api.PATCH("/api/v1/bookings/{booking_id}", {
        params: { path: { booking_id: id }, query: { business } }, body: change,
      })),
    onSuccess: (changed: Booking) => {
      queries.setQueriesData<Booking[]>({ queryKey: ["bookings", business] }, (rows) =>
        Array.isArray(rows) ? rows.map((one) => (one.id === changed.id ? changed : one)) : rows);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["bookings"] }),
  });
}
