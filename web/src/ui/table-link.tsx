// How does somebody take a list into a spreadsheet? As the server's CSV, of the open business.
import { Download } from "lucide-react";
import { useBusiness, useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";

export function TableLink({ what }: { what: "bookings" | "calls" | "customers" | "messages" | "audit" | "users" }) {
  const { t } = useText();
  const { can } = useHouse();
  const { slug } = useBusiness();
  if (!can("analytics.read")) return null;
  return (
    <a className="inline-flex min-h-9 items-center gap-2 rounded-lg border border-line bg-panel px-3 text-sm font-medium whitespace-nowrap hover:bg-sunk" href={`/api/v1/exports/${what}?business=${encodeURIComponent(slug)}`} download>
      <Download size={16} aria-hidden /> {t("As a table (CSV)")}
    </a>
  );
}
