// Who works here, with which role, which programs have keys, and who did what?
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Copy, KeyRound, UserPlus } from "lucide-react";
import { useState } from "react";
import { api, dataOf, told, type Schemas } from "@/api/client";
import { useBusiness, useHouse } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { usePages, useUsers } from "@/lib/lists";
import { useTime } from "@/lib/time";
import { Typed } from "@/lib/unsaved";
import { Badge, Button, Card, CardTitle, Cell, Field, Input, More, Nothing, PageHead, Select, Table, Trouble, Waiting, Window, type Tone } from "@/ui";
import { TableLink } from "@/ui/table-link";

type User = Schemas["UserOut"];
type Role = Schemas["Given"]["role"];
const ROLES: Role[] = ["viewer", "receptionist", "manager", "owner"];
const STATES: Record<User["state"], Tone> = { invited: "warn", active: "good", disabled: "bad" };

export default function Team() {
  const { t } = useText();
  const { can } = useHouse();
  return (
    <>
      <PageHead title={t("Team")} />
      <div className="grid grid-cols-1 gap-4">
        {can("team.manage") && <People />}
        {can("team.manage") && <Keys />}
        {can("audit.read") && <Audit />}
      </div>
    </>
  );
}

/** One role at the open business, or at all of them. */
function useGiven() {
  const business = useBusiness();
  const { session } = useHouse();
  const everywhere = session?.all_businesses === true;
  const of = (roles: { business: string | null; role: Role }[]) =>
    roles.find((one) => one.business === null || one.business === business.slug);
  return { business, everywhere, of };
}

function People() {
  const { t, word } = useText();
  const time = useTime();
  const queries = useQueryClient();
  const { of } = useGiven();
  const { session } = useHouse();
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<Schemas["LinkOut"] | null>(null);
  const found = useUsers();
  const again = () => queries.invalidateQueries({ queryKey: ["users"] });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: Schemas["UserChange"] }) =>
      dataOf(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: id } }, body })),
    onSettled: again,
  });
  const relink = useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/users/{user_id}/link", { params: { path: { user_id: id } } })),
    onSuccess: setLink,
  });
  const reroled = (user: User, role: Role) => user.roles.map((one) => (one === of(user.roles) ? { ...one, role } : one));
  return (
    <Card>
      <CardTitle aside={<span className="flex flex-wrap gap-2"><TableLink what="users" /><Button look="main" size="small" onClick={() => setInviting(true)}><UserPlus size={16} aria-hidden /> {t("Invite")}</Button></span>}>{t("People")}</CardTitle>
      <Trouble error={found.error ?? change.error ?? relink.error} className="mb-3" />
      {found.isPending && <Waiting />}
      {found.data?.length === 0 && <Nothing>{t("Nobody was invited yet.")}</Nothing>}
      {found.data && found.data.length > 0 && (
        <Table head={[t("Name"), t("Role"), t("Status"), t("Last signed in"), ""]}>
          {found.data.map((user) => {
            const mine = of(user.roles);
            return (
              <tr key={user.id}>
                <Cell><span className="font-medium">{user.name}</span><span className="block text-sm text-quiet">{user.login}</span></Cell>
                <Cell>
                  {mine && user.id !== session?.user_id ? (
                    <Select aria-label={t("Role of {name}", { name: user.name })} className="w-auto" value={mine.role} onChange={(event) => !change.isPending && change.mutate({ id: user.id, body: { roles: reroled(user, event.target.value as Role), revision: user.revision } })}>
                      {[...new Set([...ROLES, mine.role])].map((role) => <option key={role} value={role}>{word(role)}</option>)}
                    </Select>
                  ) : user.roles.map((one) => word(one.role)).join(", ")}
                </Cell>
                <Cell><Badge tone={STATES[user.state]}>{word(user.state)}</Badge></Cell>
                <Cell className="whitespace-nowrap text-sm">{time.moment(user.signed_in_at)}</Cell>
                <Cell>
                  {user.id !== session?.user_id && (
                    <span className="flex justify-end gap-2">
                      {user.state !== "disabled" && !user.external && <Button size="small" onClick={() => relink.mutate(user.id)}>{t("New link")}</Button>}
                      <Button size="small" disabled={change.isPending} onClick={() => change.mutate({ id: user.id, body: { disabled: user.state !== "disabled", revision: user.revision } })}>{user.state === "disabled" ? t("Let in again") : t("Shut out")}</Button>
                    </span>
                  )}
                </Cell>
              </tr>
            );
          })}
        </Table>
      )}
      {inviting && <Invite onClose={() => setInviting(false)} onMade={(made) => {
        setInviting(false);
        setLink(made);
        void again();
      }} />}
      {link && (
        <Window title={t("A link for {name}", { name: link.user.name })} onClose={() => setLink(null)}>
          <Shown text={link.link} note={t("It works once, until {when}. Send it to nobody else.", { when: time.moment(link.link_until) })} />
        </Window>
      )}
    </Card>
  );
}

