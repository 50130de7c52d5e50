// What did the calls of this month use, and what did it cost where the price is known?
import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { Card, CardTitle, Cell, Nothing, PageHead, Table, Trouble, Waiting } from "@/ui";

export default function Analytics() {
  const { t } = useText();
  return (
    <>
      <PageHead title={t("Analytics")} />
      <Usage />
    </>
  );
}

function Usage() {
  const { t, word } = useText();
  const business = useBusiness().slug;
  const found = useQuery({
    queryKey: ["usage", business],
    queryFn: () => dataOf(api.GET("/api/v1/usage", { params: { query: { business } } })),
  });
  const usage = found.data;
  const costs = Object.entries(usage?.costs ?? {}).map(([currency, sum]) => `${currency} ${sum}`);
  return (
    <Card>
      <CardTitle>{t("Used this month")}</CardTitle>
      <Trouble error={found.error} />
      {found.isPending && <Waiting />}
      {usage && (
        <>
          <p className="mb-3 text-quiet">
            {costs.length ? t("Together: {costs}", { costs: costs.join(", ") }) : t("No cost.")}
            {usage.unknown.length > 0 && ` ${t("{count} without a price", { count: usage.unknown.length })}`}
          </p>
          {usage.budgets.map((one, at) => (
            <p key={at} className="mb-2">{t("Budget of {of} for each {per}", { of: word(one.of), per: word(one.per) })}: {one.used ?? "?"} / {one.hard ?? one.soft}</p>
          ))}
          {usage.lines.length === 0 ? <Nothing>{t("Nothing was used yet.")}</Nothing> : (
            <Table head={[t("For"), t("Engine"), t("Amount"), t("Cost")]}>
              {usage.lines.map((line, at) => (
                <tr key={at}>
                  <Cell>{word(line.role)}</Cell>
                  <Cell>{line.engine} {line.model}</Cell>
                  <Cell className="tabular-nums">{line.estimated ? "≈ " : ""}{Number(line.amount.toFixed(1)).toLocaleString()} {word(line.unit)}</Cell>
                  <Cell>{line.cost === null ? t("price unknown") : line.currency ? `${line.currency} ${line.cost}` : t("no charge")}</Cell>
                </tr>
              ))}
            </Table>
          )}
        </>
      )}
    </Card>
  );
}
