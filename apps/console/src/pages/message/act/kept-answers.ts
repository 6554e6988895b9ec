import type { DraftEntry } from "../../../app/shared-queries.ts";

/** A message that was received and can be answered. */
export interface Answerable {
  /** Entity id. */
  readonly sender: string;
  /** RFC 3339. */
  readonly receivedAt: string;
  /** Left out where it is not known. */
  readonly purpose?: string;
}

/**
 * The drafts that can be meant to answer a message: answers to its sender for its purpose that were changed after it had arrived. Which message a
 * draft answers is a part of what it says, and reading that is recorded: whoever opens it learns it.
 */
export const keptAnswersTo = (
  { sender, receivedAt, purpose }: Answerable,
  drafts: readonly DraftEntry[],
): readonly DraftEntry[] =>
  drafts.filter(
    (draft) =>
      draft.messageType === "response" &&
      draft.recipient === sender &&
      (purpose === undefined || draft.purpose === purpose) &&
      draft.changedAt >= receivedAt,
  );
