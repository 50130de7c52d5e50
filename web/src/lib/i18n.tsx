// In which language does the console speak? English sentences are the keys; Hindi stands in a table.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { HINDI } from "./hindi";

export type Text = keyof typeof HINDI;
export type Tongue = "en" | "hi";
type Values = Record<string, string | number>;

function filled(text: string, values?: Values): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

interface Spoken {
  tongue: Tongue;
  speak: (tongue: Tongue) => void;
  t: (text: Text, values?: Values) => string;
  /** A word of the server (status, outcome), where it is known; else itself. */
  word: (name: string | null | undefined) => string;
}

const Context = createContext<Spoken | null>(null);

function preferred(): Tongue {
  const kept = localStorage.getItem("language");
  if (kept === "en" || kept === "hi") return kept;
  return navigator.language.startsWith("hi") ? "hi" : "en";
}

export function Speaking({ children }: { children: ReactNode }) {
  const [tongue, setTongue] = useState<Tongue>(preferred);
  useEffect(() => {
    document.documentElement.lang = tongue;
    localStorage.setItem("language", tongue);
  }, [tongue]);
  const t = useCallback(
    (text: Text, values?: Values) => filled(tongue === "hi" ? HINDI[text] : text, values),
    [tongue],
  );
  const spoken = useMemo<Spoken>(
    () => ({
      tongue,
      speak: setTongue,
      t,
      word: (name) => {
        if (!name) return "";
        const plain = name.replaceAll("_", " ");
        const known = plain.charAt(0).toUpperCase() + plain.slice(1);
        return known in HINDI ? t(known as Text) : known;
      },
    }),
    [tongue, t],
  );
  return <Context value={spoken}>{children}</Context>;
}

export function useText(): Spoken {
  const found = useContext(Context);
  if (!found) throw new Error("outside of Speaking");
  return found;
}
