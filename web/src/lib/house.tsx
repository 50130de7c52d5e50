// Who is signed in, which businesses does he see, and which one is open?
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { LINK } from "./link";
import { api, dataOf, Refused, told, type Business, type Schemas } from "@/api/client";

type Session = Schemas["Session"];
export type Proof = Schemas["Proof"];

interface House {
  session: Session | null;
  businesses: Business[];
  business: Business | null;
  choose: (slug: string) => void;
  signIn: (proof: Proof) => Promise<void>;
  choosePassword: (password: string) => Promise<void>;
  signOut: () => Promise<void>;
  /** May he write bookings and messages? */
  writes: boolean;
  owner: boolean;
  /** May he listen in, whisper, take over? */
  controls: boolean;
  /** Has he this right, such as `team.manage`? */
  can: (right: string) => boolean;
  state: "asking" | "out" | "in" | "gone";
  trouble: string;
}

const Context = createContext<House | null>(null);

async function everyBusiness(): Promise<Business[]> {
  const found: Business[] = [];
  let cursor: string | undefined;
  do {
    const page = await told(api.GET("/api/v1/businesses", { params: { query: { limit: 100, cursor } } }));
    found.push(...page.data);
    cursor = page.meta?.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

async function whoAmI(): Promise<Session | null> {
  try {
    return await dataOf(api.GET("/api/v1/session"));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null;
    throw error;
  }
}

export function Housing({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [slug, setSlug] = useState(() => localStorage.getItem("business"));
  const [knocking, setKnocking] = useState(LINK !== null);
  const session = useQuery({
    queryKey: ["session"], queryFn: whoAmI, retry: false, staleTime: 60_000, enabled: !knocking,
  });
  const businesses = useQuery({
    queryKey: ["businesses"],
    queryFn: everyBusiness,
    enabled: Boolean(session.data),
  });
  const choose = useCallback((wished: string) => {
    localStorage.setItem("business", wished);
    setSlug(wished);
  }, []);
  const signIn = useCallback(
    async (proof: Proof) => {
      await told(api.POST("/api/v1/session", { body: proof }));
      setKnocking(false);
      await queries.resetQueries();
    },
    [queries],
  );
  const choosePassword = useCallback(
    async (password: string) => {
      await told(api.PUT("/api/v1/session/password", { body: { password } }));
      await queries.resetQueries();
    },
    [queries],
  );
  const signOut = useCallback(async () => {
    await told(api.DELETE("/api/v1/session"));
    queries.clear();
    location.assign("/");
  }, [queries]);
  const house = useMemo<House>(() => {
    const listed = businesses.data ?? [];
    const open = listed.find((one) => one.slug === slug) ?? listed[0] ?? null;
    const rights = session.data?.permissions ?? [];
    const role = session.data?.businesses.find((one) => one.slug === open?.slug)?.role ?? session.data?.role;
    const failed = session.error ?? businesses.error;
    const asking = session.isPending || (Boolean(session.data) && businesses.isPending);
    return {
      session: session.data ?? null,
      businesses: listed,
      business: open,
      choose,
      signIn,
      choosePassword,
      signOut,
      writes: rights.includes("bookings.write") && role !== "viewer",
      can: (right) => (rights as string[]).includes(right),
      controls: rights.includes("calls.control"),
      owner: role === "owner" || role === "platform-admin",
      state: knocking ? "out" : failed ? "gone" : asking ? "asking" : session.data ? "in" : "out",
      trouble: failed ? failed.message : "",
    };
  }, [session, businesses, slug, knocking, choose, signIn, choosePassword, signOut]);
  return <Context value={house}>{children}</Context>;
}

export function useHouse(): House {
  const found = useContext(Context);
  if (!found) throw new Error("outside of Housing");
  return found;
}

/** The open business; pages stand only where there is one. */
export function useBusiness(): Business {
  const { business } = useHouse();
  if (!business) throw new Error("no business is open");
  return business;
}
