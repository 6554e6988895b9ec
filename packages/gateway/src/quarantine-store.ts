import type { InboxRow } from "./store.ts";

/** A message in quarantine, with its place: later ones have greater numbers. */
export interface QuarantinedRow extends InboxRow {
  readonly position: number;
}

/** What an accepted message may mend. */
export interface Mending {
  readonly sender: string;
  /** Id that the accepted message answers. */
  readonly inReplyTo: string;
  readonly exchangeId: string;
  readonly messageType: string;
}

/** What waits in quarantine. Partners fill it, so that only what is asked for is read. */
export interface QuarantineStore {
  /** Messages in quarantine, mended or not, newest first, before a place; at most `limit`. */
  quarantined(limit?: number, before?: number): readonly QuarantinedRow[];
  /**
   * Digests of the messages in quarantine that an accepted one mends: of the same sender, and named by it as
   * what it answers, or of the same exchange and type.
   */
  mendable(by: Mending): readonly string[];
  /** How many messages of a sender wait in quarantine, hold content and are not mended. */
  countUnmended(sender: string): number;
  /** Digests of what was not mended by `at`, and of which that is not recorded (`mendOverdue`), at most `limit`. */
  mendOverdue(at: string, limit: number): readonly string[];
  /** Notes what mended a quarantined message; there is no time left for it then. */
  mendInbox(digest: string, by: string): void;
}
