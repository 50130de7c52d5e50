// How is one's own way in kept safe? Password, second factor with its codes, and the open sessions.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { useState } from "react";
import { encode } from "uqr";
import { api, dataOf, told, type Schemas } from "@/api/client";
import { useHouse } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { useUsers } from "@/lib/lists";
import { useTime } from "@/lib/time";
import { useUnsaved } from "@/lib/unsaved";
import { Badge, Button, Card, CardTitle, Field, Input, Nothing, PageHead, Trouble, Waiting } from "@/ui";

export default function Account() {
  const { t, word } = useText();
  const { session } = useHouse();
  const person = session?.user_id;
  return (
    <>
      <PageHead title={t("My account")} note={session && [session.name, session.login, word(session.role)].filter(Boolean).join(" · ")} />
      <div className="grid grid-cols-1 gap-4">
        {!person && (
          <Card>
            <CardTitle>{t("Not a person's account")}</CardTitle>
            <p className="text-quiet">{t("You came in by a link of this machine or by a key. Password and second factor belong to people: sign in with a login.")}</p>
          </Card>
        )}
        {person && session.via === "openid" && <Card><p className="text-quiet">{t("Password and second factor are your company's.")}</p></Card>}
        {person && session.via !== "openid" && <Password />}
        {person && session.via !== "openid" && <Second on={session.second_factor} />}
        <Sessions />
      </div>
    </>
  );
}

