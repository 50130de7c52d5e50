// What has the operator chosen for the whole server, where does it come from, and what may be changed here?
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "@/api/client";
import { useText } from "@/lib/i18n";
import { Changing, written, type Setting } from "@/settings/changing";
import { Providers } from "@/settings/providers";
import { Badge, Button, Card, CardTitle, Input, Nothing, PageHead, Trouble, Waiting } from "@/ui";

export default function Settings() {
  const { t } = useText();
  const [sought, seek] = useState("");
  const [changing, setChanging] = useState<Setting | null>(null);
  const found = useQuery({ queryKey: ["config"], queryFn: () => dataOf(api.GET("/api/v1/config")) });
  const wanted = sought.trim().toLowerCase();
  const shown = (found.data?.settings ?? []).filter((one) => `${one.path} ${one.meaning}`.toLowerCase().includes(wanted));
  return (
    <>
      <PageHead title={t("Settings")} note={found.data && t("Of the whole server; changes are written to {file}.", { file: found.data.profile })}>
        <Input type="search" className="w-64" aria-label={t("Search settings")} placeholder={t("Search settings")} value={sought} onChange={(event) => seek(event.target.value)} />
      </PageHead>
      <Trouble error={found.error} />
      {found.data?.restart_needed && <p role="status" className="mb-3 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">{t("Some changes take effect at the next start.")}</p>}
      {!wanted && (
        <div className="mb-4">
          <Providers onSet={(path) => setChanging(found.data?.settings.find((one) => one.path === path) ?? null)} />
        </div>
      )}
      <Card>
        <CardTitle>{t("All settings")}</CardTitle>
        {found.isPending && <Waiting />}
        {found.data && shown.length === 0 && <Nothing>{t("No setting has these words.")}</Nothing>}
        <ul className="divide-y divide-line">
          {shown.map((one) => (
            <li key={one.path} className="grid [contain-intrinsic-size:auto_5.5rem] [content-visibility:auto] gap-x-4 gap-y-1 py-3 sm:grid-cols-[1fr_auto]">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2 font-medium break-all">
                  {one.path}
                  {one.restart && <Badge tone="warn">{t("at the next start")}</Badge>}
                </p>
                <p className="text-sm text-quiet">{one.meaning} {one.range}</p>
                <p className="text-sm break-all">{one.secret ? (one.value === null ? t("not set") : t("set, not shown")) : written(one.value) || "–"} <span className="text-quiet">({one.origin})</span></p>
              </div>
              <Button size="small" className="self-center justify-self-start" aria-label={t("Change {name}", { name: one.path })} onClick={() => setChanging(one)}>{t("Change")}</Button>
            </li>
          ))}
        </ul>
      </Card>
      {changing && found.data && <Changing key={changing.path} setting={changing} secrets={found.data.secrets} revision={found.data.revision} onClose={() => setChanging(null)} />}
    </>
  );
}
