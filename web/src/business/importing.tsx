// How do topics come in from a table? A CSV or JSON file; one wrong row changes nothing and all are named.
import { useMutation } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import { api, dataOf } from "@/api/client";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { useReadAnew } from "@/lib/topics";
import { Button, Troubles, Window } from "@/ui";

export function Importing() {
  const { t } = useText();
  const business = useBusiness().slug;
  const readAnew = useReadAnew();
  const chooser = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [replace, setReplace] = useState(false);
  const bring = useMutation({
    mutationFn: async (file: File) => dataOf(api.POST("/api/v1/knowledge/import", {
      params: { query: { business } },
      body: { format: /\.json$/i.test(file.name) ? "json" : "csv", text: await file.text(), replace },
    })),
    onSuccess: readAnew,
  });
  const close = () => {
    setOpen(false);
    bring.reset();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}><Upload size={16} aria-hidden /> {t("Import a file")}</Button>
      {open && (
        <Window title={t("Import a file")} onClose={close}>
          <div className="grid gap-4">
            <p>{t("A CSV table with the columns topic, text_en, text_hi, questions (separated by |) and valid_until, or the same as JSON. Topics of the same name are replaced.")}</p>
            <label className="flex items-center gap-2">
              <input type="checkbox" checked={replace} onChange={(event) => setReplace(event.target.checked)} /> {t("Remove the topics that are not in the file")}
            </label>
            <input
              ref={chooser} type="file" accept=".csv,.json,.tsv,.txt" className="sr-only" tabIndex={-1} aria-label={t("File of topics")}
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (file) bring.mutate(file);
                event.target.value = "";
              }}
            />
            <Troubles error={bring.error} />
            {bring.data && <p role="status" className="rounded-lg bg-good-soft px-3 py-2 text-good">{t("{added} added, {changed} changed, {removed} removed; {topics} topics in all.", { ...bring.data })}</p>}
            <div className="flex justify-end gap-2">
              <Button onClick={close}>{t("Close")}</Button>
              <Button look="main" disabled={bring.isPending} onClick={() => chooser.current?.click()}>{t("Choose the file")}</Button>
            </div>
          </div>
        </Window>
      )}
    </>
  );
}
