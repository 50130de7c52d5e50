// How does somebody come in? By a one-time link, by login and password, or by an API key.
import { useQuery } from "@tanstack/react-query";
import { Building2, KeyRound } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { api, dataOf, Refused } from "@/api/client";
import { useHouse, type Proof } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { LINK } from "@/lib/link";
import { Button, buttonLook, Card, Field, Input, Trouble } from "@/ui";

/** Why the company's provider did not let somebody in, as the address says it. */
const REFUSED: Record<string, Text> = {
  denied: "Your company did not let you in.",
  broken: "That sign-in was broken off or took too long. Try again.",
  unreachable: "Your company's sign-in does not answer. Try again later.",
  "no-role": "Your company's account has no role here. Ask whoever runs it.",
};
const refused = REFUSED[new URLSearchParams(location.hash.slice(1)).get("refused") ?? ""];
if (refused) history.replaceState(null, "", location.pathname);

export function Door() {
  const { t } = useText();
  const { signIn } = useHouse();
  const [byKey, setByKey] = useState(false);
  const [typed, setTyped] = useState({ key: "", login: "", password: "", code: "" });
  const [codeNeeded, setCodeNeeded] = useState(false);
  const [busy, setBusy] = useState(Boolean(LINK));
  const [error, setError] = useState<unknown>(() => (refused ? new Error(t(refused)) : null));
  const ways = useQuery({ queryKey: ["ways"], queryFn: () => dataOf(api.GET("/api/v1/session/ways")), retry: false });
  const tried = useRef(false);
  const enter = async (proof: Proof) => {
    setBusy(true);
    setError(null);
    try {
      await signIn(proof);
    } catch (failed) {
      if (failed instanceof Refused && failed.details.code_needed) setCodeNeeded(true);
      setError(failed);
      setBusy(false);
    }
  };
  useEffect(() => {
    if (!LINK || tried.current) return;
    tried.current = true;
    if (LINK.length < 8) {
      setBusy(false);
      setError(new Error(t("This link is wrong or too old. Run `vaani user link` for a new one.")));
    } else void enter({ key: LINK });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { login, password, code } = typed;
    if (byKey) void enter({ key: typed.key.trim() });
    else void enter({ login: login.trim(), password, ...(code ? { code: code.trim() } : {}) });
  };
  const keep = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [name]: event.target.value }),
  });
  return (
    <Porch title={t("Sign in")} note={t("The first time, open the link that `vaani serve` printed.")}>
      <form onSubmit={submit} className="grid gap-4">
        {byKey ? (
          <Field label={t("Key")}>
            {(ids) => <Input {...ids} type="password" autoComplete="off" required minLength={8} maxLength={500} {...keep("key")} />}
          </Field>
        ) : (
          <>
            <Field label={t("Login")}>
              {(ids) => <Input {...ids} autoComplete="username" required maxLength={120} {...keep("login")} />}
            </Field>
            <Field label={t("Password")}>
              {(ids) => <Input {...ids} type="password" autoComplete="current-password" required maxLength={200} {...keep("password")} />}
            </Field>
            {codeNeeded && (
              <Field label={t("Code")}>
                {(ids) => <Input {...ids} autoComplete="one-time-code" autoFocus minLength={6} maxLength={20} {...keep("code")} />}
              </Field>
            )}
          </>
        )}
        <Trouble error={error} />
        <Button type="submit" look="main" disabled={busy}><KeyRound size={16} aria-hidden /> {t("Sign in")}</Button>
        {ways.data?.openid && (
          <a className={buttonLook()} href="/api/v1/session/openid"><Building2 size={16} aria-hidden /> {t("With your company's account")}</a>
        )}
        <Button size="small" look="ghost" onClick={() => setByKey(!byKey)}>
          {byKey ? t("With login and password") : t("With an API key")}
        </Button>
      </form>
    </Porch>
  );
}

/** For who came by his one-time link: without a password he could not come again. */
export function FirstPassword({ login }: { login: string }) {
  const { t } = useText();
  const { choosePassword } = useHouse();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await choosePassword(password);
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return (
    <Porch title={t("Choose your password")} note={`${t("Ten characters or more; a few words are best.")} ${t("Login")}: ${login}`}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t("New password")}>
          {(ids) => (
            <Input {...ids} type="password" autoComplete="new-password" required minLength={10} maxLength={200} value={password} onChange={(event) => setPassword(event.target.value)} />
          )}
        </Field>
        <Trouble error={error} />
        <Button type="submit" look="main" disabled={busy}><KeyRound size={16} aria-hidden /> {t("Keep it")}</Button>
      </form>
    </Porch>
  );
}

function Porch({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  const { tongue, speak } = useText();
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
          <h1 className="text-lg font-semibold">{title}</h1>
          <p className="mt-1 text-sm text-quiet">{note}</p>
        </div>
        {children}
      </Card>
    </main>
  );
}
