/** A page that the menu leads to. */
export interface Place {
  readonly path: string;
  /** Name of its words in the area `shell`. */
  readonly name:
    | "inbox"
    | "outbox"
    | "requests"
    | "find"
    | "compose"
    | "drafts"
    | "approvals"
    | "danger"
    | "check"
    | "agreements"
    | "agencies"
    | "operations"
    | "alarms"
    | "refusals"
    | "acts"
    | "locks";
  /** The operation of the API without which the page is of no use. Left out: it is open to everybody. */
  readonly needs?: string;
  /** What the menu puts it under. Left out: `work`. */
  readonly group?: PlaceGroup;
  /** Whether it stands apart from the others: what is in danger is not found among what is not. */
  readonly isApart?: boolean;
}

/** Doing one's work, looking up what holds, and running the gateway. */
type PlaceGroup = (typeof PLACE_GROUPS)[number];

/** Groups of the menu, in this order. */
export const PLACE_GROUPS = ["work", "know", "run"] as const;

/** What the menu shows, in this order within each group. The first that is open is where somebody begins. */
export const PLACES: readonly Place[] = [
  { path: "/inbox", name: "inbox", needs: "listInbox" },
  { path: "/outbox", name: "outbox", needs: "listOutbox" },
  { path: "/requests", name: "requests", needs: "listRequests" },
  { path: "/search", name: "find", needs: "findByCase" },
  { path: "/compose", name: "compose", needs: "submitMessage" },
  { path: "/drafts", name: "drafts", needs: "listDrafts" },
  { path: "/approvals", name: "approvals", needs: "approveDraft" },
  { path: "/danger", name: "danger", needs: "listInbox", isApart: true },
  { path: "/check", name: "check", group: "know" },
  { path: "/agreements", name: "agreements", needs: "listAgreements", group: "know" },
  { path: "/agencies", name: "agencies", needs: "listPartners", group: "know" },
  // Everybody may ask how the gateway is; the page is for those who may see who is locked out.
  { path: "/operations", name: "operations", needs: "listLocks", group: "run" },
  { path: "/alarms", name: "alarms", needs: "listAlarms", group: "run" },
  { path: "/refusals", name: "refusals", needs: "listRefusals", group: "run" },
  { path: "/acts", name: "acts", needs: "listActs", group: "run" },
  { path: "/locks", name: "locks", needs: "listLocks", group: "run" },
];
