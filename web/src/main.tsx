// Where does the console begin? Providers, then a route for each page, each loaded when it is opened.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, type ComponentType } from "react";
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
        <Route index element={page(() => import("@/pages/today"))} />
        <Route path="console">
          <Route index element={<Navigate to="/" replace />} />
          <Route path="calls" element={page(() => import("@/pages/calls"))} />
          <Route path="calls/:id" element={page(() => import("@/pages/call"))} />
          <Route path="bookings" element={page(() => import("@/pages/bookings"))} />
          <Route path="customers" element={page(() => import("@/pages/customers"))} />
          <Route path="customers/:id" element={page(() => import("@/pages/customer"))} />
          <Route path="desk" element={page(() => import("@/pages/desk"))} />
          <Route path="knowledge" element={page(() => import("@/pages/knowledge"))} />
          <Route path="business" element={page(() => import("@/pages/business"))} />
          <Route path="team" element={page(() => import("@/pages/team"))} />
          <Route path="settings" element={page(() => import("@/pages/settings"))} />
          <Route path="setup" element={page(() => import("@/pages/setup"))} />
          <Route path="messages" element={page(() => import("@/pages/messages"))} />
          <Route path="analytics" element={page(() => import("@/pages/analytics"))} />
          <Route path="account" element={page(() => import("@/pages/account"))} />
          <Route path="lab" element={page(() => import("@/pages/lab"))} />
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
