// What do we know of one customer? His bookings, and how he is spoken to.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { Link, useParams } from "react-router";
import { api, dataOf, told } from "@/api/client";
import { useBusiness, useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useCalls, usePages } from "@/lib/lists";
import { lengthOf, useTime } from "@/lib/time";
import { Badge, Card, CardTitle, More, Nothing, PageHead, Trouble, Waiting, toneOf } from "@/ui";
import { whatOf } from "./booking-words";

type Agreed = { greet_by_name?: boolean; may_be_called?: boolean; revision: string };
const AGREED = [
  ["greet_by_name", "Greeted by name when calling"],
  ["may_be_called", "We may call this number"],
] as const;

export default function OneCustomer() {
  const { t, word } = useText();
  const { id = "" } = useParams();
  const time = useTime();
  const business = useBusiness();
  const { can } = useHouse();
  const path = { customer_id: id };
  const found = useQuery({
    queryKey: ["customers", business.slug, "one", id],
    queryFn: () => dataOf(api.GET("/api/v1/customers/{customer_id}", { params: { path, query: { business: business.slug } } })),
  });
  const queries = useQueryClient();
  const agree = useMutation({
    mutationFn: (body: Agreed) =>
      dataOf(api.PATCH("/api/v1/customers/{customer_id}", { params: { path, query: { business: business.slug } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["customers", business.slug] }),
  });
  const { query, rows } = usePages(["bookings", business.slug, "customer", id], (cursor) =>
    told(api.GET("/api/v1/customers/{customer_id}/bookings", { params: { path, query: { business: business.slug, cursor, limit: 50 } } })));
  return (
    <>
      <Link to="/console/customers" className="mb-2 inline-flex items-center gap-1 text-sm text-quiet hover:text-ink">
        <ArrowLeft size={16} aria-hidden /> {t("Customers")}
      </Link>
      <PageHead title={found.data?.name ?? t("Customer")} note={found.data?.phone} />
      <Trouble error={found.error} />
      {found.isPending && <Waiting />}
      {found.data && (
        <div className="grid grid-cols-1 gap-4">
          <Card>
            <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
              <div><dt className="text-sm text-quiet">{t("First seen")}</dt><dd className="font-medium">{time.moment(found.data.created_at)}</dd></div>
              <div><dt className="text-sm text-quiet">{t("Last seen")}</dt><dd className="font-medium">{time.moment(found.data.last_seen_at)}</dd></div>
              <div><dt className="text-sm text-quiet">{t("Language")}</dt><dd className="font-medium">{found.data.language === "hi" ? "हिन्दी" : found.data.language === "en" ? "English" : "–"}</dd></div>
            </dl>
          </Card>
          <Card>
            <CardTitle>{t("What he or she agreed to")}</CardTitle>
            <Trouble error={agree.error} />
            {AGREED.map(([key, words]) => (
              <label key={key} className="flex items-center gap-2 py-1.5">
                <input type="checkbox" checked={found.data[key]} disabled={agree.isPending || !can("customers.write")} onChange={(event) => agree.mutate({ [key]: event.target.checked, revision: found.data.revision })} />
                {t(words)}
              </label>
            ))}
          </Card>
          {can("numbers.see") && <Calls phone={found.data.phone} />}
          <Card>
            <CardTitle>{t("Bookings")}</CardTitle>
            <Trouble error={query.error} />
            {query.data && rows.length === 0 && <Nothing>{t("No bookings yet.")}</Nothing>}
            <ul className="divide-y divide-line">
              {rows.map((one) => (
                <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
                  <Link className="font-medium text-brand underline" to={`/console/bookings?day=${one.date}&open=${one.id}`}>{time.day(one.date)}, {one.time}</Link>
                  <span className="text-quiet">{whatOf(one, business, t).join(" · ")}</span>
                  <span className="ml-auto"><Badge tone={toneOf(one.status)}>{word(one.status)}</Badge></span>
                </li>
              ))}
            </ul>
            <More query={query} />
          </Card>
        </div>
      )}
    </>
  );
}

function Calls({ phone }: { phone: string }) {
  const { t, word } = useText();
  const time = useTime();
  const { query, rows } = useCalls({ caller: phone, limit: 20 });
  return (
    <Card>
      <CardTitle>{t("Calls")}</CardTitle>
      <Trouble error={query.error} />
      {query.data && rows.length === 0 && <Nothing>{t("No calls yet.")}</Nothing>}
      <ul className="divide-y divide-line">
        {rows.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
            <Link className="font-medium text-brand underline" to={`/console/calls/${one.id}`}>{time.moment(one.started_at)}</Link>
            <span className="text-quiet">{lengthOf(one.duration_ms)}</span>
            <span className="ml-auto"><Badge tone={toneOf(one.outcome ?? one.status)}>{word(one.outcome ?? one.status)}</Badge></span>
          </li>
        ))}
      </ul>
      <More query={query} />
    </Card>
  );
}
