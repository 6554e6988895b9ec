import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  RouterProvider,
  redirect,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "../design/button.tsx";
import { Loading } from "../design/loading.tsx";
import { Notice } from "../design/notice.tsx";
import { Page } from "../design/page.tsx";
import { Problem } from "../design/problem.tsx";
import { useWords } from "../words/words.tsx";
import { ME, type Me, queries } from "./gateway.ts";
import { lazyRouteComponent, PageAway } from "./lazy-route-component.ts";
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

/** With whom, and under which agreement: nothing about a person. */
function validateParties(search: Readonly<Record<string, unknown>>): Parties {
  const { partner, agreement } = search;
  return {
    ...(typeof partner === "string" && { partner }),
    ...(typeof agreement === "string" && { agreement }),
  };
}

interface Parties {
  readonly partner?: string;
  readonly agreement?: string;
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

const agreements = createRoute({
  getParentRoute: () => root,
  path: "/agreements",
  validateSearch: validateParties,
  component: lazyRouteComponent(() => import("../pages/agreements/agreements.tsx"), "Agreements"),
});

const agreement = createRoute({
  getParentRoute: () => root,
  path: "/agreements/$id",
  component: lazyRouteComponent(() => import("../pages/agreements/agreement.tsx"), "AgreementPage"),
});

const agencies = createRoute({
  getParentRoute: () => root,
  path: "/agencies",
  component: lazyRouteComponent(() => import("../pages/agreements/agencies.tsx"), "Agencies"),
});

const operations = createRoute({
  getParentRoute: () => root,
  path: "/operations",
  component: lazyRouteComponent(() => import("../pages/operate/operations.tsx"), "Operations"),
});

const alarms = createRoute({
  getParentRoute: () => root,
  path: "/alarms",
  component: lazyRouteComponent(() => import("../pages/oversight/alarms.tsx"), "Alarms"),
});

const refusals = createRoute({
  getParentRoute: () => root,
  path: "/refusals",
  component: lazyRouteComponent(() => import("../pages/oversight/refusals.tsx"), "Refusals"),
});

const acts = createRoute({
  getParentRoute: () => root,
  path: "/acts",
  component: lazyRouteComponent(() => import("../pages/oversight/acts.tsx"), "Acts"),
});

const locks = createRoute({
  getParentRoute: () => root,
  path: "/locks",
  component: lazyRouteComponent(() => import("../pages/oversight/locks.tsx"), "Locks"),
});

const drafts = createRoute({
  getParentRoute: () => root,
  path: "/drafts",
  component: lazyRouteComponent(() => import("../pages/drafts/drafts.tsx"), "Drafts"),
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: "/approvals",
  component: lazyRouteComponent(() => import("../pages/approvals/approvals.tsx"), "Approvals"),
});

const approval = createRoute({
  getParentRoute: () => root,
  path: "/approvals/$id",
  component: lazyRouteComponent(() => import("../pages/approvals/approval.tsx"), "Approval"),
});

const danger = createRoute({
  getParentRoute: () => root,
  path: "/danger",
  component: lazyRouteComponent(() => import("../pages/danger/danger.tsx"), "Danger"),
});

const warning = createRoute({
  getParentRoute: () => root,
  path: "/danger/$digest",
  component: lazyRouteComponent(() => import("../pages/danger/sent-warning.tsx"), "SentWarning"),
});

const message = createRoute({
  getParentRoute: () => root,
  path: "/messages/$digest",
  component: lazyRouteComponent(() => import("../pages/message/message.tsx"), "MessagePage"),
});

const requests = createRoute({
  getParentRoute: () => root,
  path: "/requests",
  component: lazyRouteComponent(() => import("../pages/requests/requests.tsx"), "Requests"),
});

const search = createRoute({
  getParentRoute: () => root,
  path: "/search",
  component: lazyRouteComponent(() => import("../pages/search/search.tsx"), "Search"),
});

const check = createRoute({
  getParentRoute: () => root,
  path: "/check",
  component: lazyRouteComponent(() => import("../pages/check/check.tsx"), "Check"),
});

const router = createRouter({
  routeTree: root.addChildren([
    ...[home, inbox, outbox, message, requests, search, compose, draft],
    ...[agreements, agreement, agencies],
    ...[operations, alarms, refusals, acts, locks],
    ...[drafts, approvals, approval, danger, warning],
    check,
  ]),
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

function Failed({ error }: ErrorComponentProps): ReactNode {
  const say = useWords("shell");
  const load = (): void => location.reload();
  return (
    <Page title={say("pageFailed")}>
      {error instanceof PageAway ? (
        <Problem error={error} onAgain={load} />
      ) : (
        <Notice tone="bad" isUrgent>
          <p>{say("pageFailedFix")}</p>
          <div className="row">
            <Button onPress={load}>{say("reload")}</Button>
          </div>
        </Notice>
      )}
    </Page>
  );
}
