// What stands around every page? Navigation, business, language, theme, live state, and the phone.
import {
  BarChart3, BookOpen, CalendarDays, CircleUser, ContactRound, FlaskConical, GraduationCap, Headset, Inbox, LayoutDashboard, LogOut, Menu, Moon,
  Phone, PhoneCall, Plus, SlidersHorizontal, Store, Sun, Users, type LucideIcon,
} from "lucide-react";
import { useEffect, useState } from "react";
import { Link, NavLink, Outlet, useLocation, useNavigate } from "react-router";
import { Phones, usePhone } from "@/call/panel";
import { useHouse } from "@/lib/house";
import { useText, type Text } from "@/lib/i18n";
import { useLive } from "@/lib/live";
import { theme, wear } from "@/lib/theme";
import { useLeaving } from "@/lib/unsaved";
import { Button, Nothing, Select, buttonLook, cn } from "@/ui";
import { Fault } from "@/ui/fault";

interface Place {
  to: string;
  name: Text;
  icon: LucideIcon;
  /** Only who has one of these rights sees it. */
  rights?: string[];
}

export const PLACES: Place[] = [
  { to: "/", name: "Today", icon: LayoutDashboard },
  { to: "/console/desk", name: "Live desk", icon: Headset },
  { to: "/console/calls", name: "Calls", icon: PhoneCall },
  { to: "/console/bookings", name: "Bookings", icon: CalendarDays },
  { to: "/console/customers", name: "Customers", icon: ContactRound },
  { to: "/console/messages", name: "Messages", icon: Inbox },
  { to: "/console/knowledge", name: "Knowledge", icon: GraduationCap, rights: ["knowledge.write"] },
  { to: "/console/business", name: "Business", icon: Store, rights: ["businesses.write"] },
  { to: "/console/analytics", name: "Analytics", icon: BarChart3 },
  { to: "/console/team", name: "Team", icon: Users, rights: ["team.manage", "audit.read"] },
  { to: "/console/settings", name: "Settings", icon: SlidersHorizontal, rights: ["settings.write"] },
  { to: "/console/lab", name: "Speech lab", icon: FlaskConical, rights: ["speech.use"] },
];

export function Shell() {
  return (
    <Phones>
      <Frame />
    </Phones>
  );
}

function Frame() {
  const { t } = useText();
  const { business, can } = useHouse();
  const [menu, setMenu] = useState(false);
  const place = useLocation();
  const setting = place.pathname === "/console/setup";
  const rights = setting ? ["businesses.create"] : PLACES.find(({ to }) => to === place.pathname)?.rights;
  useEffect(() => setMenu(false), [place.pathname]);
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_1fr]">
      <a href="#main" className="sr-only z-50 rounded bg-panel p-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {t("Skip to the page")}
      </a>
      <div className={cn(
        "no-print border-line bg-panel lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col lg:border-r",
        menu ? "fixed inset-0 z-30 flex flex-col overflow-y-auto" : "hidden lg:flex",
      )}>
        <Brand onMenu={() => setMenu(false)} menu={menu} />
        <nav aria-label={t("Pages")} className="grid gap-0.5 px-3 py-2">
          {PLACES.filter(({ rights }) => !rights || rights.some(can)).map(({ to, name, icon: Icon }) => (
            <NavLink
              key={to} to={to} end={to === "/"}
              className={({ isActive }) => cn(
                "flex min-h-10 items-center gap-3 rounded-lg px-3 font-medium",
                isActive ? "bg-brand-soft text-brand" : "text-quiet hover:bg-sunk hover:text-ink",
              )}
            >
              <Icon size={18} aria-hidden /> {t(name)}
            </NavLink>
          ))}
        </nav>
        <div className="mt-auto grid gap-3 border-t border-line p-4"><Tongue /></div>
      </div>
      <div className="min-w-0">
        <Top onMenu={() => setMenu(true)} />
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 py-6 outline-none sm:px-6">
          <Fault place={`${place.pathname} ${business?.slug}`}>
            {rights && !rights.some(can) ? <Nothing>{t("Your role does not open this page.")}</Nothing> : setting || place.pathname === "/console/account" ? <Outlet /> : business ? <Outlet key={business.slug} /> : <NoBusiness />}
          </Fault>
        </main>
      </div>
    </div>
  );
}

