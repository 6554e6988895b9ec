/** What an approver does about a refusal: reads the draft again, or goes back to the list. */
export interface WayOut {
  /** Name of the words that say what has happened; with `Fix` behind it, of those that say what to do. */
  readonly name: "changed" | "other" | "unseen" | "own" | "idle" | "closed" | "refused";
  readonly leads: "read" | "list";
}

/** The way out of a refusal. @param code - Of the gateway's problem. `undefined` for a code that has none of its own. */
export function wayOut(code: string | undefined): WayOut | undefined {
  return code === undefined ? undefined : WAYS.get(code);
}

const WAYS: ReadonlyMap<string, WayOut> = new Map([
  ["API_DRAFT_CHANGED", { name: "changed", leads: "read" }],
  ["GATEWAY_APPROVAL_OTHER", { name: "other", leads: "read" }],
  ["GATEWAY_DRAFT_REFUSED", { name: "refused", leads: "read" }],
  ["API_DRAFT_UNSEEN", { name: "unseen", leads: "read" }],
  ["GATEWAY_APPROVAL_NOT_INDEPENDENT", { name: "own", leads: "list" }],
  ["GATEWAY_APPROVAL_IDLE", { name: "idle", leads: "list" }],
  ["API_DRAFT_CLOSED", { name: "closed", leads: "list" }],
  ["API_DRAFT_UNKNOWN", { name: "closed", leads: "list" }],
]);
