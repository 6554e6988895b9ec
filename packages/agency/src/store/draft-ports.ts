import type { DraftApproval, DraftReturn, DraftRow, NewDraftRow, Part } from "./rows.ts";

/** Messages that are not submitted yet. */
export interface Drafts {
  add(row: NewDraftRow): Promise<void>;
  find(id: string): Promise<DraftRow | undefined>;
  /** Lists open drafts before a place, newest first, at most `limit`. */
  list(limit: number, before?: number): Promise<Part<DraftRow>>;
  /** Whether an officer, by a keyed hash, is the last composer of at least `count` open drafts. */
  hasOpen(composedBy: string, count: number): Promise<boolean>;
  /** Changes an open draft that is still at a revision; its approval ends. Returns false if it is at another. */
  change(id: string, revision: number, row: Omit<NewDraftRow, "id">): Promise<boolean>;
  /** Approves an open draft; that it was sent back is over. */
  approve(id: string, approval: DraftApproval): Promise<void>;
  endApproval(id: string): Promise<void>;
  /** Sends an open draft back; its approval ends. */
  sendBack(id: string, returned: DraftReturn): Promise<void>;
  /** Destroys what a draft asks for. It was sent as `message`, or is deleted. */
  settle(id: string, at: string, message?: string): Promise<void>;
  /** Ids of open drafts that nobody has changed since a time, at most `limit`. */
  overdue(before: string, limit: number): Promise<readonly string[]>;
}
