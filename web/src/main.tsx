// Where does the console begin? Providers, then a route for each page, each loaded when it is opened.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, type ComponentType, type ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { Navigate, Route, RouterProvider, Routes, createBrowserRouter } from "react-router";
import { Refused } from "@/api/client";
import { Housing, useHouse } from "@/lib/house";
import { Speaking, useText } from "@/lib/i18n";
import { Living } from "@/lib/live";
import { theme, wear } from "@/lib/theme";
import { Door, FirstPassword } from "@/pages/door";
import { Shell } from "@/shell";
import { Nothing, Waiting } from "@/ui";
import { Guarding } from "@/ui/guard";
import "./style.css";

wear(theme(), false);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && !(error instanceof Refused && error.status >= 400),
    },
  },
});

const page = (load: () => Promise<{ default: ComponentType }>) => {
  const Page = lazy(load);
  return <Suspense fallback={<Waiting />}><Page /></Suspense>;
};

/** Made once: a page made anew while it is drawn would lose what is typed on it. */
const TODAY = page(() => import("@/pages/today"));
const PAGES: readonly (readonly [string, ReactElement])[] = [
  ["calls", page(() => import("@/pages/calls"))],
  ["calls/:id", page(() => import("@/pages/call"))],
  ["bookings", page(() => import("@/pages/bookings"))],
  ["customers", page(() => import("@/pages/customers"))],
  ["customers/:id", page(() => import("@/pages/customer"))],
  ["desk", page(() => import("@/pages/desk"))],
  ["knowledge", page(() => import("@/pages/knowledge"))],
  ["business", page(() => import("@/pages/business"))],
  ["team", page(() => import("@/pages/team"))],
  ["settings", page(() => import("@/pages/settings"))],
  ["setup", page(() => import("@/pages/setup"))],
  ["messages", page(() => import("@/pages/messages"))],
  ["analytics", page(() => import("@/pages/analytics"))],
  ["account", page(() => import("@/pages/account"))],
  ["lab", page(() => import("@/pages/lab"))],
];

function Console() {
  const { state, trouble, session } = useHouse();
  const { t } = useText();
  if (state === "asking") return <Waiting />;
  if (state === "gone") return <Nothing>{trouble}</Nothing>;
  if (state === "out") return <Door />;
  if (session?.password_needed) return <FirstPassword login={session.login ?? ""} />;
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={TODAY} />
        <Route path="console">
          <Route index element={<Navigate to="/" replace />} />
          {PAGES.map(([path, element]) => <Route key={path} path={path} element={element} />)}
        </Route>
        <Route path="*" element={<Nothing>{t("There is no such page.")}</Nothing>} />
      </Route>
    </Routes>
  );
}

const router = createBrowserRouter([{ path: "*", element: <Guarding><Console /></Guarding> }]);

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <Speaking>
      <QueryClientProvider client={queries}>
        <Housing>
          <Living>
            <RouterProvider router={router} />
          </Living>
        </Housing>
      </QueryClientProvider>
    </Speaking>,
  );
}
