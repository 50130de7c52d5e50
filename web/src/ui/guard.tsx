// May what was typed be lost? The question before a page, a business or a window is left.
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useBlocker } from "react-router";
import { useText } from "@/lib/i18n";
import { Unsaved } from "@/lib/unsaved";
import { Button, Window } from "@/ui";

export function Guarding({ children }: { children: ReactNode }) {
  const { t } = useText();
  const page = useRef(new Set<string>());
  const [waiting, setWaiting] = useState<(() => void) | null>(null);
  const blocker = useBlocker(({ currentLocation, nextLocation }) =>
    page.current.size > 0 && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (page.current.size) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, []);
  const asked = useCallback((marks: Set<string>, go: () => void) => {
    if (marks.size) setWaiting(() => go);
    else go();
  }, []);
  const unsaved = useMemo(() => ({
    marks: [page.current],
    leave: (go: () => void) => asked(page.current, () => {
      page.current.clear();
      go();
    }),
    close: asked,
  }), [asked]);
  const stay = () => {
    setWaiting(null);
    if (blocker.state === "blocked") blocker.reset();
  };
  const go = () => {
    setWaiting(null);
    if (blocker.state === "blocked") blocker.proceed();
    else waiting?.();
  };
  return (
    <Unsaved value={unsaved}>
      {children}
      {(waiting || blocker.state === "blocked") && (
        <Unsaved value={{ marks: [], leave: asking, close: (_, then) => then() }}>
          <Window title={t("Not saved yet")} onClose={stay}>
            <p>{t("What you typed here is not saved. Leave it?")}</p>
            <div className="mt-5 flex flex-wrap justify-end gap-2">
              <Button look="danger" onClick={go}>{t("Leave without saving")}</Button>
              <Button look="main" autoFocus onClick={stay}>{t("Stay here")}</Button>
            </div>
          </Window>
        </Unsaved>
      )}
    </Unsaved>
  );
}

const asking = (go: () => void) => go();
