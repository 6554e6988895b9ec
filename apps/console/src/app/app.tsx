import {
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
  redirect,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Loading } from "../design/loading.tsx";
import { ME, type Me, queries } from "./gateway.ts";
import { Failed, NotFound } from "./no-page.tsx";
import { pageOf } from "./page-of.ts";
import { PLACES, type Place } from "./places.ts";
import { Shell } from "./shell.tsx";

/** The pages that need a sign-in. */
export function App(): ReactNode {
  return <RouterProvider router={router} />;
}

/** Loads the page at the address, so that it can be drawn at once. Only once it is known who has signed in. */
export async function loadPage(): Promise<void> {
  const [, , route] = router.getMatchedRoutes(location.pathname);
  // With no such page loaded before it is drawn, the router would hide the frame while the next one is loaded.
  if (route !== undefined) await router.load();
}

/** Where somebody begins: the first of the places that are open to that one. */
function firstPath(): Place["path"] {
  const open = queries.getQueryData<Me>(ME)?.operations ?? [];
  return PLACES.find(({ needs }) => needs === undefined || open.includes(needs))?.path ?? "/check";
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad() {
    throw redirect({ to: firstPath() });
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

/** The draft of which the acts are shown, by its id. */
interface ActsSearch {
  readonly ref?: string;
}

/** The message that a new one goes on with, by its digest, and of what kind the new one is. */
interface Answered {
  readonly reply?: string;
  /** Digest of a message whose data are passed on. */
  readonly source?: string;
  /** Digest of a message that did not arrive, and is written anew. */
  readonly again?: string;
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
  component: pageOf(() => import("../pages/lists/inbox.tsx"), "Inbox", ["lists"]),
});

const outbox = createRoute({
  getParentRoute: () => root,
  path: "/outbox",
  validateSearch,
  component: pageOf(() => import("../pages/lists/outbox.tsx"), "Outbox", ["lists"]),
});

const compose = createRoute({
  getParentRoute: () => root,
  path: "/compose",
  validateSearch: ({
    reply,
    source,
    again,
    type,
  }: Readonly<Record<string, unknown>>): Answered => ({
    ...(typeof reply === "string" && { reply }),
    ...(typeof source === "string" && { source }),
    ...(typeof again === "string" && { again }),
    ...(typeof type === "string" && { type }),
  }),
  component: pageOf(() => import("../pages/compose/compose.tsx"), "Compose", [
    "compose",
    "case",
    "bases",
  ]),
});

const draft = createRoute({
  getParentRoute: () => root,
  path: "/drafts/$id",
  component: pageOf(() => import("../pages/compose/compose.tsx"), "ComposeDraft", [
    "compose",
    "case",
    "bases",
  ]),
});

const sent = createRoute({
  getParentRoute: () => root,
  path: "/sent/$digest",
  component: pageOf(() => import("../pages/compose/send/sent.tsx"), "SentPage", ["compose"]),
});

const agreements = createRoute({
  getParentRoute: () => root,
  path: "/agreements",
  validateSearch: validateParties,
  component: pageOf(() => import("../pages/agreements/agreements.tsx"), "Agreements", [
    "agreements",
  ]),
});

const agreement = createRoute({
  getParentRoute: () => root,
  path: "/agreements/$id",
  component: pageOf(() => import("../pages/agreements/agreement.tsx"), "AgreementPage", [
    "agreements",
  ]),
});

const agencies = createRoute({
  getParentRoute: () => root,
  path: "/agencies",
  component: pageOf(() => import("../pages/agreements/agencies.tsx"), "Agencies", ["agreements"]),
});

const operations = createRoute({
  getParentRoute: () => root,
  path: "/operations",
  component: pageOf(() => import("../pages/operate/operations.tsx"), "Operations", ["operations"]),
});

const alarms = createRoute({
  getParentRoute: () => root,
  path: "/alarms",
  component: pageOf(() => import("../pages/oversight/alarms.tsx"), "Alarms", ["oversight"]),
});

const refusals = createRoute({
  getParentRoute: () => root,
  path: "/refusals",
  component: pageOf(() => import("../pages/oversight/refusals.tsx"), "Refusals", ["oversight"]),
});

const acts = createRoute({
  getParentRoute: () => root,
  path: "/acts",
  validateSearch: ({ ref }: Readonly<Record<string, unknown>>): ActsSearch => ({
    ...(typeof ref === "string" && { ref }),
  }),
  component: pageOf(() => import("../pages/oversight/acts.tsx"), "Acts", ["oversight"]),
});

const locks = createRoute({
  getParentRoute: () => root,
  path: "/locks",
  component: pageOf(() => import("../pages/oversight/locks.tsx"), "Locks", ["oversight"]),
});

const drafts = createRoute({
  getParentRoute: () => root,
  path: "/drafts",
  component: pageOf(() => import("../pages/drafts/drafts.tsx"), "Drafts", ["approvals"]),
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: "/approvals",
  component: pageOf(() => import("../pages/approvals/approvals.tsx"), "Approvals", [
    "approvals",
    "compose",
    "case",
  ]),
});

const approval = createRoute({
  getParentRoute: () => root,
  path: "/approvals/$id",
  component: pageOf(() => import("../pages/approvals/approval.tsx"), "Approval", [
    "approvals",
    "compose",
    "case",
    "bases",
  ]),
});

const danger = createRoute({
  getParentRoute: () => root,
  path: "/danger",
  component: pageOf(() => import("../pages/danger/danger.tsx"), "Danger", [
    "danger",
    "compose",
    "bases",
  ]),
});

const warning = createRoute({
  getParentRoute: () => root,
  path: "/danger/$digest",
  component: pageOf(() => import("../pages/danger/sent-warning.tsx"), "SentWarning", [
    "danger",
    "compose",
  ]),
});

const message = createRoute({
  getParentRoute: () => root,
  path: "/messages/$digest",
  component: pageOf(() => import("../pages/message/message.tsx"), "MessagePage", [
    "message",
    "case",
    "bases",
  ]),
});

const requests = createRoute({
  getParentRoute: () => root,
  path: "/requests",
  component: pageOf(() => import("../pages/requests/requests.tsx"), "Requests", ["requests"]),
});

const search = createRoute({
  getParentRoute: () => root,
  path: "/search",
  component: pageOf(() => import("../pages/search/search.tsx"), "Search", ["search"]),
});

const check = createRoute({
  getParentRoute: () => root,
  path: "/check",
  component: pageOf(() => import("../pages/check/check.tsx"), "Check", ["check", "case"]),
});

const router = createRouter({
  routeTree: root.addChildren([
    ...[home, inbox, outbox, message, requests, search, compose, draft, sent],
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
  interface HistoryState {
    /** Whether the message of the page has just been sent from here. */
    justSent?: true;
  }
  interface Register {
    readonly router: typeof router;
  }
}
