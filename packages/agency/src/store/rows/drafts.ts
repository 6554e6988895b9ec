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
  /** That it was sent back, be it at an earlier revision; gone once it is approved. */
  readonly returned: DraftReturn | undefined;
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

/** That a second officer has sent a draft back to who composed it. */
export interface DraftReturn {
  /** Why: a code of the local API. */
  readonly reason: string;
  /** The officer, encrypted. */
  readonly officer: string;
  readonly at: string;
  /** Which revision was sent back. At a later one it waits for a second officer again. */
  readonly revision: number;
}

/** Whether a draft lies with its composer: it was sent back, and nobody has changed it since. */
export const isReturned = ({ returned, revision }: Pick<DraftRow, "returned" | "revision">) =>
  returned?.revision === revision;

/** What is written of a draft. */
export type NewDraftRow = Omit<
  DraftRow,
  "revision" | "state" | "message" | "approval" | "returned"
>;