/** Shown once, to be copied. */
function Shown({ text, note }: { text: string; note: string }) {
  const { t } = useText();
  return (
    <div className="grid gap-3">
      <p className="text-quiet">{note}</p>
      <div className="flex gap-2">
        <Input readOnly aria-label={t("To copy")} value={text} onFocus={(event) => event.target.select()} />
        <Button onClick={() => void navigator.clipboard?.writeText(text)}><Copy size={16} aria-hidden /> {t("Copy")}</Button>
      </div>
    </div>
  );
}

function RoleField({ role, everywhere, onRole, onEverywhere }: { role: Role; everywhere: boolean; onRole: (role: Role) => void; onEverywhere: (all: boolean) => void }) {
  const { t, word } = useText();
  const given = useGiven();
  return (
    <>
      <Field label={t("Role")}>
        {(ids) => (
          <Select {...ids} value={role} onChange={(event) => onRole(event.target.value as Role)}>
            {ROLES.map((one) => <option key={one} value={one}>{word(one)}</option>)}
          </Select>
        )}
      </Field>
      {given.everywhere && (
        <label className="flex items-center gap-2">
          <input type="checkbox" checked={everywhere} onChange={(event) => onEverywhere(event.target.checked)} /> {t("At every business, not only {name}", { name: given.business.name })}
        </label>
      )}
    </>
  );
}

function Invite({ onClose, onMade }: { onClose: () => void; onMade: (made: Schemas["LinkOut"]) => void }) {
  const { t } = useText();
  const { business } = useGiven();
  const [typed, type] = useState({ login: "", name: "" });
  const [role, setRole] = useState<Role>("receptionist");
  const [all, setAll] = useState(false);
  const invite = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/users", { body: { ...typed, roles: [{ business: all ? null : business.slug, role }] } })),
    onSuccess: onMade,
  });
  return (
    <Window title={t("Invite")} onClose={onClose}>
      <form className="grid gap-4" onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}>
        <Typed dirty={Boolean(typed.login || typed.name)} />
        <Field label={t("Name")}>{(ids) => <Input {...ids} required maxLength={120} value={typed.name} onChange={(event) => type({ ...typed, name: event.target.value })} />}</Field>
        <Field label={t("Login")} hint={t("An e-mail address or a short name")}>{(ids) => <Input {...ids} required minLength={2} maxLength={120} pattern="\S+" value={typed.login} onChange={(event) => type({ ...typed, login: event.target.value })} />}</Field>
        <RoleField role={role} everywhere={all} onRole={setRole} onEverywhere={setAll} />
        <Trouble error={invite.error} />
        <Button type="submit" look="main" disabled={invite.isPending}>{t("Invite")}</Button>
      </form>
    </Window>
  );
}