function NoBusiness() {
  const { t } = useText();
  return (
    <Nothing action={<Link className={buttonLook({ look: "main" })} to="/console/setup"><Plus size={16} aria-hidden /> {t("Set up a business")}</Link>}>
      {t("There is no business yet.")}
    </Nothing>
  );
}

function Brand({ menu, onMenu }: { menu: boolean; onMenu: () => void }) {
  const { t } = useText();
  return (
    <div className="flex items-center justify-between px-5 py-4">
      <p className="text-lg font-semibold tracking-tight">
        <span lang="hi" className="text-brand">वाणी</span> Vaani
      </p>
      {menu && <Button look="ghost" size="small" onClick={onMenu}>{t("Close")}</Button>}
    </div>
  );
}

function Top({ onMenu }: { onMenu: () => void }) {
  const { t } = useText();
  const { businesses, business, choose, session, can } = useHouse();
  const go = useNavigate();
  const { leave } = useLeaving();
  const phone = usePhone();
  return (
    <div className="no-print sticky top-0 z-20 flex items-center gap-2 border-b border-line bg-panel/95 px-4 py-2.5 backdrop-blur sm:px-6">
      <Button look="ghost" size="icon" className="lg:hidden" aria-label={t("Menu")} onClick={onMenu}><Menu size={20} /></Button>
      <Select
        id="business" aria-label={t("Business")} className="w-auto max-w-56 min-w-0 flex-1 font-medium sm:flex-none"
        value={business?.slug ?? ""} onChange={({ target: { value } }) => (value ? leave(() => choose(value)) : void go("/console/setup"))}
      >
        {businesses.map((one) => <option key={one.slug} value={one.slug}>{one.name}</option>)}
        {session?.all_businesses && can("businesses.create") && <option value="">{t("+ New business")}</option>}
      </Select>
      <LiveState />
      <div className="ml-auto" />
      <Button look="main" onClick={phone.show} disabled={!business} aria-label={t("Call from the browser")}>
        <Phone size={16} aria-hidden /> <span className="hidden sm:inline">{t("Call from the browser")}</span>
        <span className="sm:hidden">{t("Call")}</span>
      </Button>
    </div>
  );
}

function LiveState() {
  const { t } = useText();
  const { state, calls } = useLive();
  const running = Object.keys(calls).length;
  const said = state === "live"
    ? running ? t("{count} on the line", { count: running }) : t("Live")
    : state === "lost" ? t("Interrupted; trying again…") : t("Connecting…");
  return (
    <p id="live" role="status" className="flex items-center gap-2 text-sm text-quiet" data-state={state}>
      <span aria-hidden className={cn("size-2.5 shrink-0 rounded-full", state === "live" ? "bg-good" : "bg-warn", running > 0 && "animate-pulse")} />
      <span className={state === "live" && !running ? "sr-only sm:not-sr-only" : undefined}>{said}</span>
    </p>
  );
}

function Tongue() {
  const { t, tongue, speak } = useText();
  const { session, signOut } = useHouse();
  const { leave } = useLeaving();
  const [worn, setWorn] = useState(theme);
  const change = () => {
    const next = worn === "dark" ? "light" : "dark";
    wear(next);
    setWorn(next);
  };
  return (
    <>
      <Select aria-label={t("Language of the console")} id="page-language" value={tongue} onChange={(event) => speak(event.target.value as "en" | "hi")}>
        <option value="en" lang="en">English</option>
        <option value="hi" lang="hi">हिन्दी</option>
      </Select>
      <div className="flex gap-2">
        <Button className="flex-1" size="small" onClick={change}>
          {worn === "dark" ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
          {worn === "dark" ? t("Light") : t("Dark")}
        </Button>
        <Button className="flex-1" size="small" onClick={() => leave(() => void signOut())}>
          <LogOut size={16} aria-hidden /> {t("Sign out")}
        </Button>
      </div>
      <NavLink className="flex min-w-0 items-center gap-2 text-sm text-quiet hover:text-ink" to="/console/account">
        <CircleUser size={16} className="shrink-0" aria-hidden /> <span className="truncate">{t("My account")}{session?.name && ` · ${session.name}`}</span>
      </NavLink>
      <a className="flex items-center gap-2 text-sm text-quiet hover:text-ink" href="/docs"><BookOpen size={16} aria-hidden /> {t("API reference")}</a>
    </>
  );
}
