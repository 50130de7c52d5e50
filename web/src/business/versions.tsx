// What was the business before, and how does one go back? Versions with their difference.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf, told } from "@/api/client";
import { useFile } from "@/lib/file";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { usePages } from "@/lib/lists";
import { useTime } from "@/lib/time";
import { Button, Card, CardTitle, More, Nothing, Trouble, Waiting, Window, cn } from "@/ui";

export function Versions() {
  const { t } = useText();
  const time = useTime();
  const business = useBusiness().slug;
  const [shown, setShown] = useState<number | null>(null);
  const { query, rows } = usePages(["versions", business], (cursor) =>
    told(api.GET("/api/v1/businesses/{business}/versions", { params: { path: { business }, query: { cursor, limit: 10 } } })));
  return (
    <Card>
      <CardTitle>{t("Former versions")}</CardTitle>
      <Trouble error={query.error} />
      {query.data && rows.length === 0 && <Nothing>{t("It has not been changed yet.")}</Nothing>}
      <ul className="divide-y divide-line">
        {rows.map((one) => (
          <li key={one.revision} className="flex flex-wrap items-center gap-3 py-2">
            <span className="w-10 font-medium tabular-nums">{one.revision}</span>
            <span className="text-sm text-quiet">{time.moment(one.at)}</span>
            <span className="min-w-0 flex-1 truncate text-sm">{one.keys.join(", ")}</span>
            <Button size="small" onClick={() => setShown(one.revision)}>{t("Look")}</Button>
          </li>
        ))}
      </ul>
      <More query={query} />
      {shown !== null && <OneVersion version={shown} onClose={() => setShown(null)} />}
    </Card>
  );
}

function OneVersion({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useText();
  const file = useFile();
  const queries = useQueryClient();
  const business = useBusiness().slug;
  const path = { business, version };
  const found = useQuery({
    queryKey: ["versions", business, version],
    queryFn: () => dataOf(api.GET("/api/v1/businesses/{business}/versions/{version}", { params: { path } })),
  });
  const restore = useMutation({
    mutationFn: (revision: number) =>
      dataOf(api.POST("/api/v1/businesses/{business}/versions/{version}/restore", { params: { path }, body: { revision } })),
    onSuccess: () => {
      for (const name of ["file", "topics", "businesses", "versions"]) void queries.invalidateQueries({ queryKey: [name] });
      onClose();
    },
  });
  return (
    <Window wide title={t("Version {number}", { number: version })} onClose={onClose}>
      {found.isPending && <Waiting />}
      <Trouble error={found.error ?? restore.error} className="mb-3" />
      {found.data && (
        <>
          <pre tabIndex={0} className="max-h-[55dvh] overflow-auto rounded-lg bg-sunk p-3 text-xs">
            {found.data.changes.split("\n").map((line, at) => (
              <div key={at} className={cn(line.startsWith("+") && "text-good", line.startsWith("-") && "text-bad")}>{line || " "}</div>
            ))}
          </pre>
          {file.data && file.data.revision !== version && (
            <Button look="main" className="mt-4" disabled={restore.isPending} onClick={() => file.data && restore.mutate(file.data.revision)}>{t("Make it the present one again")}</Button>
          )}
        </>
      )}
    </Window>
  );
}
