import type { AgencyName } from "@safepassage/exchange/agencies";
import type { PersonName } from "@safepassage/exchange/people";
import type { Standing } from "./world-parts.ts";

/** A page that the checks for all pages look at. */
export interface PageRow {
  /** What it shows, for the name of a test and of a picture: letters, digits and hyphens. */
  readonly name: string;
  /** Where it is. */
  readonly path: string | ((standing: Standing) => string);
  readonly agency: AgencyName;
  /** Who looks. Left out: somebody who has not signed in. */
  readonly person?: PersonName;
  /** A selector of what must be there before the page is looked at. Default: its heading, and nothing still loading. */
  readonly awaits?: string;
  /** Answers that are no success and belong to this page: their status, and how their path begins. */
  readonly answers?: readonly { readonly status: number; readonly path: string }[];
}

/** Every page of the console. Whoever writes a page adds a row; a page with several faces has several. */
export const PAGES: readonly PageRow[] = [
  { name: "sign-in", path: "/", agency: "NGO-B" },
  { name: "no-such-page", path: "/no/such/page", agency: "NGO-B", person: "mira" },
  { name: "inbox", path: "/inbox", agency: "NGO-C", person: "mira" },
  { name: "inbox-empty", path: "/inbox", agency: "Police-D", person: "mira" },
  { name: "outbox", path: "/outbox", agency: "NGO-B", person: "mira" },
  { name: "compose", path: "/compose", agency: "NGO-B", person: "mira" },
  {
    ...{ name: "draft", path: ({ waiting }) => `/drafts/${waiting}` },
    ...{ agency: "NGO-B", person: "mira", awaits: ".case-leaves .tag" },
  },
  {
    ...{ name: "answer", path: ({ owed }) => `/compose?reply=${owed}&type=response` },
    ...{ agency: "Police-C", person: "mira", awaits: ".channel .notice" },
  },
  { name: "drafts", path: "/drafts", agency: "NGO-B", person: "mira" },
  { name: "drafts-empty", path: "/drafts", agency: "Provider-C", person: "mira" },
  { name: "approvals", path: "/approvals", agency: "NGO-B", person: "tomas" },
  { name: "approvals-none", path: "/approvals", agency: "Provider-C", person: "tomas" },
  {
    ...{ name: "approval", path: ({ waiting }) => `/approvals/${waiting}` },
    ...{ agency: "NGO-B", person: "tomas", awaits: ".reason-choice" },
  },
  {
    ...{ name: "approval-own", path: ({ waiting }) => `/approvals/${waiting}` },
    ...{ agency: "NGO-B", person: "mira", awaits: ".notice" },
  },
  { name: "approval-gone", path: "/approvals/no-such-draft", agency: "NGO-B", person: "tomas" },
  {
    ...{ name: "danger", path: "/danger", agency: "NGO-B", person: "mira" },
    awaits: ".warning-leaves .body-group",
  },
  { name: "danger-nobody", path: "/danger", agency: "Provider-C", person: "mira" },
  { name: "danger-owed", path: "/danger", agency: "Police-C", person: "petra" },
  {
    ...{ name: "danger-sent", path: ({ quarantined }) => `/danger/${quarantined}` },
    ...{ agency: "NGO-B", person: "mira", awaits: ".warning-stages" },
  },
  {
    ...{ name: "message-received", path: ({ accepted }) => `/messages/${accepted}` },
    ...{ agency: "NGO-C", person: "mira", awaits: ".read-form" },
  },
  {
    ...{ name: "message-sent", path: ({ accepted }) => `/messages/${accepted}` },
    ...{ agency: "NGO-B", person: "mira", awaits: ".button-bad" },
  },
  {
    ...{ name: "sent", path: ({ accepted }) => `/sent/${accepted}` },
    ...{ agency: "NGO-B", person: "mira", awaits: ".notice" },
  },
  {
    ...{ name: "message-erased", path: ({ withdrawn }) => `/messages/${withdrawn}` },
    ...{ agency: "NGO-B", person: "ines", awaits: ".related a" },
  },
  {
    ...{ name: "message-quarantined", path: ({ quarantined }) => `/messages/${quarantined}` },
    ...{ agency: "Police-C", person: "mira", awaits: ".read-form" },
  },
  {
    ...{ name: "message-unknown", path: `/messages/${"A".repeat(43)}` },
    ...{ agency: "NGO-B", person: "mira" },
    answers: [{ status: 404, path: "/v1/messages/" }],
  },
  { name: "requests", path: "/requests", agency: "Police-C", person: "mira", awaits: ".request" },
  { name: "requests-none", path: "/requests", agency: "Police-D", person: "mira" },
  { name: "search", path: "/search", agency: "NGO-B", person: "mira" },
  {
    // With a partner for whom the table has one purpose: what is checked is the same, and sooner done.
    ...{ name: "agreements", path: "/agreements?partner=https%3A%2F%2Fpolice-c.test" },
    ...{ agency: "NGO-B", person: "mira" },
    awaits: ".matrix-grid, .one-purpose",
  },
  {
    ...{ name: "agreements-one", agency: "NGO-B", person: "mira" },
    ...{ path: "/agreements/AGR-ASSIST-CHILD", awaits: "details" },
  },
  { name: "agreements-no-such", path: "/agreements/AGR-NO", agency: "NGO-B", person: "mira" },
  {
    ...{ name: "agencies", path: "/agencies", agency: "NGO-B", person: "mira" },
    awaits: ".time-line",
  },
  {
    ...{ name: "operations", path: "/operations", agency: "Police-C", person: "olek" },
    awaits: ".bars",
  },
  { name: "alarms", path: "/alarms", agency: "Police-C", person: "olek", awaits: "tbody" },
  { name: "alarms-none", path: "/alarms", agency: "Provider-C", person: "dara" },
  { name: "refusals", path: "/refusals", agency: "NGO-C", person: "olek" },
  { name: "acts", path: "/acts", agency: "NGO-B", person: "ines", awaits: "tbody" },
  { name: "locks", path: "/locks", agency: "Provider-C", person: "olek" },
  { name: "locks-seen", path: "/locks", agency: "Provider-C", person: "ines" },
  { name: "check", path: "/check", agency: "NGO-B", awaits: ".check-give" },
  {
    ...{ name: "check-signed-in", path: "/check", agency: "NGO-B", person: "mira" },
    awaits: ".check-give",
  },
];
