// Is there something typed that is not saved? Forms mark it; who would leave them asks first.
import { createContext, useContext, useEffect, useId } from "react";

type Marks = Set<string>;

interface Unsaved {
  /** The page's marks, and those of each window around. */
  marks: readonly Marks[];
  /** Goes on at once when nothing on the page is marked, else when the person says so. */
  leave: (go: () => void) => void;
  /** The same for one window and its own marks. */
  close: (window: Marks, go: () => void) => void;
}

export const Unsaved = createContext<Unsaved>({ marks: [], leave: (go) => go(), close: (_, go) => go() });

export const useLeaving = () => useContext(Unsaved);

/** While `dirty`, page and window are not left without a question. */
export function useUnsaved(dirty: boolean): void {
  const { marks } = useContext(Unsaved);
  const id = useId();
  useEffect(() => {
    if (!dirty) return undefined;
    for (const one of marks) one.add(id);
    return () => {
      for (const one of marks) one.delete(id);
    };
  }, [dirty, id, marks]);
}

/** The same as an element, for inside of a window that the form itself opens. */
export function Typed({ dirty }: { dirty: boolean }) {
  useUnsaved(dirty);
  return null;
}
