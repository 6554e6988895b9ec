/** A page that the menu leads to. */
export interface Place {
  readonly path: string;
  /** Name of its words in the area `shell`. */
  readonly name: "inbox" | "outbox" | "compose" | "drafts" | "approvals" | "danger" | "check";
  /** The operation of the API without which the page is of no use. Left out: it is open to everybody. */
  readonly needs?: string;
  /** Whether it stands apart from the others: what is in danger is not found among what is not. */
  readonly isApart?: boolean;
}

/** What the menu shows, in this order. The first that is open is where somebody begins. */
export const PLACES: readonly Place[] = [
  { path: "/inbox", name: "inbox", needs: "listInbox" },
  { path: "/outbox", name: "outbox", needs: "listOutbox" },
  { path: "/compose", name: "compose", needs: "submitMessage" },
  { path: "/drafts", name: "drafts", needs: "listDrafts" },
  { path: "/approvals", name: "approvals", needs: "approveDraft" },
  { path: "/check", name: "check" },
  { path: "/danger", name: "danger", needs: "listInbox", isApart: true },
];
