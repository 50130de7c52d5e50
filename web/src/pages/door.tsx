// How does somebody come in? By the link that `vaani serve` printed, or by a key.
import { KeyRound } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { Button, Card, Field, Input, Trouble } from "@/ui";

export function Door({ link, taken }: { link: string | null; taken: () => void }) {
  const { t, tongue, speak } = useText();
  const { signIn } = useHouse();
  const [key, setKey] = useState("");
  const [busy, setBusy] = useState(Boolean(link));
  const [error, setError] = useState<unknown>(null);
  const tried = useRef(false);
  const enter = async (proof: string) => {
    setBusy(true);
    setError(null);
    try {
      taken();
      await signIn(proof);
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  useEffect(() => {
    if (!link || tried.current) return;
    tried.current = true;
    if (link.length < 8) {
      taken();
      setBusy(false);
      setError(new Error(t("This link is wrong or too old. Run `vaani serve` again for a new one.")));
    } else void enter(link);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void enter(key.trim());
  };
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <Card className="grid w-full max-w-md gap-5 p-7">
        <div className="flex items-center justify-between">
          <p className="text-xl font-semibold"><span lang="hi" className="text-brand">वाणी</span> Vaani</p>
          <Button size="small" look="ghost" lang={tongue === "hi" ? "en" : "hi"} onClick={() => speak(tongue === "hi" ? "en" : "hi")}>
            {tongue === "hi" ? "English" : "हिन्दी"}
          </Button>
        </div>
        <div>
          <h1 className="text-lg font-semibold">{t("Sign in")}</h1>
          <p className="mt-1 text-sm text-quiet">{t("Open the link that `vaani serve` printed, or paste an API key (`vaani key create --role owner`).")}</p>
        </div>
        <form onSubmit={submit} className="grid gap-4">
          <Field label={t("Key")}>
            {(ids) => (
              <Input {...ids} type="password" autoComplete="off" required minLength={8} maxLength={500} value={key} onChange={(event) => setKey(event.target.value)} />
            )}
          </Field>
          <Trouble error={error} />
          <Button type="submit" look="main" disabled={busy}><KeyRound size={16} aria-hidden /> {t("Sign in")}</Button>
        </form>
      </Card>
    </main>
  );
}
