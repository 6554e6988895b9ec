/** A message that is not submitted yet. */
export interface DraftRow {
  /** Chosen here. */
  readonly id: string;
  /** Counts changes, from 1. */
  readonly revision: number;
  readonly state: "open" | "sent" | "deleted";
  /** The officer who composed it, by a keyed hash. */
  readonly composedBy: string;
  /** The same, encrypted. */
  readonly composer: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly messageType: string;
  readonly agreement: string;
  readonly changedAt: string;
  /** Digest of the message that it became. */
  readonly message: string | undefined;
  readonly approval: DraftApproval | undefined;
  /** What it asks for; gone once it is sent or deleted. */
  readonly request: unknown;
}

/** That a second officer has approved a draft. */
export interface DraftApproval {
  /** What was approved. */
  readonly digest: string;
  /** The officer, by a keyed hash. */
  readonly by: string;
  /** The same, encrypted. */
  readonly officer: string;
  readonly at: string;
}

/** What is written of a draft. */
export type NewDraftRow = Omit<DraftRow, "revision" | "state" | "message" | "approval">;
