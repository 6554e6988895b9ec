/** A page that the menu leads to. */
export interface Place {
  readonly path: string;
  /** Name of its words in the area `shell`. */
  readonly name: "inbox" | "outbox" | "requests" | "find" | "compose" | "check";
  /** The operation of the API without which the page is of no use. Left out: it is open to everybody. */
  readonly needs?: string;
}

/** What the menu shows, in this order. The first that is open is where somebody begins. */
export const PLACES: readonly Place[] = [
  { path: "/inbox", name: "inbox", needs: "listInbox" },
  { path: "/outbox", name: "outbox", needs: "listOutbox" },
  { path: "/requests", name: "requests", needs: "listRequests" },
  { path: "/search", name: "find", needs: "findByCase" },
  { path: "/compose", name: "compose", needs: "submitMessage" },
  { path: "/check", name: "check" },
];