function Password() {
  const { t } = useText();
  const queries = useQueryClient();
  const [typed, type] = useState({ former: "", password: "" });
  useUnsaved(typed.password !== "");
  const change = useMutation({
    mutationFn: () => told(api.PUT("/api/v1/session/password", { body: typed })),
    onSuccess: () => {
      type({ former: "", password: "" });
      void queries.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  return (
    <Card>
      <CardTitle>{t("Password")}</CardTitle>
      <form className="grid max-w-md gap-4" onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}>
        <Field label={t("Present password")}>{(ids) => <Input {...ids} type="password" autoComplete="current-password" required maxLength={200} value={typed.former} onChange={(event) => type({ ...typed, former: event.target.value })} />}</Field>
        <Field label={t("New password")} hint={t("Ten characters or more; a few words are best.")}>{(ids) => <Input {...ids} type="password" autoComplete="new-password" required minLength={10} maxLength={200} value={typed.password} onChange={(event) => type({ ...typed, password: event.target.value })} />}</Field>
        <Trouble error={change.error} />
        {change.isSuccess && <p role="status" className="text-good">{t("The new password counts from now on; your other sessions were ended.")}</p>}
        <Button type="submit" className="justify-self-start" disabled={change.isPending}>{t("Change the password")}</Button>
      </form>
    </Card>
  );
}

function Second({ on }: { on: boolean }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const [kept, setKept] = useState<string[] | null>(null);
  const begin = useMutation({ mutationFn: () => dataOf(api.POST("/api/v1/session/second-factor")) });
  const set = useMutation({
    mutationFn: (wished: boolean) => dataOf(api.PUT("/api/v1/session/second-factor", { body: { on: wished, code: code.trim() } })),
    onSuccess: (done, wished) => {
      setCode("");
      begin.reset();
      if (wished) setKept(done.recovery_codes);
      void queries.invalidateQueries({ queryKey: ["session"] });
    },
  });
  useUnsaved(kept !== null);
  const asked = on ? t("A code of the app, or a recovery code") : t("Code that the app shows now");
  return (
    <Card>
      <CardTitle aside={<Badge tone={on ? "good" : "plain"}>{on ? t("On") : t("Off")}</Badge>}>{t("Second factor")}</CardTitle>
      <p className="mb-4 text-sm text-quiet">{on ? t("It is on: signing in asks for a code of your app.") : t("With it, signing in also asks for a code that only your telephone shows.")}</p>
      {kept && <Recovery codes={kept} onKept={() => setKept(null)} />}
      {!on && !begin.data && <Button look="main" disabled={begin.isPending} onClick={() => begin.mutate()}>{t("Set it up")}</Button>}
      <Trouble error={begin.error} className="mt-3" />
      {(begin.data || on) && !kept && (
        <form className="grid gap-4" onSubmit={(event) => {
          event.preventDefault();
          set.mutate(!on);
        }}>
          {begin.data && !on && (
            <div className="grid gap-4 sm:grid-cols-[auto_1fr]">
              <Qr text={begin.data.uri} />
              <div className="grid content-start gap-3">
                <p>{t("Read this with an app of one-time codes, on your telephone")}</p>
                <Field label={t("Or type this secret into the app")}>{(ids) => <Input {...ids} readOnly className="font-mono" value={begin.data.secret} onFocus={(event) => event.target.select()} />}</Field>
              </div>
            </div>
          )}
          <Field label={asked}>{(ids) => <Input {...ids} className="max-w-56" autoComplete="one-time-code" required minLength={6} maxLength={20} value={code} onChange={(event) => setCode(event.target.value)} />}</Field>
          <Trouble error={set.error} />
          <Button type="submit" className="justify-self-start" look={on ? "danger" : "main"} disabled={set.isPending}>{on ? t("Switch it off") : t("Switch it on")}</Button>
        </form>
      )}
    </Card>
  );
}

/** Drawn here: nobody else sees the secret. Dark on white in either theme, as cameras want it. */
function Qr({ text }: { text: string }) {
  const { t } = useText();
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg role="img" aria-label={t("QR code for the app")} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-52 rounded-lg border border-line">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function Recovery({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useText();
  return (
    <section aria-label={t("Your recovery codes")} className="grid gap-3 rounded-lg border border-line bg-warn-soft p-4">
      <h3 className="font-semibold">{t("Your recovery codes")}</h3>
      <p className="text-sm">{t("Each stands in for a code once, when your telephone is away. They are shown only now: print them or write them down.")}</p>
      <ul className="grid grid-cols-2 gap-1 font-mono sm:grid-cols-4">{codes.map((one) => <li key={one}>{one}</li>)}</ul>
      <div className="no-print flex flex-wrap gap-2">
        <Button onClick={() => window.print()}><Printer size={16} aria-hidden /> {t("Print")}</Button>
        <Button look="main" onClick={onKept}>{t("I have kept them")}</Button>
      </div>
    </section>
  );
}

type Open = Schemas["OpenSession"];
const WAYS: Record<Open["via"], Text> = {
  password: "by password", link: "by a one-time link", openid: "by the company's account", key: "by a key", local: "on this machine",
};

function Sessions() {
  const { t } = useText();
  const queries = useQueryClient();
  const { session, can } = useHouse();
  const found = useQuery({ queryKey: ["sessions"], queryFn: () => dataOf(api.GET("/api/v1/sessions")) });
  const people = useUsers(can("team.manage"));
  const end = useMutation({
    mutationFn: (id: string) => told(api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const rows = found.data ?? [];
  const mine = rows.find((one) => one.this_one)?.key_id ?? session?.user_id;
  const others = rows.filter((one) => one.key_id !== mine);
  const nameOf = (one: Open) =>
    people.data?.find((user) => user.id === one.key_id)?.name ?? (one.via === "key" ? t("A key") : one.via === "local" ? t(WAYS.local) : "–");
  const listed = (some: Open[], named: boolean) => (
    <ul className="divide-y divide-line">
      {some.map((one) => <OneSession key={one.id} one={one} name={named ? nameOf(one) : null} busy={end.isPending} onEnd={() => end.mutate(one.id)} />)}
    </ul>
  );
  return (
    <Card>
      <CardTitle>{t("Sessions")}</CardTitle>
      <p className="mb-2 text-sm text-quiet">{t("Browsers that are signed in.")}</p>
      <Trouble error={found.error ?? end.error} className="mb-3" />
      {found.isPending && <Waiting />}
      {found.data && rows.length === 0 && <Nothing>{t("No session is open.")}</Nothing>}
      {listed(rows.filter((one) => one.key_id === mine), false)}
      {others.length > 0 && <h3 className="mt-4 font-semibold">{t("Of others")}</h3>}
      {listed(others, true)}
    </Card>
  );
}

function OneSession({ one, name, busy, onEnd }: { one: Open; name: string | null; busy: boolean; onEnd: () => void }) {
  const { t } = useText();
  const time = useTime();
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{name ?? t("signed in {when}", { when: time.moment(one.created_at) })} <span className="text-sm font-normal text-quiet">{t(WAYS[one.via])}</span></p>
        <p className="text-sm text-quiet">{name && `${t("signed in {when}", { when: time.moment(one.created_at) })} · `}{t("last used {when}", { when: time.moment(one.seen_at) })}</p>
      </div>
      {one.this_one ? <Badge tone="brand">{t("This browser")}</Badge> : <Button size="small" look="danger" disabled={busy} onClick={onEnd}>{t("End it")}</Button>}
    </li>
  );
}
