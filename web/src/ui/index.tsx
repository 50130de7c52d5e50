// What are the parts that every page is made of?
import { cva, type VariantProps } from "class-variance-authority";
import { clsx, type ClassValue } from "clsx";
import { X } from "lucide-react";
import { useEffect, useId, useMemo, useRef, type ComponentProps, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { twMerge } from "tailwind-merge";
import { presentOf } from "@/api/client";
import { useText } from "@/lib/i18n";
import { useSaid } from "@/lib/refusals";
import { Unsaved, useLeaving } from "@/lib/unsaved";

export const cn = (...names: ClassValue[]) => twMerge(clsx(names));

const button = cva(
  "inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:opacity-50 disabled:pointer-events-none min-h-9",
  {
    variants: {
      look: {
        main: "bg-brand text-brand-ink hover:opacity-90",
        plain: "border border-line bg-panel hover:bg-sunk",
        ghost: "hover:bg-sunk",
        danger: "border border-line bg-panel text-bad hover:bg-bad-soft",
      },
      size: { normal: "px-3.5 py-1.5", small: "px-2.5 py-1 text-sm min-h-8", icon: "size-9 p-0" },
    },
    defaultVariants: { look: "plain", size: "normal" },
  },
);

export function Button({
  look, size, className, type = "button", ...rest
}: ComponentProps<"button"> & VariantProps<typeof button>) {
  return <button type={type} className={cn(button({ look, size }), className)} {...rest} />;
}

export const buttonLook = button;

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cn("min-w-0 rounded-xl border border-line bg-panel p-4 sm:p-5", className)} {...rest} />;
}

export function CardTitle({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="mb-3 flex min-h-8 items-center justify-between gap-3">
      <h2 className="text-base font-semibold">{children}</h2>
      {aside}
    </div>
  );
}

export function PageHead({ title, children, note }: { title: string; children?: ReactNode; note?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Vaani`;
  }, [title]);
  return (
    <header className="mb-5 flex flex-wrap items-center justify-between gap-3">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        {note && <p className="mt-0.5 text-sm text-quiet">{note}</p>}
      </div>
      <div className="no-print flex flex-wrap items-center gap-2">{children}</div>
    </header>
  );
}

const field = "w-full rounded-lg border border-line bg-panel px-3 py-1.5 min-h-9 aria-invalid:border-bad";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(field, className)} {...rest} />;
}

export function Area({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(field, className)} {...rest} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cn(field, "pr-8", className)} {...rest} />;
}

export function Field({
  label, error, hint, children,
}: {
  label: string;
  error?: string;
  hint?: string;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
  const id = useId();
  const said = error ?? hint;
  return (
    <div className="grid min-w-0 content-start gap-1">
      <label htmlFor={id} className="text-sm font-medium">{label}</label>
      {children({
        id,
        ...(said ? { "aria-describedby": `${id}-said` } : {}),
        ...(error ? { "aria-invalid": true as const } : {}),
      })}
      {said && (
        <p id={`${id}-said`} className={cn("text-sm", error ? "text-bad" : "text-quiet")}>{said}</p>
      )}
    </div>
  );
}

const TONES = {
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  brand: "bg-brand-soft text-brand",
  plain: "bg-sunk text-quiet",
} as const;
export type Tone = keyof typeof TONES;

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={cn("inline-flex items-center rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap", TONES[tone])}>
      {children}
    </span>
  );
}

export function toneOf(status: string | null): Tone {
  switch (status) {
    case "confirmed": case "booked": case "in_progress": return "good";
    case "completed": case "answered": case "changed": return "brand";
    case "cancelled": case "failed": case "refused": case "no_show": return "bad";
    case "abandoned": case "no_answer": case "busy": return "warn";
    default: return "plain";
  }
}

/** What went wrong, in the server's words, said to screen readers at once. */
export function Trouble({ error, className }: { error: unknown; className?: string }) {
  const { t } = useText();
  const { said } = useSaid();
  if (!error) return null;
  return (
    <p role="alert" className={cn("rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad", className)}>
      {presentOf(error) ? t("Somebody else has changed this meanwhile: you see it as it is now.") : said(error)}
    </p>
  );
}

/** The same of a whole that has several problems: each on its line. */
export function Troubles({ error }: { error: unknown }) {
  const { all } = useSaid();
  if (!error) return null;
  return (
    <ul role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
      {all(error).map((problem) => <li key={problem}>{problem}</li>)}
    </ul>
  );
}

/** Somebody was quicker with the same record: one's own stays in the form until one of the two is chosen. */
export function Conflict({ children, onMine, onTheirs }: { children: ReactNode; onMine: () => void; onTheirs: () => void }) {
  const { t } = useText();
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
      <p className="flex-1 basis-56">{children}</p>
      <Button size="small" onClick={onMine}>{t("Save mine over it")}</Button>
      <Button size="small" onClick={onTheirs}>{t("Take theirs")}</Button>
    </div>
  );
}

export function Nothing({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-3 px-4 py-8 text-center text-quiet">
      <p>{children}</p>
      {action}
    </div>
  );
}

export function Waiting() {
  const { t } = useText();
  return <p role="status" className="py-8 text-center text-quiet">{t("Loading…")}</p>;
}

/** A modal window of the browser's own, which keeps the keyboard inside and Escape closes. */
export function Window({
  title, onClose, children, wide = false,
}: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const { t } = useText();
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const around = useLeaving();
  const inside = useMemo(() => ({ ...around, marks: [...around.marks, new Set<string>()] }), [around]);
  const close = () => around.close(inside.marks.at(-1) ?? new Set(), onClose);
  useEffect(() => {
    const shown = box.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  // Not inside of the form that may have opened it.
  return createPortal(
    <dialog
      ref={box}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      className={cn(
        "m-auto w-[calc(100%-2rem)] rounded-2xl border border-line bg-panel p-5 shadow-xl",
        wide ? "max-w-3xl" : "max-w-lg",
      )}
    >
      <div className="mb-4 flex items-center justify-between gap-4">
        <h2 id={id} className="text-lg font-semibold">{title}</h2>
        <Button look="ghost" size="icon" aria-label={t("Close")} onClick={close}><X size={18} /></Button>
      </div>
      <Unsaved value={inside}>{children}</Unsaved>
    </dialog>,
    document.body,
  );
}

export function Table({ head, children }: { head: ReactNode[]; children: ReactNode }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <thead>
          <tr className="border-b border-line text-sm text-quiet">
            {head.map((cell, at) => <th key={at} scope="col" className="px-3 py-2 font-medium">{cell}</th>)}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}

export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return <td className={cn("px-3 py-2.5 align-middle", className)} {...rest} />;
}

/** A choice of a few, as buttons of which one is pressed. */
export function Choice<T extends string>({
  label, value, options, onChange,
}: { label: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void }) {
  return (
    <div role="group" aria-label={label} className="inline-flex rounded-lg border border-line bg-sunk p-0.5">
      {options.map(([name, text]) => (
        <button
          key={name}
          type="button"
          aria-pressed={value === name}
          onClick={() => onChange(name)}
          className={cn("min-h-8 rounded-md px-3 text-sm font-medium", value === name ? "bg-panel shadow-sm" : "text-quiet")}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

export function More({ query }: { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } }) {
  const { t } = useText();
  if (!query.hasNextPage) return null;
  return (
    <div className="mt-3 text-center">
      <Button disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>{t("Show more")}</Button>
    </div>
  );
}