function Keys() {
  const { t, word } = useText();
  const time = useTime();
  const queries = useQueryClient();
  const { business } = useGiven();
  const [making, setMaking] = useState(false);
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("receptionist");
  const [all, setAll] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: ["keys"] });
  const found = useQuery({ queryKey: ["keys"], queryFn: () => dataOf(api.GET("/api/v1/keys")) });
  const make = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/keys", { body: { name, role, businesses: all ? null : [business.slug] } })),
    onSuccess: (one) => {
      setMaking(false);
      setMade(one.key);
      void again();
    },
  });
  const end = useMutation({
    mutationFn: (id: string) => told(api.DELETE("/api/v1/keys/{key_id}", { params: { path: { key_id: id } } })),
    onSettled: again,
  });
  return (
    <Card>
      <CardTitle aside={<Button size="small" onClick={() => setMaking(true)}><KeyRound size={16} aria-hidden /> {t("New key")}</Button>}>{t("API keys")}</CardTitle>
      <Trouble error={found.error ?? end.error} className="mb-3" />
      {found.isPending && <Waiting />}
      {found.data?.length === 0 && <Nothing>{t("No program has a key yet.")}</Nothing>}
      <ul className="divide-y divide-line">
        {found.data?.map((key) => (
          <li key={key.id} className="flex flex-wrap items-center gap-3 py-2.5">
            <span className="font-medium">{key.name}</span>
            <code className="text-sm text-quiet">{key.shown}</code>
            <span className="text-sm text-quiet">{key.roles.map((one) => word(one.role)).join(", ")}</span>
            <span className="ml-auto text-sm text-quiet">{key.last_used_at ? t("used {when}", { when: time.moment(key.last_used_at) }) : t("never used")}</span>
            {key.revoked_at ? <Badge tone="bad">{t("Ended")}</Badge> : <Button size="small" look="danger" disabled={end.isPending} onClick={() => end.mutate(key.id)}>{t("End it")}</Button>}
          </li>
        ))}
      </ul>
      {making && (
        <Window title={t("New key")} onClose={() => setMaking(false)}>
          <form className="grid gap-4" onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}>
            <Field label={t("What it is for")}>{(ids) => <Input {...ids} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
            <RoleField role={role} everywhere={all} onRole={setRole} onEverywhere={setAll} />
            <Trouble error={make.error} />
            <Button type="submit" look="main" disabled={make.isPending}>{t("Make the key")}</Button>
          </form>
        </Window>
      )}
      {made && (
        <Window title={t("The new key")} onClose={() => setMade(null)}>
          <Shown text={made} note={t("It is shown only now. Keep it where your program finds it.")} />
        </Window>
      )}
    </Card>
  );
}

function Audit() {
  const { t, word } = useText();
  const time = useTime();
  const business = useBusiness().slug;
  const { query, rows } = usePages(["audit", business], (cursor) =>
    told(api.GET("/api/v1/audit", { params: { query: { business, cursor, limit: 20 } } })));
  const { can } = useHouse();
  const people = useUsers(can("team.manage"));
  const keys = useQuery({ queryKey: ["keys"], queryFn: () => dataOf(api.GET("/api/v1/keys")), enabled: can("team.manage") });
  const nameOf = (actor: string) => {
    const [kind = "", id = ""] = actor.split(":");
    const key = kind === "key" && keys.data?.find((one) => one.id === id);
    return people.data?.find((one) => one.id === id)?.name ?? (key ? `${t("A key")}: ${key.name}` : kind === "key" ? t("A key") : kind === "user" ? t("Somebody") : word(kind));
  };
  /** Of a request's path what it was about; ids mean nothing to people. */
  const partOf = (subject: string) => (subject.startsWith("/") ? word(subject.split("/").find((part) => part && part !== "api" && part !== "v1")?.replaceAll("-", " ")) : subject);
  return (
    <Card>
      <CardTitle aside={<TableLink what="audit" />}>{t("Who did what")}</CardTitle>
      <Trouble error={query.error} />
      {query.isPending && <Waiting />}
      {query.data && rows.length === 0 && <Nothing>{t("Nothing was done yet.")}</Nothing>}
      {rows.length > 0 && (
        <Table head={[t("Time"), t("Who"), t("What"), t("Of what")]}>
          {rows.map((one) => (
            <tr key={one.id}>
              <Cell className="whitespace-nowrap text-sm">{time.moment(one.at)}</Cell>
              <Cell className="min-w-36 text-sm">{nameOf(one.actor)}</Cell>
              <Cell className="text-sm">{word(one.action.replaceAll(".", " "))}</Cell>
              <Cell className="max-w-56 truncate text-sm text-quiet">{partOf(one.subject)}</Cell>
            </tr>
          ))}
        </Table>
      )}
      <More query={query} />
    </Card>
  );
}
