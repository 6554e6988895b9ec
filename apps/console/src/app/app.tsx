import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  RouterProvider,
  redirect,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ButtonLink } from "../design/button.tsx";
import { Loading } from "../design/loading.tsx";
import { Notice } from "../design/notice.tsx";
import { Page } from "../design/page.tsx";
import { useWords } from "../words/words.tsx";
import { ME, type Me, queries } from "./gateway.ts";
import { PLACES } from "./places.ts";
import { Shell } from "./shell.tsx";

/** The pages of whoever has signed in. */
export function App(): ReactNode {
  return <RouterProvider router={router} />;
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad() {
    const open = queries.getQueryData<Me>(ME)?.operations ?? [];
    const [first] = PLACES.filter(({ needs }) => needs === undefined || open.includes(needs));
    throw redirect({ to: first?.path ?? "/check" });
  },
});

/** Filters of a list. They stand in the address. */
const validateSearch = (search: Readonly<Record<string, unknown>>): Filters => {
  const { state, purpose } = search;
  return {
    ...(typeof state === "string" && { state }),
    ...(typeof purpose === "string" && { purpose }),
  };
};

/** The message that a new one goes on with, by its digest, and of what kind the new one is. */
interface Answered {
  readonly reply?: string;
  readonly type?: string;
}

interface Filters {
  readonly state?: string;
  readonly purpose?: string;
}

const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  validateSearch,
  component: lazyRouteComponent(() => import("../pages/lists/inbox.tsx"), "Inbox"),
});

const outbox = createRoute({
  getParentRoute: () => root,
  path: "/outbox",
  validateSearch,
  component: lazyRouteComponent(() => import("../pages/lists/outbox.tsx"), "Outbox"),
});

const compose = createRoute({
  getParentRoute: () => root,
  path: "/compose",
  validateSearch: ({ reply, type }: Readonly<Record<string, unknown>>): Answered => ({
    ...(typeof reply === "string" && { reply }),
    ...(typeof type === "string" && { type }),
  }),
  component: lazyRouteComponent(() => import("../pages/compose/compose.tsx"), "Compose"),
});

const draft = createRoute({
  getParentRoute: () => root,
  path: "/drafts/$id",
  component: lazyRouteComponent(() => import("../pages/compose/compose.tsx"), "ComposeDraft"),
});

const router = createRouter({
  routeTree: root.addChildren([home, inbox, outbox, compose, draft]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: Failed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    readonly router: typeof router;
  }
}

function NotFound(): ReactNode {
  const say = useWords("shell");
  return (
    <Page title={say("notFound")} lead={say("notFoundFix")}>
      <p>
        <ButtonLink href="/">{say("inbox")}</ButtonLink>
      </p>
    </Page>
  );
}

function Failed(): ReactNode {
  const say = useWords("shell");
  return (
    <Page title={say("pageFailed")}>
      <Notice tone="bad" isUrgent>
        <p>{say("pageFailedFix")}</p>
      </Notice>
    </Page>
  );
}
