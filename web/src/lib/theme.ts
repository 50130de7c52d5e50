// Light or dark? As the person chose, else as the system is.
export type Theme = "light" | "dark";

export function theme(): Theme {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function wear(chosen: Theme, keep = true): void {
  document.documentElement.dataset.theme = chosen;
  if (keep) localStorage.setItem("theme", chosen);
}
