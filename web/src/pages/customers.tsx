// Who has called or booked?
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, told } from "@/api/client";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { usePages } from "@/lib/lists";
import { useTime } from "@/lib/time";
import { Card, Cell, More, Nothing, PageHead, Select, Table, Trouble, Waiting } from "@/ui";
import { TableLink } from "@/ui/table-link";

export default function Customers() {
  const { t } = useText();
  const time = useTime();
  const go = useNavigate();
  const business = useBusiness().slug;
  const [sort, setSort] = useState<"newest" | "oldest" | "seen">("newest");
  const { query, rows } = usePages(["customers", business, sort], (cursor) =>
    told(api.GET("/api/v1/customers", { params: { query: { business, cursor, sort, limit: 50 } } })));
  return (
    <>
      <PageHead title={t("Customers")}>
        <Select aria-label={t("Order")} className="w-auto" value={sort} onChange={(event) => setSort(event.target.value as typeof sort)}>
          <option value="newest">{t("Newest first")}</option><option value="oldest">{t("Oldest first")}</option><option value="seen">{t("Last seen first")}</option>
        </Select>
        <TableLink what="customers" />
      </PageHead>
      <Card>
        <Trouble error={query.error} />
        {query.isPending && <Waiting />}
        {query.data && rows.length === 0 && <Nothing>{t("Who calls or books appears here.")}</Nothing>}
        {rows.length > 0 && (
          <Table head={[t("Name"), t("Telephone"), t("Language"), t("Last seen")]}>
            {rows.map((one) => (
              <tr key={one.id} className="cursor-pointer hover:bg-sunk" onClick={() => void go(`/console/customers/${one.id}`)}>
                <Cell className="min-w-40"><Link className="font-medium hover:underline" to={`/console/customers/${one.id}`} onClick={(event) => event.stopPropagation()}>{one.name ?? t("No name")}</Link></Cell>
                <Cell className="whitespace-nowrap tabular-nums">{one.phone}</Cell>
                <Cell>{one.language === "hi" ? "हिन्दी" : one.language === "en" ? "English" : "–"}</Cell>
                <Cell className="whitespace-nowrap">{time.moment(one.last_seen_at)}</Cell>
              </tr>
            ))}
          </Table>
        )}
        <More query={query} />
      </Card>
    </>
  );
}
